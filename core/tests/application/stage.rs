//! One tenant, one hall of 100, and events in it.

use std::sync::Arc;

use palco::{
    application::{Acting, Kind, Palco},
    contract::Command,
    planning::event::{Place, Publish, Reschedule},
    ports::{Position, Store},
    testing::{
        id, instant,
        scene::{draft, hall, hold, open, opening, quota, ticket_type},
    },
    ticketing::box_office::Open,
};
use palco_memory::{ManualClock, MemoryStore};
use uuid::Uuid;

pub(crate) struct Stage {
    pub(crate) palco: Palco,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::over(Arc::new(MemoryStore::default()))
    }

    pub(crate) fn over(store: Arc<dyn Store>) -> Self {
        let clock = ManualClock::at(instant("2026-11-23T12:00:00Z"));
        Self { palco: Palco::over(store).with_clock(Arc::new(clock)) }
    }

    pub(crate) fn me(&self) -> Acting {
        self.palco.acting(id(1), id(7))
    }

    /// Sends a command until the store has told what became of it.
    pub(crate) async fn retried(&self, key: u64, of: Uuid, command: impl Into<Command>) {
        let command = command.into();
        for _ in 0..5 {
            match self.me().send(of, command.clone(), Some(id(key))).await {
                Err(failed) if failed.kind() == Kind::Unavailable => {}
                _ => return,
            }
        }
        panic!("it fails for ever");
    }

    pub(crate) async fn draft(&self, event: u64) {
        self.retried(100, Uuid::from_u128(3), palco::planning::venue::Command::from(hall())).await;
        let draft = draft(Place::Venue { venue_id: id(3) }, instant("2026-12-01T21:00:00Z"));
        let draft: palco::planning::event::Command = draft.into();
        self.retried(200 + event, Uuid::from_u128(event.into()), draft).await;
    }

    pub(crate) async fn published(&self, event: u64) {
        self.draft(event).await;
        let publish: palco::planning::event::Command = Publish {}.into();
        self.retried(300 + event, Uuid::from_u128(event.into()), publish).await;
    }

    pub(crate) async fn on_sale(&self, event: u64) {
        self.published(event).await;
        let open: palco::ticketing::box_office::Command = open(100).into();
        self.retried(400 + event, Uuid::from_u128(event.into()), open).await;
    }

    /// The names of all that was recorded.
    pub(crate) async fn records(&self) -> Vec<&'static str> {
        let records = self.palco.feed(Position::START, 1_000).await.unwrap().records;
        records.iter().map(|of| of.domain_event.wire_name()).collect()
    }
}

pub(crate) fn moved_by_hours(hours: u32) -> Reschedule {
    let moved = |text: &str| instant(text).saturating_add_minutes(60 * hours);
    Reschedule {
        doors_at: moved("2026-12-01T21:00:00Z"),
        starts_at: moved("2026-12-01T22:00:00Z"),
        ends_at: moved("2026-12-02T02:00:00Z"),
    }
}

/// As many quotas and ticket types as there may be, each type drawing on as many as it may.
pub(crate) fn largest_opening() -> Open {
    let codes: Vec<String> = (1..500).map(|number| format!("q{number}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let quotas = std::iter::once(&"hall").chain(&codes).map(|code| quota(code, 100));
    let first: Vec<&str> = codes.iter().copied().take(20).collect();
    let types = (0..500).map(|number| ticket_type(&format!("t{number}"), &first));
    opening(quotas.collect(), types.collect())
}

/// A hold of so many on the floor.
pub(crate) fn hold_of(quantity: u64) -> palco::ticketing::box_office::Command {
    hold(quantity).into()
}
