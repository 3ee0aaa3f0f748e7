use serde::{Deserialize, Serialize};

use super::{Money, Quantity, TicketTypeCode, wire};

wire::objects_only! { PricedLine }

/// How many of a ticket type, at what price each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct PricedLine {
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// How many.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
}
