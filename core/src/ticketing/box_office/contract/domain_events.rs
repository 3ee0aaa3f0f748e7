use serde::{Deserialize, Serialize};

use super::{PricedLine, Quota, QuotaSize, ReturnLine, Terms, TicketType};
use crate::values::{
    ActorId, BlockId, Currency, HoldId, Instant, Label, PaymentId, Quantity, QuotaCode, ReturnId,
    TicketTypeCode,
};

/// The box office was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The currency of every price.
    pub currency: Currency,
    /// The pools of places.
    pub quotas: Vec<Quota>,
    /// What is sold.
    pub ticket_types: Vec<TicketType>,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A ticket type was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketTypeAdded {
    /// The new ticket type.
    pub ticket_type: TicketType,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A ticket type was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketTypeChanged {
    /// Which.
    pub ticket_type: TicketTypeCode,
    /// Its terms from now on.
    pub terms: Terms,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A quota was given another size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuotaResized {
    /// Which.
    pub quota: QuotaCode,
    /// Its size from now on.
    pub size: QuotaSize,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A quota is smaller than what is in use of it: nothing is sold of it until that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuotaOvercommitted {
    /// Which.
    pub quota: QuotaCode,
    /// By how many places.
    pub over: Quantity,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// Places were set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketsHeld {
    /// The new hold.
    pub hold_id: HoldId,
    /// For whom.
    pub buyer: ActorId,
    /// What, at prices that hold as long as it lives.
    pub lines: Vec<PricedLine>,
    /// It lives while the time is before this.
    pub expires_at: Instant,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A hold's time was over. Its places were free from `expires_at` on; this is the notice of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HoldLapsed {
    /// Which.
    pub hold_id: HoldId,
    /// Whose it was.
    pub buyer: ActorId,
    /// When it lapsed.
    pub expires_at: Instant,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A hold was given more time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HoldExtended {
    /// Which.
    pub hold_id: HoldId,
    /// It lives while the time is before this.
    pub expires_at: Instant,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A hold was given up, and its places are free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HoldReleased {
    /// Which.
    pub hold_id: HoldId,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// A hold became a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlacesSold {
    /// Which.
    pub hold_id: HoldId,
    /// Who bought.
    pub buyer: ActorId,
    /// What, at what prices.
    pub lines: Vec<PricedLine>,
    /// The payment that paid for it, where whoever confirmed the hold named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_by: Option<PaymentId>,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// Sold places came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlacesReturned {
    /// Which return.
    pub return_id: ReturnId,
    /// The hold that they were sold from.
    pub hold_id: HoldId,
    /// What came back.
    pub lines: Vec<ReturnLine>,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// Places were taken off sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlacesBlocked {
    /// Which block.
    pub block_id: BlockId,
    /// Of which quota.
    pub quota: QuotaCode,
    /// How many.
    pub quantity: Quantity,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// Blocked places are on sale again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlacesUnblocked {
    /// Which block.
    pub block_id: BlockId,
    /// Of which quota.
    pub quota: QuotaCode,
    /// How many.
    pub quantity: Quantity,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// No new holds are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SalesClosed {
    /// Why.
    pub reason: Label,
    /// Whether every hold that was live ended with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub release_holds: bool,
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}

/// New holds are taken again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SalesReopened {
    /// When, by the box office's own time, which never runs back.
    pub at: Instant,
}
