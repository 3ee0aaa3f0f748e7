use std::fmt;

use serde::{Deserialize, Serialize};

use super::contract::{DomainEvent, DraftChanged, Drafted, Place, Rescheduled};
use crate::values::{BufferMinutes, Capacity, EventName, Instant, Label, Timezone, VenueId};

/// An event, by the stage of its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "stage", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// Nobody planned it.
    Undrafted {},
    /// Planned, and nobody was told.
    Draft {
        /// What is planned.
        plan: Plan,
    },
    /// Public, and to start.
    Published {
        /// What is planned.
        plan: Plan,
    },
    /// Put off, to a time that is not known yet.
    Postponed {
        /// What was planned.
        plan: Plan,
        /// Why.
        reason: Label,
    },
    /// Started.
    InProgress {
        /// What takes place.
        plan: Plan,
    },
    /// Over.
    Completed {
        /// What took place.
        plan: Plan,
    },
    /// Called off.
    Cancelled {
        /// What was planned.
        plan: Plan,
        /// Why.
        reason: Label,
    },
    /// Put away.
    Archived {
        /// What was planned.
        plan: Plan,
        /// Why it was called off, if it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cancelled: Option<Label>,
    },
}

/// Where an event is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Planned, and nobody was told.
    Draft,
    /// Public, and to start.
    Published,
    /// Put off, to a time that is not known yet.
    Postponed,
    /// Started.
    InProgress,
    /// Over.
    Completed,
    /// Called off.
    Cancelled,
    /// Put away.
    Archived,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    name: EventName,
    place: Place,
    timezone: Timezone,
    times: Times,
    capacity: Capacity,
    setup_minutes: BufferMinutes,
    teardown_minutes: BufferMinutes,
    rescheduled: bool,
}

/// When an event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// When the doors open.
    pub doors_at: Instant,
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

impl EventStatus {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Postponed => "postponed",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Archived => "archived",
        }
    }
}

impl fmt::Display for EventStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Event {
    /// Whether it was drafted.
    #[must_use]
    pub const fn exists(&self) -> bool {
        self.status().is_some()
    }

    /// Where it is in its life; `None` before it is drafted.
    #[must_use]
    pub const fn status(&self) -> Option<EventStatus> {
        match self {
            Self::Undrafted {} => None,
            Self::Draft { .. } => Some(EventStatus::Draft),
            Self::Published { .. } => Some(EventStatus::Published),
            Self::Postponed { .. } => Some(EventStatus::Postponed),
            Self::InProgress { .. } => Some(EventStatus::InProgress),
            Self::Completed { .. } => Some(EventStatus::Completed),
            Self::Cancelled { .. } => Some(EventStatus::Cancelled),
            Self::Archived { .. } => Some(EventStatus::Archived),
        }
    }

    /// What is planned; `None` before it is drafted.
    #[must_use]
    pub const fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Undrafted {} => None,
            Self::Draft { plan }
            | Self::Published { plan }
            | Self::Postponed { plan, .. }
            | Self::InProgress { plan }
            | Self::Completed { plan }
            | Self::Cancelled { plan, .. }
            | Self::Archived { plan, .. } => Some(plan),
        }
    }

    /// The venue; `None` for an event that is online.
    #[must_use]
    pub fn venue_id(&self) -> Option<VenueId> {
        self.plan().and_then(Plan::venue_id)
    }

    /// The most people that may come.
    #[must_use]
    pub fn capacity(&self) -> Option<Capacity> {
        self.plan().map(Plan::capacity)
    }

    /// When it takes place.
    #[must_use]
    pub fn times(&self) -> Option<Times> {
        self.plan().map(Plan::times)
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> Option<&EventName> {
        self.plan().map(Plan::name)
    }

    /// The timezone that it was planned in.
    #[must_use]
    pub fn timezone(&self) -> Option<Timezone> {
        self.plan().map(Plan::timezone)
    }

    /// The label of schema.org's `EventStatusType` for it; `None` before it is drafted.
    #[must_use]
    pub fn schema_org_status(&self) -> Option<&'static str> {
        match self {
            Self::Undrafted {} => None,
            Self::Postponed { .. } => Some("EventPostponed"),
            Self::Cancelled { .. } | Self::Archived { cancelled: Some(_), .. } => {
                Some("EventCancelled")
            }
            Self::Draft { plan }
            | Self::Published { plan }
            | Self::InProgress { plan }
            | Self::Completed { plan }
            | Self::Archived { plan, cancelled: None } => {
                Some(if plan.rescheduled { "EventRescheduled" } else { "EventScheduled" })
            }
        }
    }

    pub(super) fn drafted(drafted: &Drafted) -> Self {
        Self::Draft { plan: Plan::drafted(drafted) }
    }

    fn plan_mut(&mut self) -> Option<&mut Plan> {
        match self {
            Self::Undrafted {} => None,
            Self::Draft { plan }
            | Self::Published { plan }
            | Self::Postponed { plan, .. }
            | Self::InProgress { plan }
            | Self::Completed { plan }
            | Self::Cancelled { plan, .. }
            | Self::Archived { plan, .. } => Some(plan),
        }
    }

    /// The same plan in another stage.
    fn enter(&mut self, stage: impl FnOnce(Plan) -> Self) {
        if let Some(plan) = self.plan() {
            *self = stage(plan.clone());
        }
    }

    /// The same stage of another plan.
    fn amend(&mut self, amendment: impl FnOnce(&mut Plan)) {
        if let Some(plan) = self.plan_mut() {
            amendment(plan);
        }
    }

    pub(super) fn cancelled_for(&self) -> Option<&Label> {
        match self {
            Self::Cancelled { reason, .. } => Some(reason),
            Self::Archived { cancelled, .. } => cancelled.as_ref(),
            Self::Undrafted {}
            | Self::Draft { .. }
            | Self::Published { .. }
            | Self::Postponed { .. }
            | Self::InProgress { .. }
            | Self::Completed { .. } => None,
        }
    }
}

