//! The general ledger of payments, in double entry: between which accounts money moved, folded from what
//! happened.
//!
//! Every movement takes from some accounts exactly what it gives to others, so per currency the balances
//! add up to nothing after every record. A ledger is one tenant's. See `docs/ledger.md`.
//!
//! ```
//! use palco::{contract::read_domain_event, projections::ledger::{Account, Ledger}, testing::instant};
//! use palco::{contract::DomainEvent, values::Currency};
//!
//! let late = r#"{"type":"payment.late_pix_received","e2eid":"E1234567820261123120005abcdefghi",
//!     "amount":{"amount":"150.00","currency":"BRL"},"policy":"manual","at":"2026-11-23T12:00:05Z"}"#;
//! let DomainEvent::Payment(happened) = read_domain_event(late)? else { panic!("a payment") };
//! let mut ledger = Ledger::default();
//! ledger.take_in(uuid::Uuid::from_u128(7), instant("2026-11-23T12:00:06Z"), &happened);
//! assert_eq!(ledger.balance(Currency::BRL, Account::Clearing), 15_000);
//! assert_eq!(ledger.balance(Currency::BRL, Account::Buyer), -15_000);
//! # Ok::<(), palco::contract::Invalid>(())
//! ```

mod account;
mod known;
mod movement;
mod of_tenant;
mod payouts;
#[cfg(test)]
mod spec;
mod statement;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    payments::payment::{DomainEvent, Target},
    values::{Currency, EventId, Instant, Money, wire},
};
pub use account::Account;
use known::Known;
pub use movement::Movement;
pub use of_tenant::TenantLedger;
pub use payouts::{Payout, PayoutFrom, PayoutTerms, payouts_due};
pub use statement::{Line, Statement, event_balances, recipient_statement};

wire::objects_only! { Posting, Entry }

/// What one movement does to one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Posting {
    /// Which.
    pub account: Account,
    /// Above 0 a debit, below 0 a credit.
    pub amount: Money,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Entry {
    /// Of which payment.
    pub payment_id: Uuid,
    /// For which event; `None` where the payment was not made here.
    pub event_id: Option<EventId>,
    /// Of which capture or Pix.
    pub target: Target,
    /// When that came in.
    pub captured_at: Instant,
    /// What it was.
    pub movement: Movement,
    /// When it was recorded.
    pub at: Instant,
    /// At least two, which add up to nothing.
    pub postings: Vec<Posting>,
}

impl Entry {
    /// What it does to an account, in minor units: above 0 a debit, below 0 a credit.
    #[must_use]
    pub fn of(&self, account: Account) -> i128 {
        let postings = self.postings.iter().filter(|posting| posting.account == account);
        postings.map(|posting| i128::from(posting.amount.minor())).fold(0, i128::saturating_add)
    }

    /// The currency of its postings.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.postings.first().map(|posting| posting.amount.currency())
    }
}

/// One tenant's ledger. Balances are minor units.
#[derive(Debug, Default)]
pub struct Ledger {
    payments: BTreeMap<Uuid, Known>,
    balances: BTreeMap<(Currency, Account), i128>,
}

impl Ledger {
    /// Takes in what happened next to a payment, recorded at that instant, and gives what moved.
    pub fn take_in(&mut self, payment_id: Uuid, at: Instant, happened: &DomainEvent) -> Vec<Entry> {
        let known = self.payments.entry(payment_id).or_default();
        let entries = known.take_in(payment_id, at, happened);
        for posting in entries.iter().flat_map(|entry| &entry.postings) {
            let of = (posting.amount.currency(), posting.account);
            let balance = self.balances.entry(of).or_default();
            *balance = balance.saturating_add(i128::from(posting.amount.minor()));
        }
        entries
    }

    /// An account's balance: above 0 a debit, below 0 a credit.
    #[must_use]
    pub fn balance(&self, currency: Currency, account: Account) -> i128 {
        self.balances.get(&(currency, account)).copied().unwrap_or(0)
    }

    /// Every balance.
    pub fn balances(&self) -> impl Iterator<Item = (Currency, Account, i128)> {
        self.balances.iter().map(|((currency, account), balance)| (*currency, *account, *balance))
    }

    /// What the balances of each currency add up to: nothing.
    #[must_use]
    pub fn sums(&self) -> BTreeMap<Currency, i128> {
        let mut sums = BTreeMap::<_, i128>::new();
        for (currency, _, balance) in self.balances() {
            let sum = sums.entry(currency).or_default();
            *sum = sum.saturating_add(balance);
        }
        sums
    }
}
