use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{FeeOnRefund, Part, Rule, SplitError};
use crate::values::{Currency, Money, RecipientId};

/// What one recipient has of a payment, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Account {
    /// Who.
    pub recipient: RecipientId,
    /// Whether disputes are debited here.
    pub liable: bool,
    /// The share of what was paid.
    pub share: i64,
    /// What was taken from it as the gateway's fee.
    pub fee: i64,
    /// What of the fee came back.
    pub fee_back: i64,
    /// What went back in proportion, pending refunds counted.
    pub pro_rata: i64,
    /// What went back by name, pending refunds counted.
    pub directed: i64,
    /// What disputes took, held or lost.
    pub disputed: i64,
}

impl Account {
    /// The account of a rule's recipient, before anything was written to it.
    pub(super) fn of(rule: &Rule) -> Self {
        Self {
            recipient: rule.recipient,
            liable: rule.liable,
            share: 0,
            fee: 0,
            fee_back: 0,
            pro_rata: 0,
            directed: 0,
            disputed: 0,
        }
    }

    /// What is left of the share for refunds. Disputes do not change it.
    #[must_use]
    pub fn refundable(&self) -> i64 {
        self.share.saturating_sub(self.pro_rata).saturating_sub(self.directed)
    }

    /// What the recipient is owed; below zero it is a debt.
    #[must_use]
    pub fn balance(&self) -> i64 {
        self.refundable()
            .saturating_sub(self.disputed)
            .saturating_sub(self.fee)
            .saturating_add(self.fee_back)
    }

    /// What was written to a column.
    #[must_use]
    pub fn written(&self, column: Column) -> i64 {
        match column {
            Column::FeeBack => self.fee_back,
            Column::ProRata => self.pro_rata,
            Column::Directed => self.directed,
            Column::Disputed => self.disputed,
        }
    }

    fn column(&mut self, column: Column) -> &mut i64 {
        match column {
            Column::FeeBack => &mut self.fee_back,
            Column::ProRata => &mut self.pro_rata,
            Column::Directed => &mut self.directed,
            Column::Disputed => &mut self.disputed,
        }
    }

    /// How much more a column takes. A dispute may make a debt; no figure leaves the range of money.
    fn room(&self, column: Column, largest: i64) -> i64 {
        let to_the_largest_debt = largest.saturating_add(self.balance());
        match column {
            Column::FeeBack => self.fee.saturating_sub(self.fee_back),
            Column::ProRata | Column::Directed => self.refundable().min(to_the_largest_debt),
            Column::Disputed => largest.saturating_sub(self.disputed).min(to_the_largest_debt),
        }
    }
}

/// What is written to an account after the shares are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The part of a fee that came back.
    FeeBack,
    /// A refund in proportion.
    ProRata,
    /// A refund by name.
    Directed,
    /// A dispute.
    Disputed,
}

/// Who has what of one amount that was paid: a capture, or a Pix. Empty where it was not divided.
///
/// Its `Serialize` and `Deserialize` are how the library keeps it, and take every figure as it stands, so
/// below zero as well. A ledger that comes from elsewhere is read in the form of
/// [`contract::split`](crate::contract::split), which checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    currency: Currency,
    fee_on_refund: FeeOnRefund,
    accounts: Vec<Account>,
}

impl Ledger {
    /// A ledger of these accounts, in the order in which they were declared.
    #[must_use]
    pub(crate) fn new(
        currency: Currency,
        fee_on_refund: FeeOnRefund,
        accounts: Vec<Account>,
    ) -> Self {
        Self { currency, fee_on_refund, accounts }
    }

    /// A ledger of what was not divided.
    #[must_use]
    pub(crate) fn undivided(currency: Currency) -> Self {
        Self::new(currency, FeeOnRefund::default(), Vec::new())
    }

    /// The accounts, in the order in which they were declared.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// What becomes of the fee when money goes back.
    #[must_use]
    pub fn fee_on_refund(&self) -> FeeOnRefund {
        self.fee_on_refund
    }

    /// The currency of every figure.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Everybody's share of what was paid.
    #[must_use]
    pub fn shares(&self) -> Vec<Part> {
        self.parts(|account| account.share)
    }

    /// Everybody's part of the fee.
    #[must_use]
    pub fn fees(&self) -> Vec<Part> {
        self.parts(|account| account.fee)
    }

