//! Who has which part of a payment, to the cent: of what was taken, of its fee, of what goes back, and
//! of what is disputed.
//!
//! All of it is whole minor units, and the same inputs give the same cents in the order in which the
//! recipients were declared. Invariants of a split:
//! - S1. The shares are the amount, exactly.
//! - S2. A fixed share is what was declared.
//! - S3. Every other share is within one minor unit of its exact part, but the one that takes the
//!   rounding.
//! - S4. It follows from the rules in their order, and from nothing else.
//! - S5. A share may be nothing.
//! - S6. Equal rules in another order exchange their shares only where they tie.
//!
//! And of what goes back, whatever the path of refunds, failures and disputes:
//! - R1. The parts of a refund are the refund, exactly.
//! - R2. None of them is negative.
//! - R3. Nobody gives back more than their share.
//! - R4. When all went back, everybody gave back exactly their share.
//! - R5. The same history gives the same cents again.
//!
//! A refund is divided towards the exact part of all that went back so far, never by dividing the total
//! anew: largest remainder is not monotone, so a total divided anew can take a cent from somebody who
//! had it. See `docs/payments.md`.
//!
//! ```
//! use palco::{payments::split::{Mode, Nets, Rule, Share, Split}, values::{Currency, Money, Percent}};
//!
//! let rule = |number: u128, percent| -> Result<Rule, palco::values::Invalid> {
//!     let recipient = uuid::Uuid::from_u128(number).try_into()?;
//!     Ok(Rule::new(recipient, Share::Percent { percent: Percent::parse(percent)? }))
//! };
//! let split = Split::new(vec![rule(1, "90")?.liable(), rule(2, "10")?])?;
//! let price = Money::parse("100.05", Currency::BRL)?;
//! let ledger = split.allocate(price, Money::zero(Currency::BRL), Nets::Positive)?;
//! let shares: Vec<_> = ledger.shares().iter().map(|part| part.amount.minor()).collect();
//! assert_eq!(shares, [9005, 1000]);
//!
//! let back = ledger.refund(Money::parse("0.05", Currency::BRL)?, &Mode::ProRata {})?;
//! assert_eq!(back.iter().map(|part| part.amount.minor()).collect::<Vec<_>>(), [5, 0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod allocate;
mod ledger;
mod refund;
mod rules;
#[cfg(test)]
mod spec;

use serde::{Deserialize, Serialize};

use crate::values::{Currency, Money, RecipientId};

pub use allocate::Nets;
pub use ledger::{Account, Column, Ledger};
pub use refund::{Mode, portion};
pub use rules::{FeeOnRefund, Rule, Share, Split, SplitBase};

/// What one recipient has or gives of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Who.
    pub recipient: RecipientId,
    /// How much.
    pub amount: Money,
}

/// Why an amount cannot be divided so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// 1 to 100 rules make a split.
    #[error("expected 1 to 100 rules, got {got}")]
    RuleCount {
        /// How many there were.
        got: usize,
    },
    /// A recipient stands in one rule only.
    #[error("recipient {recipient} stands twice")]
    DuplicateRecipient {
        /// Who.
        recipient: RecipientId,
    },
    /// A fixed share, an amount to divide or a fee is not below zero.
    #[error("expected an amount of at least 0, got {amount}")]
    AmountNegative {
        /// What came.
        amount: Money,
    },
    /// At most one rule has what the others leave.
    #[error("expected at most one remainder, got {got}")]
    SeveralRemainders {
        /// How many there were.
        got: usize,
    },
    /// One rule at most takes the rounding, and not one with a fixed share.
    #[error("expected one rule at most to take the rounding, a percentage or the remainder")]
    RoundingMisplaced {},
    /// Somebody has to answer for disputes.
    #[error("expected at least one liable recipient, got none")]
    NobodyLiable {},
    /// Somebody has to bear a fee.
    #[error("expected at least one recipient that bears the fee, got none")]
    NobodyBearsFee {},
    /// All amounts are of one currency.
    #[error("expected an amount in {expected}, got {got}")]
    CurrencyMismatch {
        /// The currency of what is divided.
        expected: Currency,
        /// The other.
        got: Currency,
    },
    /// The rules claim more than there is.
    #[error("the rules claim more than {base}")]
    SplitExceedsBase {
        /// What there is to divide.
        base: Money,
    },
    /// The rules leave something over, and none has the remainder.
    #[error("the rules leave {missing} {currency} over")]
    SplitDoesNotCover {
        /// What is left over, exactly: it may be less than a minor unit.
        missing: String,
        /// Its currency.
        currency: Currency,
    },
    /// A recipient's part of the fee is more than the share.
    #[error("expected a fee of at most {share} for {recipient}, got {fee}")]
    FeeExceedsShare {
        /// Who.
        recipient: RecipientId,
        /// The share.
        share: Money,
        /// The part of the fee.
        fee: Money,
    },
    /// More goes back than there is left.
    #[error("expected at most {available}, got {requested}")]
    RefundExceedsAvailable {
        /// What there is left.
        available: Money,
        /// What was asked for.
        requested: Money,
    },
    /// The parts of a directed refund are the refund.
    #[error("expected parts that add up to {expected}, got {got}")]
    DirectedRefundMismatch {
        /// The refund.
        expected: Money,
        /// What the parts add up to.
        got: Money,
    },
    /// Not a recipient of this payment.
    #[error("{recipient} has no share")]
    RecipientUnknown {
        /// Who was named.
        recipient: RecipientId,
    },
    /// A part of a directed refund is more than the recipient has left.
    #[error("expected at most {available} of {recipient}")]
    RecipientShareExceeded {
        /// Who.
        recipient: RecipientId,
        /// What is left of the share.
        available: Money,
    },
}
