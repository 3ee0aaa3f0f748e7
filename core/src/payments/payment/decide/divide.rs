//! Who has which part of what came.

use std::collections::BTreeSet;

use super::{Decision, happens, invalid};
use crate::{
    payments::{
        payment::{
            contract::{AssignShares, Rejection, SharesAssigned},
            state::{Charge, Takings},
        },
        split::{Ledger, Nets, Part, Split, SplitError},
    },
    values::Money,
};

/// The shares of an amount and of its fee.
#[derive(Default)]
pub(super) struct Division {
    pub(super) shares: Vec<Part>,
    pub(super) fees: Vec<Part>,
    /// It could not carry its split.
    pub(super) split_pending: bool,
}

/// Divides what came, which is a fact: what cannot carry its split waits for an operator, and a fee
/// that nobody bears is nobody's.
pub(super) fn divide(charge: &Charge, amount: Money, fee: Option<Money>) -> Division {
    let Some(split) = charge.split() else { return Division::default() };
    let none = Money::zero(amount.currency());
    let fee = fee.unwrap_or(none);
    let of = |fee| ledger(charge, split, amount, fee);
    let with_fee = of(fee);
    let nobody_bears = matches!(with_fee, Err(SplitError::NobodyBearsFee {}));
    let ledger = if nobody_bears { of(none) } else { with_fee };
    let Ok(ledger) = ledger else { return Division { split_pending: true, ..Division::default() } };
    let fees = ledger.fees();
    let any = fees.iter().any(|part| !part.amount.is_zero());
    let fees = if any { fees } else { Vec::new() };
    Division { shares: ledger.shares(), fees, split_pending: false }
}

/// The first part of a payment is divided by its rules; a later one approaches the division of all.
fn ledger(charge: &Charge, split: &Split, amount: Money, fee: Money) -> Result<Ledger, SplitError> {
    let divided = charge.books.own().filter(|takings| !takings.accounts().is_empty());
    let before: Vec<Ledger> = divided.map(|takings| takings.ledger.clone()).collect();
    if before.is_empty() {
        return split.allocate(amount, fee, Nets::AnySign);
    }
    split.allocate_next(charge.amount(), &before, amount, fee)
}

/// Whether the first capture carries the split.
pub(super) fn carries_split(charge: &Charge, amount: Money) -> Result<(), Rejection> {
    let first = charge.books.own().next().is_none() && charge.card.pending() == 0;
    if let Some(split) = charge.split().filter(|_| first) {
        split.allocate(amount, Money::zero(amount.currency()), Nets::Positive)?;
    }
    Ok(())
}

pub(super) fn assign(charge: &Charge, asked: &AssignShares) -> Decision {
    let takings = charge.books.of(&asked.target).filter(|takings| is_divisible(takings));
    let (Some(takings), Some(split)) = (takings, charge.split()) else {
        return invalid(charge.status().name(), "payment.assign_shares", None);
    };
    let mut seen = BTreeSet::new();
    let mut sum = 0_i128;
    for Part { recipient, amount } in asked.shares.iter().copied() {
        if amount.currency() != charge.currency() {
            let (expected, got) = (charge.currency(), amount.currency());
            return Err(Rejection::CurrencyMismatch { expected, got });
        }
        if amount.is_negative() {
            return Err(Rejection::AmountNotPositive { amount });
        }
        if !split.rules().iter().any(|rule| rule.recipient == recipient) {
            return Err(Rejection::RecipientUnknown { recipient });
        }
        if !seen.insert(recipient) {
            return Err(Rejection::DuplicateRecipient { recipient });
        }
        sum = sum.saturating_add(i128::from(amount.minor()));
    }
    let expected = takings.available();
    if sum != i128::from(expected.minor()) {
        return Err(Rejection::SharesMismatch { expected, got: expected.part(sum) });
    }
    let (target, shares) = (asked.target.clone(), asked.shares.to_vec());
    let fees = split.fees_of(&shares, takings.money(takings.fee));
    happens(SharesAssigned { target, shares, fees })
}

/// What could not carry its split, of which something is left. While a part is on its way back or
/// disputed, it is not known how much will be.
fn is_divisible(takings: &Takings) -> bool {
    let settled = takings.refund_pending == 0 && takings.dispute_held == 0;
    takings.split_pending && settled && takings.available().is_positive()
}
