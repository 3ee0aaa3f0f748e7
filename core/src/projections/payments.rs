//! `payments`: one row a payment, with what came in and what became of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    payments::payment::{Charge, Origin, Payment, Status, Takings},
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
    let State::Payment(payment) = state else { return Vec::new() };
    let row = payment.charge().map(|charge| row(id, payment, charge, updated_at));
    row.map(|row| Projected { key: id.to_string(), columns: to_json(&row) }).into_iter().collect()
}

fn row(id: Uuid, payment: &Payment, charge: &Charge, updated_at: Instant) -> Row {
    let created = charge.created();
    // A Pix of another currency is none of the payment's amounts.
    let of_currency = |of: &&Takings| of.amount().currency() == charge.currency();
    let takings: Vec<&Takings> = payment.books().takings().iter().filter(of_currency).collect();
    let sum = |figure: fn(&Takings) -> Money| total(charge, takings.iter().map(|of| figure(of)));
    let came = |asked: bool| {
        let of = takings.iter().filter(|of| (of.origin() == Origin::Captured) == asked);
        total(charge, of.map(|of| of.amount()))
    };
    Row {
        id,
        event_id: created.reference.event_id,
        hold_id: created.reference.hold_id,
        buyer_id: created.buyer,
        payment_method: created.method.name().to_owned(),
        status: charge.status(),
        currency: charge.currency(),
        amount: charge.amount().amount().to_string(),
        captured: came(true),
        surplus: came(false),
        available: sum(Takings::available),
        refund_pending: sum(Takings::refund_pending),
        refunded: sum(Takings::refunded),
        dispute_held: sum(Takings::dispute_held),
        dispute_lost: sum(Takings::dispute_lost),
        updated_at,
    }
}

fn total(charge: &Charge, amounts: impl Iterator<Item = Money>) -> String {
    let minor = amounts.map(|of| i128::from(of.minor())).fold(0, i128::saturating_add);
    charge.amount().part(minor).amount().to_string()
}
