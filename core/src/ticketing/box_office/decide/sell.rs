use super::{
    hold::{has_begun, within_cap, within_order},
    standing::{Demand, Standing},
};
use crate::{
    Context,
    ticketing::box_office::{
        contract::{
            ConfirmHold, DomainEvent, PlacesReturned, PlacesSold, PricedLine, Rejection,
            ReturnLine, ReturnPlaces,
        },
        state::{Sale, Sales},
    },
    values::{ActorId, Instant, Quantity, TicketTypeCode},
};

pub(super) fn confirm_hold(
    sales: &Sales,
    confirm: &ConfirmHold,
    context: &Context,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    if let Some(sale) = sales.sold.get(&confirm.hold_id) {
        return same_as_sold(sale, confirm).map(|()| Vec::new());
    }
    let buyer = match sales.live_hold(confirm.hold_id, now) {
        Ok(hold) => {
            same_as_held(&hold.lines, confirm)?;
            hold.buyer
        }
        Err(_) => still_to_be_had(sales, confirm, context.actor, now)?,
    };
    let ConfirmHold { hold_id, paid_by, .. } = *confirm;
    let lines = confirm.lines.to_vec();
    Ok(vec![PlacesSold { hold_id, buyer, lines, paid_by, at: now }.into()])
}

/// The repeat of a confirmation changes nothing; one for other lines is a mistake, and what another
/// payment paid for is not to be had.
fn same_as_sold(sale: &Sale, confirm: &ConfirmHold) -> Result<(), Rejection> {
    if confirm.paid_by.is_some_and(|payment_id| sale.is_paid_by_another(payment_id)) {
        return Err(Rejection::PaidByAnother { hold_id: confirm.hold_id });
    }
    let sold = sale.lines.iter().map(|line| (&line.ticket_type, line.sold)).collect();
    match same_sums(sold, sums(&confirm.lines)) {
        true => Ok(()),
        false => Err(Rejection::LinesDiffer { hold_id: confirm.hold_id }),
    }
}

/// A live hold guarantees what it holds at its prices, and nothing else.
fn same_as_held(held: &[PricedLine], confirm: &ConfirmHold) -> Result<(), Rejection> {
    let differ = || Rejection::LinesDiffer { hold_id: confirm.hold_id };
    if !same_sums(sums(held), sums(&confirm.lines)) {
        return Err(differ());
    }
    for line in confirm.lines.iter() {
        let priced = held.iter().find(|held| held.ticket_type == line.ticket_type);
        same_price(priced.ok_or_else(differ)?.unit_price, line)?;
    }
    Ok(())
}

/// A lapsed or forgotten hold can still be sold while sales are open, at today's price, if there is room:
/// to its buyer, or to who asks where nobody knows it any more. One that is not known may never have been,
/// so that it must keep the rules of a new one, but for the end of the sale: money comes late.
fn still_to_be_had(
    sales: &Sales,
    confirm: &ConfirmHold,
    actor: ActorId,
    now: Instant,
) -> Result<ActorId, Rejection> {
    let lost = Rejection::HoldLost { hold_id: confirm.hold_id };
    if sales.closed {
        return Err(lost);
    }
    let known = sales.lapsed_buyer(confirm.hold_id);
    let buyer = known.unwrap_or(actor);
    let standing = Standing::at(sales, now);
    let mut demand = Demand::default();
    for line in confirm.lines.iter() {
        let ticket_type = line.ticket_type.clone();
        let of = sales.ticket_types.get(&line.ticket_type);
        let of = of.ok_or(Rejection::TicketTypeUnknown { ticket_type })?;
        if known.is_none() {
            if of.terms.access_code.is_some() {
                return Err(lost);
            }
            has_begun(&line.ticket_type, &of.terms, now)?;
        }
        same_price(of.terms.price, line)?;
        demand.add(&of.quotas, line.quantity.get());
    }
    for (ticket_type, requested) in sums(&confirm.lines) {
        if let Some(of) = sales.ticket_types.get(ticket_type) {
            if known.is_none() {
                within_order(ticket_type, &of.terms, requested)?;
            }
            within_cap(&standing, ticket_type, of, buyer, requested)?;
        }
    }
    standing.room_for(&demand).map_err(|_| lost)?;
    Ok(buyer)
}

fn same_price(price: crate::values::Money, line: &PricedLine) -> Result<(), Rejection> {
    if price == line.unit_price {
        return Ok(());
    }
    let ticket_type = line.ticket_type.clone();
    Err(Rejection::PriceChanged { ticket_type, price, accepted: line.unit_price })
}

pub(super) fn return_places(
    sales: &Sales,
    give_back: &ReturnPlaces,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    let hold_id = give_back.hold_id;
    let sale = sales.sold.get(&hold_id).ok_or(Rejection::NothingToReturn { hold_id })?;
    if let Some(known) = sale.returns.iter().find(|of| of.return_id == give_back.return_id) {
        return match same_sums(quantities(&known.lines), quantities(&give_back.lines)) {
            true => Ok(Vec::new()),
            false => Err(Rejection::Duplicate { what: give_back.return_id.to_string() }),
        };
    }
    if sale.lines.iter().all(|line| line.still_sold() == 0) {
        return Err(Rejection::NothingToReturn { hold_id });
    }
    for (ticket_type, requested) in quantities(&give_back.lines) {
        let of = sale.lines.iter().find(|of| of.ticket_type == *ticket_type);
        let still_sold = of.map_or(0, |of| of.still_sold());
        if requested > still_sold {
            let ticket_type = ticket_type.clone();
            return Err(Rejection::ReturnAboveSold { ticket_type, still_sold, requested });
        }
    }
    let (return_id, lines) = (give_back.return_id, give_back.lines.to_vec());
    Ok(vec![PlacesReturned { return_id, hold_id, lines, at: now }.into()])
}

/// The same of each ticket type, in whatever order.
fn same_sums(
    mut some: Vec<(&TicketTypeCode, u64)>,
    mut others: Vec<(&TicketTypeCode, u64)>,
) -> bool {
    some.sort_unstable();
    others.sort_unstable();
    some == others
}

/// The quantity of each ticket type, in the order in which they first stand.
fn sums(lines: &[PricedLine]) -> Vec<(&TicketTypeCode, u64)> {
    summed(lines.iter().map(|line| (&line.ticket_type, line.quantity)))
}

fn quantities(lines: &[ReturnLine]) -> Vec<(&TicketTypeCode, u64)> {
    summed(lines.iter().map(|line| (&line.ticket_type, line.quantity)))
}

fn summed<'a>(
    lines: impl Iterator<Item = (&'a TicketTypeCode, Quantity)>,
) -> Vec<(&'a TicketTypeCode, u64)> {
    let mut sums: Vec<(&TicketTypeCode, u64)> = Vec::new();
    for (ticket_type, quantity) in lines {
        match sums.iter_mut().find(|(of, _)| *of == ticket_type) {
            Some((_, sum)) => *sum = sum.saturating_add(quantity.get()),
            None => sums.push((ticket_type, quantity.get())),
        }
    }
    sums
}
