use super::{
    lapses,
    standing::{Demand, Standing},
};
use crate::{
    Context,
    ticketing::box_office::{
        contract::{
            DomainEvent, ExtendHold, HoldExtended, HoldReleased, HoldTickets, Line, PricedLine,
            Rejection, ReleaseHold, Terms, TicketsHeld,
        },
        state::{Sales, TypeState},
    },
    values::{ActorId, Instant, TicketTypeCode},
};

pub(super) fn hold_tickets(
    sales: &Sales,
    hold: &HoldTickets,
    context: &Context,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    if sales.closed {
        return Err(Rejection::NotOpen {});
    }
    let hold_id = hold.hold_id.unwrap_or(context.command_id.into());
    let standing = Standing::at(sales, now);
    if standing.knows(hold_id) {
        return Err(Rejection::Duplicate { what: hold_id.to_string() });
    }
    let mut lines: Vec<PricedLine> = Vec::with_capacity(hold.lines.len());
    let mut demand = Demand::default();
    for line in hold.lines.iter() {
        let ticket_type = on_sale(sales, line, now)?;
        demand.add(&ticket_type.quotas, line.quantity.get());
        add(&mut lines, line, ticket_type)?;
    }
    for line in &lines {
        within_limits(sales, &standing, line, context.actor)?;
    }
    standing.room_for(&demand)?;
    let held = TicketsHeld {
        hold_id,
        buyer: context.actor,
        lines,
        expires_at: now.saturating_add_seconds(hold.ttl_seconds.get()),
        at: now,
    };
    Ok(lapses(sales, now).chain([held.into()]).collect())
}

/// The ticket type of a line, if it is sold now to whoever knows the line's code.
fn on_sale<'a>(sales: &'a Sales, line: &Line, now: Instant) -> Result<&'a TypeState, Rejection> {
    let unknown = || Rejection::TicketTypeUnknown { ticket_type: line.ticket_type.clone() };
    let ticket_type = sales.ticket_types.get(&line.ticket_type).ok_or_else(unknown)?;
    if let Some(code) = &ticket_type.terms.access_code
        && !line.access_code.as_ref().is_some_and(|given| given.matches(code))
    {
        return Err(Rejection::AccessCodeWrong { ticket_type: line.ticket_type.clone() });
    }
    has_begun(&line.ticket_type, &ticket_type.terms, now)?;
    if let Some(window) = &ticket_type.terms.on_sale
        && now >= window.ends_at()
    {
        let ticket_type = line.ticket_type.clone();
        return Err(Rejection::SalesOver { ticket_type, on_sale_until: window.ends_at() });
    }
    Ok(ticket_type)
}

pub(super) fn has_begun(
    ticket_type: &TicketTypeCode,
    terms: &Terms,
    now: Instant,
) -> Result<(), Rejection> {
    let Some(window) = &terms.on_sale else { return Ok(()) };
    let on_sale_from = window.starts_at();
    if now < on_sale_from {
        return Err(Rejection::NotOnSaleYet { ticket_type: ticket_type.clone(), on_sale_from });
    }
    Ok(())
}

/// Adds a line to those of the hold: lines of one ticket type become one.
fn add(lines: &mut Vec<PricedLine>, line: &Line, of: &TypeState) -> Result<(), Rejection> {
    let Some(priced) = lines.iter_mut().find(|priced| priced.ticket_type == line.ticket_type)
    else {
        lines.push(PricedLine {
            ticket_type: line.ticket_type.clone(),
            quantity: line.quantity,
            unit_price: of.terms.price,
        });
        return Ok(());
    };
    priced.quantity = priced.quantity.saturating_add(line.quantity);
    Ok(())
}

fn within_limits(
    sales: &Sales,
    standing: &Standing<'_>,
    line: &PricedLine,
    buyer: ActorId,
) -> Result<(), Rejection> {
    let Some(of) = sales.ticket_types.get(&line.ticket_type) else { return Ok(()) };
    let requested = line.quantity.get();
    within_order(&line.ticket_type, &of.terms, requested)?;
    within_cap(standing, &line.ticket_type, of, buyer, requested)
}

pub(super) fn within_order(
    ticket_type: &TicketTypeCode,
    terms: &Terms,
    requested: u64,
) -> Result<(), Rejection> {
    let ticket_type = || ticket_type.clone();
    if let Some(minimum) = terms.min_per_order
        && requested < minimum.get()
    {
        return Err(Rejection::BelowMinimum { ticket_type: ticket_type(), minimum, requested });
    }
    if let Some(maximum) = terms.max_per_order
        && requested > maximum.get()
    {
        return Err(Rejection::AboveMaximum { ticket_type: ticket_type(), maximum, requested });
    }
    Ok(())
}

/// Caps per buyer stop hoarding: live holds and sold places count.
pub(super) fn within_cap(
    standing: &Standing<'_>,
    ticket_type: &TicketTypeCode,
    of: &TypeState,
    buyer: ActorId,
    requested: u64,
) -> Result<(), Rejection> {
    let Some(maximum) = of.terms.max_per_buyer else { return Ok(()) };
    let has = standing.has(buyer, ticket_type, of);
    if has.saturating_add(requested) > maximum.get() {
        let ticket_type = ticket_type.clone();
        return Err(Rejection::BuyerLimit { ticket_type, maximum, has, requested });
    }
    Ok(())
}

pub(super) fn extend_hold(
    sales: &Sales,
    extend: &ExtendHold,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    if sales.closed {
        return Err(Rejection::NotOpen {});
    }
    let hold_id = extend.hold_id;
    let hold = sales.live_hold(hold_id, now)?;
    if hold.extended {
        return Err(Rejection::AlreadyExtended { hold_id });
    }
    let expires_at = hold.expires_at.saturating_add_seconds(hold.ttl_seconds);
    Ok(vec![HoldExtended { hold_id, expires_at, at: now }.into()])
}

pub(super) fn release_hold(
    sales: &Sales,
    release: &ReleaseHold,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    sales.live_hold(release.hold_id, now)?;
    Ok(vec![HoldReleased { hold_id: release.hold_id, at: now }.into()])
}
