//! Given, when, then: a row per rule and per refusal.

use super::{
    Book, Booked, BookingMoved, BookingReleased, BookingResized, CapacityChanged, ChangeCapacity,
    MoveBooking, Register, Registered, Rejection, Release, ResizeBooking, Venue,
};
use crate::{
    Context,
    testing::{Row, at, check_all, id, instant, known},
    values::{BufferMinutes, Capacity, EventId, Period},
};

/// A row per rule, all of the room's.
pub(crate) fn rows() -> Vec<Row<Venue>> {
    [registration(), capacity(), booking(), buffers(), release(), moving(), resizing()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn every_row_holds() {
    check_all(rows());
}

#[test]
fn what_a_venue_is_is_told_without_its_calendar() {
    let row = Row::<Venue>::named;
    assert_eq!(row("nobody registered it").leaves().summary(), None);
    let Registered { name, address, timezone, capacity } = hall();
    let expected = super::VenueSummary { name, address, timezone, capacity };
    let registered = row("it is booked").given([hall()]).given([booked(1, 19, 20)]);
    assert_eq!(registered.leaves().summary(), Some(expected));
}

#[test]
fn the_refusal_names_the_earliest_booking_in_the_way_and_its_buffers() {
    let refusal = Row::<Venue>::named("an evening over two bookings")
        .given([hall()])
        .given([booked(2, 21, 22), booked(1, 19, 20)])
        .when(noon(), book(3, 18, 23))
        .refused("venue.overlaps")
        .check();
    let occupied = evening(19, 20).widened(30, 60);
    assert_eq!(refusal, Some(Rejection::Overlaps { event_id: id(1), occupied }));
}

#[test]
fn the_refusal_names_the_largest_booking_to_come() {
    let refusal = Row::<Venue>::named("two bookings above the new capacity")
        .given([hall()])
        .given([Booked { capacity: places(60), ..booked(1, 14, 15) }, booked(2, 19, 20)])
        .when(noon(), ChangeCapacity { capacity: places(50) })
        .refused("venue.capacity_below_booking")
        .check();
    let expected = Rejection::CapacityBelowBooking { event_id: id(2), capacity: places(80) };
    assert_eq!(refusal, Some(expected));
}

fn noon() -> Context {
    at("2026-11-23T12:00:00Z")
}

fn next_day() -> Context {
    at("2026-11-24T12:00:00Z")
}

fn places(number: u64) -> Capacity {
    Capacity::new(number).expect("a capacity")
}

fn minutes(number: u32) -> BufferMinutes {
    BufferMinutes::new(number).expect("minutes")
}

/// From one full hour of the day to another.
fn evening(from: u32, to: u32) -> Period {
    let midnight = instant("2026-11-23T00:00:00Z");
    let hour = |hour: u32| midnight.saturating_add_minutes(hour.saturating_mul(60));
    Period::new(hour(from), hour(to)).expect("a period")
}

fn register() -> Register {
    Register {
        name: known("Circo Voador"),
        address: known("Rua dos Arcos, Rio de Janeiro"),
        timezone: known("America/Sao_Paulo"),
        capacity: places(100),
    }
}

fn hall() -> Registered {
    let Register { name, address, timezone, capacity } = register();
    Registered { name, address, timezone, capacity }
}

/// 80 places, half an hour of setup and an hour of teardown.
fn book(event: u64, from: u32, to: u32) -> Book {
    Book {
        event_id: id(event),
        period: evening(from, to),
        capacity: places(80),
        setup_minutes: minutes(30),
        teardown_minutes: minutes(60),
        timezone: known("America/Sao_Paulo"),
    }
}

fn booked(event: u64, from: u32, to: u32) -> Booked {
    let Book { event_id, period, capacity, setup_minutes, teardown_minutes, timezone: _ } =
        book(event, from, to);
    Booked { event_id, period, capacity, setup_minutes, teardown_minutes }
}

fn event_id(event: u64) -> EventId {
    id(event)
}

fn registration() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    let larger = Register { capacity: places(101), ..register() };
    vec![
        row("a venue is registered").when(noon(), register()).then([hall()]),
        row("the same registration again changes nothing")
            .given([hall()])
            .when(noon(), register())
            .then_nothing(),
        row("a registration of other content is refused")
            .given([hall()])
            .when(noon(), larger)
            .refused("venue.already_registered"),
        row("no name holds a card number")
            .when(noon(), Register { name: known("a 4111 1111 1111 1111"), ..register() })
            .refused("venue.pan_rejected"),
        row("and no address")
            .when(noon(), Register { address: known("4111-1111-1111-1111"), ..register() })
            .refused("venue.pan_rejected"),
        row("a venue that nobody registered cannot be booked")
            .when(noon(), book(1, 19, 20))
            .refused("venue.not_found"),
        row("a venue that nobody registered has no bookings to release")
            .when(noon(), Release { event_id: event_id(1) })
            .refused("venue.not_found"),
    ]
}

fn capacity() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    let to = |capacity| ChangeCapacity { capacity: places(capacity) };
    let changed = |capacity| CapacityChanged { capacity: places(capacity), previous: places(100) };
    vec![
        row("the capacity is raised").given([hall()]).when(noon(), to(200)).then([changed(200)]),
        row("the same capacity changes nothing")
            .given([hall()])
            .when(noon(), to(100))
            .then_nothing(),
        row("the capacity is lowered to that of the largest booking")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(80))
            .then([changed(80)]),
        row("the capacity is not lowered below a booking to come")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(79))
            .refused("venue.capacity_below_booking"),
        row("a booking that goes on counts until its end")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(at("2026-11-23T19:59:59.999Z"), to(79))
            .refused("venue.capacity_below_booking"),
        row("a booking that has ended does not count")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(at("2026-11-23T20:00:00Z"), to(79))
            .then([changed(79)]),
    ]
}

