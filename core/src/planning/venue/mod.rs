//! A venue and its calendar: who has the place, and when.
//!
//! It protects the calendar. Whether an event may be published at all is the event's business; here
//! it gets a place or hears who has it.
//!
//! Invariants:
//! 1. No two bookings overlap, buffers included; they may touch.
//! 2. A booking that is still to come never needs more than the venue's capacity.
//! 3. An event has at most one booking here, and it was planned in the venue's timezone.
//!
//! ```text
//!                 register
//! unregistered -------------> registered --+
//!                                  ^       | change_capacity, book, release,
//!                                  +-------+ move_booking, resize_booking
//! ```

mod contract;
mod decide;
#[cfg(test)]
pub(crate) mod spec;
mod state;
mod summary;

pub use contract::*;
pub use state::{Booking, Site, Venue};
pub use summary::VenueSummary;

use crate::{Aggregate, Context};

impl Aggregate for Venue {
    type Command = Command;
    type DomainEvent = DomainEvent;
    type Rejection = Rejection;

    const NAME: &'static str = "venue";

    fn initial() -> Self {
        Self::Unregistered {}
    }

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<DomainEvent>, Rejection> {
        decide::decide(self, command, context)
    }

    fn evolve(&mut self, happened: &DomainEvent) {
        state::evolve(self, happened);
    }
}
