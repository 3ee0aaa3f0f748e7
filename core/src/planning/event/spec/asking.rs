//! What is told of an event, at every stage of its life.

use super::{EventStatus, doors, draft, history, id, known};
use crate::{
    Aggregate,
    planning::event::{Draft, Drafted, Event, EventSummary, Place},
};

fn state(to: EventStatus) -> Event {
    let mut event = Event::initial();
    history(to).iter().for_each(|happened| event.evolve(happened));
    event
}

#[test]
fn what_was_planned_is_told() {
    let Draft { name, timezone, starts_at, ends_at, capacity, .. } = draft();
    let expected = EventSummary {
        name,
        status: EventStatus::Published,
        reason: None,
        schema_org_status: "EventScheduled",
        doors_at: doors(),
        starts_at,
        ends_at,
        timezone,
        venue_id: Some(id(5)),
        capacity,
    };
    assert_eq!(state(EventStatus::Published).summary(), Some(expected));
    assert_eq!(Event::initial().summary(), None);
}

#[test]
fn an_event_that_is_online_is_at_no_venue() {
    let mut event = Event::initial();
    event.evolve(&Drafted { place: Place::Online {}, ..super::drafted() }.into());
    assert_eq!(event.summary().map(|of| of.venue_id), Some(None));
}

#[test]
fn why_it_does_not_take_place_is_told() {
    use EventStatus::{Archived, Cancelled, Completed, Draft, InProgress, Postponed, Published};
    for (status, reason, label) in [
        (Draft, None, "EventScheduled"),
        (Published, None, "EventScheduled"),
        (Postponed, Some(known("rain")), "EventPostponed"),
        (InProgress, None, "EventScheduled"),
        (Completed, None, "EventScheduled"),
        (Cancelled, Some(known("illness")), "EventCancelled"),
        (Archived, Some(known("illness")), "EventCancelled"),
    ] {
        let told = state(status).summary().expect("it was drafted");
        assert_eq!((told.status, told.reason, told.schema_org_status), (status, reason, label));
    }
}
