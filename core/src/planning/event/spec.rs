//! Given, when, then: a row per rule and per refusal.

mod asking;
mod hiding;

use super::{
    Archive, Archived, Cancel, Cancelled, CapacityChanged, ChangeCapacity, ChangeDraft, Command,
    Complete, Completed, DomainEvent, Draft, DraftChanged, Drafted, Event, EventStatus, Place,
    Postpone, Postponed, Publish, Published, Rejection, Reschedule, Rescheduled, Start, Started,
};
use crate::{
    Aggregate, Context,
    testing::{Row, at, check_all, id, instant, known},
    values::{BufferMinutes, Capacity, Instant, Period},
};

const BEFORE: &str = "2026-11-23T12:00:00Z";
const START: &str = "2026-11-23T20:00:00Z";
const END: &str = "2026-11-23T23:00:00Z";

/// A row per rule, all of the room's.
pub(crate) fn rows() -> Vec<Row<Event>> {
    [drafting(), changing_the_draft(), publishing(), postponing(), rescheduling(), resizing()]
        .into_iter()
        .chain([running(), hiding::rows(), ending(), missing()])
        .flatten()
        .collect()
}

#[test]
fn every_row_holds() {
    check_all(rows());
}

/// Every command from every stage: where the life of an event does not lead, both states are named.
#[test]
fn the_life_of_an_event_follows_the_diagram() {
    use EventStatus::{Archived, Cancelled, Completed, Draft, InProgress, Postponed, Published};
    let stages = [Draft, Published, Postponed, InProgress, Completed, Cancelled, Archived];
    let commands: [(Command, EventStatus, &[EventStatus]); 9] = [
        (rename().into(), Draft, &[Draft]),
        (Publish {}.into(), Published, &[Draft]),
        (Postpone { reason: known("rain") }.into(), Postponed, &[Published]),
        (reschedule().into(), Published, &[Published, Postponed]),
        (resize(90).into(), Published, &[Published, Postponed, InProgress]),
        (Start {}.into(), InProgress, &[Published]),
        (Complete {}.into(), Completed, &[InProgress]),
        (cancel().into(), Cancelled, &[Draft, Published, Postponed, InProgress]),
        (Archive {}.into(), Archived, &[Completed, Cancelled]),
    ];
    for from in stages {
        let mut event = Event::initial();
        history(from).iter().for_each(|happened| event.evolve(happened));
        assert_eq!(event.status(), Some(from));
        for (command, to, starts_from) in &commands {
            let expected = if starts_from.contains(&from) {
                continue;
            } else if matches!(command, Command::Publish(_)) && from == Published {
                Rejection::AlreadyPublished {}
            } else {
                Rejection::InvalidTransition { from, to: *to }
            };
            assert_eq!(event.decide(command, &at(END)), Err(expected), "{command:?}");
        }
    }
}

#[test]
fn schema_orgs_label_follows_from_the_state() {
    let label = |history: Vec<DomainEvent>| {
        let mut event = Event::initial();
        history.iter().for_each(|happened| event.evolve(happened));
        event.schema_org_status()
    };
    let moved = |to| {
        let mut history = history(to);
        history.insert(2, rescheduled().into());
        history
    };
    assert_eq!(label(vec![]), None);
    assert_eq!(label(history(EventStatus::Draft)), Some("EventScheduled"));
    assert_eq!(label(history(EventStatus::Postponed)), Some("EventPostponed"));
    assert_eq!(label(moved(EventStatus::Published)), Some("EventRescheduled"));
    assert_eq!(label(moved(EventStatus::Completed)), Some("EventRescheduled"));
    assert_eq!(label(history(EventStatus::Cancelled)), Some("EventCancelled"));
    assert_eq!(label(history(EventStatus::Archived)), Some("EventCancelled"));
}

/// What leads to a stage; an archived event was cancelled.
fn history(to: EventStatus) -> Vec<DomainEvent> {
    let (draft, published) = (drafted().into(), published().into());
    let cancelled = || Cancelled { reason: known("illness") }.into();
    match to {
        EventStatus::Draft => vec![draft],
        EventStatus::Published => vec![draft, published],
        EventStatus::Postponed => {
            vec![draft, published, Postponed { reason: known("rain") }.into()]
        }
        EventStatus::InProgress => vec![draft, published, Started {}.into()],
        EventStatus::Completed => vec![draft, published, Started {}.into(), Completed {}.into()],
        EventStatus::Cancelled => vec![draft, published, cancelled()],
        EventStatus::Archived => vec![draft, published, cancelled(), Archived {}.into()],
    }
}

