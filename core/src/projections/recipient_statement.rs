//! `recipient_statement`: one row for each recipient of a capture or a Pix.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    payments::{
        payment::{Charge, Payment, Takings},
        split::Account,
    },
    values::{Currency, EventId, Instant, RecipientId},
};

/// The read model `recipient_statement`.
pub const RECIPIENT_STATEMENT: ReadModel = ReadModel {
    name: "recipient_statement",
    form: 1,
    aggregate: Payment::NAME,
    created_at: false,
    rows,
};

/// A row of `recipient_statement`, but for its tenant:
/// `balance = share - fee + fee_back - refunded - disputed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The payment's id.
    pub payment_id: Uuid,
    /// Which capture or Pix: `capture …` or `pix …`.
    pub target: String,
    /// Who.
    pub recipient_id: RecipientId,
    /// What was paid for.
    pub event_id: EventId,
    /// When it came in.
    pub captured_at: Instant,
    /// The currency of every amount.
    pub currency: Currency,
    /// The share of it, in the currency's units: `120.50`.
    pub share: String,
    /// What was taken as the gateway's fee.
    pub fee: String,
    /// What of that came back.
    pub fee_back: String,
    /// What went back, pending refunds counted.
    pub refunded: String,
    /// What disputes took, held or lost.
    pub disputed: String,
    /// What is owed; below 0 it is a debt.
    pub balance: String,
    /// The instant of the payment's last record.
    pub updated_at: Instant,
}

fn rows(id: Uuid, state: &State, updated_at: Instant) -> Vec<Projected> {
    let State::Payment(payment) = state else { return Vec::new() };
    let Some(charge) = payment.charge() else { return Vec::new() };
    let of_takings = |takings: &Takings| -> Vec<Projected> {
        let accounts = takings.accounts().iter();
        accounts.map(|account| projected(id, charge, takings, account, updated_at)).collect()
    };
    payment.books().takings().iter().flat_map(of_takings).collect()
}

fn projected(
    payment_id: Uuid,
    charge: &Charge,
    takings: &Takings,
    account: &Account,
    updated_at: Instant,
) -> Projected {
    let amount = |minor: i64| takings.amount().part(minor.into()).amount().to_string();
    let (target, recipient_id) = (takings.target().to_string(), account.recipient);
    let key = format!("{payment_id}/{target}/{recipient_id}");
    let row = Row {
        payment_id,
        target,
        recipient_id,
        event_id: charge.created().reference.event_id,
        captured_at: takings.settled_at(),
        currency: takings.amount().currency(),
        share: amount(account.share),
        fee: amount(account.fee),
        fee_back: amount(account.fee_back),
        refunded: amount(account.pro_rata.saturating_add(account.directed)),
        disputed: amount(account.disputed),
        balance: amount(account.balance()),
        updated_at,
    };
    Projected { key, columns: to_json(&row) }
}
