use serde::{Deserialize, Serialize};

use super::{PricedLine, QuotaSize};
use crate::values::{
    AccessCode, BlockId, BoundedList, Currency, HoldId, HoldSeconds, Label, Money, PaymentId,
    Period, Quantity, QuotaCode, ReturnId, TicketTypeCode, wire,
};

wire::objects_only! { Quota, TicketType, Terms, Line, ReturnLine }

/// A named pool of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Quota {
    /// Its code, unique in the box office.
    pub quota: QuotaCode,
    /// How many places it has.
    pub size: QuotaSize,
    /// Whether this is the event's capacity, which every ticket type draws on. Exactly one is.
    #[serde(default)]
    pub outermost: bool,
}

/// Something that is sold: a price and the quotas that it draws on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct TicketType {
    /// Its code, unique in the box office.
    pub ticket_type: TicketTypeCode,
    /// The quotas that each ticket takes a place of, at least one. The outermost is one of them
    /// whether it is named or not.
    pub quotas: BoundedList<QuotaCode, 0, 20>,
    /// Price, window and limits.
    pub terms: Terms,
}

/// What can be changed of a ticket type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Terms {
    /// What buyers read.
    pub name: Label,
    /// The price of one, at least 0, in the box office's currency.
    pub price: Money,
    /// The sales window; left out, it is on sale whenever the box office is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_sale: Option<Period>,
    /// The least that one hold takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_per_order: Option<Quantity>,
    /// The most that one hold takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_order: Option<Quantity>,
    /// The most that one buyer may have, live holds and sold places counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_buyer: Option<Quantity>,
    /// Sold only to those who give this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_code: Option<AccessCode>,
}

impl Terms {
    /// On sale whenever the box office is open, to everybody and as many as there are.
    ///
    /// ```
    /// use palco::{ticketing::box_office::Terms, values::{Currency, Money, Quantity}};
    ///
    /// let plain = Terms::new("VIP".parse()?, Money::parse("120.00", Currency::BRL)?);
    /// let four_each = Terms { max_per_buyer: Some(Quantity::new(4)?), ..plain };
    /// assert_eq!(four_each.on_sale, None);
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    #[must_use]
    pub fn new(name: Label, price: Money) -> Self {
        Self {
            name,
            price,
            on_sale: None,
            min_per_order: None,
            max_per_order: None,
            max_per_buyer: None,
            access_code: None,
        }
    }
}

/// Opens the box office of a published event. The event is the one that the command is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The currency of every price.
    pub currency: Currency,
    /// The pools of places, at most 500; exactly one is the outermost.
    pub quotas: BoundedList<Quota, 1, 500>,
    /// What is sold, at most 500; more may be added later.
    pub ticket_types: BoundedList<TicketType, 0, 500>,
}

/// Puts one more ticket type on sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddTicketType {
    /// The new ticket type.
    pub ticket_type: TicketType,
}

/// Changes a ticket type. Live holds keep their price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeTicketType {
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// All its terms from now on.
    pub terms: Terms,
}

/// Gives a quota another size. Below what is in use it only stops new sales.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetQuotaSize {
    /// Which quota; left out, the outermost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaCode>,
    /// Its size from now on.
    pub size: QuotaSize,
}

/// How many of a ticket type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Line {
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// How many.
    pub quantity: Quantity,
    /// The code, where the ticket type asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_code: Option<AccessCode>,
}

/// Sets places aside for the acting buyer: all of the lines, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HoldTickets {
    /// The new hold's id; left out, it is the command's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<HoldId>,
    /// What to hold, 1 to 100 lines; those that draw on one quota are summed.
    pub lines: BoundedList<Line, 1, 100>,
    /// For how long, 60 to 3600 seconds; 900 when left out.
    #[serde(default)]
    pub ttl_seconds: HoldSeconds,
}

/// Gives a live hold its first time once more, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExtendHold {
    /// Which hold.
    pub hold_id: HoldId,
}

/// Gives up a live hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseHold {
    /// Which hold.
    pub hold_id: HoldId,
}

/// Makes a hold a sale. It carries all that is needed to sell a lapsed hold whose places are free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmHold {
    /// Which hold.
    pub hold_id: HoldId,
    /// What was held, and the prices that the buyer accepted; 1 to 100 lines.
    pub lines: BoundedList<PricedLine, 1, 100>,
    /// The payment that pays for it: a sold hold is not another payment's. Left out, nobody says who
    /// paid, and a sold hold stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_by: Option<PaymentId>,
}

/// How many of a ticket type come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct ReturnLine {
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// How many.
    pub quantity: Quantity,
}

/// Gives sold places back. A place comes back once, however often it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnPlaces {
    /// The same return again changes nothing.
    pub return_id: ReturnId,
    /// The hold that they were sold from.
    pub hold_id: HoldId,
    /// What comes back, 1 to 100 lines.
    pub lines: BoundedList<ReturnLine, 1, 100>,
}

/// Takes places off sale, for the press or the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BlockPlaces {
    /// The new block's id; the same again changes nothing while all of the block stands.
    pub block_id: BlockId,
    /// Of which quota.
    pub quota: QuotaCode,
    /// How many.
    pub quantity: Quantity,
}

/// Puts blocked places on sale again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnblockPlaces {
    /// Which block.
    pub block_id: BlockId,
    /// How many of it; left out, all that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
}

/// Stops new holds. Live holds can still be confirmed, unless they are released with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CloseSales {
    /// Why, for the record.
    pub reason: Label,
    /// Whether every live hold ends: what is paid for one of them afterwards is sold no more. For an event
    /// that will not be; sales that are closed already can still be closed so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub release_holds: bool,
}

/// Takes new holds again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReopenSales {}
