//! `transactions`: one row a payment, from its making on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    payments::payment::{Origin, Payment, Status, Takings, Target},
    values::{ActorId, Currency, EventId, Instant},
};

/// The read model `transactions`.
pub const TRANSACTIONS: ReadModel =
    ReadModel { name: "transactions", form: 1, aggregate: Payment::NAME, created_at: true, rows };

/// A row of `transactions`, but for its tenant and `created_at`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The payment's id.
    pub id: Uuid,
    /// What it is for.
    pub event_id: EventId,
    /// Who pays.
    pub user_id: ActorId,
    /// What is to be paid, in the currency's units: `120.50`.
    pub amount: String,
    /// The currency of the amount.
    pub currency: Currency,
    /// `pix` or `card`.
    pub payment_method: String,
    /// How far it is; refunds and disputes do not change it.
    pub status: Status,
    /// The Pix or the capture by which it was paid first; `None` until it was.
    pub gateway_id: Option<String>,
}

fn rows(id: Uuid, state: &State, _: Instant) -> Vec<Projected> {
    row(id, state)
        .map(|row| Projected { key: id.to_string(), columns: to_json(&row) })
        .into_iter()
        .collect()
}

fn row(id: Uuid, state: &State) -> Option<Row> {
    let State::Payment(payment) = state else { return None };
    let charge = payment.charge()?;
    let created = charge.created();
    let mut takings = payment.books().takings().iter();
    let first = takings.find(|takings| takings.origin() == Origin::Captured);
    Some(Row {
        id,
        event_id: created.reference.event_id,
        user_id: created.buyer,
        amount: charge.amount().amount().to_string(),
        currency: charge.currency(),
        payment_method: created.method.name().to_owned(),
        status: charge.status(),
        gateway_id: first.map(gateway_id),
    })
}

fn gateway_id(takings: &Takings) -> String {
    match takings.target() {
        Target::Capture { capture_id } => capture_id.to_string(),
        Target::Pix { e2eid } => e2eid.as_str().to_owned(),
    }
}
