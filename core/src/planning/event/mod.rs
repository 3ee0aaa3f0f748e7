//! An event: what takes place where and when, from the first plan to the archive.
//!
//! It protects the promise made to whoever holds a ticket: what was published changes only in ways
//! that are told. Whether the venue is free is the venue's business, and whose ticket it is the box
//! office's.
//!
//! Invariants:
//! 1. doors_at <= starts_at < ends_at.
//! 2. An event is published, and rescheduled, only to a start in the future.
//! 3. It is in progress only from its start on, and completed only from its end on.
//! 4. Its life follows the diagram; nothing leads back but reschedule, from postponed.
//!
//! ```text
//!           publish              start                complete              archive
//! draft ------------> published --------> in_progress ---------> completed ---------> archived
//!                      |     ^                                                           ^
//!             postpone |     | reschedule                                                |
//!                      v     |                                                           |
//!                     postponed                                                          |
//!                                                                                archive |
//! draft, published, postponed, in_progress --- cancel ---> cancelled --------------------+
//!
//! staying: change_draft in draft; reschedule in published;
//!          change_capacity in published, postponed, in_progress
//! ```

mod contract;
mod decide;
#[cfg(test)]
pub(crate) mod spec;
mod state;
mod summary;

pub use contract::*;
pub use state::{Event, EventStatus, Plan, Times};
pub use summary::EventSummary;

use crate::{Aggregate, Context};

impl Aggregate for Event {
    type Command = Command;
    type DomainEvent = DomainEvent;
    type Rejection = Rejection;

    const NAME: &'static str = "event";

    fn initial() -> Self {
        Self::Undrafted {}
    }

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<DomainEvent>, Rejection> {
        decide::decide(self, command, context)
    }

    fn evolve(&mut self, happened: &DomainEvent) {
        state::evolve(self, happened);
    }
}
