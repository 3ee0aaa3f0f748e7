//! What most tests begin with: a hall, an evening in it, its box office. What a test wants otherwise it
//! says over one of these, `Draft { capacity, ..draft(place, doors_at) }`.
#![expect(clippy::expect_used, reason = "an assertion library fails by panicking")]

use super::known;
use crate::{
    planning::{
        event::{Draft, Place},
        venue::Register,
    },
    ticketing::box_office::{HoldTickets, Line, Open, Quota, QuotaSize, Terms, TicketType},
    values::{BufferMinutes, Capacity, Currency, HoldSeconds, Instant, Money, Quantity},
};

/// A venue for 100 people.
#[must_use]
pub fn hall() -> Register {
    Register {
        name: known("Circo Voador"),
        address: known("Rua dos Arcos, Rio de Janeiro"),
        timezone: known("America/Sao_Paulo"),
        capacity: people(),
    }
}

/// An evening for 100 people: it starts an hour after the doors open and lasts four.
#[must_use]
pub fn draft(place: Place, doors_at: Instant) -> Draft {
    Draft {
        name: known("Noite de estreia"),
        place,
        timezone: known("America/Sao_Paulo"),
        doors_at,
        starts_at: doors_at.saturating_add_minutes(60),
        ends_at: doors_at.saturating_add_minutes(300),
        capacity: people(),
        setup_minutes: BufferMinutes::default(),
        teardown_minutes: BufferMinutes::default(),
    }
}

fn people() -> Capacity {
    Capacity::new(100).expect("a capacity")
}

/// A box office of one quota, `hall`, and one ticket type in it, `floor`.
///
/// # Panics
/// For more places than there may be.
#[must_use]
pub fn open(places: u64) -> Open {
    opening(vec![quota("hall", places)], vec![ticket_type("floor", &["hall"])])
}

/// A box office of these, in reais.
///
/// # Panics
/// For no quota, or more of either than there may be.
#[must_use]
pub fn opening(quotas: Vec<Quota>, ticket_types: Vec<TicketType>) -> Open {
    Open {
        currency: Currency::BRL,
        quotas: quotas.try_into().expect("quotas"),
        ticket_types: ticket_types.try_into().expect("ticket types"),
    }
}

/// A quota of so many places; that of the `hall` is the outermost.
///
/// # Panics
/// For more places than there may be.
#[must_use]
pub fn quota(code: &str, places: u64) -> Quota {
    let size = QuotaSize::places(places).expect("few places");
    Quota { quota: known(code), size, outermost: code == "hall" }
}

/// A ticket type at 60.00 in these quotas.
///
/// # Panics
/// For no quota, or more than there may be.
#[must_use]
pub fn ticket_type(code: &str, quotas: &[&str]) -> TicketType {
    let terms = Terms::new(known("Pista"), price());
    let quotas = quotas.iter().map(|quota| known(quota)).collect::<Vec<_>>();
    TicketType { ticket_type: known(code), quotas: quotas.try_into().expect("quotas"), terms }
}

/// What a ticket costs: 60.00 reais.
#[must_use]
pub fn price() -> Money {
    Money::parse("60.00", Currency::BRL).expect("an amount")
}

/// A hold of so many on the `floor`.
///
/// # Panics
/// For none, or more than there may be.
#[must_use]
pub fn hold(quantity: u64) -> HoldTickets {
    let quantity = Quantity::new(quantity).expect("a quantity");
    let line = Line { ticket_type: known("floor"), quantity, access_code: None };
    let lines = vec![line].try_into().expect("one line");
    HoldTickets { hold_id: None, lines, ttl_seconds: HoldSeconds::default() }
}
