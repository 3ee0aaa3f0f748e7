use serde::{Deserialize, Serialize};

use super::{Anomalies, Installments, Metadata, Method, Reference, Target};
use crate::{
    payments::split::{Mode, Part, Split},
    values::{BoundedList, CaptureId, CardToken, GatewayId, Instant, Label, Money, RefundId},
};

/// Makes a payment. Its split is frozen with it. The buyer is the actor of the context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// What is to be paid, above 0.
    pub amount: Money,
    /// How.
    pub method: Method,
    /// What it is paid for.
    pub reference: Reference,
    /// In how many parts a card is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installments: Option<Installments>,
    /// Who has which part of it; left out, it is not divided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// What becomes of a Pix that is late, comes twice, or has another amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anomalies: Option<Anomalies>,
    /// A text for the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Label>,
    /// What a host notes of it, at most 20 entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BoundedList<Metadata, 1, 20>>,
}

/// Asks the gateway for a Pix charge. Its txid is the payment's id as 32 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestPixCharge {
    /// What is paid from then on is late; in the future, and not after the hold.
    pub expires_at: Instant,
}

/// Ends a Pix charge whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExpireCharge {}

/// Gives up a payment of which nothing was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancel {}

/// Begins an attempt to charge a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StartCard {
    /// What the gateway gave for the card.
    pub token: CardToken,
}

/// Claims the right to send the attempt to the gateway: it cannot be cancelled from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SendCard {}

/// Takes a part of what was authorized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// The new capture's id; the same again changes nothing.
    pub capture_id: CaptureId,
    /// How much, above 0.
    pub amount: Money,
    /// Whether the rest is given up.
    #[serde(default)]
    pub is_final: bool,
}

/// Gives up what was authorized and not captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Void {}

/// Gives money back to who paid it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestRefund {
    /// The new refund's id; the same again changes nothing.
    pub refund_id: RefundId,
    /// Of which capture or Pix.
    pub target: Target,
    /// How much, above 0.
    pub amount: Money,
    /// Who gives what of it.
    pub mode: Mode,
    /// Why, for the record.
    pub reason: Label,
}

/// Gives back all that is left of what was paid, in proportion: of every capture, or of the Pix. What
/// nobody asked for is left to what the payment says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundRest {
    /// Why, for the record.
    pub reason: Label,
}

/// Claims the right to send a refund to the gateway: it cannot be cancelled from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SendRefund {
    /// Which refund.
    pub refund_id: RefundId,
}

/// Gives up a refund that was not sent yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelRefund {
    /// Which refund.
    pub refund_id: RefundId,
}

/// Answers a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitEvidence {
    /// Which dispute.
    pub dispute_id: GatewayId,
    /// What was handed in, for the record.
    pub summary: Label,
}

/// Gives a dispute up as lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptDispute {
    /// Which dispute.
    pub dispute_id: GatewayId,
}

/// Divides by hand what was captured and could not carry its split: what is left of it, once nothing of it is
/// on its way back or disputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignShares {
    /// Which capture or Pix.
    pub target: Target,
    /// They add up to what is left of what was captured, one for every rule's recipient at most.
    pub shares: BoundedList<Part, 1, 100>,
}
