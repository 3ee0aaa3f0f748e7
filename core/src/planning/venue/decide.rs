//! The rules of a venue. The order of checks is part of the contract: no text holds a card number, the
//! venue exists, the request is not of another timezone nor about an unknown booking, it is no repeat,
//! it fits the capacity, it fits the calendar.

use std::cmp::Reverse;

use super::{
    contract::{
        Book, Booked, BookingMoved, BookingReleased, BookingResized, CapacityChanged,
        ChangeCapacity, Command, DomainEvent, MoveBooking, Register, Registered, Rejection,
        Release, ResizeBooking,
    },
    state::{Booking, Site, Venue},
};
use crate::{
    Context,
    aggregate::{happens, nothing},
    values::{Capacity, EventId, Instant, card_number},
};

type Decision = Result<Vec<DomainEvent>, Rejection>;

pub(super) fn decide(venue: &Venue, command: &Command, context: &Context) -> Decision {
    match command {
        Command::Register(asked) => register(venue, asked),
        Command::ChangeCapacity(asked) => change_capacity(known(venue)?, asked, context.now),
        Command::Book(asked) => book(known(venue)?, asked),
        Command::Release(asked) => release(known(venue)?, asked),
        Command::MoveBooking(asked) => move_booking(known(venue)?, asked),
        Command::ResizeBooking(asked) => resize_booking(known(venue)?, asked),
    }
}

fn known(venue: &Venue) -> Result<&Site, Rejection> {
    venue.site().ok_or(Rejection::NotFound {})
}

fn register(venue: &Venue, asked: &Register) -> Decision {
    for (field, text) in [("name", &asked.name), ("address", &asked.address)] {
        let refusal = |field| Rejection::PanRejected { field };
        card_number::refuse_in(field, text.as_str(), refusal)?;
    }
    let Some(site) = venue.site() else {
        return happens(Registered {
            name: asked.name.clone(),
            address: asked.address.clone(),
            timezone: asked.timezone,
            capacity: asked.capacity,
        });
    };
    let repeats = *site.name() == asked.name
        && *site.address() == asked.address
        && site.timezone() == asked.timezone
        && site.capacity() == asked.capacity;
    if repeats { nothing() } else { Err(Rejection::AlreadyRegistered {}) }
}

fn change_capacity(site: &Site, asked: &ChangeCapacity, now: Instant) -> Decision {
    let previous = site.capacity();
    if asked.capacity == previous {
        return nothing();
    }
    if asked.capacity < previous {
        largest_to_come_fits(site, asked.capacity, now)?;
    }
    happens(CapacityChanged { capacity: asked.capacity, previous })
}

fn book(site: &Site, asked: &Book) -> Decision {
    let timezone = site.timezone();
    if asked.timezone != timezone {
        return Err(Rejection::TimezoneDiffers { timezone });
    }
    let event_id = asked.event_id;
    let wanted =
        Booking::new(asked.period, asked.capacity, asked.setup_minutes, asked.teardown_minutes);
    if let Some(booking) = site.booking(event_id) {
        let repeats = *booking == wanted;
        return if repeats { nothing() } else { Err(Rejection::AlreadyBooked { event_id }) };
    }
    fits_capacity(site, wanted.capacity())?;
    fits_calendar(site, event_id, &wanted)?;
    happens(Booked {
        event_id,
        period: asked.period,
        capacity: asked.capacity,
        setup_minutes: asked.setup_minutes,
        teardown_minutes: asked.teardown_minutes,
    })
}

fn release(site: &Site, asked: &Release) -> Decision {
    let event_id = asked.event_id;
    // Whoever cancels twice, or cancels what never had a place, is done already.
    if site.booking(event_id).is_none() { nothing() } else { happens(BookingReleased { event_id }) }
}

fn move_booking(site: &Site, asked: &MoveBooking) -> Decision {
    let event_id = asked.event_id;
    let booking = booked(site, event_id)?;
    if booking.period() == asked.period {
        return nothing();
    }
    // A past booking may be above a capacity that was lowered since; it does not come back so.
    fits_capacity(site, booking.capacity())?;
    fits_calendar(site, event_id, &booking.moved_to(asked.period))?;
    happens(BookingMoved { event_id, period: asked.period })
}

fn resize_booking(site: &Site, asked: &ResizeBooking) -> Decision {
    let event_id = asked.event_id;
    if booked(site, event_id)?.capacity() == asked.capacity {
        return nothing();
    }
    fits_capacity(site, asked.capacity)?;
    happens(BookingResized { event_id, capacity: asked.capacity })
}

fn booked(site: &Site, event_id: EventId) -> Result<&Booking, Rejection> {
    site.booking(event_id).ok_or(Rejection::BookingUnknown { event_id })
}

fn fits_capacity(site: &Site, requested: Capacity) -> Result<(), Rejection> {
    let capacity = site.capacity();
    if requested > capacity {
        return Err(Rejection::CapacityExceeded { capacity, requested });
    }
    Ok(())
}

/// Nobody else has the venue then; of several in the way the earliest is named.
fn fits_calendar(site: &Site, event_id: EventId, wanted: &Booking) -> Result<(), Rejection> {
    let wanted = wanted.occupied();
    let in_the_way = site
        .bookings()
        .filter(|(other, _)| *other != event_id)
        .map(|(other, booking)| (booking.occupied(), other))
        .filter(|(occupied, _)| occupied.overlaps(&wanted))
        .min_by_key(|(occupied, _)| occupied.starts_at());
    match in_the_way {
        Some((occupied, event_id)) => Err(Rejection::Overlaps { event_id, occupied }),
        None => Ok(()),
    }
}

/// The largest booking that has not ended fits; of several of a size the earliest is named.
fn largest_to_come_fits(site: &Site, capacity: Capacity, now: Instant) -> Result<(), Rejection> {
    let largest = site
        .bookings()
        .filter(|(_, booking)| booking.period().ends_at() > now && booking.capacity() > capacity)
        .max_by_key(|(_, booking)| (booking.capacity(), Reverse(booking.period().starts_at())));
    match largest {
        Some((event_id, booking)) => {
            Err(Rejection::CapacityBelowBooking { event_id, capacity: booking.capacity() })
        }
        None => Ok(()),
    }
}
