//! The hour itself: requests in the order of their time, and in between what buyers do with their
//! holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indicatif::{ProgressBar, ProgressStyle};
use palco::{
    application::{Error, Kind, Palco, Recorded},
    contract::{DomainEvent as Any, Rejection},
    ticketing::box_office::{
        self, ConfirmHold, DomainEvent, HoldTickets, PlacesSold, PricedLine, ReleaseHold,
        TicketsHeld,
    },
    values::{ActorId, CommandId, EventId, HoldId, HoldSeconds, Instant, TenantId},
};
use palco_memory::ManualClock;

use crate::{AnyError, requests::Request, stage::HOLD_SECONDS};

/// What became of a command id: a hold, or the last refusal.
pub(crate) enum Outcome {
    Held,
    Refused { code: &'static str, reason: Option<String> },
}

/// What buyers were told, counted as they were told it.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) decisions: u64,
    pub(crate) buyers: BTreeSet<ActorId>,
    pub(crate) outcomes: HashMap<CommandId, Outcome>,
    /// Sent again, and given the first answer again.
    pub(crate) first_answers: u64,
    /// Refused at first, and decided once more when it was sent again.
    pub(crate) decided_afresh: u64,
    /// A command id that had taken effect, sent with another body.
    pub(crate) ids_reused: u64,
    pub(crate) sales: Vec<PlacesSold>,
    /// Of the sales, those paid after the hold lapsed, whose places were free still.
    pub(crate) sold_late: u64,
    pub(crate) payments_refused: BTreeMap<&'static str, u64>,
    pub(crate) released: u64,
}

/// What a buyer does with a hold.
enum Next {
    Pays { buyer: ActorId, hold_id: HoldId, lines: Vec<PricedLine>, expires_at: Instant },
    Releases { buyer: ActorId, hold_id: HoldId },
}

pub(crate) struct Play {
    palco: Palco,
    clock: ManualClock,
    tenant: TenantId,
    event_id: EventId,
    /// By the instant at which it is due; at the same instant, first come first served.
    due: BTreeMap<(Instant, usize), Next>,
    scheduled: usize,
    pub(crate) tally: Tally,
}

impl Play {
    pub(crate) fn new(
        palco: Palco,
        clock: ManualClock,
        tenant: TenantId,
        event_id: EventId,
    ) -> Self {
        let (due, tally) = (BTreeMap::new(), Tally::default());
        Self { palco, clock, tenant, event_id, due, scheduled: 0, tally }
    }

    /// Plays every request, and after the last one what is still due.
    pub(crate) async fn all(&mut self, requests: &[Request]) -> Result<(), AnyError> {
        let style = "{bar:40} {pos}/{len} requests, {per_sec}, {eta} left";
        let bar = ProgressBar::new(requests.len().try_into()?);
        bar.set_style(ProgressStyle::with_template(style)?);
        for request in bar.wrap_iter(requests.iter()) {
            self.what_is_due(request.at).await?;
            self.clock.set(request.at);
            self.hold(request).await?;
        }
        self.what_is_due(Instant::MAX).await
    }

    async fn hold(&mut self, request: &Request) -> Result<(), AnyError> {
        let me = self.palco.acting(self.tenant, request.buyer);
        let hold = HoldTickets {
            hold_id: None,
            lines: request.lines.clone(),
            ttl_seconds: HoldSeconds::new(HOLD_SECONDS)?,
        };
        let answer = me.tickets().send_once(request.command_id, self.event_id, hold).await;
        self.tally.decisions += 1;
        self.tally.buyers.insert(request.buyer);
        match answer {
            Ok(answer) if answer.repeated => self.tally.first_answers += 1,
            Ok(answer) => {
                self.tally.settle(request.command_id, Outcome::Held);
                let held = answer.records.into_iter().find_map(tickets_held);
                self.what_next(request, held.ok_or("a hold without a hold")?);
            }
            Err(Error::CommandIdReused { .. }) => self.tally.ids_reused += 1,
            Err(refused) if refused.kind() == Kind::Rejected => {
                let outcome = Outcome::Refused { code: refused.code(), reason: why(&refused) };
                self.tally.settle(request.command_id, outcome);
            }
            Err(failed) => return Err(failed.into()),
        }
        Ok(())
    }

