use serde::{Deserialize, Serialize};

use super::{DisputeKind, DisputeStage, Target};
use crate::{
    payments::{
        pix::RtrId,
        split::{Mode, Part},
    },
    values::{GatewayId, Instant, Label, Money, RefundId},
};

/// Money is to go back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundRequested {
    /// Which refund.
    pub refund_id: RefundId,
    /// Of which capture or Pix.
    pub target: Target,
    /// How much.
    pub amount: Money,
    /// Who gives what of it.
    pub mode: Mode,
    /// Why; none where a policy asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Label>,
    /// Who gives which part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Who has which part of the fee back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fee_back: Vec<Part>,
}

/// A refund is sent to the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundSent {
    /// Which refund.
    pub refund_id: RefundId,
}

/// A refund reached who paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundSettled {
    /// Which refund.
    pub refund_id: RefundId,
    /// The id of the return, of a Pix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtr_id: Option<RtrId>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A refund that was not asked for here reached who paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExternalRefundSettled {
    /// Which refund.
    pub refund_id: RefundId,
    /// Of which capture or Pix.
    pub target: Target,
    /// How much.
    pub amount: Money,
    /// What of it there was to take; the excess is recorded apart.
    pub taken: Money,
    /// The id of the return, of a Pix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtr_id: Option<RtrId>,
    /// Who gives which part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Who has which part of the fee back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fee_back: Vec<Part>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A refund failed; what it had reserved is available again, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundFailed {
    /// Which refund.
    pub refund_id: RefundId,
    /// Why.
    pub reason: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A refund was given up before it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundCancelled {
    /// Which refund.
    pub refund_id: RefundId,
}

/// The payer disputes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeOpened {
    /// The dispute's id at the gateway.
    pub dispute_id: GatewayId,
    /// Which capture or Pix.
    pub target: Target,
    /// How much is disputed.
    pub amount: Money,
    /// How much of it there was to hold.
    pub held: Money,
    /// By which rules.
    pub kind: DisputeKind,
    /// How far it went.
    pub stage: DisputeStage,
    /// Until when evidence is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    /// Who is debited with which part of what is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// Who is debited with which part of the fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fee_parts: Vec<Part>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute goes on at a later stage: one that was won is taken up again, or a question became a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeReopened {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// How much is disputed.
    pub amount: Money,
    /// How much of it there was to hold, beyond what is held.
    pub held: Money,
    /// The new stage.
    pub stage: DisputeStage,
    /// Until when evidence is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    /// Who is debited with which part of what is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// Who is debited with which part of the fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fee_parts: Vec<Part>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// More is taken for a dispute than was held for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeHoldRaised {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// How much more is held.
    pub amount: Money,
    /// Who is debited with which part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvidenceSubmitted {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// What was handed in.
    pub summary: Label,
}

/// A dispute was given up as lost: all that was held is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeAccepted {
    /// Which dispute.
    pub dispute_id: GatewayId,
}

/// A dispute was won or withdrawn: what was held is released, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeWon {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// At which stage.
    pub stage: DisputeStage,
    /// Whether the payer gave it up.
    pub withdrawn: bool,
    /// Whether its fee came back.
    pub fee_returned: bool,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute was lost and closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeLost {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// At which stage.
    pub stage: DisputeStage,
    /// How much of what was held is lost.
    pub lost: Money,
    /// The bank's figure; none where it gave none, and all that was held is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Money>,
    /// How much more the bank took than there was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excess: Option<Money>,
    /// Who has which part of the rest back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<Part>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A part of what was held was returned by the Pix rules for fraud and failures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputePartLost {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// The return's id.
    pub rtr_id: RtrId,
    /// How much of what was held is lost.
    pub lost: Money,
    /// How much of the return was taken for lost before, when the dispute ended without a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<Money>,
    /// How much more the bank took than there was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excess: Option<Money>,
    /// Whose parts of it these are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// When, as the gateway says.
    pub at: Instant,
}
