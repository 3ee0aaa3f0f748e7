//! When flights set out, and with what.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc::UnboundedReceiver, time};
use tracing::Instrument;

use super::{
    aboard::Flight,
    desk::{Back, Desk, Letter, Trip},
    flight::{Cargo, fly, run_errand},
    forming::{Formed, form},
    job::Key,
    lanes::Errand,
    telemetry,
};

/// How often those who were just answered are let go first, as long as they come with more.
const GATHERINGS: usize = 4;
/// How long streams wait for a flight that has more of them.
const PATIENCE: Duration = Duration::from_millis(5);

impl Desk {
    /// Those who were just answered may have more to send: they go first, for as long as they come.
    /// Nothing waits for them, and no time passes while nobody comes.
    pub(super) async fn gather(&mut self, letters: &mut UnboundedReceiver<Letter>) {
        for _ in 0..GATHERINGS {
            if !self.may_depart() && !self.lanes.keeps_turns() {
                return;
            }
            let before = self.arrived;
            tokio::task::yield_now().await;
            self.open_all(letters);
            if self.arrived == before {
                return;
            }
        }
    }

    /// Beside a flight another has as many streams: each costs the store much of what it would cost with
    /// more aboard, and a few who come first would leave the rest behind.
    fn may_depart(&self) -> bool {
        let is_late = || self.patient_until.is_none_or(|until| now() >= until);
        self.could_depart() && (self.lanes.ready() >= self.streams_out() || is_late())
    }

    fn could_depart(&self) -> bool {
        self.flights < self.settings.flights && self.lanes.ready() > 0
    }

    fn streams_out(&self) -> usize {
        let streams = |trip: &Trip| match trip {
            Trip::Flight(flight) => flight.locked.len(),
            Trip::Errand(..) | Trip::Looks(..) | Trip::Telling => 0,
        };
        self.out.values().map(streams).fold(0, usize::saturating_add)
    }

    pub(super) fn depart(&mut self) {
        self.look();
        while self.may_depart() {
            let formed = form(&mut self.lanes, &mut self.states, &self.settings);
            if !self.set_out(formed) {
                break;
            }
        }
        if self.could_depart() && !self.may_depart() {
            self.again = self.again.into_iter().chain(self.patient_until).min();
        }
        self.prepare();
    }

    /// Whether there was anything to set out with.
    pub(super) fn set_out(&mut self, formed: Formed) -> bool {
        let Formed { flight, cargo, errands, again } = formed;
        self.again = again;
        let sets_out = !flight.locked.is_empty() || !errands.is_empty();
        if !flight.locked.is_empty() {
            self.fly(flight, cargo);
        }
        for (key, errand) in errands {
            self.send_for(key, errand);
        }
        sets_out
    }

    fn fly(&mut self, flight: Flight, cargo: Cargo) {
        self.flights = self.flights.saturating_add(1);
        self.patient_until = now().checked_add(PATIENCE);
        self.crowds = true;
        telemetry::departed(cargo.appends.len(), cargo.ids.len());
        let source = self.source.clone();
        let span = tracing::debug_span!("append", appends = cargo.appends.len());
        let flying = async move { Back::Flight(fly(&source, cargo).await) };
        self.spawn(Trip::Flight(Box::new(flight)), flying.instrument(span));
    }

    fn send_for(&mut self, key: Key, errand: Errand) {
        let (source, reads) = (self.source.clone(), Arc::clone(&self.reads));
        let known = self.states.version(&errand.stream);
        self.spawn(Trip::Errand(key, errand.clone()), async move {
            // A turn may be long in coming: it is no read.
            let place = if errand.turn { None } else { reads.acquire().await.ok() };
            let (news, turn) = run_errand(&source, &errand, known).await;
            drop(place);
            Back::Errand(news, turn)
        });
    }
}

/// By the clock of the runtime's timers, which a test may hold still.
fn now() -> Instant {
    time::Instant::now().into_std()
}
