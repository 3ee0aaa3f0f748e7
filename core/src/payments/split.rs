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
//! had it. See `docs/payments.md`, and `docs/split.md` for how it is used alone.
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
mod rejections;
mod rules;

use serde::{Deserialize, Serialize};

use crate::values::{Money, RecipientId, wire};

wire::objects_only! { Part }

pub use allocate::Nets;
pub use ledger::{Account, Column, Ledger};
pub(crate) use refund::divide_portion;
pub use refund::{Mode, portion};
pub use rejections::SplitError;
pub(crate) use rules::Fields;
pub use rules::{FeeOnRefund, Rule, Share, Split, SplitBase};

/// What the page shows of Rust, run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/split.md")]
struct Page;

/// What one recipient has or gives of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Part {
    /// Who.
    pub recipient: RecipientId,
    /// How much.
    pub amount: Money,
}
