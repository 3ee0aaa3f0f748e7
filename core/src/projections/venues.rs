//! `venues`: one row a venue. Its calendar is not in it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    planning::venue::Venue,
    values::{Capacity, Instant, Label, Timezone},
};

/// The read model `venues`.
pub const VENUES: ReadModel =
    ReadModel { name: "venues", form: 1, aggregate: Venue::NAME, created_at: true, rows };

/// A row of `venues`, but for its tenant and `created_at`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The venue's id.
    pub id: Uuid,
    /// What people call it.
    pub name: Label,
    /// Where it is.
    pub address: Label,
    /// Its IANA timezone.
    pub timezone: Timezone,
    /// The most people that it takes at once.
    pub capacity: Capacity,
    /// The instant of its last record, bookings included.
    pub updated_at: Instant,
}

fn rows(id: Uuid, state: &State, updated_at: Instant) -> Vec<Projected> {
    let State::Venue(venue) = state else { return Vec::new() };
    let row = venue.site().map(|site| Row {
        id,
        name: site.name().clone(),
        address: site.address().clone(),
        timezone: site.timezone(),
        capacity: site.capacity(),
        updated_at,
    });
    row.map(|row| Projected { key: id.to_string(), columns: to_json(&row) }).into_iter().collect()
}
