//! What goes back: in proportion, by name, of the fee, and by a dispute.

use serde::{Deserialize, Serialize};

use super::{
    Account, FeeOnRefund, Ledger, Part, SplitError,
    allocate::{first_of_some, minor, sum_of, unsigned},
};
use crate::values::{BoundedList, Money, largest_remainder, wire};

wire::objects_only! { Mode }

/// Who gives what of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Mode {
    /// Everybody in proportion to the share that no directed refund took.
    ProRata {},
    /// These, by name.
    Directed {
        /// They add up to the refund, and none is more than what the recipient has left.
        parts: BoundedList<Part, 1, 100>,
    },
}

impl Ledger {
    /// Who gives what of a refund. Nothing is written: [`take`](Self::take) does, and what it took is
    /// given back exactly if the refund fails.
    ///
    /// # Errors
    /// [`SplitError::CurrencyMismatch`], [`SplitError::AmountNegative`],
    /// [`SplitError::RefundExceedsAvailable`]; directed, also [`SplitError::RecipientUnknown`],
    /// [`SplitError::DuplicateRecipient`], [`SplitError::RecipientShareExceeded`],
    /// [`SplitError::DirectedRefundMismatch`].
    pub fn refund(&self, amount: Money, mode: &Mode) -> Result<Vec<Part>, SplitError> {
        self.check_amount(amount)?;
        let available = self.money(self.sum(Account::refundable));
        if amount.minor() > available.minor() {
            return Err(SplitError::RefundExceedsAvailable { available, requested: amount });
        }
        match mode {
            Mode::ProRata {} => {
                let aims = self.figures(|account| account.share.saturating_sub(account.directed));
                let given = self.figures(|account| account.pro_rata);
                Ok(self.divided(towards(minor(amount), &aims, &given)))
            }
            Mode::Directed { parts } => self.directed(amount, parts),
        }
    }

    fn directed(&self, amount: Money, parts: &[Part]) -> Result<Vec<Part>, SplitError> {
        self.check_parts(parts, Account::refundable)?;
        let got = self.money(sum_of(parts));
        if got != amount {
            return Err(SplitError::DirectedRefundMismatch { expected: amount, got });
        }
        Ok(parts.to_vec())
    }

    /// As [`fee_back`](Self::fee_back), of a refund that was divided by this ledger.
    #[must_use]
    pub(crate) fn divide_fee_back(&self, refund: Money) -> Vec<Part> {
        let paid = unsigned(self.sum(|account| account.share));
        let fee = self.sum(|account| account.fee);
        if self.fee_on_refund() == FeeOnRefund::Keep || paid == 0 || fee <= 0 {
            return Vec::new();
        }
        let left = self.sum(Account::refundable).saturating_sub(minor(refund));
        let gone = paid.saturating_sub(unsigned(left));
        // Of two parts, the larger remainder decides: half a cent goes up, as the first is asked first.
        let weights = [gone, paid.saturating_sub(gone)];
        let back = largest_remainder(unsigned(fee), &weights).first().copied().unwrap_or_default();
        let given = unsigned(self.sum(|account| account.fee_back));
        let aims = self.figures(|account| account.fee);
        let before = self.figures(|account| account.fee_back);
        let back = i128::try_from(back.saturating_sub(given)).unwrap_or_default();
        self.divided(towards(back, &aims, &before))
    }

    /// What of the fee comes back with a refund that is about to be taken in. All that came back is the
    /// fee's proportion of all that went back, half a cent up; it never runs back.
    ///
    /// # Errors
    /// As [`refund`](Self::refund) in proportion: what cannot be refunded brings no fee back.
    pub fn fee_back(&self, refund: Money) -> Result<Vec<Part>, SplitError> {
        self.refund(refund, &Mode::ProRata {})?;
        Ok(self.divide_fee_back(refund))
    }

    /// As [`debit`](Self::debit), of an amount that is of this ledger.
    #[must_use]
    pub(crate) fn divide_debit(&self, amount: Money) -> Vec<Part> {
        let of_liable = |figure: fn(&Account) -> i64| -> Vec<u128> {
            let figure = |account: &Account| if account.liable { figure(account) } else { 0 };
            self.accounts().iter().map(|account| unsigned(i128::from(figure(account)))).collect()
        };
        let (left, shares) = (of_liable(Account::refundable), of_liable(|account| account.share));
        let equally = of_liable(|_| 1);
        let weights = first_of_some(&left, first_of_some(&shares, &equally));
        self.divided(largest_remainder(unsigned(minor(amount)), weights))
    }

    /// Whom a dispute debits with what, its fee included: the liable, in proportion to what they have
    /// left, and to their shares where they have nothing left. It may be more than they have.
    ///
    /// # Errors
    /// [`SplitError::CurrencyMismatch`], [`SplitError::AmountNegative`], [`SplitError::NobodyLiable`].
    pub fn debit(&self, amount: Money) -> Result<Vec<Part>, SplitError> {
        self.check_amount(amount)?;
        if !self.accounts().iter().any(|account| account.liable) {
            return Err(SplitError::NobodyLiable {});
        }
        Ok(self.divide_debit(amount))
    }

    fn figures(&self, figure: impl Fn(&Account) -> i64) -> Vec<i128> {
        self.accounts().iter().map(|account| i128::from(figure(account))).collect()
    }
}

/// Divides an amount so that all that was given approaches the proportions of the aims: by largest
/// remainder over how far each is behind.
///
/// Nobody passes their aim, since what all are behind is at least the amount times the sum of the aims:
/// the quota of each is at most what is missing to the aim, a whole number.
pub(super) fn towards(amount: i128, aims: &[i128], given: &[i128]) -> Vec<u128> {
    let all = aims.iter().copied().fold(0, i128::saturating_add);
    let reached = given.iter().copied().fold(amount, i128::saturating_add);
    let behind = |(aim, given): (&i128, &i128)| {
        unsigned(aim.saturating_mul(reached).saturating_sub(given.saturating_mul(all)))
    };
    let weights: Vec<u128> = aims.iter().zip(given).map(behind).collect();
    largest_remainder(unsigned(amount), &weights)
}

/// As [`portion`], of parts and an amount of one payment.
#[must_use]
pub(crate) fn divide_portion(parts: &[Part], amount: Money) -> Vec<Part> {
    let weights: Vec<u128> = parts.iter().map(|part| unsigned(minor(part.amount))).collect();
    let minors = largest_remainder(unsigned(minor(amount)), &weights);
    let part = |(part, minor): (&Part, u128)| Part {
        recipient: part.recipient,
        amount: amount.part(i128::try_from(minor).unwrap_or_default()),
    };
    parts.iter().zip(minors).map(part).collect()
}

/// Divides what is left of parts in proportion to them: a hold of which less comes back.
///
/// # Errors
/// [`SplitError::CurrencyMismatch`], [`SplitError::AmountNegative`]; and
/// [`SplitError::RefundExceedsAvailable`] for more than the parts add up to.
pub fn portion(parts: &[Part], amount: Money) -> Result<Vec<Part>, SplitError> {
    let expected = amount.currency();
    for amount in parts.iter().map(|part| part.amount).chain([amount]) {
        let got = amount.currency();
        if expected != got {
            return Err(SplitError::CurrencyMismatch { expected, got });
        }
        if amount.is_negative() {
            return Err(SplitError::AmountNegative { amount });
        }
    }
    let available = amount.part(sum_of(parts));
    if amount.minor() > available.minor() {
        return Err(SplitError::RefundExceedsAvailable { available, requested: amount });
    }
    Ok(divide_portion(parts, amount))
}
