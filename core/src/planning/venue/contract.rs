//! The contract of a venue: what can be asked, what can happen, why it can say no.

use serde::{Deserialize, Serialize};

use crate::{
    aggregate::{messages, rejections},
    values::{BufferMinutes, Capacity, EventId, Label, Period, Timezone},
};

messages! {
    /// What can be asked of a venue.
    pub enum Command {
        Register = "venue.register",
        ChangeCapacity = "venue.change_capacity",
        Book = "venue.book",
        Release = "venue.release",
        MoveBooking = "venue.move_booking",
        ResizeBooking = "venue.resize_booking",
    }
}

messages! {
    /// What can happen to a venue.
    pub enum DomainEvent {
        Registered = "venue.registered",
        CapacityChanged = "venue.capacity_changed",
        Booked = "venue.booked",
        BookingReleased = "venue.booking_released",
        BookingMoved = "venue.booking_moved",
        BookingResized = "venue.booking_resized",
    }
}

/// Makes a venue known. The venue is the one that the command is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// What people call it.
    pub name: Label,
    /// Where it is, as people write it.
    pub address: Label,
    /// Its IANA timezone; whatever is "per day" follows this wall clock.
    pub timezone: Timezone,
    /// The most people that it takes at once, at least 1.
    pub capacity: Capacity,
}

/// Gives the venue another capacity, not below that of a booking that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeCapacity {
    /// The most people that it takes at once from now on, at least 1.
    pub capacity: Capacity,
}

/// Keeps the venue for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// The event; it has at most one booking here.
    pub event_id: EventId,
    /// From doors to end, buffers not included.
    pub period: Period,
    /// The event's capacity, at most the venue's.
    pub capacity: Capacity,
    /// The time kept free before the period, in minutes.
    #[serde(default)]
    pub setup_minutes: BufferMinutes,
    /// The time kept free after the period, in minutes.
    #[serde(default)]
    pub teardown_minutes: BufferMinutes,
    /// The timezone that the event was planned in; it is the venue's.
    pub timezone: Timezone,
}

/// Gives an event's booking back. Without a booking there is nothing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Whose booking.
    pub event_id: EventId,
}

/// Gives an event's booking another time; buffers and capacity stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MoveBooking {
    /// Whose booking.
    pub event_id: EventId,
    /// From doors to end, buffers not included.
    pub period: Period,
}

/// Gives an event's booking another capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResizeBooking {
    /// Whose booking.
    pub event_id: EventId,
    /// The event's capacity from now on, at most the venue's.
    pub capacity: Capacity,
}

/// The venue became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// What people call it.
    pub name: Label,
    /// Where it is, as people write it.
    pub address: Label,
    /// Its IANA timezone.
    pub timezone: Timezone,
    /// The most people that it takes at once.
    pub capacity: Capacity,
}

/// The venue has another capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapacityChanged {
    /// The most people that it takes at once from now on.
    pub capacity: Capacity,
    /// What it was before.
    pub previous: Capacity,
}

/// The venue is kept for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Booked {
    /// For which.
    pub event_id: EventId,
    /// From doors to end, buffers not included.
    pub period: Period,
    /// The event's capacity.
    pub capacity: Capacity,
    /// The time kept free before the period, in minutes.
    #[serde(default)]
    pub setup_minutes: BufferMinutes,
    /// The time kept free after the period, in minutes.
    #[serde(default)]
    pub teardown_minutes: BufferMinutes,
}

/// The venue is no longer kept for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BookingReleased {
    /// For which.
    pub event_id: EventId,
}

/// The venue is kept for an event at another time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BookingMoved {
    /// For which.
    pub event_id: EventId,
    /// From doors to end, buffers not included, from now on.
    pub period: Period,
}

/// The venue is kept for an event of another capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BookingResized {
    /// For which.
    pub event_id: EventId,
    /// The event's capacity from now on.
    pub capacity: Capacity,
}

rejections! {
    /// Why a venue says no.
    pub enum Rejection {
        /// Nobody registered it.
        "venue.not_found" "there is no such venue" NotFound {},
        /// It was registered before, as something else.
        "venue.already_registered" "the venue was registered before, with other content"
        AlreadyRegistered {},
        /// Something looks like a card number, which has no place here. It is not repeated.
        "venue.pan_rejected" "{field} looks like a card number" PanRejected {
            /// Where it stands.
            field: String,
        },
        /// Another timezone than the venue's.
        "venue.timezone_differs" "expected the venue's timezone {timezone}" TimezoneDiffers {
            /// The venue's timezone.
            timezone: Timezone,
        },
        /// The same event has a booking of another content.
        "venue.already_booked" "event {event_id} has a booking of other content" AlreadyBooked {
            /// The event.
            event_id: EventId,
        },
        /// More people than the venue takes.
        "venue.capacity_exceeded" "expected a capacity of at most {capacity}, got {requested}"
        CapacityExceeded {
            /// The venue's capacity.
            capacity: Capacity,
            /// What the booking asks for.
            requested: Capacity,
        },
        /// Another booking is in the way, buffers included. Bookings may touch.
        "venue.overlaps" "event {event_id} occupies the venue {occupied}" Overlaps {
            /// The event in the way, the earliest if there are several.
            event_id: EventId,
            /// What it occupies, buffers included.
            occupied: Period,
        },
        /// A booking that is still to come needs more.
        "venue.capacity_below_booking"
        "expected a capacity of at least {capacity}, which event {event_id} is booked for"
        CapacityBelowBooking {
            /// The event with the largest booking still to come.
            event_id: EventId,
            /// Its capacity.
            capacity: Capacity,
        },
        /// The event has no booking here.
        "venue.booking_unknown" "event {event_id} has no booking here" BookingUnknown {
            /// The event.
            event_id: EventId,
        },
    }
}
