//! What holds of venues and events whatever is asked of them, in any order and at any time.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking, and its figures are small"
)]

mod laws;

use std::fmt::Debug;

use laws::{config, walk};
use palco::{
    Context,
    planning::{
        event::{self, Event, EventStatus, Place},
        venue::{self, Book, Booking, Venue},
    },
    values::{BufferMinutes, Capacity, Instant, Period},
};
use proptest::{collection::vec, option, prelude::*};

fn context(now: Instant) -> Context {
    Context { now, actor: numbered(7), tenant: numbered(1), command_id: numbered(100) }
}

fn numbered<T: TryFrom<uuid::Uuid, Error: Debug>>(number: u8) -> T {
    uuid::Uuid::from_u128(u128::from(number)).try_into().unwrap()
}

/// Half an hour is the grain of these days: few enough instants for much to collide.
fn half_hour() -> impl Strategy<Value = Instant> {
    (0_u32..48).prop_map(|number| Instant::MIN.saturating_add_minutes(number * 30))
}

fn period() -> impl Strategy<Value = Period> {
    (half_hour(), 1_u32..8)
        .prop_map(|(from, long)| Period::new(from, from.saturating_add_minutes(long * 30)).unwrap())
}

fn capacity() -> impl Strategy<Value = Capacity> {
    (1_u64..=4).prop_map(|number| Capacity::new(number).unwrap())
}

fn buffer() -> impl Strategy<Value = BufferMinutes> {
    (0_u32..=2).prop_map(|number| BufferMinutes::new(number * 15).unwrap())
}

fn timezone() -> impl Strategy<Value = palco::values::Timezone> {
    prop_oneof![9 => Just("America/Sao_Paulo"), 1 => Just("America/Manaus")]
        .prop_map(|name| name.parse().unwrap())
}

fn venue_command() -> impl Strategy<Value = venue::Command> {
    let event_id = || (1_u8..=5).prop_map(numbered);
    prop_oneof![
        1 => capacity().prop_map(|capacity| register(capacity).into()),
        3 => capacity().prop_map(|capacity| venue::ChangeCapacity { capacity }.into()),
        6 => (event_id(), period(), capacity(), buffer(), buffer(), timezone()).prop_map(
            |(event_id, period, capacity, setup_minutes, teardown_minutes, timezone)| {
                Book { event_id, period, capacity, setup_minutes, teardown_minutes, timezone }
                    .into()
            },
        ),
        2 => event_id().prop_map(|event_id| venue::Release { event_id }.into()),
        4 => (event_id(), period())
            .prop_map(|(event_id, period)| venue::MoveBooking { event_id, period }.into()),
        3 => (event_id(), capacity())
            .prop_map(|(event_id, capacity)| venue::ResizeBooking { event_id, capacity }.into()),
    ]
}

fn register(capacity: Capacity) -> venue::Register {
    venue::Register {
        name: "Circo Voador".parse().unwrap(),
        address: "Rua dos Arcos".parse().unwrap(),
        timezone: "America/Sao_Paulo".parse().unwrap(),
        capacity,
    }
}

fn event_command() -> impl Strategy<Value = event::Command> {
    let reason = || "rain".parse().unwrap();
    prop_oneof![
        3 => draft().prop_map(event::Command::from),
        2 => change_draft().prop_map(event::Command::from),
        4 => Just(event::Publish {}.into()),
        2 => Just(event::Postpone { reason: reason() }.into()),
        4 => (half_hour(), half_hour(), half_hour()).prop_map(|(doors_at, starts_at, ends_at)| {
            event::Reschedule { doors_at, starts_at, ends_at }.into()
        }),
        3 => capacity().prop_map(|capacity| event::ChangeCapacity { capacity }.into()),
        3 => Just(event::Start {}.into()),
        3 => Just(event::Complete {}.into()),
        1 => Just(event::Cancel { reason: reason() }.into()),
        1 => Just(event::Archive {}.into()),
    ]
}

