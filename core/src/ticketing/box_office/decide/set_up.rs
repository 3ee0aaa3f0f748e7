use std::collections::BTreeSet;

use crate::{
    ticketing::box_office::{
        contract::{
            AddTicketType, ChangeTicketType, CloseSales, DomainEvent, Open, Opened, Rejection,
            SalesClosed, SalesReopened, Terms, TicketType, TicketTypeAdded, TicketTypeChanged,
        },
        state::Sales,
    },
    values::{Currency, Instant, Label, QuotaCode, card_number},
};

/// One box office has at most so many ticket types.
const TICKET_TYPES: usize = 500;

pub(super) fn open(open: &Open, now: Instant) -> Result<Vec<DomainEvent>, Rejection> {
    let mut quotas = BTreeSet::new();
    for quota in open.quotas.iter() {
        if !quotas.insert(&quota.quota) {
            return Err(Rejection::Duplicate { what: quota.quota.to_string() });
        }
    }
    if open.quotas.iter().filter(|quota| quota.outermost).count() != 1 {
        return Err(Rejection::QuotaUnknown { quota: "outermost".to_owned() });
    }
    let mut codes = BTreeSet::new();
    for ticket_type in open.ticket_types.iter() {
        if !codes.insert(&ticket_type.ticket_type) {
            return Err(Rejection::Duplicate { what: ticket_type.ticket_type.to_string() });
        }
        sellable(ticket_type, open.currency, |quota| quotas.contains(quota))?;
    }
    let opened = Opened {
        currency: open.currency,
        quotas: open.quotas.to_vec(),
        ticket_types: open.ticket_types.to_vec(),
        at: now,
    };
    Ok(vec![opened.into()])
}

pub(super) fn add_ticket_type(
    sales: &Sales,
    add: &AddTicketType,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    let added = &add.ticket_type;
    if sales.ticket_types.contains_key(&added.ticket_type) {
        return Err(Rejection::Duplicate { what: added.ticket_type.to_string() });
    }
    if sales.ticket_types.len() >= TICKET_TYPES {
        let maximum = u64::try_from(TICKET_TYPES).unwrap_or(u64::MAX);
        return Err(Rejection::TooMany { what: "ticket types".to_owned(), maximum });
    }
    sellable(added, sales.currency, |quota| sales.quotas.contains_key(quota))?;
    Ok(vec![TicketTypeAdded { ticket_type: added.clone(), at: now }.into()])
}

pub(super) fn change_ticket_type(
    sales: &Sales,
    change: &ChangeTicketType,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    let ticket_type = change.ticket_type.clone();
    let Some(known) = sales.ticket_types.get(&ticket_type) else {
        return Err(Rejection::TicketTypeUnknown { ticket_type });
    };
    sound(&change.terms, sales.currency)?;
    if known.terms == change.terms {
        return Ok(Vec::new());
    }
    Ok(vec![TicketTypeChanged { ticket_type, terms: change.terms.clone(), at: now }.into()])
}

/// Draws on quotas that exist, at sound terms.
fn sellable(
    ticket_type: &TicketType,
    currency: Currency,
    exists: impl Fn(&QuotaCode) -> bool,
) -> Result<(), Rejection> {
    if ticket_type.quotas.is_empty() {
        let ticket_type = ticket_type.ticket_type.clone();
        return Err(Rejection::TypeWithoutQuota { ticket_type });
    }
    let mut named = BTreeSet::new();
    for quota in ticket_type.quotas.iter() {
        if !exists(quota) {
            return Err(Rejection::QuotaUnknown { quota: quota.to_string() });
        }
        if !named.insert(quota) {
            return Err(Rejection::Duplicate { what: quota.to_string() });
        }
    }
    sound(&ticket_type.terms, currency)
}

fn sound(terms: &Terms, currency: Currency) -> Result<(), Rejection> {
    no_card_number("name", &terms.name)?;
    let price = terms.price;
    if price.currency() != currency {
        return Err(Rejection::CurrencyDiffers { expected: currency, got: price.currency() });
    }
    if price.is_negative() {
        return Err(Rejection::PriceNegative { price });
    }
    if let (Some(min), Some(max)) = (terms.min_per_order, terms.max_per_order)
        && min > max
    {
        return Err(Rejection::LimitsOutOfOrder { min, max });
    }
    Ok(())
}

/// A text that holds a card number is refused, and not repeated.
fn no_card_number(field: &str, text: &Label) -> Result<(), Rejection> {
    card_number::refuse_in(field, text.as_str(), |field| Rejection::PanRejected { field })
}

pub(super) fn close_sales(
    sales: &Sales,
    close: &CloseSales,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    no_card_number("reason", &close.reason)?;
    let CloseSales { reason, release_holds } = close.clone();
    if sales.closed && !(release_holds && sales.live_holds(now).next().is_some()) {
        return Err(Rejection::AlreadyClosed {});
    }
    Ok(vec![SalesClosed { reason, release_holds, at: now }.into()])
}

pub(super) fn reopen_sales(sales: &Sales, now: Instant) -> Result<Vec<DomainEvent>, Rejection> {
    match sales.closed {
        true => Ok(vec![SalesReopened { at: now }.into()]),
        false => Ok(Vec::new()),
    }
}