fn before() -> Context {
    at(BEFORE)
}

fn places(number: u64) -> Capacity {
    Capacity::new(number).expect("a capacity")
}

fn doors() -> Instant {
    instant("2026-11-23T19:00:00Z")
}

fn draft() -> Draft {
    Draft {
        name: known("Festival de Verão"),
        place: Place::Venue { venue_id: id(5) },
        timezone: known("America/Sao_Paulo"),
        doors_at: doors(),
        starts_at: instant(START),
        ends_at: instant(END),
        capacity: places(80),
        setup_minutes: BufferMinutes::new(30).expect("minutes"),
        teardown_minutes: BufferMinutes::default(),
    }
}

fn drafted() -> Drafted {
    let Draft { name, place, timezone, doors_at, starts_at, .. } = draft();
    let Draft { ends_at, capacity, setup_minutes, teardown_minutes, .. } = draft();
    Drafted {
        name,
        place,
        timezone,
        doors_at,
        starts_at,
        ends_at,
        capacity,
        setup_minutes,
        teardown_minutes,
    }
}

fn published() -> Published {
    Published {
        venue_id: Some(id(5)),
        timezone: draft().timezone,
        period: Period::new(doors(), instant(END)).expect("a period"),
        capacity: places(80),
        setup_minutes: draft().setup_minutes,
        teardown_minutes: draft().teardown_minutes,
    }
}

fn no_change() -> ChangeDraft {
    ChangeDraft { name: None, doors_at: None, starts_at: None, ends_at: None, capacity: None }
}

fn rename() -> ChangeDraft {
    ChangeDraft { name: Some(known("Festival de Inverno")), ..no_change() }
}

fn resize(capacity: u64) -> ChangeCapacity {
    ChangeCapacity { capacity: places(capacity) }
}

fn cancel() -> Cancel {
    Cancel { reason: known("illness") }
}

/// To the day after.
fn reschedule() -> Reschedule {
    Reschedule {
        doors_at: instant("2026-11-24T19:00:00Z"),
        starts_at: instant("2026-11-24T20:00:00Z"),
        ends_at: instant("2026-11-24T23:00:00Z"),
    }
}

fn rescheduled() -> Rescheduled {
    let Reschedule { doors_at, starts_at, ends_at } = reschedule();
    Rescheduled { doors_at, starts_at, ends_at }
}

/// The times of the draft, as a command.
fn same_times() -> Reschedule {
    Reschedule { doors_at: doors(), starts_at: instant(START), ends_at: instant(END) }
}

fn drafting() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let doors_late = Draft { doors_at: instant("2026-11-23T20:00:00.001Z"), ..draft() };
    let doors_at_start = Draft { doors_at: instant(START), ..draft() };
    vec![
        row("an event is drafted").when(before(), draft()).then([drafted()]),
        row("a draft may lie in the past").when(at(END), draft()).then([drafted()]),
        row("the same draft again changes nothing")
            .given([drafted()])
            .when(before(), draft())
            .then_nothing(),
        row("another draft of the event is refused")
            .given([drafted()])
            .when(before(), Draft { place: Place::Online {}, ..draft() })
            .refused("event.already_drafted"),
        row("the doors do not open after the start")
            .when(before(), doors_late)
            .refused("event.times_out_of_order"),
        row("the doors may open with the start")
            .when(before(), doors_at_start)
            .then([Drafted { doors_at: instant(START), ..drafted() }]),
        row("an event lasts longer than nothing")
            .when(before(), Draft { ends_at: instant(START), ..draft() })
            .refused("event.times_out_of_order"),
    ]
}

fn changing_the_draft() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let early_end = ChangeDraft { ends_at: Some(doors()), ..no_change() };
    let renamed = DraftChanged {
        name: known("Festival de Inverno"),
        doors_at: doors(),
        starts_at: instant(START),
        ends_at: instant(END),
        capacity: places(80),
    };
    vec![
        row("a draft is renamed, and the rest stays")
            .given([drafted()])
            .when(before(), rename())
            .then([renamed]),
        row("no change changes nothing")
            .given([drafted()])
            .when(before(), no_change())
            .then_nothing(),
        row("a change keeps the times in order with those that stay")
            .given([drafted()])
            .when(before(), early_end)
            .refused("event.times_out_of_order"),
        row("what was published is no draft")
            .given(history(EventStatus::Published))
            .when(before(), rename())
            .refused("event.invalid_transition"),
    ]
}

