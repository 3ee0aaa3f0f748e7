use serde::{Deserialize, Serialize};

use super::{Components, DisputeKind, DisputeStage, Target};
use crate::{
    payments::pix::{EndToEndId, RtrId, Txid},
    values::{CaptureId, Count, GatewayId, Instant, Label, Money, PixCode, RefundId},
};

/// The gateway issued the Pix charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportPixChargeIssued {
    /// The charge's id.
    pub txid: Txid,
    /// What a payer copies or scans.
    pub code: PixCode,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The gateway could not issue the Pix charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportPixChargeFailed {
    /// Its code, or why.
    pub code: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A Pix came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportPixReceived {
    /// Which: a Pix is known by it for ever.
    pub e2eid: EndToEndId,
    /// The charge that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub txid: Option<Txid>,
    /// How much.
    pub amount: Money,
    /// What the amount is made of, where the charge has a due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Components>,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// When it was settled, as the gateway says.
    pub at: Instant,
}

/// The payer is asked by the card's bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportActionRequired {
    /// Which attempt, as the gateway was asked; left out, the one that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Count>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The payer answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportActionDone {
    /// Which attempt, as the gateway was asked; left out, the one that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Count>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The bank set the amount aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportAuthorized {
    /// How much.
    pub amount: Money,
    /// Until when it can be captured.
    pub valid_until: Instant,
    /// Which attempt, as the gateway was asked; left out, the one that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Count>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// Money was taken from the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportCaptured {
    /// Which capture.
    pub capture_id: CaptureId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A capture failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportCaptureFailed {
    /// Which capture.
    pub capture_id: CaptureId,
    /// The gateway's code, or why.
    pub code: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The bank said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDeclined {
    /// Its code, or why.
    pub code: Label,
    /// Which attempt, as the gateway was asked; left out, the one that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Count>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// What was authorized and not captured was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportVoided {
    /// When, as the gateway says.
    pub at: Instant,
}

/// It could not be given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportVoidFailed {
    /// The gateway's code, or why.
    pub code: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The authorization's time was over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportAuthorizationLapsed {
    /// When, as the gateway says.
    pub at: Instant,
}

/// A refund reached who paid. One that was never asked for here is a refund as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportRefundSettled {
    /// Which refund.
    pub refund_id: RefundId,
    /// Of which capture or Pix.
    pub target: Target,
    /// How much.
    pub amount: Money,
    /// The id of the return, of a Pix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtr_id: Option<RtrId>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A refund failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportRefundFailed {
    /// Which refund.
    pub refund_id: RefundId,
    /// The gateway's code, or why.
    pub reason: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The payer disputes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDisputeOpened {
    /// The dispute's id at the gateway.
    pub dispute_id: GatewayId,
    /// Which capture or Pix.
    pub target: Target,
    /// How much.
    pub amount: Money,
    /// By which rules.
    pub kind: DisputeKind,
    /// How far it went.
    pub stage: DisputeStage,
    /// Until when evidence is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute was decided for the recipients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDisputeWon {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// At which stage.
    pub stage: DisputeStage,
    /// Whether its fee came back.
    #[serde(default)]
    pub fee_returned: bool,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute was withdrawn, which is as good as won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDisputeWithdrawn {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// At which stage.
    pub stage: DisputeStage,
    /// Whether its fee came back.
    #[serde(default)]
    pub fee_returned: bool,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute was decided for the payer, and closed. What is still held beyond it is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDisputeLost {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// At which stage.
    pub stage: DisputeStage,
    /// How much more was lost; left out, all that is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A dispute that was won is taken up again, at a later stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDisputeReopened {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// The new stage.
    pub stage: DisputeStage,
    /// How much.
    pub amount: Money,
    /// Until when evidence is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The bank returned a Pix, or a part, by the Pix rules for fraud and failures. That is no refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportMedReturned {
    /// The return's id.
    pub rtr_id: RtrId,
    /// Which dispute; left out, the one that is open for that Pix or was taken for lost, or a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute_id: Option<GatewayId>,
    /// Which Pix.
    pub target: Target,
    /// How much.
    pub amount: Money,
    /// When, as the gateway says.
    pub at: Instant,
}
