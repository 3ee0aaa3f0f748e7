use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::SplitError;
use crate::values::{Currency, Money, Percent, RecipientId, wire};

wire::objects_only! { Share, Rule, Fields }

const RULES_MAX: usize = 100;

/// What a recipient is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Share {
    /// This amount, once per payment.
    Fixed {
        /// At least 0.
        amount: Money,
    },
    /// This part of the base.
    Percent {
        /// 0 to 100, exact.
        percent: Percent,
    },
    /// What the others leave.
    Remainder {},
}

/// One recipient's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Rule {
    /// Who.
    pub recipient: RecipientId,
    /// What.
    pub share: Share,
    /// Whether disputes are debited here.
    #[serde(default)]
    pub liable: bool,
    /// Whether the gateway's fee is taken from here.
    #[serde(default)]
    pub bears_fee: bool,
    /// Whether all that rounding leaves over goes here.
    #[serde(default)]
    pub takes_rounding: bool,
}

impl Rule {
    /// A rule without any duty.
    #[must_use]
    pub fn new(recipient: RecipientId, share: Share) -> Self {
        Self { recipient, share, liable: false, bears_fee: false, takes_rounding: false }
    }

    /// The same, debited for disputes.
    #[must_use]
    pub fn liable(self) -> Self {
        Self { liable: true, ..self }
    }

    /// The same, with the fee taken from it.
    #[must_use]
    pub fn bears_fee(self) -> Self {
        Self { bears_fee: true, ..self }
    }

    /// The same, with all that rounding leaves over.
    #[must_use]
    pub fn takes_rounding(self) -> Self {
        Self { takes_rounding: true, ..self }
    }
}

/// What the percentages are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SplitBase {
    /// What was paid; the fee is taken from those who bear it.
    #[default]
    Gross,
    /// What was paid less the fee, which so everybody bears in proportion.
    Net,
}

/// What becomes of the fee when money goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FeeOnRefund {
    /// The gateway keeps it.
    #[default]
    Keep,
    /// It comes back in proportion to what went back, half a cent up.
    Proportional,
}

/// The rules of a split, in their order: 1 to 100, one a recipient. Once it exists they fit together;
/// whether they fit an amount shows when it is divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Split {
    rules: Vec<Rule>,
    base: SplitBase,
    fee_on_refund: FeeOnRefund,
}

// The form alone: its rules need not fit together. Without words of its own in the schema.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "Split", deny_unknown_fields, remote = "Self")]
pub(crate) struct Fields {
    rules: Vec<Rule>,
    #[serde(default)]
    base: SplitBase,
    #[serde(default)]
    fee_on_refund: FeeOnRefund,
}

impl TryFrom<Fields> for Split {
    type Error = SplitError;

    fn try_from(Fields { rules, base, fee_on_refund }: Fields) -> Result<Self, SplitError> {
        Ok(Self { base, fee_on_refund, ..Self::new(rules)? })
    }
}

impl From<Split> for Fields {
    fn from(Split { rules, base, fee_on_refund }: Split) -> Self {
        Self { rules, base, fee_on_refund }
    }
}

impl Split {
    /// A split of what was paid, whose fee is kept by the gateway.
    ///
    /// # Errors
    /// [`SplitError::RuleCount`], [`SplitError::DuplicateRecipient`], [`SplitError::AmountNegative`],
    /// [`SplitError::CurrencyMismatch`], [`SplitError::SeveralRemainders`],
    /// [`SplitError::RoundingMisplaced`], [`SplitError::NobodyLiable`]: the first of them, in this
    /// order.
    pub fn new(rules: Vec<Rule>) -> Result<Self, SplitError> {
        if rules.is_empty() || rules.len() > RULES_MAX {
            return Err(SplitError::RuleCount { got: rules.len() });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = rules.iter().find(|rule| !seen.insert(rule.recipient)) {
            return Err(SplitError::DuplicateRecipient { recipient: twice.recipient });
        }
        fixed_shares_agree(&rules)?;
        let remainders = rules.iter().filter(|rule| rule.share == Share::Remainder {}).count();
        if remainders > 1 {
            return Err(SplitError::SeveralRemainders { got: remainders });
        }
        let rounding = || rules.iter().filter(|rule| rule.takes_rounding);
        if rounding().count() > 1 || rounding().any(|rule| fixed(rule).is_some()) {
            return Err(SplitError::RoundingMisplaced {});
        }
        if !rules.iter().any(|rule| rule.liable) {
            return Err(SplitError::NobodyLiable {});
        }
        Ok(Self { rules, base: SplitBase::default(), fee_on_refund: FeeOnRefund::default() })
    }

    /// The same rules over another base.
    #[must_use]
    pub fn of(self, base: SplitBase) -> Self {
        Self { base, ..self }
    }

    /// The same rules, with another answer to what becomes of the fee.
    #[must_use]
    pub fn on_refund(self, fee_on_refund: FeeOnRefund) -> Self {
        Self { fee_on_refund, ..self }
    }

    /// The rules, in their order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What the percentages are of.
    #[must_use]
    pub fn base(&self) -> SplitBase {
        self.base
    }

    /// What becomes of the fee when money goes back.
    #[must_use]
    pub fn fee_on_refund(&self) -> FeeOnRefund {
        self.fee_on_refund
    }

    /// The currency of the fixed shares, if there are any.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.rules.iter().find_map(fixed).map(Money::currency)
    }
}

/// The amount of a fixed share.
pub(super) fn fixed(rule: &Rule) -> Option<Money> {
    match rule.share {
        Share::Fixed { amount } => Some(amount),
        Share::Percent { .. } | Share::Remainder {} => None,
    }
}

fn fixed_shares_agree(rules: &[Rule]) -> Result<(), SplitError> {
    let amounts = || rules.iter().filter_map(fixed);
    if let Some(amount) = amounts().find(|amount| amount.is_negative()) {
        return Err(SplitError::AmountNegative { amount });
    }
    let Some(expected) = amounts().next().map(Money::currency) else { return Ok(()) };
    match amounts().map(Money::currency).find(|currency| *currency != expected) {
        Some(got) => Err(SplitError::CurrencyMismatch { expected, got }),
        None => Ok(()),
    }
}
