//! The box office of one event: who may have how many of which places. The hot aggregate.
//!
//! Invariants:
//! 1. A command never raises what is in use of a quota (sold, blocked, held) beyond its size. Only a
//!    size set below its use leaves it overcommitted, and then nothing is sold of it.
//! 2. All the lines of a command are summed per quota before anything is decided: all, or none.
//! 3. A hold is live while the time is before `expires_at`, and its places are free from then on. The
//!    time is the later of the decision's and the last record's, so expiry never reverses.
//! 4. A live hold guarantees its places and prices; a place is given back once.
//! 5. A buyer never has more of a capped ticket type than the cap, holds and sold places counted.
//! 6. The cost of a decision does not grow with what was sold.
//! 7. A hold is sold once, and in the name of one payment at most.
//!
//! ```text
//! unopened --open--> open --close_sales--> closed
//!                      ^---reopen_sales------'
//!
//! a hold: live --confirm--> sold --return--> free
//!          |--release--> free      ^
//!          '--time--> lapsed ------' confirmed late, if there is room
//! ```

mod availability;
mod contract;
mod decide;
mod hold_summary;
#[cfg(test)]
pub(crate) mod spec;
mod state;

use crate::{Aggregate, Context, aggregate::Upcast};

pub use availability::{Availability, QuotaUse, TypeFigures};
pub use contract::*;
pub use hold_summary::HoldSummary;
pub use state::{BoxOffice, Hold, Sales};

impl Aggregate for BoxOffice {
    type Command = Command;
    type DomainEvent = DomainEvent;
    type Rejection = Rejection;

    const NAME: &'static str = "box_office";

    const UPCASTS: &'static [Upcast] = &[
        // Who paid for a sale was not recorded once, and holds outlived every closing.
        Upcast::with_a_new_field("box_office.places_sold"),
        Upcast::with_a_new_field("box_office.sales_closed"),
    ];

    fn initial() -> Self {
        Self::Unopened {}
    }

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<DomainEvent>, Rejection> {
        decide::decide(self, command, context)
    }

    fn evolve(&mut self, happened: &DomainEvent) {
        state::evolve(self, happened);
    }

    fn size(&self) -> u64 {
        self.sales().map_or(1, state::Sales::size)
    }
}