fn draft() -> impl Strategy<Value = event::Draft> {
    let place = prop_oneof![
        Just(Place::Online {}),
        (1_u8..=2).prop_map(|venue| Place::Venue { venue_id: numbered(venue) }),
    ];
    let times = (half_hour(), half_hour(), half_hour());
    (place, timezone(), times, capacity(), buffer(), buffer()).prop_map(
        |(place, timezone, times, capacity, setup_minutes, teardown_minutes)| event::Draft {
            name: "Festival de Verão".parse().unwrap(),
            place,
            timezone,
            doors_at: times.0,
            starts_at: times.1,
            ends_at: times.2,
            capacity,
            setup_minutes,
            teardown_minutes,
        },
    )
}

fn change_draft() -> impl Strategy<Value = event::ChangeDraft> {
    let time = || option::of(half_hour());
    (any::<bool>(), time(), time(), time(), option::of(capacity())).prop_map(
        |(renamed, doors_at, starts_at, ends_at, capacity)| event::ChangeDraft {
            name: renamed.then(|| "Festival de Inverno".parse().unwrap()),
            doors_at,
            starts_at,
            ends_at,
            capacity,
        },
    )
}

/// Time may run back, as it does between two processes.
fn steps<C: Debug>(command: impl Strategy<Value = C>) -> impl Strategy<Value = Vec<(Context, C)>> {
    vec((half_hour().prop_map(context), command), 1..80)
}

/// `latest` is the latest instant of any decision: what ended before it may have been overtaken by
/// a smaller capacity.
fn calendar_holds(venue: &Venue, latest: Instant) {
    let Some(site) = venue.site() else { return };
    let bookings: Vec<&Booking> = site.bookings().map(|(_, booking)| booking).collect();
    for (index, booking) in bookings.iter().enumerate() {
        for other in bookings.iter().skip(index + 1) {
            assert!(!booking.occupied().overlaps(&other.occupied()), "{booking:?} {other:?}");
        }
        assert!(booking.period().ends_at() <= latest || booking.capacity() <= site.capacity());
    }
}

/// The edges of the diagram in the event's `mod.rs`, and staying.
fn may_follow(before: Option<EventStatus>, after: Option<EventStatus>) -> bool {
    use EventStatus::{Archived, Cancelled, Completed, Draft, InProgress, Postponed, Published};
    let edges = [
        (Draft, Published),
        (Published, InProgress),
        (InProgress, Completed),
        (Published, Postponed),
        (Postponed, Published),
        (Draft, Cancelled),
        (Published, Cancelled),
        (Postponed, Cancelled),
        (InProgress, Cancelled),
        (Completed, Archived),
        (Cancelled, Archived),
    ];
    match (before, after) {
        (None, None | Some(Draft)) => true,
        (Some(from), Some(to)) => from == to || edges.contains(&(from, to)),
        (None | Some(_), _) => false,
    }
}

fn life_holds(before: &Event, after: &Event, now: Instant) {
    let (from, to) = (before.status(), after.status());
    assert!(may_follow(from, to), "{from:?} to {to:?}");
    let Some(times) = after.times() else { return };
    assert!(times.doors_at <= times.starts_at && times.starts_at < times.ends_at);
    let entered = |status| to == Some(status) && from != to;
    let moved = to == Some(EventStatus::Published) && before.times() != Some(times);
    assert!(!(entered(EventStatus::Published) || moved) || times.starts_at > now);
    assert!(!entered(EventStatus::InProgress) || times.starts_at <= now);
    assert!(!entered(EventStatus::Completed) || times.ends_at <= now);
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn bookings_never_overlap_nor_exceed_the_capacity(
        mut steps in steps(venue_command()),
        capacity in capacity(),
    ) {
        steps.insert(0, (context(Instant::MIN), register(capacity).into()));
        let mut latest = Instant::MIN;
        walk::<Venue>([], steps, |step| {
            latest = latest.max(step.context.now);
            calendar_holds(step.after, latest);
            Ok(())
        })?;
    }

    #[test]
    fn an_event_lives_as_the_diagram_says(steps in steps(event_command())) {
        walk::<Event>([], steps, |step| {
            life_holds(&step.before, step.after, step.context.now);
            Ok(())
        })?;
    }

    #[test]
    fn a_venue_that_nobody_registered_holds_the_laws_too(steps in steps(venue_command())) {
        walk::<Venue>([], steps, |step| {
            prop_assert!(step.after.exists() || !step.before.exists());
            Ok(())
        })?;
    }
}
