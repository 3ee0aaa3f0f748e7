use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Account, Entry, Movement};
use crate::values::{Currency, EventId, Instant, RecipientId};

/// What a recipient was given and what was taken, in the order in which it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whose.
    pub recipient: RecipientId,
    /// In which currency.
    pub currency: Currency,
    /// The movements.
    pub lines: Vec<Line>,
    /// What the recipient is owed after them, in minor units; below 0 it is a debt.
    pub balance: i128,
}

/// One movement on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// When it was recorded.
    pub at: Instant,
    /// Of which payment.
    pub payment_id: Uuid,
    /// For which event.
    pub event_id: Option<EventId>,
    /// What it was.
    pub movement: Movement,
    /// Above 0 it was given, below 0 taken; minor units.
    pub amount: i128,
    /// What the recipient was owed after it.
    pub balance: i128,
}

/// The statement of a recipient, of entries in the order in which they were recorded; of one event
/// alone, where it is named.
#[must_use]
pub fn recipient_statement(
    entries: &[Entry],
    recipient: RecipientId,
    currency: Currency,
    event_id: Option<EventId>,
) -> Statement {
    let account = Account::Payable { recipient };
    let of_event = |entry: &&Entry| event_id.is_none() || entry.event_id == event_id;
    let of_currency = |entry: &&Entry| entry.currency() == Some(currency);
    let mut balance = 0_i128;
    let mut lines = Vec::new();
    for entry in entries.iter().filter(of_event).filter(of_currency) {
        let amount = entry.of(account).saturating_neg();
        if amount == 0 {
            continue;
        }
        balance = balance.saturating_add(amount);
        let Entry { at, payment_id, event_id, movement, .. } = *entry;
        lines.push(Line { at, payment_id, event_id, movement, amount, balance });
    }
    Statement { recipient, currency, lines, balance }
}

/// What one event did to each account, in minor units: above 0 a debit, below 0 a credit.
#[must_use]
pub fn event_balances(entries: &[Entry], event_id: EventId) -> BTreeMap<(Currency, Account), i128> {
    let mut balances = BTreeMap::<_, i128>::new();
    let of_event = entries.iter().filter(|entry| entry.event_id == Some(event_id));
    for posting in of_event.flat_map(|entry| &entry.postings) {
        let balance = balances.entry((posting.amount.currency(), posting.account)).or_default();
        *balance = balance.saturating_add(i128::from(posting.amount.minor()));
    }
    balances
}