    /// Notes what the buyer is going to do. Who does nothing lets the hold lapse.
    fn what_next(&mut self, request: &Request, held: TicketsHeld) {
        let TicketsHeld { hold_id, buyer, lines, expires_at, .. } = held;
        let (seconds, next) = match (request.pays_after_seconds, request.releases_after_seconds) {
            (Some(seconds), _) => (seconds, Next::Pays { buyer, hold_id, lines, expires_at }),
            (None, Some(seconds)) => (seconds, Next::Releases { buyer, hold_id }),
            (None, None) => return,
        };
        let at = request.at.saturating_add_seconds(seconds);
        self.due.insert((at, self.scheduled), next);
        self.scheduled += 1;
    }

    async fn what_is_due(&mut self, until: Instant) -> Result<(), AnyError> {
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= until) {
            let ((at, _), next) = entry.remove_entry();
            self.clock.set(at);
            self.tally.decisions += 1;
            match next {
                Next::Pays { buyer, hold_id, lines, expires_at } => {
                    let late = at >= expires_at;
                    self.confirm(buyer, hold_id, lines, late).await?;
                }
                Next::Releases { buyer, hold_id } => {
                    let me = self.palco.acting(self.tenant, buyer);
                    match me.tickets().send(self.event_id, ReleaseHold { hold_id }).await {
                        Ok(_) => self.tally.released += 1,
                        // It lapsed before.
                        Err(refused) if refused.kind() == Kind::Rejected => {}
                        Err(failed) => return Err(failed.into()),
                    }
                }
            }
        }
        Ok(())
    }

    /// The payment is there: the hold becomes a sale. To confirm it again would change nothing.
    async fn confirm(
        &mut self,
        buyer: ActorId,
        hold_id: HoldId,
        lines: Vec<PricedLine>,
        late: bool,
    ) -> Result<(), AnyError> {
        let me = self.palco.acting(self.tenant, buyer);
        let confirm = ConfirmHold { hold_id, lines: lines.try_into()?, paid_by: None };
        match me.tickets().send(self.event_id, confirm).await {
            Ok(answer) => {
                let sold = answer.records.into_iter().filter_map(places_sold);
                self.tally.sales.extend(sold);
                self.tally.sold_late += u64::from(late);
            }
            Err(refused) if refused.kind() == Kind::Rejected => {
                *self.tally.payments_refused.entry(refused.code()).or_default() += 1;
            }
            Err(failed) => return Err(failed.into()),
        }
        Ok(())
    }
}

impl Tally {
    fn settle(&mut self, command_id: CommandId, outcome: Outcome) {
        if self.outcomes.insert(command_id, outcome).is_some() {
            self.decided_afresh += 1;
        }
    }
}

fn tickets_held(recorded: Recorded) -> Option<TicketsHeld> {
    if let Any::BoxOffice(DomainEvent::TicketsHeld(held)) = recorded.domain_event {
        Some(held)
    } else {
        None
    }
}

fn places_sold(recorded: Recorded) -> Option<PlacesSold> {
    if let Any::BoxOffice(DomainEvent::PlacesSold(sold)) = recorded.domain_event {
        Some(sold)
    } else {
        None
    }
}

/// What became of the places, where there are too few.
fn why(refused: &Error) -> Option<String> {
    let Error::Rejected(Rejection::BoxOffice(refusal)) = refused else { return None };
    if let box_office::Rejection::SoldOut { reason, .. } = refusal {
        Some(reason.to_string())
    } else {
        None
    }
}
