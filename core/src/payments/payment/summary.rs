use serde::Serialize;

use super::{
    contract::{MethodKind, RefundStatus, Target},
    state::{Charge, DisputeStatus, Origin, Payment, Status, Takings},
};
use crate::values::{ActorId, EventId, GatewayId, HoldId, Instant, Money, PixCode, RefundId};

/// What a payer or a clerk is shown of a payment. `captured` and `surplus` together are `available`,
/// `refund_pending`, `refunded`, `dispute_held` and `dispute_lost` together, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentSummary {
    /// What it is for.
    pub event_id: EventId,
    /// The places that are set aside for it; `null` where none are named.
    pub hold_id: Option<HoldId>,
    /// Who pays.
    pub buyer: ActorId,
    /// How it is paid.
    pub method: MethodKind,
    /// How far it is; refunds and disputes do not change it.
    pub status: Status,
    /// What is to be paid.
    pub amount: Money,
    /// What of it came in.
    pub captured: Money,
    /// What came in and nobody asked for.
    pub surplus: Money,
    /// What is left of both.
    pub available: Money,
    /// What is on its way back.
    pub refund_pending: Money,
    /// What went back.
    pub refunded: Money,
    /// What is disputed.
    pub dispute_held: Money,
    /// What was lost by disputes.
    pub dispute_lost: Money,
    /// What the payer scans or pastes; `null` unless it can be paid.
    pub pix_code: Option<PixCode>,
    /// Until when; `null` with the code.
    pub pix_expires_at: Option<Instant>,
    /// Every capture and every Pix, in the order in which they came.
    pub takings: Vec<TakingsSummary>,
    /// Every refund, in the order of their ids.
    pub refunds: Vec<RefundSummary>,
    /// Every dispute, in the order of their ids.
    pub disputes: Vec<DisputeSummary>,
}

/// One capture or one Pix: what a refund is requested of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakingsSummary {
    /// Which capture or Pix.
    pub target: Target,
    /// Why it came.
    pub origin: Origin,
    /// When it came, as the gateway says.
    pub settled_at: Instant,
    /// What came. Of another currency than the payment's it is in none of its sums.
    pub amount: Money,
    /// What is left of it: neither refunded, nor on its way back, nor disputed.
    pub available: Money,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundSummary {
    /// Which refund.
    pub refund_id: RefundId,
    /// What became of it.
    pub status: RefundStatus,
    /// How much.
    pub amount: Money,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DisputeSummary {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// How far it is.
    pub status: DisputeStatus,
    /// What is held.
    pub held: Money,
}

impl Payment {
    /// What a payer or a clerk is shown of it; `None` before it is made.
    #[must_use]
    pub fn summary(&self) -> Option<PaymentSummary> {
        self.charge().map(Charge::summary)
    }
}

impl Charge {
    fn summary(&self) -> PaymentSummary {
        let created = self.created();
        let books = &self.books;
        let all = |_: &Takings| true;
        let is_asked = |of: &Takings| of.origin() == Origin::Captured;
        let is_surplus = |of: &Takings| of.origin() != Origin::Captured;
        PaymentSummary {
            event_id: created.reference.event_id,
            hold_id: created.reference.hold_id,
            buyer: created.buyer,
            method: created.method.kind(),
            status: self.status(),
            amount: self.amount(),
            captured: self.sum(is_asked, Takings::amount),
            surplus: self.sum(is_surplus, Takings::amount),
            available: self.sum(all, Takings::available),
            refund_pending: self.sum(all, Takings::refund_pending),
            refunded: self.sum(all, Takings::refunded),
            dispute_held: self.sum(all, Takings::dispute_held),
            dispute_lost: self.sum(all, Takings::dispute_lost),
            pix_code: self.pix_code().cloned(),
            pix_expires_at: self.pix.expires_at.filter(|_| self.pix_code().is_some()),
            takings: books.takings().iter().map(TakingsSummary::from).collect(),
            refunds: books
                .refunds()
                .map(|(refund_id, of)| RefundSummary {
                    refund_id,
                    status: of.status(),
                    amount: of.amount(),
                })
                .collect(),
            disputes: books
                .disputes
                .iter()
                .map(|(dispute_id, of)| DisputeSummary {
                    dispute_id: dispute_id.clone(),
                    status: of.status(),
                    held: of.held(),
                })
                .collect(),
        }
    }

    /// A Pix of another currency is none of the payment's amounts.
    fn sum(&self, counts: fn(&Takings) -> bool, figure: fn(&Takings) -> Money) -> Money {
        let of_currency = |of: &&Takings| of.amount().currency() == self.currency();
        let takings = self.books.takings().iter().filter(of_currency).filter(|of| counts(of));
        let minor = takings.map(|of| i128::from(figure(of).minor())).fold(0, i128::saturating_add);
        self.amount().part(minor)
    }
}

impl From<&Takings> for TakingsSummary {
    fn from(of: &Takings) -> Self {
        Self {
            target: of.target().clone(),
            origin: of.origin(),
            settled_at: of.settled_at(),
            amount: of.amount(),
            available: of.available(),
        }
    }
}