fn publishing() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    vec![
        row("a draft is published, with what its booking needs")
            .given([drafted()])
            .when(before(), Publish {})
            .then([published()]),
        row("an event online has no venue to book")
            .given([Drafted { place: Place::Online {}, ..drafted() }])
            .when(before(), Publish {})
            .then([Published { venue_id: None, ..published() }]),
        row("a draft is published up to its start")
            .given([drafted()])
            .when(at("2026-11-23T19:59:59.999Z"), Publish {})
            .then([published()]),
        row("a draft is not published with its start")
            .given([drafted()])
            .when(at(START), Publish {})
            .refused("event.starts_in_the_past"),
        row("what is published is not published again")
            .given(history(EventStatus::Published))
            .when(before(), Publish {})
            .refused("event.already_published"),
    ]
}

fn postponing() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let postpone = || Postpone { reason: known("rain") };
    vec![
        row("a published event is put off")
            .given(history(EventStatus::Published))
            .when(before(), postpone())
            .then([Postponed { reason: known("rain") }]),
    ]
}

fn rescheduling() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let (published, postponed) = (EventStatus::Published, EventStatus::Postponed);
    let backwards = Reschedule { ends_at: doors(), ..same_times() };
    let as_before =
        Rescheduled { doors_at: doors(), starts_at: instant(START), ends_at: instant(END) };
    vec![
        row("a published event is rescheduled")
            .given(history(published))
            .when(before(), reschedule())
            .then([rescheduled()]),
        row("what was put off is rescheduled")
            .given(history(postponed))
            .when(before(), reschedule())
            .then([rescheduled()]),
        row("the same times change nothing of a published event")
            .given(history(published))
            .when(at(END), same_times())
            .then_nothing(),
        row("what was put off may take place as it was planned")
            .given(history(postponed))
            .when(before(), same_times())
            .then([as_before]),
        row("the new times are in order")
            .given(history(postponed))
            .when(before(), backwards)
            .refused("event.times_out_of_order"),
        row("the new start is in the future")
            .given(history(postponed))
            .when(at("2026-11-24T20:00:00Z"), reschedule())
            .refused("event.starts_in_the_past"),
    ]
}

fn resizing() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let changed = CapacityChanged { capacity: places(90), previous: places(80) };
    let resized = |status| {
        row("the capacity is changed until the end")
            .given(history(status))
            .when(before(), resize(90))
            .then([changed.clone()])
    };
    vec![
        resized(EventStatus::Published),
        resized(EventStatus::Postponed),
        resized(EventStatus::InProgress),
        row("the same capacity changes nothing")
            .given(history(EventStatus::Published))
            .when(before(), resize(80))
            .then_nothing(),
        row("the capacity of a draft is changed with the draft")
            .given([drafted()])
            .when(before(), resize(90))
            .refused("event.invalid_transition"),
    ]
}

fn running() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    vec![
        row("an event starts at its start")
            .given(history(EventStatus::Published))
            .when(at(START), Start {})
            .then([Started {}]),
        row("an event does not start before its start")
            .given(history(EventStatus::Published))
            .when(at("2026-11-23T19:59:59.999Z"), Start {})
            .refused("event.not_started_yet"),
        row("an event is over at its end")
            .given(history(EventStatus::InProgress))
            .when(at(END), Complete {})
            .then([Completed {}]),
        row("an event is not over before its end")
            .given(history(EventStatus::InProgress))
            .when(at("2026-11-23T22:59:59.999Z"), Complete {})
            .refused("event.not_over_yet"),
    ]
}

fn ending() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let cancelled = |status| {
        row("an event is called off until its end")
            .given(history(status))
            .when(before(), cancel())
            .then([Cancelled { reason: known("illness") }])
    };
    let archived = |status| {
        row("what is over is put away")
            .given(history(status))
            .when(before(), Archive {})
            .then([Archived {}])
    };
    vec![
        cancelled(EventStatus::Draft),
        cancelled(EventStatus::Published),
        cancelled(EventStatus::Postponed),
        cancelled(EventStatus::InProgress),
        archived(EventStatus::Completed),
        archived(EventStatus::Cancelled),
    ]
}

fn missing() -> Vec<Row<Event>> {
    let row = |name, command: Command| Row::<Event>::named(name).when(before(), command);
    vec![
        row("what nobody drafted cannot be published", Publish {}.into())
            .refused("event.not_found"),
        row("what nobody drafted cannot be called off", cancel().into()).refused("event.not_found"),
    ]
}
