//! The contract of a box office: what can be asked, what can happen, why it can say no.

mod commands;
mod domain_events;
mod quota_size;
mod rejections;

use crate::aggregate::messages;

pub use commands::*;
pub use domain_events::*;
pub use quota_size::QuotaSize;
pub use rejections::{Reason, Rejection};

pub use crate::values::PricedLine;

messages! {
    /// What can be asked of a box office.
    pub enum Command {
        Open = "box_office.open",
        AddTicketType = "box_office.add_ticket_type",
        ChangeTicketType = "box_office.change_ticket_type",
        SetQuotaSize = "box_office.set_quota_size",
        HoldTickets = "box_office.hold_tickets",
        ExtendHold = "box_office.extend_hold",
        ReleaseHold = "box_office.release_hold",
        ConfirmHold = "box_office.confirm_hold",
        ReturnPlaces = "box_office.return_places",
        BlockPlaces = "box_office.block_places",
        UnblockPlaces = "box_office.unblock_places",
        CloseSales = "box_office.close_sales",
        ReopenSales = "box_office.reopen_sales",
    }
}

messages! {
    /// What can happen at a box office. Each says when: time alone frees the places of a hold.
    pub enum DomainEvent {
        Opened = "box_office.opened",
        TicketTypeAdded = "box_office.ticket_type_added",
        TicketTypeChanged = "box_office.ticket_type_changed",
        QuotaResized = "box_office.quota_resized",
        QuotaOvercommitted = "box_office.quota_overcommitted",
        TicketsHeld = "box_office.tickets_held",
        HoldLapsed = "box_office.hold_lapsed",
        HoldExtended = "box_office.hold_extended",
        HoldReleased = "box_office.hold_released",
        PlacesSold = "box_office.places_sold" @ 2,
        PlacesReturned = "box_office.places_returned",
        PlacesBlocked = "box_office.places_blocked",
        PlacesUnblocked = "box_office.places_unblocked",
        SalesClosed = "box_office.sales_closed" @ 2,
        SalesReopened = "box_office.sales_reopened",
    }
}
