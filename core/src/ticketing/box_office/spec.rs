//! Given, when, then: a row per rule and per refusal.

mod asking;
mod buying;
mod confirming;
mod organizing;

use super::{
    BoxOffice, ConfirmHold, HoldTickets, Line, Open, Opened, PlacesReturned, PlacesSold,
    PricedLine, Quota, QuotaSize, ReturnLine, ReturnPlaces, SalesClosed, Terms, TicketType,
    TicketsHeld,
};
use crate::{
    Context,
    testing::{Row, at, check_all, id, instant, known},
    values::{Currency, HoldSeconds, Instant, Money, Quantity},
};

/// A row per rule, all of the room's.
pub(crate) fn rows() -> Vec<Row<BoxOffice>> {
    [buying::rows(), confirming::rows(), organizing::rows()].into_iter().flatten().collect()
}

#[test]
fn every_row_holds() {
    check_all(rows());
}

/// Noon: when the box office opens in every row.
fn noon() -> Instant {
    instant("2026-11-23T12:00:00Z")
}

/// So many seconds after noon.
fn after(seconds: u32) -> Context {
    Context { now: noon().saturating_add_seconds(seconds), ..at("2026-11-23T12:00:00Z") }
}

fn brl(amount: &str) -> Money {
    Money::parse(amount, Currency::BRL).expect("an amount")
}

fn so_many(quantity: u64) -> Quantity {
    Quantity::new(quantity).expect("a quantity")
}

fn quota(code: &str, places: u64) -> Quota {
    Quota { quota: known(code), size: size(places), outermost: code == "hall" }
}

fn size(places: u64) -> QuotaSize {
    QuotaSize::places(places).expect("a size")
}

fn terms(price: &str) -> Terms {
    Terms::new(known("a ticket"), brl(price))
}

fn ticket_type(code: &str, quotas: &[&str], terms: Terms) -> TicketType {
    let quotas: Vec<_> = quotas.iter().map(|quota| known(quota)).collect();
    TicketType { ticket_type: known(code), quotas: quotas.try_into().expect("few quotas"), terms }
}

/// Hall 100, VIP 10; floor draws on the hall, vip on both.
fn opening() -> Open {
    let quotas = vec![quota("hall", 100), quota("vip-area", 10)];
    let types = vec![
        ticket_type("floor", &["hall"], terms("60.00")),
        ticket_type("vip", &["vip-area"], terms("120.00")),
    ];
    Open {
        currency: Currency::BRL,
        quotas: quotas.try_into().expect("few quotas"),
        ticket_types: types.try_into().expect("few types"),
    }
}

fn opened() -> Opened {
    opened_as(opening())
}

fn opened_as(open: Open) -> Opened {
    Opened {
        currency: open.currency,
        quotas: open.quotas.to_vec(),
        ticket_types: open.ticket_types.to_vec(),
        at: noon(),
    }
}

/// Opened with a floor of other terms.
fn opened_with(change: impl FnOnce(&mut Terms)) -> Opened {
    let mut opened = opened();
    change(&mut opened.ticket_types[0].terms);
    opened
}

fn line(code: &str, quantity: u64) -> Line {
    Line { ticket_type: known(code), quantity: so_many(quantity), access_code: None }
}

fn hold(lines: Vec<Line>) -> HoldTickets {
    HoldTickets {
        hold_id: Some(id(50)),
        lines: lines.try_into().expect("few lines"),
        ttl_seconds: HoldSeconds::new(600).expect("ten minutes"),
    }
}

fn priced(code: &str, quantity: u64) -> PricedLine {
    let unit_price = if code == "vip" { brl("120.00") } else { brl("60.00") };
    PricedLine { ticket_type: known(code), quantity: so_many(quantity), unit_price }
}

/// A hold by buyer 7 with number `number`, taken so many seconds after noon for ten minutes.
fn held(number: u64, seconds: u32, lines: Vec<PricedLine>) -> TicketsHeld {
    let at = after(seconds).now;
    TicketsHeld {
        hold_id: id(number),
        buyer: id(7),
        lines,
        expires_at: at.saturating_add_seconds(600),
        at,
    }
}

fn sold(number: u64, lines: Vec<PricedLine>) -> PlacesSold {
    PlacesSold { hold_id: id(number), buyer: id(7), lines, paid_by: None, at: noon() }
}

fn confirm(lines: Vec<PricedLine>) -> ConfirmHold {
    ConfirmHold { hold_id: id(50), lines: lines.try_into().expect("few lines"), paid_by: None }
}

fn give_back(number: u64, code: &str, quantity: u64) -> ReturnPlaces {
    let lines = vec![ReturnLine { ticket_type: known(code), quantity: so_many(quantity) }];
    ReturnPlaces {
        return_id: id(number),
        hold_id: id(50),
        lines: lines.try_into().expect("few lines"),
    }
}

fn returned(number: u64, code: &str, quantity: u64) -> PlacesReturned {
    let lines = give_back(number, code, quantity).lines.to_vec();
    PlacesReturned { return_id: id(number), hold_id: id(50), lines, at: noon() }
}

fn closed() -> SalesClosed {
    SalesClosed { reason: known("enough"), release_holds: false, at: noon() }
}

#[track_caller]
fn row(name: &'static str) -> Row<BoxOffice> {
    Row::named(name)
}