    /// What everybody is owed; below zero it is a debt.
    #[must_use]
    pub fn balances(&self) -> Vec<Part> {
        self.parts(Account::balance)
    }

    /// Takes parts into a column that this ledger divided itself.
    pub(crate) fn post(&mut self, column: Column, parts: &[Part]) {
        self.change(column, parts, i64::saturating_add);
    }

    /// Takes parts that were posted out of a column again.
    pub(crate) fn reverse(&mut self, column: Column, parts: &[Part]) {
        self.change(column, parts, i64::saturating_sub);
    }

    /// Takes parts into a column, where they fit: a refund is at most what is left of the share, and a
    /// fee that comes back at most the fee.
    ///
    /// # Errors
    /// [`SplitError::CurrencyMismatch`], [`SplitError::AmountNegative`],
    /// [`SplitError::RecipientUnknown`], [`SplitError::DuplicateRecipient`],
    /// [`SplitError::RecipientShareExceeded`]; nothing was taken then.
    pub fn take(&mut self, column: Column, parts: &[Part]) -> Result<(), SplitError> {
        let largest = Money::largest(self.currency).minor();
        self.check_parts(parts, |account| account.room(column, largest))?;
        self.post(column, parts);
        Ok(())
    }

    /// Takes parts out of a column again, where they are in it: of a refund that failed, of a dispute
    /// that was won.
    ///
    /// # Errors
    /// As [`take`](Self::take); nothing was given back then.
    pub fn give_back(&mut self, column: Column, parts: &[Part]) -> Result<(), SplitError> {
        self.check_parts(parts, |account| account.written(column))?;
        self.reverse(column, parts);
        Ok(())
    }

    /// Whether an amount can be one of this ledger.
    pub(crate) fn check_amount(&self, amount: Money) -> Result<(), SplitError> {
        let (expected, got) = (self.currency, amount.currency());
        if expected != got {
            return Err(SplitError::CurrencyMismatch { expected, got });
        }
        if amount.is_negative() {
            return Err(SplitError::AmountNegative { amount });
        }
        Ok(())
    }

    /// Whether parts are of recipients that have an account, each once, and at most what there is.
    pub(super) fn check_parts(
        &self,
        parts: &[Part],
        available: impl Fn(&Account) -> i64,
    ) -> Result<(), SplitError> {
        let mut seen = BTreeSet::new();
        for Part { recipient, amount } in parts.iter().copied() {
            self.check_amount(amount)?;
            let account = self.accounts.iter().find(|account| account.recipient == recipient);
            let account = account.ok_or(SplitError::RecipientUnknown { recipient })?;
            if !seen.insert(recipient) {
                return Err(SplitError::DuplicateRecipient { recipient });
            }
            let available = self.money(i128::from(available(account)));
            if amount.minor() > available.minor() {
                return Err(SplitError::RecipientShareExceeded { recipient, available });
            }
        }
        Ok(())
    }

    fn change(&mut self, column: Column, parts: &[Part], by: fn(i64, i64) -> i64) {
        for part in parts {
            let of = |account: &&mut Account| account.recipient == part.recipient;
            if let Some(account) = self.accounts.iter_mut().find(of) {
                let figure = account.column(column);
                *figure = by(*figure, part.amount.minor());
            }
        }
    }

    fn parts(&self, figure: impl Fn(&Account) -> i64) -> Vec<Part> {
        let amount = |account: &Account| self.money(i128::from(figure(account)));
        let part =
            |account: &Account| Part { recipient: account.recipient, amount: amount(account) };
        self.accounts.iter().map(part).collect()
    }

    pub(super) fn divided(&self, minors: Vec<u128>) -> Vec<Part> {
        let amount = |minor| self.money(i128::try_from(minor).unwrap_or_default());
        let of = self.accounts.iter().map(|account| account.recipient);
        of.zip(minors).map(|(recipient, minor)| Part { recipient, amount: amount(minor) }).collect()
    }

    pub(crate) fn money(&self, minor: i128) -> Money {
        Money::zero(self.currency).part(minor)
    }

    pub(super) fn sum(&self, figure: impl Fn(&Account) -> i64) -> i128 {
        self.accounts
            .iter()
            .map(|account| i128::from(figure(account)))
            .fold(0, i128::saturating_add)
    }
}
