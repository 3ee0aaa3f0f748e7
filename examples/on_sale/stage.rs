//! What is there before the sale opens: a venue, a published event, and its box office.

use palco::{
    application::Acting,
    planning::{
        event::{Draft, Place, Publish},
        venue::Register,
    },
    ports::Position,
    ticketing::box_office::{Open, Quota, QuotaSize, Terms, TicketType},
    values::{BufferMinutes, Capacity, Currency, EventId, Money, Period, Quantity, VenueId},
};
use uuid::Uuid;

use crate::{AnyError, OPENING};

/// How long a buyer has to pay.
pub(crate) const HOLD_SECONDS: u32 = 600;

/// A hall of 5 000 places with a balcony of 1 200 and a VIP area of 300, on sale from
/// [`OPENING`] on. Gives the event, and where its story begins in the feed.
pub(crate) async fn set_up(organizer: &Acting) -> Result<(EventId, Position), AnyError> {
    let venue_id = VenueId::from_uuid(Uuid::now_v7())?;
    let register = Register {
        name: "Ginásio do Ibirapuera".parse()?,
        address: "Rua Manoel da Nóbrega, 1361, São Paulo".parse()?,
        timezone: "America/Sao_Paulo".parse()?,
        capacity: Capacity::new(5_500)?,
    };
    let registered = organizer.venues().send(venue_id, register).await?;

    let event_id = EventId::from_uuid(Uuid::now_v7())?;
    let draft = Draft {
        name: "Aurora ao vivo".parse()?,
        place: Place::Venue { venue_id },
        timezone: "America/Sao_Paulo".parse()?,
        doors_at: "2027-03-20T19:00:00-03:00".parse()?,
        starts_at: "2027-03-20T21:00:00-03:00".parse()?,
        ends_at: "2027-03-20T23:30:00-03:00".parse()?,
        capacity: Capacity::new(5_000)?,
        setup_minutes: BufferMinutes::new(600)?,
        teardown_minutes: BufferMinutes::new(240)?,
    };
    organizer.events().send(event_id, draft).await?;
    organizer.events().send(event_id, Publish {}).await?;
    organizer.tickets().send(event_id, box_office()?).await?;

    let begins = registered.records.first().map(|of| of.record.position);
    Ok((event_id, begins.unwrap_or(Position::START)))
}

fn box_office() -> Result<Open, AnyError> {
    let opening = OPENING.parse::<palco::values::Instant>()?;
    let members_until = opening.saturating_add_minutes(30);
    let balcony_from = opening.saturating_add_seconds(30);
    let closing = opening.saturating_add_minutes(60 * 24 * 90);

    let floor = Terms {
        max_per_order: Some(Quantity::new(6)?),
        max_per_buyer: Some(Quantity::new(8)?),
        ..terms("Pista", "180.00")?
    };
    let balcony = Terms {
        on_sale: Some(Period::new(balcony_from, closing)?),
        max_per_order: Some(Quantity::new(4)?),
        ..terms("Arquibancada", "120.00")?
    };
    let vip = Terms {
        min_per_order: Some(Quantity::new(2)?),
        max_per_order: Some(Quantity::new(4)?),
        max_per_buyer: Some(Quantity::new(4)?),
        ..terms("Área VIP", "450.00")?
    };
    let fan_club = Terms {
        on_sale: Some(Period::new(opening, members_until)?),
        max_per_order: Some(Quantity::new(6)?),
        max_per_buyer: Some(Quantity::new(6)?),
        access_code: Some("AURORA26".parse()?),
        ..terms("Fã-clube", "379.90")?
    };
    Ok(Open {
        currency: Currency::BRL,
        quotas: vec![
            Quota { outermost: true, ..quota("hall", 5_000)? },
            quota("balcony", 1_200)?,
            quota("vip-area", 300)?,
        ]
        .try_into()?,
        // Those of the balcony and the VIP area draw on the hall too, which goes without saying.
        ticket_types: vec![
            ticket_type("floor", &["hall"], floor)?,
            ticket_type("balcony", &["balcony"], balcony)?,
            ticket_type("vip", &["vip-area"], vip)?,
            ticket_type("fan-club", &["vip-area"], fan_club)?,
        ]
        .try_into()?,
    })
}

fn quota(code: &str, places: u64) -> Result<Quota, AnyError> {
    Ok(Quota { quota: code.parse()?, size: QuotaSize::places(places)?, outermost: false })
}

fn terms(name: &str, price: &str) -> Result<Terms, AnyError> {
    Ok(Terms::new(name.parse()?, Money::parse(price, Currency::BRL)?))
}

fn ticket_type(code: &str, quotas: &[&str], terms: Terms) -> Result<TicketType, AnyError> {
    let quotas: Result<Vec<_>, _> = quotas.iter().map(|quota| quota.parse()).collect();
    Ok(TicketType { ticket_type: code.parse()?, quotas: quotas?.try_into()?, terms })
}
