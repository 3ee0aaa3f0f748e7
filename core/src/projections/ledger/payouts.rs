use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Account, Entry};
use crate::values::{Currency, EventId, Instant, RecipientId, Timezone, wire};

wire::objects_only! { PayoutTerms }

/// From when the days of a payout are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutFrom {
    /// From the day on which the money came in.
    Capture,
    /// From the day on which the event ends.
    EventEnd,
}

/// When recipients are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct PayoutTerms {
    /// From which day.
    pub from: PayoutFrom,
    /// How many civil days after it.
    pub days: u16,
    /// Whose days they are.
    pub timezone: Timezone,
}

/// What a recipient is to be paid on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payout {
    /// Who.
    pub recipient: RecipientId,
    /// In which currency.
    pub currency: Currency,
    /// On which day; `None` while the event's end is not known.
    pub due_on: Option<NaiveDate>,
    /// How much, in minor units; below 0 it is a debt, to be taken off what is due otherwise.
    pub amount: i128,
}

/// What is due, by recipient, currency and day. What goes back or is disputed later is taken off the day
/// of the capture that it is of. `ends_at` tells when an event ends.
#[must_use]
pub fn payouts_due(
    entries: &[Entry],
    terms: &PayoutTerms,
    ends_at: impl Fn(EventId) -> Option<Instant>,
) -> Vec<Payout> {
    let mut due = BTreeMap::<(RecipientId, Currency, Option<NaiveDate>), i128>::new();
    for entry in entries {
        let from = match terms.from {
            PayoutFrom::Capture => Some(entry.captured_at),
            PayoutFrom::EventEnd => entry.event_id.and_then(&ends_at),
        };
        let due_on = from.and_then(|from| {
            terms.timezone.local_date(from).checked_add_days(Days::new(terms.days.into()))
        });
        for posting in &entry.postings {
            let Account::Payable { recipient } = posting.account else { continue };
            let of = (recipient, posting.amount.currency(), due_on);
            let amount = due.entry(of).or_default();
            *amount = amount.saturating_sub(i128::from(posting.amount.minor()));
        }
    }
    let payout =
        |((recipient, currency, due_on), amount)| Payout { recipient, currency, due_on, amount };
    due.into_iter().map(payout).filter(|payout| payout.amount != 0).collect()
}
