//! An event takes its venue's calendar with it: published and booked, moved, resized and released are
//! one append over both streams, so neither is ever without the other.

use uuid::Uuid;

use crate::{
    Aggregate,
    contract::{Command, DomainEvent, State},
    planning::{
        event::{self, Event, EventStatus},
        venue::{self, Venue},
    },
    values::{EventId, Period, VenueId},
};

pub(super) fn together(
    happened: &DomainEvent,
    before: &State,
    id: Uuid,
) -> Option<(Uuid, Command)> {
    let (DomainEvent::Event(happened), State::Event(before)) = (happened, before) else {
        return None;
    };
    let event_id = EventId::from_uuid(id).ok()?;
    let (venue_id, command) = book(happened, before, event_id)?;
    Some((venue_id.as_uuid(), command.into()))
}

fn book(
    happened: &event::DomainEvent,
    before: &Event,
    event_id: EventId,
) -> Option<(VenueId, venue::Command)> {
    let venue_id = before.venue_id()?;
    let command = match happened {
        event::DomainEvent::Published(published) => venue::Book {
            event_id,
            period: published.period,
            capacity: published.capacity,
            setup_minutes: published.setup_minutes,
            teardown_minutes: published.teardown_minutes,
            timezone: published.timezone,
        }
        .into(),
        event::DomainEvent::Rescheduled(moved) => {
            let period = Period::new(moved.doors_at, moved.ends_at).ok()?;
            venue::MoveBooking { event_id, period }.into()
        }
        event::DomainEvent::CapacityChanged(changed) => {
            venue::ResizeBooking { event_id, capacity: changed.capacity }.into()
        }
        event::DomainEvent::Cancelled(_) if before.status() != Some(EventStatus::Draft) => {
            venue::Release { event_id }.into()
        }
        // A draft has no booking yet, and the others leave it as it is.
        event::DomainEvent::Cancelled(_)
        | event::DomainEvent::Drafted(_)
        | event::DomainEvent::DraftChanged(_)
        | event::DomainEvent::Postponed(_)
        | event::DomainEvent::Started(_)
        | event::DomainEvent::Completed(_)
        | event::DomainEvent::Archived(_) => return None,
    };
    Some((venue_id, command))
}

/// The venue, of an event that has one.
pub(super) fn looks_at(main: &State) -> Option<(&'static str, Uuid)> {
    let State::Event(event) = main else { return None };
    event.venue_id().map(|venue_id| (Venue::NAME, venue_id.as_uuid()))
}
