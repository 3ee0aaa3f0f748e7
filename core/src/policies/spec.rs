//! What a box office asks of its event, and what is joined to what happened.

mod paying;

use uuid::Uuid;

use super::{Follows, admit, afterwards, needs, together};
use crate::{
    Aggregate,
    contract::{Command, DomainEvent, State},
    planning::event::{
        Cancelled, CapacityChanged, Completed, Drafted, Event, Place, Postponed, Published,
        Rescheduled,
    },
    testing::{id, instant, known},
    ticketing::box_office::{BoxOffice, Open, Quota, QuotaSize, ReopenSales, SetQuotaSize},
    values::{BufferMinutes, Capacity, Currency, Instant, Period, VenueId},
};

const EVENT: Uuid = Uuid::from_u128(9);

fn hour(hour: u32) -> Instant {
    instant("2026-12-01T00:00:00Z").saturating_add_minutes(hour.saturating_mul(60))
}

fn capacity(places: u64) -> Capacity {
    Capacity::new(places).expect("a capacity")
}

fn drafted(place: Place) -> DomainEvent {
    let drafted = Drafted {
        name: known("Noite de estreia"),
        place,
        timezone: known("America/Sao_Paulo"),
        doors_at: hour(19),
        starts_at: hour(20),
        ends_at: hour(23),
        capacity: capacity(100),
        setup_minutes: BufferMinutes::default(),
        teardown_minutes: BufferMinutes::default(),
    };
    crate::planning::event::DomainEvent::from(drafted).into()
}

fn at_venue() -> Place {
    Place::Venue { venue_id: id(3) }
}

fn published(venue_id: Option<VenueId>) -> DomainEvent {
    let published = Published {
        venue_id,
        timezone: known("America/Sao_Paulo"),
        period: Period::new(hour(19), hour(23)).expect("an evening"),
        capacity: capacity(100),
        setup_minutes: BufferMinutes::default(),
        teardown_minutes: BufferMinutes::default(),
    };
    of_event(published)
}

fn of_event(happened: impl Into<crate::planning::event::DomainEvent>) -> DomainEvent {
    happened.into().into()
}

fn event(history: &[DomainEvent]) -> State {
    let mut state = State::Event(Event::initial());
    history.iter().for_each(|happened| state.evolve(happened));
    state
}

fn open(size: QuotaSize) -> Command {
    let quota = Quota { quota: known("hall"), size, outermost: true };
    let open = Open {
        currency: Currency::BRL,
        quotas: vec![quota].try_into().expect("a quota"),
        ticket_types: vec![].try_into().expect("no type"),
    };
    crate::ticketing::box_office::Command::from(open).into()
}

fn resize(quota: Option<&str>, size: QuotaSize) -> Command {
    let set = SetQuotaSize { quota: quota.map(known), size };
    crate::ticketing::box_office::Command::from(set).into()
}

fn reopen() -> Command {
    crate::ticketing::box_office::Command::from(ReopenSales {}).into()
}

/// What it is, the event's history, the command, the moment, and the code of the refusal.
type Admission = (&'static str, Vec<DomainEvent>, Command, Instant, Option<&'static str>);

fn admissions() -> Vec<Admission> {
    let draft = || vec![drafted(at_venue())];
    let public = || vec![drafted(at_venue()), published(Some(id(3)))];
    let with = |happened| public().into_iter().chain([happened]).collect::<Vec<_>>();
    let cancelled = of_event(Cancelled { reason: known("rain") });
    let postponed = of_event(Postponed { reason: known("rain") });
    let places = |number| QuotaSize::places(number).expect("a size");
    vec![
        ("no event", vec![], open(places(1)), hour(0), Some("box_office.not_found")),
        ("a draft", draft(), open(places(1)), hour(0), Some("box_office.event_not_published")),
        ("published", public(), open(places(100)), hour(0), None),
        (
            "more places than the event",
            public(),
            open(places(101)),
            hour(0),
            Some("box_office.quota_above_capacity"),
        ),
        (
            "no end of places",
            public(),
            open(QuotaSize::Unlimited),
            hour(0),
            Some("box_office.quota_above_capacity"),
        ),
        ("raised to the event", public(), resize(None, places(100)), hour(0), None),
        (
            "raised above the event",
            public(),
            resize(None, places(101)),
            hour(0),
            Some("box_office.quota_above_capacity"),
        ),
        (
            "raised without an end",
            public(),
            resize(Some("hall"), QuotaSize::Unlimited),
            hour(0),
            Some("box_office.quota_above_capacity"),
        ),
        (
            "sized for no event",
            vec![],
            resize(None, places(1)),
            hour(0),
            Some("box_office.not_found"),
        ),
        ("reopened before the end", public(), reopen(), hour(22), None),
        ("reopened at the end", public(), reopen(), hour(23), Some("box_office.event_over")),
        ("reopened while put off", with(postponed), reopen(), hour(23), None),
        (
            "reopened when called off",
            with(cancelled),
            reopen(),
            hour(1),
            Some("box_office.event_over"),
        ),
        ("reopened for no event", vec![], reopen(), hour(1), Some("box_office.not_found")),
    ]
}

