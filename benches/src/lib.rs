//! A box office in the middle of an on-sale, to measure on: 1 000 live holds at all times, since as
//! one is taken the oldest lapses.
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up fails by panicking")]

use palco::{
    Aggregate, Context,
    contract::to_json,
    ports::NewRecord,
    testing::{conformance::happened, id, known},
    ticketing::box_office::{
        BoxOffice, Command, DomainEvent, HoldTickets, Line, Opened, PlacesSold, PricedLine, Quota,
        QuotaSize, Terms, TicketType,
    },
    values::{Currency, HoldSeconds, Instant, Money, Quantity, TenantId},
};
use uuid::{Builder, Uuid};

pub mod results;

/// Holds that are live at any time.
pub const LIVE_HOLDS: u64 = 1_000;
const TTL_SECONDS: u32 = 60;
/// One hold is taken each, so that after `LIVE_HOLDS` of them the first lapses.
const STEP_MILLIS: u64 = 60;
/// 2026-11-23T12:00:00Z.
const START_MILLIS: u64 = 1_795_435_200_000;

/// Whether a buyer may have any number of places, or so many at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// Any number.
    None,
    /// Four, so that what every buyer has is counted.
    PerBuyer,
}

/// A box office, its time, and the next buyer's number.
#[derive(Debug, Clone)]
pub struct OnSale {
    /// The state that is measured on.
    pub office: BoxOffice,
    tenant: TenantId,
    next: u64,
}

impl OnSale {
    /// With so many places sold, and then as many holds live as stay live.
    #[must_use]
    pub fn with_sold(sold: u64, cap: Cap) -> Self {
        let (mut on_sale, _) = Self::opened(cap);
        for _ in 0..sold {
            let of_buyer = on_sale.next_buyer();
            let sold = PlacesSold {
                hold_id: of_buyer.command_id.into(),
                buyer: of_buyer.actor,
                lines: vec![PricedLine {
                    ticket_type: known("vip"),
                    quantity: quantity(1),
                    unit_price: price(),
                }],
                paid_by: None,
                at: at(START_MILLIS),
            };
            on_sale.office.evolve(&sold.into());
        }
        let command = command();
        for _ in 0..LIVE_HOLDS.saturating_mul(2) {
            let context = on_sale.next_buyer();
            on_sale.carry_out(&command, &context);
        }
        on_sale
    }

    /// With nothing sold or held yet, and the domain event that opened it.
    #[must_use]
    pub fn opened(cap: Cap) -> (Self, DomainEvent) {
        let mut on_sale = Self { office: BoxOffice::initial(), tenant: id(1), next: 0 };
        let opened = opened(cap).into();
        on_sale.office.evolve(&opened);
        (on_sale, opened)
    }

    /// The next buyer's context, a step later than the one before. Buyers and commands have ids that
    /// are ordered by time, as UUIDs of version 7 are.
    ///
    /// # Panics
    /// After some hundred million years.
    pub fn next_buyer(&mut self) -> Context {
        let millis = START_MILLIS.saturating_add(self.next.saturating_mul(STEP_MILLIS));
        self.next = self.next.saturating_add(1);
        Context {
            now: at(millis),
            actor: ordered(millis, 1).try_into().expect("not nil"),
            tenant: self.tenant,
            command_id: ordered(millis, 2).try_into().expect("not nil"),
        }
    }

    /// Decides the command and takes in what follows, which is given.
    ///
    /// # Panics
    /// When it is refused.
    pub fn carry_out(&mut self, command: &Command, context: &Context) -> Vec<DomainEvent> {
        let happened = self.office.decide(command, context).expect("there is room");
        for happened in &happened {
            self.office.evolve(happened);
        }
        happened
    }

    /// How many holds are live: what is to stay the same.
    ///
    /// # Panics
    /// When the box office is not open.
    #[must_use]
    pub fn live_holds(&self) -> usize {
        let sales = self.office.sales().expect("it is open");
        sales.live_holds(Instant::MIN).count()
    }
}

/// A hold of two places that draw on two quotas.
///
/// # Panics
/// Never: all of it is known to be right.
#[must_use]
pub fn command() -> Command {
    let line = Line { ticket_type: known("vip"), quantity: quantity(2), access_code: None };
    let lines = vec![line].try_into().expect("one line");
    let ttl_seconds = HoldSeconds::new(TTL_SECONDS).expect("a minute");
    HoldTickets { hold_id: None, lines, ttl_seconds }.into()
}

/// A hold, as it is recorded.
///
/// # Panics
/// Never: there is room for one.
#[must_use]
pub fn held() -> NewRecord {
    let mut on_sale = OnSale::with_sold(0, Cap::None);
    let context = on_sale.next_buyer();
    let held = on_sale.carry_out(&command(), &context).pop().expect("a hold");
    happened(&to_json(&held))
}

fn at(millis: u64) -> Instant {
    let instant = i64::try_from(millis).ok().and_then(|millis| Instant::from_millis(millis).ok());
    instant.expect("an instant")
}

fn ordered(millis: u64, kind: u8) -> Uuid {
    Builder::from_unix_timestamp_millis(millis, &[kind; 10]).into_uuid()
}

fn quantity(quantity: u64) -> Quantity {
    Quantity::new(quantity).expect("a quantity")
}

fn price() -> Money {
    Money::parse("60.00", Currency::BRL).expect("an amount")
}

fn opened(cap: Cap) -> Opened {
    let quota = |code: &str, places| Quota {
        quota: known(code),
        size: QuotaSize::places(places).expect("a size"),
        outermost: code == "hall",
    };
    let max_per_buyer = (cap == Cap::PerBuyer).then(|| quantity(4));
    let terms = Terms { max_per_buyer, ..Terms::new(known("a ticket"), price()) };
    let quotas = vec![known("vip-area")].try_into().expect("one quota");
    Opened {
        currency: Currency::BRL,
        quotas: vec![quota("hall", 3_000_000), quota("vip-area", 2_000_000)],
        ticket_types: vec![TicketType { ticket_type: known("vip"), quotas, terms }],
        at: at(START_MILLIS),
    }
}