fn booking() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    vec![
        row("a free venue is booked")
            .given([hall()])
            .when(noon(), book(1, 19, 20))
            .then([booked(1, 19, 20)]),
        row("the same booking again changes nothing")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), book(1, 19, 20))
            .then_nothing(),
        row("a second booking for the event is refused")
            .given([hall()])
            .given([booked(1, 14, 15)])
            .when(noon(), book(1, 19, 20))
            .refused("venue.already_booked"),
        row("a booking takes no more people than the venue")
            .given([hall()])
            .when(noon(), Book { capacity: places(101), ..book(1, 19, 20) })
            .refused("venue.capacity_exceeded"),
        row("a booking for as many people as the venue takes is accepted")
            .given([hall()])
            .when(noon(), Book { capacity: places(100), ..book(1, 19, 20) })
            .then([Booked { capacity: places(100), ..booked(1, 19, 20) }]),
        row("a booking is planned in the venue's timezone")
            .given([hall()])
            .when(noon(), Book { timezone: known("America/Manaus"), ..book(1, 19, 20) })
            .refused("venue.timezone_differs"),
    ]
}

fn buffers() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    let bare = |book: Book| Book { setup_minutes: minutes(0), ..book };
    let until_21 = || [booked(1, 19, 20)];
    vec![
        row("bookings may touch, buffers included")
            .given([hall()])
            .given(until_21())
            .when(noon(), bare(book(2, 21, 22)))
            .then([Booked { setup_minutes: minutes(0), ..booked(2, 21, 22) }]),
        row("a setup in another's teardown is refused")
            .given([hall()])
            .given(until_21())
            .when(noon(), Book { setup_minutes: minutes(1), ..book(2, 21, 22) })
            .refused("venue.overlaps"),
        row("an event in another's teardown is refused")
            .given([hall()])
            .given(until_21())
            .when(noon(), bare(book(2, 20, 21)))
            .refused("venue.overlaps"),
        row("a teardown in another's setup is refused")
            .given([hall()])
            .given(until_21())
            .when(noon(), Book { teardown_minutes: minutes(31), ..book(2, 17, 18) })
            .refused("venue.overlaps"),
        row("a booking around another is refused")
            .given([hall()])
            .given(until_21())
            .when(noon(), book(2, 10, 23))
            .refused("venue.overlaps"),
    ]
}

fn release() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    let release = Release { event_id: event_id(1) };
    let released = BookingReleased { event_id: event_id(1) };
    vec![
        row("a booking is released")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), release.clone())
            .then([released.clone()]),
        row("what is not booked is released already")
            .given([hall()])
            .when(noon(), release)
            .then_nothing(),
        row("what was released is free")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .given([released])
            .when(noon(), book(2, 19, 20))
            .then([booked(2, 19, 20)]),
    ]
}

fn moving() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    let to = |from, to| MoveBooking { event_id: event_id(1), period: evening(from, to) };
    let moved = |from, to| BookingMoved { event_id: event_id(1), period: evening(from, to) };
    vec![
        row("a booking moves, over its own old time too")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(19, 21))
            .then([moved(19, 21)]),
        row("a move to the same time changes nothing")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(19, 20))
            .then_nothing(),
        row("a booking does not move over another")
            .given([hall()])
            .given([booked(1, 14, 15), booked(2, 19, 20)])
            .when(noon(), to(18, 19))
            .refused("venue.overlaps"),
        row("what is not booked cannot move")
            .given([hall()])
            .when(noon(), to(19, 20))
            .refused("venue.booking_unknown"),
        row("a past booking above the capacity does not come back")
            .given([hall()])
            .given([booked(1, 14, 15)])
            .given([CapacityChanged { capacity: places(50), previous: places(100) }])
            .when(next_day(), to(40, 41))
            .refused("venue.capacity_exceeded"),
    ]
}

fn resizing() -> Vec<Row<Venue>> {
    let row = Row::<Venue>::named;
    let to = |capacity| ResizeBooking { event_id: event_id(1), capacity: places(capacity) };
    vec![
        row("a booking is resized up to the venue's capacity")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(100))
            .then([BookingResized { event_id: event_id(1), capacity: places(100) }]),
        row("a booking is not resized above the venue's capacity")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(101))
            .refused("venue.capacity_exceeded"),
        row("the same size changes nothing")
            .given([hall()])
            .given([booked(1, 19, 20)])
            .when(noon(), to(80))
            .then_nothing(),
        row("what is not booked cannot be resized")
            .given([hall()])
            .when(noon(), to(80))
            .refused("venue.booking_unknown"),
    ]
}
