use serde::Serialize;

use super::state::{Event, EventStatus, Times};
use crate::values::{Capacity, EventName, Instant, Label, Timezone, VenueId};

/// What a page shows of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventSummary {
    /// What it is called.
    pub name: EventName,
    /// Where it is in its life.
    pub status: EventStatus,
    /// Why it is put off or was called off; `null` where it was not.
    pub reason: Option<Label>,
    /// The label of schema.org's `EventStatusType`: `EventScheduled`, `EventRescheduled`,
    /// `EventPostponed` or `EventCancelled`.
    pub schema_org_status: &'static str,
    /// When the doors open.
    pub doors_at: Instant,
    /// When it starts; while it is postponed, when it was to start.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The IANA timezone that it was planned in.
    pub timezone: Timezone,
    /// Where; `null` for an event that is online.
    pub venue_id: Option<VenueId>,
    /// The most people that may come.
    pub capacity: Capacity,
}

impl Event {
    /// What a page shows of it; `None` before it is drafted.
    #[must_use]
    pub fn summary(&self) -> Option<EventSummary> {
        let plan = self.plan()?;
        let Times { doors_at, starts_at, ends_at } = plan.times();
        Some(EventSummary {
            name: plan.name().clone(),
            status: self.status()?,
            reason: self.reason().cloned(),
            schema_org_status: self.schema_org_status()?,
            doors_at,
            starts_at,
            ends_at,
            timezone: plan.timezone(),
            venue_id: plan.venue_id(),
            capacity: plan.capacity(),
        })
    }

    fn reason(&self) -> Option<&Label> {
        let Self::Postponed { reason, .. } = self else { return self.cancelled_for() };
        Some(reason)
    }
}
