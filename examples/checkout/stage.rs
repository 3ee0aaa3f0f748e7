//! What there is before anything is paid: an event that is on sale, and a buyer who holds two places.

use palco::{
    application::Acting,
    payments::{
        payment::{Create, Method, PricedLine, Reference},
        split::{FeeOnRefund, Rule, Share, Split},
    },
    planning::event::{Draft, Place, Publish},
    ports::Position,
    ticketing::box_office::{HoldTickets, Line, Open, Quota, QuotaSize, Terms, TicketType},
    values::{
        BufferMinutes, Capacity, Currency, EventId, HoldId, HoldSeconds, Instant, Money, Percent,
        Quantity, RecipientId, TenantId,
    },
};

use crate::AnyError;

pub(crate) const EVENT: &str = "Noite de choro";
pub(crate) const PLACES: u64 = 2;
const TICKET_TYPE: &str = "entry";
const HOLD_SECONDS: u32 = 900;
/// Who has a part of what is paid.
pub(crate) const RECIPIENTS: [&str; 3] = ["organizer", "artist", "platform"];

/// What the buyer is about to pay for.
pub(crate) struct Held {
    pub(crate) event_id: EventId,
    pub(crate) hold_id: HoldId,
    pub(crate) until: Instant,
    /// Where the story begins in the feed.
    pub(crate) begins: Position,
}

pub(crate) fn price() -> Result<Money, AnyError> {
    Ok(Money::parse("74.90", Currency::BRL)?)
}

pub(crate) fn recipient(tenant: TenantId, name: &str) -> RecipientId {
    RecipientId::derive(tenant.as_uuid(), name)
}

/// 100 places on sale, of which the buyer holds two.
pub(crate) async fn set_up(
    tenant: TenantId,
    organizer: &Acting,
    buyer: &Acting,
) -> Result<Held, AnyError> {
    let event_id = EventId::derive(tenant.as_uuid(), "event");
    let draft = Draft {
        name: EVENT.parse()?,
        place: Place::Online {},
        timezone: "America/Sao_Paulo".parse()?,
        doors_at: "2027-03-20T20:30:00-03:00".parse()?,
        starts_at: "2027-03-20T21:00:00-03:00".parse()?,
        ends_at: "2027-03-20T23:00:00-03:00".parse()?,
        capacity: Capacity::new(100)?,
        setup_minutes: BufferMinutes::new(0)?,
        teardown_minutes: BufferMinutes::new(0)?,
    };
    let drafted = organizer.events().send(event_id, draft).await?;
    organizer.events().send(event_id, Publish {}).await?;
    organizer.tickets().send(event_id, box_office()?).await?;

    let hold_id = HoldId::derive(tenant.as_uuid(), "hold");
    let line = Line {
        ticket_type: TICKET_TYPE.parse()?,
        quantity: Quantity::new(PLACES)?,
        access_code: None,
    };
    let hold = HoldTickets {
        hold_id: Some(hold_id),
        lines: vec![line].try_into()?,
        ttl_seconds: HoldSeconds::new(HOLD_SECONDS)?,
    };
    buyer.tickets().send(event_id, hold).await?;
    let until = buyer.now().saturating_add_seconds(HOLD_SECONDS);
    let begins = drafted.records.first().map(|of| of.record.position);
    Ok(Held { event_id, hold_id, until, begins: begins.unwrap_or(Position::START) })
}

fn box_office() -> Result<Open, AnyError> {
    let terms = Terms::new("Entrada".parse()?, price()?);
    let quota = Quota { quota: "room".parse()?, size: QuotaSize::places(100)?, outermost: true };
    let quotas = vec!["room".parse()?].try_into()?;
    let entry = TicketType { ticket_type: TICKET_TYPE.parse()?, quotas, terms };
    Ok(Open {
        currency: Currency::BRL,
        quotas: vec![quota].try_into()?,
        ticket_types: vec![entry].try_into()?,
    })
}

/// The payment for the hold, and who has which part of it.
pub(crate) fn payment(tenant: TenantId, held: &Held) -> Result<Create, AnyError> {
    let percent = |text| Percent::parse(text).map(|percent| Share::Percent { percent });
    let [organizer, artist, platform] = RECIPIENTS.map(|name| recipient(tenant, name));
    let split = Split::new(vec![
        Rule::new(organizer, percent("80")?).liable().bears_fee(),
        Rule::new(artist, percent("15")?).bears_fee(),
        Rule::new(platform, Share::Remainder {}),
    ])?;
    let line = PricedLine {
        ticket_type: TICKET_TYPE.parse()?,
        quantity: Quantity::new(PLACES)?,
        unit_price: price()?,
    };
    Ok(Create {
        amount: price()?.checked_mul(PLACES)?,
        method: Method::Pix { amount_may_change: false },
        reference: Reference {
            event_id: held.event_id,
            hold_id: Some(held.hold_id),
            lines: Some(vec![line].try_into()?),
            hold_expires_at: Some(held.until),
        },
        installments: None,
        split: Some(split.on_refund(FeeOnRefund::Proportional)),
        anomalies: None,
        description: None,
        metadata: None,
    })
}