impl Plan {
    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &EventName {
        &self.name
    }

    /// Where it takes place.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// The venue; `None` when it is online.
    #[must_use]
    pub const fn venue_id(&self) -> Option<VenueId> {
        match self.place {
            Place::Venue { venue_id } => Some(venue_id),
            Place::Online {} => None,
        }
    }

    /// The timezone that it was planned in.
    #[must_use]
    pub const fn timezone(&self) -> Timezone {
        self.timezone
    }

    /// When it takes place.
    #[must_use]
    pub const fn times(&self) -> Times {
        self.times
    }

    /// The most people that may come.
    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// The time that the venue is kept free before the doors open.
    #[must_use]
    pub const fn setup_minutes(&self) -> BufferMinutes {
        self.setup_minutes
    }

    /// The time that the venue is kept free after the end.
    #[must_use]
    pub const fn teardown_minutes(&self) -> BufferMinutes {
        self.teardown_minutes
    }

    fn drafted(drafted: &Drafted) -> Self {
        Self {
            name: drafted.name.clone(),
            place: drafted.place,
            timezone: drafted.timezone,
            times: Times {
                doors_at: drafted.doors_at,
                starts_at: drafted.starts_at,
                ends_at: drafted.ends_at,
            },
            capacity: drafted.capacity,
            setup_minutes: drafted.setup_minutes,
            teardown_minutes: drafted.teardown_minutes,
            rescheduled: false,
        }
    }

    fn change(&mut self, changed: &DraftChanged) {
        self.name = changed.name.clone();
        self.capacity = changed.capacity;
        self.times = Times {
            doors_at: changed.doors_at,
            starts_at: changed.starts_at,
            ends_at: changed.ends_at,
        };
    }

    fn reschedule(&mut self, to: &Rescheduled) {
        self.rescheduled = true;
        self.times = Times { doors_at: to.doors_at, starts_at: to.starts_at, ends_at: to.ends_at };
    }
}

/// Takes in what happened. What cannot follow from the rules, such as the start of an event that
/// nobody drafted, changes nothing.
pub(super) fn evolve(event: &mut Event, happened: &DomainEvent) {
    match happened {
        DomainEvent::Drafted(drafted) => *event = Event::drafted(drafted),
        DomainEvent::DraftChanged(changed) => event.amend(|plan| plan.change(changed)),
        DomainEvent::Published(_) => event.enter(|plan| Event::Published { plan }),
        DomainEvent::Postponed(postponed) => {
            event.enter(|plan| Event::Postponed { plan, reason: postponed.reason.clone() });
        }
        DomainEvent::Rescheduled(rescheduled) => {
            event.amend(|plan| plan.reschedule(rescheduled));
            event.enter(|plan| Event::Published { plan });
        }
        DomainEvent::CapacityChanged(changed) => {
            event.amend(|plan| plan.capacity = changed.capacity);
        }
        DomainEvent::Started(_) => event.enter(|plan| Event::InProgress { plan }),
        DomainEvent::Completed(_) => event.enter(|plan| Event::Completed { plan }),
        DomainEvent::Cancelled(cancelled) => {
            event.enter(|plan| Event::Cancelled { plan, reason: cancelled.reason.clone() });
        }
        DomainEvent::Archived(_) => {
            let cancelled = event.cancelled_for().cloned();
            event.enter(|plan| Event::Archived { plan, cancelled });
        }
    }
}
