use serde::{Deserialize, Serialize};

use crate::{
    aggregate::rejections,
    values::{
        BlockId, Capacity, Currency, HoldId, Instant, Money, Quantity, QuotaCode, TicketTypeCode,
    },
};

rejections! {
    /// Why a box office says no.
    pub enum Rejection {
        /// No box office was opened for that event.
        "box_office.not_found" "there is no box office for that event" NotFound {},
        /// It was opened before.
        "box_office.already_open" "the box office was opened before" AlreadyOpen {},
        /// Something looks like a card number, which has no place here. It is not repeated.
        "box_office.pan_rejected" "{field} looks like a card number" PanRejected {
            /// Where it stands.
            field: String,
        },
        /// Only a published event has a box office.
        "box_office.event_not_published" "the event is {status}, expected published" EventNotPublished {
            /// The event's state.
            status: String,
        },
        /// The event has ended, or was cancelled.
        "box_office.event_over" "the event is over" EventOver {
            /// The event's state.
            status: String,
        },
        /// The outermost quota is to hold no more than the event does.
        "box_office.quota_above_capacity" "expected an outermost quota of at most {capacity} places" QuotaAboveCapacity {
            /// The event's capacity, in places.
            capacity: Capacity,
        },
        /// Sales are closed.
        "box_office.not_open" "sales are closed" NotOpen {},
        /// Sales are closed already.
        "box_office.already_closed" "sales are closed already" AlreadyClosed {},
        /// A code or an id is taken, or stands twice in one command.
        "box_office.duplicate" "{what} stands twice" Duplicate {
            /// Which code or id.
            what: String,
        },
        /// There is no quota of that code; or not exactly one is the outermost.
        "box_office.quota_unknown" "there is no quota {quota}" QuotaUnknown {
            /// The code that was named.
            quota: String,
        },
        /// A ticket type draws on at least one quota.
        "box_office.type_without_quota" "ticket type {ticket_type} draws on no quota" TypeWithoutQuota {
            /// The ticket type.
            ticket_type: TicketTypeCode,
        },
        /// There is no ticket type of that code.
        "box_office.ticket_type_unknown" "there is no ticket type {ticket_type}" TicketTypeUnknown {
            /// The code that was named.
            ticket_type: TicketTypeCode,
        },
        /// Prices are in the box office's one currency.
        "box_office.currency_differs" "expected a price in {expected}, got {got}" CurrencyDiffers {
            /// The box office's currency.
            expected: Currency,
            /// The currency of the price.
            got: Currency,
        },
        /// A price is at least 0.
        "box_office.price_negative" "expected a price of at least 0, got {price}" PriceNegative {
            /// The price that was named.
            price: Money,
        },
        /// The least that one order takes is above the most.
        "box_office.limits_out_of_order" "expected at least {min} to be at most {max}" LimitsOutOfOrder {
            /// The least per order.
            min: Quantity,
            /// The most per order.
            max: Quantity,
        },
        /// The access code is missing or not the ticket type's.
        "box_office.access_code_wrong" "the access code for {ticket_type} is missing or wrong" AccessCodeWrong {
            /// The ticket type.
            ticket_type: TicketTypeCode,
        },
        /// Its sales begin later.
        "box_office.not_on_sale_yet" "{ticket_type} is on sale from {on_sale_from}" NotOnSaleYet {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// When its sales begin.
            on_sale_from: Instant,
        },
        /// Its sales have ended.
        "box_office.sales_over" "{ticket_type} was on sale until {on_sale_until}" SalesOver {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// When its sales ended.
            on_sale_until: Instant,
        },
        /// Fewer than one order takes.
        "box_office.below_minimum" "expected at least {minimum} of {ticket_type}, got {requested}" BelowMinimum {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// The least per order.
            minimum: Quantity,
            /// What all lines of the type ask for together.
            requested: u64,
        },
        /// More than one order may take.
        "box_office.above_maximum" "expected at most {maximum} of {ticket_type}, got {requested}" AboveMaximum {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// The most per order.
            maximum: Quantity,
            /// What all lines of the type ask for together.
            requested: u64,
        },
        /// More than one buyer may have, live holds and sold places counted.
        "box_office.buyer_limit" "expected at most {maximum} of {ticket_type} per buyer, has {has}, got {requested}" BuyerLimit {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// The most per buyer.
            maximum: Quantity,
            /// What the buyer holds or bought.
            has: u64,
            /// What all lines of the type ask for together.
            requested: u64,
        },
        /// Too few places are left, and why.
        "box_office.sold_out" "{quota} has {available} places left, got {requested}: the others are {reason}" SoldOut {
            /// The quota that has too few; the outermost, when several have.
            quota: QuotaCode,
            /// What is left of it; below zero when it is overcommitted.
            available: i64,
            /// What the command asks of it, all lines together.
            requested: u64,
            /// What became of the places.
            reason: Reason,
        },
        /// There is no such hold; or it is forgotten since it lapsed or was released.
        "box_office.hold_unknown" "there is no hold {hold_id}" HoldUnknown {
            /// The hold that was named.
            hold_id: HoldId,
        },
        /// The hold's time is over.
        "box_office.hold_lapsed" "hold {hold_id} lapsed at {expires_at}" HoldLapsed {
            /// The hold that was named.
            hold_id: HoldId,
            /// When it lapsed.
            expires_at: Instant,
        },
        /// A hold is extended once.
        "box_office.already_extended" "hold {hold_id} was extended before" AlreadyExtended {
            /// The hold that was named.
            hold_id: HoldId,
        },
        /// The lines are not those of the hold.
        "box_office.lines_differ" "the lines are not those of hold {hold_id}" LinesDiffer {
            /// The hold that was named.
            hold_id: HoldId,
        },
        /// The hold lapsed and its places are gone.
        "box_office.hold_lost" "hold {hold_id} lapsed and its places are gone" HoldLost {
            /// The hold that was named.
            hold_id: HoldId,
        },
        /// The hold was sold in the name of another payment.
        "box_office.paid_by_another" "hold {hold_id} was paid for by another payment" PaidByAnother {
            /// The hold that was named.
            hold_id: HoldId,
        },
        /// The price that was accepted is not the price.
        "box_office.price_changed" "{ticket_type} costs {price}, accepted was {accepted}" PriceChanged {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// What it costs.
            price: Money,
            /// What the command accepts.
            accepted: Money,
        },
        /// Nothing of that hold is sold.
        "box_office.nothing_to_return" "nothing of hold {hold_id} is sold" NothingToReturn {
            /// The hold that was named.
            hold_id: HoldId,
        },
        /// More than is still sold.
        "box_office.return_above_sold" "expected at most {still_sold} of {ticket_type}, got {requested}" ReturnAboveSold {
            /// The ticket type.
            ticket_type: TicketTypeCode,
            /// What of the hold is still sold.
            still_sold: u64,
            /// What is to come back, all lines together.
            requested: u64,
        },
        /// There is no such block.
        "box_office.block_unknown" "there is no block {block_id}" BlockUnknown {
            /// The block that was named.
            block_id: BlockId,
        },
        /// More than is still blocked.
        "box_office.unblock_above_blocked" "expected at most {still_blocked}, got {requested}" UnblockAboveBlocked {
            /// What of the block is left.
            still_blocked: u64,
            /// What was to be freed.
            requested: u64,
        },
        /// One box office has at most 500 ticket types.
        "box_office.too_many" "expected at most {maximum} {what}" TooMany {
            /// Of what.
            what: String,
            /// How many there may be.
            maximum: u64,
        },
    }
}

/// What became of the places that are not there: the first class whose running sum leaves too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Sold; or more is asked for than the quota ever had.
    Sold,
    /// Blocked, for the press or the house.
    Blocked,
    /// Held by others: they may come back.
    Held,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sold => "sold",
            Self::Blocked => "blocked",
            Self::Held => "held",
        })
    }
}
