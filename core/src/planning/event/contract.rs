//! The contract of an event: what can be asked, what can happen, why it can say no.

use serde::{Deserialize, Serialize};

use super::state::EventStatus;
use crate::{
    aggregate::{messages, rejections},
    values::{BufferMinutes, Capacity, EventName, Instant, Label, Period, Timezone, VenueId, wire},
};

wire::objects_only! { Place }

messages! {
    /// What can be asked of an event.
    pub enum Command {
        Draft = "event.draft",
        ChangeDraft = "event.change_draft",
        Publish = "event.publish",
        Postpone = "event.postpone",
        Reschedule = "event.reschedule",
        ChangeCapacity = "event.change_capacity",
        Start = "event.start",
        Complete = "event.complete",
        Cancel = "event.cancel",
        Archive = "event.archive",
    }
}

messages! {
    /// What can happen to an event.
    pub enum DomainEvent {
        Drafted = "event.drafted",
        DraftChanged = "event.draft_changed",
        Published = "event.published",
        Postponed = "event.postponed",
        Rescheduled = "event.rescheduled",
        CapacityChanged = "event.capacity_changed",
        Started = "event.started",
        Completed = "event.completed",
        Cancelled = "event.cancelled",
        Archived = "event.archived",
    }
}

/// Where an event takes place: `{"kind":"venue","venue_id":...}`, or `{"kind":"online"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Place {
    /// At a venue, which is booked when the event is published.
    Venue {
        /// Which.
        venue_id: VenueId,
    },
    /// Nowhere in particular.
    Online {},
}

/// Plans an event. The event is the one that the command is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it is called, 3 to 255 characters.
    pub name: EventName,
    /// Where it takes place.
    pub place: Place,
    /// The IANA timezone of its wall clock: the venue's, if it has one.
    pub timezone: Timezone,
    /// When the doors open, at most `starts_at`.
    pub doors_at: Instant,
    /// When it starts, before `ends_at`.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The most people that may come, at least 1.
    pub capacity: Capacity,
    /// The time that the venue is kept free before the doors open, in minutes.
    #[serde(default)]
    pub setup_minutes: BufferMinutes,
    /// The time that the venue is kept free after the end, in minutes.
    #[serde(default)]
    pub teardown_minutes: BufferMinutes,
}

/// Changes the plan of a draft. What is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeDraft {
    /// What it is called, 3 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<EventName>,
    /// When the doors open, at most `starts_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doors_at: Option<Instant>,
    /// When it starts, before `ends_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Instant>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Instant>,
    /// The most people that may come, at least 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// Makes a draft public. Its start is in the future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Publish {}

/// Puts a published event off, to a time that is not known yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Postpone {
    /// Why, for the holders to read.
    pub reason: Label,
}

/// Gives a published or postponed event another time, with a start in the future. It is published
/// then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// When the doors open, at most `starts_at`.
    pub doors_at: Instant,
    /// When it starts, before `ends_at`.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

/// Gives an event that is published, postponed or in progress another capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeCapacity {
    /// The most people that may come from now on, at least 1.
    pub capacity: Capacity,
}

/// Starts a published event, from its start on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Start {}

/// Ends an event that is in progress, from its end on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Complete {}

/// Calls an event off that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why, for the holders to read.
    pub reason: Label,
}

/// Puts a completed or cancelled event away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Archive {}

/// The event was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Drafted {
    /// What it is called, 3 to 255 characters.
    pub name: EventName,
    /// Where it takes place.
    pub place: Place,
    /// The IANA timezone of its wall clock: the venue's, if it has one.
    pub timezone: Timezone,
    /// When the doors open, at most `starts_at`.
    pub doors_at: Instant,
    /// When it starts, before `ends_at`.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The most people that may come, at least 1.
    pub capacity: Capacity,
    /// The time that the venue is kept free before the doors open, in minutes.
    #[serde(default)]
    pub setup_minutes: BufferMinutes,
    /// The time that the venue is kept free after the end, in minutes.
    #[serde(default)]
    pub teardown_minutes: BufferMinutes,
}

/// The plan of the draft was changed. This is all of it that can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftChanged {
    /// What it is called.
    pub name: EventName,
    /// When the doors open, at most `starts_at`.
    pub doors_at: Instant,
    /// When it starts, before `ends_at`.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The most people that may come.
    pub capacity: Capacity,
}

/// The event became public. It says all that a booking at the venue needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The venue to book; none for an event that is online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue_id: Option<VenueId>,
    /// The timezone that it was planned in.
    pub timezone: Timezone,
    /// From doors to end, buffers not included.
    pub period: Period,
    /// The most people that may come.
    pub capacity: Capacity,
    /// The time that the venue is kept free before the period, in minutes.
    #[serde(default)]
    pub setup_minutes: BufferMinutes,
    /// The time that the venue is kept free after the period, in minutes.
    #[serde(default)]
    pub teardown_minutes: BufferMinutes,
}

/// The event was put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Postponed {
    /// Why.
    pub reason: Label,
}

/// The event has another time, and is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rescheduled {
    /// When the doors open, at most `starts_at`.
    pub doors_at: Instant,
    /// When it starts, before `ends_at`.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

/// The event has another capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapacityChanged {
    /// The most people that may come from now on.
    pub capacity: Capacity,
    /// What it was before.
    pub previous: Capacity,
}

/// The event started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Started {}

/// The event ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Completed {}

/// The event was called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancelled {
    /// Why.
    pub reason: Label,
}

/// The event was put away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Archived {}

rejections! {
    /// Why an event says no.
    pub enum Rejection {
        /// Nobody planned it.
        "event.not_found" "there is no such event" NotFound {},
        /// It was planned before.
        "event.already_drafted" "the event was drafted before" AlreadyDrafted {},
        /// Something looks like a card number, which has no place here. It is not repeated.
        "event.pan_rejected" "{field} looks like a card number" PanRejected {
            /// Where it stands.
            field: String,
        },
        /// It is published.
        "event.already_published" "the event is published already" AlreadyPublished {},
        /// Its life does not lead there from where it is.
        "event.invalid_transition"
        "an event that is {from} cannot be made {to} by this command" InvalidTransition {
            /// What the event is.
            from: EventStatus,
            /// What the command would make it; `published` for `event.change_capacity`.
            to: EventStatus,
        },
        /// The doors open before the start, or with it, and the end is after the start.
        "event.times_out_of_order"
        "expected doors <= start < end, got doors {doors_at}, start {starts_at}, end {ends_at}"
        TimesOutOfOrder {
            /// When the doors were to open.
            doors_at: Instant,
            /// When it was to start.
            starts_at: Instant,
            /// When it was to end.
            ends_at: Instant,
        },
        /// Only an event with a start in the future is published.
        "event.starts_in_the_past" "expected a start after {now}, got {starts_at}"
        StartsInThePast {
            /// When it was to start.
            starts_at: Instant,
            /// When that was asked.
            now: Instant,
        },
        /// It starts later.
        "event.not_started_yet" "the event starts at {starts_at}" NotStartedYet {
            /// The earliest instant at which it can be started.
            starts_at: Instant,
        },
        /// It ends later.
        "event.not_over_yet" "the event ends at {ends_at}" NotOverYet {
            /// The earliest instant at which it can be completed.
            ends_at: Instant,
        },
    }
}
