//! A payment: money that is asked for, that comes in, and that goes back.
//!
//! Commands ask, and may be refused. What a gateway reports is a fact: it is never refused. A fact that
//! the state has no place for is recorded, and the state is kept.
//!
//! Invariants:
//! 1. Of every capture and every Pix `captured = available + refunded + refund_pending + dispute_held +
//!    dispute_lost`, and none of them is below 0.
//! 2. A fact takes effect once, however often and in whatever order it is reported: it is known by its
//!    natural key (the Pix, the capture, the refund, the dispute and its stage).
//! 3. What goes back takes from each recipient what [`split`](crate::payments::split) says, and what
//!    fails or is won gives exactly that back.
//! 4. Money that nobody asked for is never mixed with the payment: a Pix that is late, comes twice or
//!    has another amount has a balance of its own.
//! 5. Whether a Pix is late depends on when it was settled, never on when the news came.
//! 6. A refund or a dispute never changes the state of the payment.
//! 7. No card number is kept.
//!
//! ```text
//! pix:   pending --issued--> awaiting_pix --received--> captured
//!           |  '--received, inferred--------------------^  ^
//!           |                   |--expire--> expired ------|  received, settled in time
//!           '--------cancel-----'----------> cancelled ----'
//!
//! card:  pending --start--> processing <--> requires_action      failed --start--> processing
//!                               |--declined--> failed
//!                               |--authorized--> authorized --captured--> partially_captured --> captured
//!                               '--captured--------------------^             voided or lapsed ---^
//!                                                authorized --voided or lapsed--> voided
//!
//! refund:   pending --> settled | failed | cancelled (not sent yet)
//! dispute:  open --> under_review --> won --reopened--> open
//!             '---------'-----------> lost
//! ```

mod contract;
mod decide;
#[cfg(test)]
pub(crate) mod spec;
mod state;
mod summary;

use crate::{Aggregate, Context, aggregate::Upcast};

pub use contract::*;
pub use state::{
    Books, Charge, Dispute, DisputeStatus, OpenAttempt, Origin, Payment, Refund, Status, Takings,
};
pub use summary::{DisputeSummary, PaymentSummary, RefundSummary, TakingsSummary};

impl Aggregate for Payment {
    type Command = Command;
    type DomainEvent = DomainEvent;
    type Rejection = Rejection;

    const NAME: &'static str = "payment";

    const UPCASTS: &'static [Upcast] = &[
        // What the gateway kept of money that nobody asked for was not recorded once, nor who bears the fee
        // of what was divided by hand, nor the bank's own figure of what is lost.
        Upcast::with_a_new_field("payment.late_pix_received"),
        Upcast::with_a_new_field("payment.duplicate_pix_received"),
        Upcast::with_a_new_field("payment.pix_amount_mismatch"),
        Upcast::with_a_new_field("payment.unmatched_pix"),
        Upcast::with_a_new_field("payment.shares_assigned"),
        Upcast::with_a_new_field("payment.dispute_lost"),
        Upcast::with_a_new_field("payment.dispute_part_lost"),
    ];

    fn initial() -> Self {
        Self::NotCreated(Books::default())
    }

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<DomainEvent>, Rejection> {
        decide::decide(self, command, context)
    }

    fn evolve(&mut self, happened: &DomainEvent) {
        state::evolve(self, happened);
    }

    fn size(&self) -> u64 {
        self.books().size()
    }
}
