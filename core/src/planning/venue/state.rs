use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::contract::DomainEvent;
use crate::values::{BufferMinutes, Capacity, EventId, Label, Period, Timezone};

/// A venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "stage", rename_all = "snake_case", deny_unknown_fields)]
pub enum Venue {
    /// Nobody registered it.
    Unregistered {},
    /// It is known, and has a calendar.
    Registered(Site),
}

/// A registered venue: what it is, and its calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Site {
    name: Label,
    address: Label,
    timezone: Timezone,
    capacity: Capacity,
    bookings: BTreeMap<EventId, Booking>,
}

/// What a venue keeps for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Booking {
    period: Period,
    capacity: Capacity,
    setup_minutes: BufferMinutes,
    teardown_minutes: BufferMinutes,
}

impl Venue {
    /// Whether it was registered.
    #[must_use]
    pub const fn exists(&self) -> bool {
        self.site().is_some()
    }

    /// What is known of it; `None` before it is registered.
    #[must_use]
    pub const fn site(&self) -> Option<&Site> {
        match self {
            Self::Unregistered {} => None,
            Self::Registered(site) => Some(site),
        }
    }
}

impl Site {
    /// What people call it.
    #[must_use]
    pub const fn name(&self) -> &Label {
        &self.name
    }

    /// Where it is.
    #[must_use]
    pub const fn address(&self) -> &Label {
        &self.address
    }

    /// Its IANA timezone.
    #[must_use]
    pub const fn timezone(&self) -> Timezone {
        self.timezone
    }

    /// The most people that it takes at once.
    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// What is kept for an event, if anything is.
    #[must_use]
    pub fn booking(&self, event_id: EventId) -> Option<&Booking> {
        self.bookings.get(&event_id)
    }

    /// Every booking, past ones included, in the order of the events' ids.
    pub fn bookings(&self) -> impl Iterator<Item = (EventId, &Booking)> {
        self.bookings.iter().map(|(event_id, booking)| (*event_id, booking))
    }
}

impl Booking {
    pub(super) const fn new(
        period: Period,
        capacity: Capacity,
        setup_minutes: BufferMinutes,
        teardown_minutes: BufferMinutes,
    ) -> Self {
        Self { period, capacity, setup_minutes, teardown_minutes }
    }

    /// The same booking at another time.
    pub(super) const fn moved_to(self, period: Period) -> Self {
        Self { period, ..self }
    }

    /// From doors to end, buffers not included.
    #[must_use]
    pub const fn period(&self) -> Period {
        self.period
    }

    /// The event's capacity.
    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// The time kept free before the period.
    #[must_use]
    pub const fn setup_minutes(&self) -> BufferMinutes {
        self.setup_minutes
    }

    /// The time kept free after the period.
    #[must_use]
    pub const fn teardown_minutes(&self) -> BufferMinutes {
        self.teardown_minutes
    }

    /// The period and its buffers: nobody else may have the venue then.
    #[must_use]
    pub fn occupied(&self) -> Period {
        self.period.widened(self.setup_minutes.get(), self.teardown_minutes.get())
    }
}

/// Takes in what happened. What cannot follow from the rules, such as a booking at a venue that
/// nobody registered, changes nothing.
pub(super) fn evolve(venue: &mut Venue, happened: &DomainEvent) {
    match venue {
        Venue::Unregistered {} => {
            if let DomainEvent::Registered(registered) = happened {
                *venue = Venue::Registered(Site {
                    name: registered.name.clone(),
                    address: registered.address.clone(),
                    timezone: registered.timezone,
                    capacity: registered.capacity,
                    bookings: BTreeMap::new(),
                });
            }
        }
        Venue::Registered(site) => site.evolve(happened),
    }
}

impl Site {
    fn evolve(&mut self, happened: &DomainEvent) {
        match happened {
            DomainEvent::Registered(_) => {}
            DomainEvent::CapacityChanged(changed) => self.capacity = changed.capacity,
            DomainEvent::Booked(booked) => {
                let booking = Booking::new(
                    booked.period,
                    booked.capacity,
                    booked.setup_minutes,
                    booked.teardown_minutes,
                );
                self.bookings.insert(booked.event_id, booking);
            }
            DomainEvent::BookingReleased(released) => {
                self.bookings.remove(&released.event_id);
            }
            DomainEvent::BookingMoved(moved) => {
                if let Some(booking) = self.bookings.get_mut(&moved.event_id) {
                    booking.period = moved.period;
                }
            }
            DomainEvent::BookingResized(resized) => {
                if let Some(booking) = self.bookings.get_mut(&resized.event_id) {
                    booking.capacity = resized.capacity;
                }
            }
        }
    }
}