/// The codes that the rows produce.
pub(crate) fn codes() -> Vec<&'static str> {
    let code =
        |(name, history, command, now, expected): (_, Vec<_>, _, _, Option<&'static str>)| {
            assert!(needs(&command, EVENT, None).is_some(), "{name}");
            let refused = admit(&command, &event(&history), now).err();
            assert_eq!(refused.map(|refusal| refusal.code()), expected, "{name}");
            expected
        };
    admissions().into_iter().filter_map(code).collect()
}

#[test]
fn a_box_office_is_admitted_by_its_event() {
    assert!(!codes().is_empty());
}

/// The outermost quota is bounded by the event, the others by it.
#[test]
fn an_inner_quota_has_any_size() {
    let command = open(QuotaSize::places(100).expect("a size"));
    let mut office = State::BoxOffice(BoxOffice::initial());
    let context = crate::testing::at("2026-11-23T12:00:00Z");
    let opened = office.decide(&command, &context).expect("it opens");
    opened.iter().for_each(|happened| office.evolve(happened));
    let unlimited = |quota| resize(quota, QuotaSize::Unlimited);
    for (quota, looks) in [(None, true), (Some("hall"), true), (Some("area"), false)] {
        assert_eq!(needs(&unlimited(quota), EVENT, Some(&office)).is_some(), looks, "{quota:?}");
        // It may be the outermost one, as long as nobody knows.
        assert!(needs(&unlimited(quota), EVENT, None).is_some(), "{quota:?}");
    }
}

#[test]
fn an_event_takes_its_venues_calendar_with_it() {
    let draft = event(&[drafted(at_venue())]);
    let public = event(&[drafted(at_venue()), published(Some(id(3)))]);
    let online = event(&[drafted(Place::Online {}), published(None)]);
    let moved = Rescheduled { doors_at: hour(43), starts_at: hour(44), ends_at: hour(46) };
    let resized = CapacityChanged { capacity: capacity(90), previous: capacity(100) };
    let called_off = || of_event(Cancelled { reason: known("rain") });
    let rows = [
        (published(Some(id(3))), &draft, Some("venue.book")),
        (of_event(moved), &public, Some("venue.move_booking")),
        (of_event(resized), &public, Some("venue.resize_booking")),
        (called_off(), &public, Some("venue.release")),
        (called_off(), &draft, None),
        (published(None), &online, None),
        (of_event(Completed {}), &public, None),
    ];
    for (happened, before, expected) in rows {
        let follows = together(&happened, before, EVENT);
        let name = follows.as_ref().map(|(_, command)| command.wire_name());
        assert_eq!(name, expected, "{happened:?}");
        assert!(follows.is_none_or(|(venue, _)| venue == Uuid::from_u128(3)));
    }
}

#[test]
fn a_box_office_follows_its_event() {
    let history =
        |happened: &DomainEvent| vec![drafted(at_venue()), published(None), happened.clone()];
    let to =
        |places| of_event(CapacityChanged { capacity: capacity(places), previous: capacity(100) });
    let cancelled = of_event(Cancelled { reason: known("rain") });
    let rows = [
        ("as it is now", to(90), to(90), Some("box_office.set_quota_size")),
        ("as it was once", to(90), to(50), None),
        ("called off", cancelled.clone(), cancelled, Some("box_office.close_sales")),
        ("over", of_event(Completed {}), of_event(Completed {}), Some("box_office.close_sales")),
    ];
    for (name, happened, last, expected) in rows {
        assert_eq!(command_of(&happened, &event(&history(&last))), expected, "{name}");
    }
    let postponed = of_event(Postponed { reason: known("rain") });
    assert_eq!(command_of(&postponed, &event(&history(&postponed))), None);
}

/// The command that follows, by the event as it is.
fn command_of(happened: &DomainEvent, event: &State) -> Option<&'static str> {
    let mut follows = afterwards(happened, EVENT);
    loop {
        follows = match follows {
            Follows::Send(reaction) => return Some(reaction.first.command.wire_name()),
            Follows::Nothing => return None,
            Follows::Look(look) => {
                assert_eq!((look.aggregate, look.id), (Event::NAME, EVENT));
                (look.then)(Some(event))
            }
        };
    }
}

/// A code of the catalogue that no row of any specification produces would be a promise without proof.
#[test]
fn every_refusal_is_produced_by_a_row() {
    use crate::{payments, planning, testing::check_all, ticketing};
    let mut produced = codes();
    produced.extend(check_all(planning::venue::spec::rows()));
    produced.extend(check_all(planning::event::spec::rows()));
    produced.extend(check_all(ticketing::box_office::spec::rows()));
    produced.extend(check_all(payments::payment::spec::rows()));
    for entry in crate::contract::Rejection::catalogue() {
        assert!(produced.contains(&entry.code), "no row produces {}", entry.code);
    }
}
