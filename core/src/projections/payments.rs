//! `payments`: one row a payment, with what came in and what became of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    payments::payment::{Payment, PaymentSummary, Status},
    values::{ActorId, Currency, EventId, HoldId, Instant, Money},
};

/// The read model `payments`.
pub const PAYMENTS: ReadModel =
    ReadModel { name: "payments", form: 1, aggregate: Payment::NAME, created_at: true, rows };

/// A row of `payments`, but for its tenant and `created_at`. `captured` and `surplus` together are
/// `available`, `refund_pending`, `refunded`, `dispute_held` and `dispute_lost` together, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The payment's id.
    pub id: Uuid,
    /// What it is for.
    pub event_id: EventId,
    /// The places that are set aside for it.
    pub hold_id: Option<HoldId>,
    /// Who pays.
    pub buyer_id: ActorId,
    /// `pix` or `card`.
    pub payment_method: String,
    /// How far it is; refunds and disputes do not change it.
    pub status: Status,
    /// The currency of every amount.
    pub currency: Currency,
    /// What is to be paid, in the currency's units: `120.50`.
    pub amount: String,
    /// What of it came in.
    pub captured: String,
    /// What came in and nobody asked for.
    pub surplus: String,
    /// What is left of both.
    pub available: String,
    /// What is on its way back.
    pub refund_pending: String,
    /// What went back.
    pub refunded: String,
    /// What is disputed.
    pub dispute_held: String,
    /// What was lost by disputes.
    pub dispute_lost: String,
    /// The instant of its last record.
    pub updated_at: Instant,
}

fn rows(id: Uuid, state: &State, updated_at: Instant) -> Vec<Projected> {
    let row = state.payment().and_then(Payment::summary).map(|of| row(id, of, updated_at));
    row.map(|row| Projected { key: id.to_string(), columns: to_json(&row) }).into_iter().collect()
}

fn row(id: Uuid, of: PaymentSummary, updated_at: Instant) -> Row {
    let text = |money: Money| money.amount().to_string();
    Row {
        id,
        event_id: of.event_id,
        hold_id: of.hold_id,
        buyer_id: of.buyer,
        payment_method: of.method.name().to_owned(),
        status: of.status,
        currency: of.amount.currency(),
        amount: text(of.amount),
        captured: text(of.captured),
        surplus: text(of.surplus),
        available: text(of.available),
        refund_pending: text(of.refund_pending),
        refunded: text(of.refunded),
        dispute_held: text(of.dispute_held),
        dispute_lost: text(of.dispute_lost),
        updated_at,
    }
}
