use serde::Serialize;

use super::state::Venue;
use crate::values::{Capacity, Label, Timezone};

/// What a page shows of a venue. Its calendar is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VenueSummary {
    /// What people call it.
    pub name: Label,
    /// Where it is.
    pub address: Label,
    /// Its IANA timezone.
    pub timezone: Timezone,
    /// The most people that it takes at once.
    pub capacity: Capacity,
}

impl Venue {
    /// What a page shows of it; `None` before it is registered.
    #[must_use]
    pub fn summary(&self) -> Option<VenueSummary> {
        self.site().map(|site| VenueSummary {
            name: site.name().clone(),
            address: site.address().clone(),
            timezone: site.timezone(),
            capacity: site.capacity(),
        })
    }
}
