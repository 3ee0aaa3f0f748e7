use serde::{Deserialize, Serialize};

use super::{Anomalies, Installments, Metadata, Method, Reference, Target};
use crate::{
    payments::{
        pix::{EndToEndId, Txid},
        split::{Part, Split},
    },
    values::{ActorId, CaptureId, CardToken, Count, Instant, Label, Money, PixCode},
};

/// A payment was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Created {
    /// What is to be paid.
    pub amount: Money,
    /// How.
    pub method: Method,
    /// What it is paid for.
    pub reference: Reference,
    /// Who pays.
    pub buyer: ActorId,
    /// In how many parts a card is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installments: Option<Installments>,
    /// The parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub installment_amounts: Vec<Money>,
    /// Who has which part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// What becomes of money that comes otherwise than it was asked for.
    pub anomalies: Anomalies,
    /// A text for the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Label>,
    /// What the host noted of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Metadata>,
}

/// The gateway is asked for a Pix charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PixChargeRequested {
    /// What is paid from then on is late.
    pub expires_at: Instant,
}

/// A Pix charge can be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PixChargeIssued {
    /// The charge's id.
    pub txid: Txid,
    /// What a payer copies or scans.
    pub code: PixCode,
    /// When, as the gateway says.
    pub at: Instant,
}

/// No Pix charge was issued; it may be requested again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PixChargeFailed {
    /// Why.
    pub code: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The payment was paid by Pix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PixCaptured {
    /// By which.
    pub e2eid: EndToEndId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// Whether it came before the news that the charge was issued.
    pub inferred: bool,
    /// Who has which part; empty where it is not divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Part>,
    /// Who bears which part of the fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Part>,
    /// Whether it could not carry its split, which an operator is to assign.
    pub split_pending: bool,
    /// When it was settled.
    pub at: Instant,
}

/// A Pix charge's time was over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChargeExpired {
    /// Since when.
    pub expires_at: Instant,
}

/// The payment was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancelled {}

/// An attempt to charge a card began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CardStarted {
    /// What the gateway gave for the card.
    pub token: CardToken,
    /// The first is 1.
    pub attempt: Count,
}

/// The attempt is sent to the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CardSent {
    /// Which attempt.
    pub attempt: Count,
}

/// The payer is asked by the card's bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionRequired {
    /// When, as the gateway says.
    pub at: Instant,
}

/// The payer answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionDone {
    /// When, as the gateway says.
    pub at: Instant,
}

/// The bank set the amount aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Authorized {
    /// How much.
    pub amount: Money,
    /// Until when it can be captured.
    pub valid_until: Instant,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The gateway is asked to take a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaptureRequested {
    /// Which capture.
    pub capture_id: CaptureId,
    /// How much.
    pub amount: Money,
    /// Whether the rest is given up.
    pub is_final: bool,
}

/// Money was taken from the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CardCaptured {
    /// Which capture.
    pub capture_id: CaptureId,
    /// How much.
    pub amount: Money,
    /// What the gateway took for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// Whether it came before the news that it was authorized.
    pub inferred: bool,
    /// Whether nothing more can be captured.
    pub completes: bool,
    /// Who has which part; empty where it is not divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Part>,
    /// Who bears which part of the fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Part>,
    /// Whether it could not carry its split, which an operator is to assign.
    pub split_pending: bool,
    /// When, as the gateway says.
    pub at: Instant,
}

/// A capture failed; what it was to take can be captured again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaptureFailed {
    /// Which capture.
    pub capture_id: CaptureId,
    /// Why.
    pub code: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The bank said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// Why.
    pub code: Label,
    /// Which attempt.
    pub attempt: Count,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The gateway is asked to give up what was authorized and not captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VoidRequested {}

/// What was authorized and not captured was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Voided {
    /// When, as the gateway says.
    pub at: Instant,
}

/// It could not be given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VoidFailed {
    /// Why.
    pub code: Label,
    /// When, as the gateway says.
    pub at: Instant,
}

/// The authorization's time was over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuthorizationLapsed {
    /// When, as the gateway says.
    pub at: Instant,
}

/// What could not carry its split was divided by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SharesAssigned {
    /// Which capture or Pix.
    pub target: Target,
    /// Who has which part.
    pub shares: Vec<Part>,
    /// Who bears which part of its fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Part>,
}
