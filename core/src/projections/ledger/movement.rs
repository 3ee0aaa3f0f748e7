use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Account, Posting};
use crate::{
    payments::split::Part,
    values::{Currency, Money},
};

/// What a movement was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// What was asked for came in, and is shared.
    Sale,
    /// Money came that nobody asked for.
    Surplus,
    /// The gateway took its fee.
    Fee,
    /// What could not be divided was, by hand.
    Division,
    /// Money is to go back, or went back unasked.
    Refund,
    /// A refund reached who paid.
    RefundPaid,
    /// A refund failed or was given up.
    RefundUndone,
    /// A part of a fee comes back with a refund.
    FeeBack,
    /// More went back than there was.
    Excess,
    /// Money is held for a dispute.
    Dispute,
    /// The gateway took a fee for a dispute.
    DisputeFee,
    /// A dispute's fee came back.
    DisputeFeeBack,
    /// What was held was lost.
    DisputeLost,
    /// What was held is available again.
    DisputeReleased,
}

/// Which accounts have which part of an amount, in minor units. None of them is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts(BTreeMap<Account, i128>);

impl Parts {
    /// All of it.
    pub(super) fn one(account: Account, amount: Money) -> Self {
        Self::default().with(account, i128::from(amount.minor()))
    }

    /// The recipients' parts, and what they leave for the `rest`.
    pub(super) fn divided(parts: &[Part], amount: Money, rest: Account) -> Self {
        let recipients = Self::of(parts);
        let left = i128::from(amount.minor()).saturating_sub(recipients.sum());
        recipients.with(rest, left)
    }

    /// The recipients' parts.
    pub(super) fn of(parts: &[Part]) -> Self {
        parts.iter().fold(Self::default(), |sum, part| {
            let recipient = part.recipient;
            sum.with(Account::Payable { recipient }, i128::from(part.amount.minor()))
        })
    }

    pub(super) fn plus(self, other: &Self) -> Self {
        other.0.iter().fold(self, |sum, (account, minor)| sum.with(*account, *minor))
    }

    pub(super) fn minus(self, other: &Self) -> Self {
        other
            .0
            .iter()
            .fold(self, |sum, (account, minor)| sum.with(*account, minor.saturating_neg()))
    }

    pub(super) fn sum(&self) -> i128 {
        self.0.values().copied().fold(0, i128::saturating_add)
    }

    pub(super) fn postings(&self, currency: Currency) -> Vec<Posting> {
        let amount = |minor: i128| Money::zero(currency).part(minor);
        let posting = |(account, minor): (&Account, &i128)| Posting {
            account: *account,
            amount: amount(*minor),
        };
        self.0.iter().map(posting).collect()
    }

    fn with(mut self, account: Account, minor: i128) -> Self {
        let figure = self.0.entry(account).or_default();
        *figure = figure.saturating_add(minor);
        if *figure == 0 {
            self.0.remove(&account);
        }
        self
    }
}

/// What takes from some accounts what it gives to others.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) movement: Movement,
    /// To whose debit.
    pub(super) debit: Parts,
    /// To whose credit.
    pub(super) credit: Parts,
}

impl Transfer {
    pub(super) fn new(movement: Movement, debit: Parts, credit: Parts) -> Self {
        Self { movement, debit, credit }
    }

    /// What it does to each account.
    pub(super) fn net(self) -> Parts {
        self.debit.minus(&self.credit)
    }
}
