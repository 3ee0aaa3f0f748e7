//! `events`: one row an event, from its first plan on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    planning::event::{Event, EventStatus},
    values::{Capacity, EventName, Instant, VenueId},
};

/// The read model `events`.
pub const EVENTS: ReadModel =
    ReadModel { name: "events", form: 1, aggregate: Event::NAME, created_at: true, rows };

/// A row of `events`, but for its tenant and `created_at`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The event's id.
    pub id: Uuid,
    /// What it is called.
    pub name: EventName,
    /// When it starts.
    pub event_date: Instant,
    /// Where; `None` for an event that is online.
    pub venue_id: Option<VenueId>,
    /// Where it is in its life.
    pub status: EventStatus,
    /// The most people that may come.
    pub capacity: Capacity,
    /// The instant of its last record.
    pub updated_at: Instant,
}

fn rows(id: Uuid, state: &State, updated_at: Instant) -> Vec<Projected> {
    row(id, state, updated_at)
        .map(|row| Projected { key: id.to_string(), columns: to_json(&row) })
        .into_iter()
        .collect()
}

fn row(id: Uuid, state: &State, updated_at: Instant) -> Option<Row> {
    let State::Event(event) = state else { return None };
    let plan = event.plan()?;
    Some(Row {
        id,
        name: plan.name().clone(),
        event_date: plan.times().starts_at,
        venue_id: plan.venue_id(),
        status: event.status()?,
        capacity: plan.capacity(),
        updated_at,
    })
}
