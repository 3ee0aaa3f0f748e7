use serde::{Deserialize, Serialize};

use super::{LatePolicy, RefundStatus, Surplus};
use crate::{
    payments::pix::{EndToEndId, Txid},
    values::{CaptureId, GatewayId, Instant, Money, RefundId},
};

/// A Pix came when its charge was over. It has a balance of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LatePixReceived {
    /// Which.
    pub e2eid: EndToEndId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// What becomes of it.
    pub policy: LatePolicy,
    /// When it was settled.
    pub at: Instant,
}

/// A second Pix came for one charge. It has a balance of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicatePixReceived {
    /// Which.
    pub e2eid: EndToEndId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// What becomes of it.
    pub policy: Surplus,
    /// When it was settled.
    pub at: Instant,
}

/// A card was charged again for what was captured in full. It has a balance of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicateCardCaptured {
    /// Which capture.
    pub capture_id: CaptureId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// What becomes of it.
    pub policy: Surplus,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A Pix of another amount came. It has a balance of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PixAmountMismatch {
    /// Which.
    pub e2eid: EndToEndId,
    /// What was to come.
    pub expected: Money,
    /// What came.
    pub got: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// What becomes of it.
    pub policy: Surplus,
    /// When it was settled.
    pub at: Instant,
}

/// A Pix came that names another charge, or none was asked for. It has a balance of its own,
/// and waits for an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnmatchedPix {
    /// Which.
    pub e2eid: EndToEndId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// The charge that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub txid: Option<Txid>,
    /// When it was settled.
    pub at: Instant,
}

/// News of a payment that was not made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnmatchedFact {
    /// What was reported.
    pub fact: String,
    /// What it is known by.
    pub key: String,
    /// The amount that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// News that the payment's state has no place for. The state is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnexpectedFact {
    /// What was reported.
    pub fact: String,
    /// What it is known by.
    pub key: String,
    /// The state that was kept.
    pub from: String,
    /// The amount that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// News of what is known already, with another content. What was known is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConflictingFact {
    /// What was reported.
    pub fact: String,
    /// What it is known by.
    pub key: String,
    /// The amount that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The gateway names another amount than there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AmountMismatch {
    /// What was reported.
    pub fact: String,
    /// What it is known by.
    pub key: String,
    /// The amount that was to be.
    pub expected: Money,
    /// The amount that it names.
    pub got: Money,
    /// When, as the gateway says.
    pub at: Instant,
}

/// More is disputed than there is left to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OverDispute {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// How much more.
    pub excess: Money,
    /// When, as the gateway says.
    pub at: Instant,
}

/// More went back than there was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OverRefund {
    /// Which refund.
    pub refund_id: RefundId,
    /// How much more.
    pub excess: Money,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The gateway contradicts what it said of a refund before. An operator has to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundFlip {
    /// Which refund.
    pub refund_id: RefundId,
    /// What is on record, and kept.
    pub from: RefundStatus,
    /// What it says now.
    pub to: RefundStatus,
    /// When, as the gateway says.
    pub at: Instant,
}

impl RefundFlip {
    /// What it is known by: it is told once.
    pub(in super::super) fn to_key(&self) -> String {
        format!("{} {}", self.refund_id, self.to.name())
    }
}
