use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    payments::{
        payment::contract::{DisputeKind, DisputeStage, RefundStatus, Target},
        pix::RtrId,
        split::{Account, Ledger, Mode, Part},
    },
    values::{GatewayId, Instant, Money, RefundId},
};

/// What came in, and what went back of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// In the order in which they came.
    pub(in super::super) takings: Vec<Takings>,
    pub(in super::super) refunds: BTreeMap<RefundId, Refund>,
    pub(in super::super) disputes: BTreeMap<GatewayId, Dispute>,
    /// The returns of a Pix that are known.
    pub(in super::super) returns: BTreeSet<RtrId>,
    /// News without an id of its own that was taken in, and news that had no place: told once.
    pub(in super::super) noted: BTreeSet<String>,
}

impl Books {
    /// Every capture and every Pix, in the order in which they came.
    #[must_use]
    pub fn takings(&self) -> &[Takings] {
        &self.takings
    }

    /// One capture, or one Pix.
    #[must_use]
    pub fn of(&self, target: &Target) -> Option<&Takings> {
        self.takings.iter().find(|takings| takings.target == *target)
    }

    /// A refund.
    #[must_use]
    pub fn refund(&self, refund_id: RefundId) -> Option<&Refund> {
        self.refunds.get(&refund_id)
    }

    /// A dispute.
    #[must_use]
    pub fn dispute(&self, dispute_id: &GatewayId) -> Option<&Dispute> {
        self.disputes.get(dispute_id)
    }

    /// What the payment was paid, in minor units: without what nobody asked for.
    #[must_use]
    pub fn captured(&self) -> i64 {
        self.own().map(|takings| takings.amount.minor()).fold(0, i64::saturating_add)
    }

    /// What is available of what the payment was paid, in minor units.
    #[must_use]
    pub fn available(&self) -> i64 {
        self.own().map(|takings| takings.available().minor()).fold(0, i64::saturating_add)
    }

    /// What was paid for the payment, without what nobody asked for.
    pub(in super::super) fn own(&self) -> impl Iterator<Item = &Takings> {
        self.takings.iter().filter(|takings| takings.origin == Origin::Captured)
    }

    pub(in super::super) fn size(&self) -> u64 {
        let Self { takings, refunds, disputes, returns, noted } = self;
        let lengths = [takings.len(), refunds.len(), disputes.len(), returns.len(), noted.len()];
        lengths.into_iter().map(|length| u64::try_from(length).unwrap_or(u64::MAX)).sum()
    }
}

/// Why money came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It was asked for.
    Captured,
    /// It came too late.
    Late,
    /// It came a second time.
    Duplicate,
    /// It was another amount.
    Mismatch,
    /// It was for another charge, or for none.
    Unmatched,
}

/// One capture or one Pix, and what became of it. Figures are minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Takings {
    pub(in super::super) target: Target,
    pub(in super::super) origin: Origin,
    pub(in super::super) settled_at: Instant,
    pub(in super::super) amount: Money,
    /// What the gateway took for it.
    pub(in super::super) fee: i64,
    pub(in super::super) refund_pending: i64,
    pub(in super::super) refunded: i64,
    pub(in super::super) dispute_held: i64,
    pub(in super::super) dispute_lost: i64,
    pub(in super::super) split_pending: bool,
    pub(in super::super) ledger: Ledger,
}

impl Takings {
    pub(super) fn new(target: Target, origin: Origin, amount: Money, settled_at: Instant) -> Self {
        Self {
            target,
            origin,
            settled_at,
            amount,
            fee: 0,
            refund_pending: 0,
            refunded: 0,
            dispute_held: 0,
            dispute_lost: 0,
            split_pending: false,
            ledger: Ledger::undivided(amount.currency()),
        }
    }

    /// Which capture or Pix.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Why it came.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// When it came, as the gateway says.
    #[must_use]
    pub fn settled_at(&self) -> Instant {
        self.settled_at
    }

    /// What came.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// What is left: neither refunded, nor on its way back, nor disputed.
    #[must_use]
    pub fn available(&self) -> Money {
        let taken = [self.refund_pending, self.refunded, self.dispute_held, self.dispute_lost];
        let left = taken.into_iter().fold(self.amount.minor(), i64::saturating_sub);
        self.money(left)
    }

    /// What went back.
    #[must_use]
    pub fn refunded(&self) -> Money {
        self.money(self.refunded)
    }

    /// What is on its way back.
    #[must_use]
    pub fn refund_pending(&self) -> Money {
        self.money(self.refund_pending)
    }

    /// What is disputed.
    #[must_use]
    pub fn dispute_held(&self) -> Money {
        self.money(self.dispute_held)
    }

    /// What was lost by disputes.
    #[must_use]
    pub fn dispute_lost(&self) -> Money {
        self.money(self.dispute_lost)
    }

    /// Whether it could not carry its split, and waits for an operator.
    #[must_use]
    pub fn split_pending(&self) -> bool {
        self.split_pending
    }

    /// Who has what of it.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        self.ledger.accounts()
    }

    pub(in super::super) fn money(&self, minor: i64) -> Money {
        self.amount.part(i128::from(minor))
    }
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refund {
    pub(in super::super) target: Target,
    pub(in super::super) amount: Money,
    /// What of the amount there was to take; less only where more went back than was asked for here.
    pub(in super::super) taken: Money,
    /// None where it was not asked for here.
    pub(in super::super) mode: Option<Mode>,
    pub(in super::super) status: RefundStatus,
    pub(in super::super) sent: bool,
    pub(in super::super) parts: Vec<Part>,
    pub(in super::super) fee_back: Vec<Part>,
}

impl Refund {
    /// What became of it.
    #[must_use]
    pub fn status(&self) -> RefundStatus {
        self.status
    }

    /// Of which capture or Pix.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// How much.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Who gives which part.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// How far a dispute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// It waits for an answer.
    Open,
    /// It was answered.
    UnderReview,
    /// It was decided for the recipients, or withdrawn.
    Won,
    /// It was decided for the payer, or given up.
    Lost,
}

impl DisputeStatus {
    /// The word, as it stands on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::UnderReview => "under_review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Whether it is not decided yet.
    #[must_use]
    pub fn is_running(self) -> bool {
        [Self::Open, Self::UnderReview].contains(&self)
    }
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    pub(in super::super) target: Target,
    pub(in super::super) amount: Money,
    pub(in super::super) kind: DisputeKind,
    pub(in super::super) stage: DisputeStage,
    pub(in super::super) status: DisputeStatus,
    pub(in super::super) due_at: Option<Instant>,
    /// What is held, in minor units.
    pub(in super::super) held: i64,
    /// Who is debited with which part of what is held.
    pub(in super::super) parts: Vec<Part>,
    pub(in super::super) fee_parts: Vec<Part>,
    /// How much the bank says is lost by its end, where it says so.
    pub(in super::super) told: Option<Money>,
    /// What was taken for lost without a figure of the bank's, in minor units: all that was held.
    pub(in super::super) assumed: i64,
}

impl Dispute {
    /// How far it is.
    #[must_use]
    pub fn status(&self) -> DisputeStatus {
        self.status
    }

    /// Which capture or Pix.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// What is held.
    #[must_use]
    pub fn held(&self) -> Money {
        self.amount.part(self.held.into())
    }

    /// Who is debited with which part of what is held.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}
