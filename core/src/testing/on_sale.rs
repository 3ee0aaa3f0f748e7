//! An on-sale: more buyers than places, all at once. Every adapter sells through one, from several
//! threads or processes, and what it recorded is then counted by a fold that knows nothing of the
//! box office's own, and beside it by the audit that `palco verify` makes.
#![expect(clippy::panic, clippy::expect_used, reason = "an assertion library fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    History, Told, Verdict, id, known,
    scene::{draft, opening, price, quota, ticket_type},
    sized,
};
use crate::{
    application::{Acting, Answer, Error, Palco, Recorded, StreamAudit},
    contract::{DomainEvent, Rejection},
    planning::event::{self, Draft, Place, Publish},
    ports::{Position, Record, StreamId},
    ticketing::box_office::{
        self, ConfirmHold, HoldTickets, Line, PricedLine, Quota, QuotaSize, ReleaseHold,
    },
    values::{
        ActorId, Capacity, CommandId, EventId, HoldId, HoldSeconds, Quantity, QuotaCode, TenantId,
        TicketTypeCode, Version,
    },
};

/// One event that everybody wants to go to. The hall has so many places, and one in ten of them is
/// a vip's: a vip ticket takes a place of both.
#[derive(Debug, Clone, Copy)]
pub struct OnSale {
    places: u64,
    tenant: TenantId,
}

/// Places and buyers: 200 and 1 000, or ten times as many where `PALCO_SOAK` is set.
#[must_use]
pub fn crowd() -> (u64, u64) {
    sized((200, 1_000), (2_000, 10_000))
}

/// The commands that took effect, as their senders were told.
pub type Acknowledged = Vec<CommandId>;

impl OnSale {
    /// Of so many places.
    #[must_use]
    pub fn of(places: u64) -> Self {
        Self { places, tenant: id(1) }
    }

    /// The same for another tenant, so that one store serves any number of them.
    #[must_use]
    pub fn of_tenant(self, tenant: TenantId) -> Self {
        Self { tenant, ..self }
    }

    fn event() -> EventId {
        id(2)
    }

    /// Publishes the event and opens its box office.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn open(&self, palco: &Palco) {
        let me = palco.acting(self.tenant, id(3));
        let draft = Draft {
            capacity: Capacity::new(self.places).expect("a capacity"),
            ..draft(Place::Online {}, me.now().saturating_add_minutes(60 * 24))
        };
        for command in [event::Command::from(draft), Publish {}.into()] {
            me.events().send(Self::event(), command).await.expect("the event is published");
        }
        let quotas = vec![quota("hall", self.places), quota("vip-area", self.places / 10)];
        let ticket_types = vec![ticket_type("floor", &["hall"]), ticket_type("vip", &["vip-area"])];
        let open = opening(quotas, ticket_types);
        me.tickets().send(Self::event(), open).await.expect("the box office is opened");
    }

    /// One buyer's visit, which follows from the buyer's number: one place or two, on the floor or
    /// as a vip. Most confirm, one in five gives up, one in five sends every command twice.
    ///
    /// # Panics
    /// When anything but the rules says no.
    pub async fn buy(&self, palco: &Palco, number: u64) -> Acknowledged {
        let visit = Visit {
            buyer: palco.acting(self.tenant, derived::<ActorId>(number, "buyer")),
            number,
            ticket_type: if number.is_multiple_of(4) { "vip" } else { "floor" },
            quantity: if number.is_multiple_of(2) { 1 } else { 2 },
            twice: number % 5 == 3,
        };
        let mut acknowledged = Acknowledged::new();
        if !visit.hold(&mut acknowledged).await {
            return acknowledged;
        }
        if number % 5 == 2 {
            visit.send("release", visit.release(), &mut acknowledged).await;
        } else {
            visit.send("confirm", visit.confirm(), &mut acknowledged).await;
        }
        acknowledged
    }

    /// Buys what those who gave up left behind, place by place, until there is none.
    ///
    /// # Panics
    /// When anything but the rules says no.
    pub async fn sell_out(&self, palco: &Palco) -> Acknowledged {
        let mut acknowledged = Acknowledged::new();
        for number in 1_000_000.. {
            let visit = Visit {
                buyer: palco.acting(self.tenant, derived::<ActorId>(number, "buyer")),
                number,
                ticket_type: "floor",
                quantity: 1,
                twice: false,
            };
            if !visit.hold(&mut acknowledged).await {
                break;
            }
            visit.send("confirm", visit.confirm(), &mut acknowledged).await;
        }
        acknowledged
    }

    /// Counts what was recorded, record by record: no quota above its size at any of them, every
    /// place sold at the end, no gap in a stream, and of the acknowledged commands each one effect,
    /// of the others none.
    ///
    /// # Panics
    /// When that is not so.
    pub async fn check(&self, palco: &Palco, acknowledged: Acknowledged) -> Verdict {
        let mut count = Count::default();
        let mut after = Position::START;
        loop {
            let page = palco.feed(after, 1_000).await.expect("the feed is read");
            for Recorded { record, domain_event } in &page.records {
                count.take_in(record, domain_event);
            }
            if page.next == after {
                break;
            }
            after = page.next;
        }
        assert_eq!(count.sold, self.places, "places sold");
        let told: BTreeSet<CommandId> = acknowledged.iter().copied().collect();
        assert_eq!(told.len(), acknowledged.len(), "a command was acknowledged twice as new");
        let mut history = History::default();
        for command_id in told.into_iter().chain(count.opened_by) {
            history.told(self.tenant, command_id, Told::Done);
        }
        let verdict = history.judge(&count.records);
        verdict.assert_clean();

        let me = palco.acting(self.tenant, id(3));
        let uses = me.tickets().quota_uses(Self::event()).await.expect("the box office is open");
        let hall = uses.iter().find(|of| of.quota == known("hall")).expect("a hall");
        assert_eq!((hall.sold, hall.held, hall.free), (self.places, 0, Some(0)));
        verdict
    }
}

struct Visit {
    buyer: Acting,
    number: u64,
    ticket_type: &'static str,
    quantity: u64,
    twice: bool,
}

impl Visit {
    /// Whether there were places left.
    async fn hold(&self, acknowledged: &mut Acknowledged) -> bool {
        let line = Line {
            ticket_type: known(self.ticket_type),
            quantity: quantity(self.quantity),
            access_code: None,
        };
        let hold = HoldTickets {
            hold_id: Some(self.hold_id()),
            lines: vec![line].try_into().expect("one line"),
            ttl_seconds: HoldSeconds::new(3_600).expect("an hour"),
        };
        self.send("hold", hold, acknowledged).await
    }

    fn hold_id(&self) -> HoldId {
        derived(self.number, "hold")
    }

    fn release(&self) -> ReleaseHold {
        ReleaseHold { hold_id: self.hold_id() }
    }

    fn confirm(&self) -> ConfirmHold {
        let line = PricedLine {
            ticket_type: known(self.ticket_type),
            quantity: quantity(self.quantity),
            unit_price: price(),
        };
        let lines = vec![line].try_into().expect("one line");
        ConfirmHold { hold_id: self.hold_id(), lines, paid_by: None }
    }

    /// Whether it took effect; the only refusal there is to be is that too few places are left.
    async fn send(
        &self,
        what: &str,
        command: impl Into<box_office::Command>,
        acknowledged: &mut Acknowledged,
    ) -> bool {
        let command_id = derived(self.number, &format!("{what} command"));
        let command = command.into();
        let tickets = self.buyer.tickets();
        let first = match tickets.send_once(command_id, OnSale::event(), command.clone()).await {
            Ok(answer) => answer,
            Err(Error::Rejected(Rejection::BoxOffice(box_office::Rejection::SoldOut {
                ..
            }))) => return false,
            Err(failed) => panic!("buyer {} could not {what}: {failed}", self.number),
        };
        assert!(!first.repeated, "buyer {}: the first {what} is a repeat", self.number);
        acknowledged.push(command_id);
        if self.twice {
            let again = tickets.send_once(command_id, OnSale::event(), command).await;
            let again = again.expect("a repeat of what took effect");
            assert!(again.repeated, "buyer {}: {what} took effect twice", self.number);
            assert_eq!(told(&again), told(&first), "buyer {}: {what}", self.number);
        }
        true
    }
}

/// What an answer says, but for the text of its records: a store may reorder their keys.
fn told(answer: &Answer) -> (Version, Vec<&DomainEvent>) {
    (answer.version, answer.records.iter().map(|of| &of.domain_event).collect())
}

/// Who has how many places, counted the plain way.
#[derive(Default)]
struct Count {
    sizes: BTreeMap<QuotaCode, u64>,
    quotas_of: BTreeMap<TicketTypeCode, Vec<QuotaCode>>,
    outermost: Option<QuotaCode>,
    used: BTreeMap<QuotaCode, u64>,
    holds: BTreeMap<HoldId, Vec<PricedLine>>,
    sold: u64,
    /// The commands that opened what is sold.
    opened_by: BTreeSet<CommandId>,
    effects: BTreeMap<CommandId, &'static str>,
    records: Vec<Record>,
    /// The rules' own count beside this one: what `palco verify` goes by.
    audits: BTreeMap<StreamId, StreamAudit>,
}

impl Count {
    fn take_in(&mut self, record: &Record, happened: &DomainEvent) {
        let audit = self.audits.entry(record.stream.clone());
        let audit = audit.or_insert_with(|| StreamAudit::of(&record.stream));
        assert_eq!(audit.take_in(record), [], "{} version {}", record.stream, record.version);
        self.records.push(record.clone());
        let DomainEvent::BoxOffice(happened) = happened else {
            self.opened_by.insert(record.command_id);
            return;
        };
        if let box_office::DomainEvent::Opened(opened) = happened {
            self.opened_by.insert(record.command_id);
            self.open(opened);
            return;
        }
        let name = DomainEvent::from(happened.clone()).wire_name();
        let before = self.effects.insert(record.command_id, name);
        assert_eq!(before, None, "two effects of {}: {name} as well", record.command_id);
        self.count(happened);
        for (quota, used) in &self.used {
            let size = self.sizes.get(quota).copied().unwrap_or_default();
            assert!(*used <= size, "{quota} is oversold at {}: {used} of {size}", record.position);
        }
    }

    fn open(&mut self, opened: &box_office::Opened) {
        for Quota { quota, size, outermost } in &opened.quotas {
            let QuotaSize::Places(size) = size else { panic!("{quota} has no size") };
            self.sizes.insert(quota.clone(), size.get());
            if *outermost {
                self.outermost = Some(quota.clone());
            }
        }
        for of in &opened.ticket_types {
            self.quotas_of.insert(of.ticket_type.clone(), of.quotas.to_vec());
        }
    }

    fn count(&mut self, happened: &box_office::DomainEvent) {
        if let box_office::DomainEvent::TicketsHeld(held) = happened {
            self.each_quota(&held.lines, |used, quantity| used.checked_add(quantity));
            let before = self.holds.insert(held.hold_id, held.lines.clone());
            assert_eq!(before, None, "{} is held twice", held.hold_id);
        } else if let box_office::DomainEvent::HoldReleased(released) = happened {
            let lines = self.holds.remove(&released.hold_id).expect("a hold is released once");
            self.each_quota(&lines, |used, quantity| used.checked_sub(quantity));
        } else if let box_office::DomainEvent::PlacesSold(sold) = happened {
            let lines = self.holds.remove(&sold.hold_id).expect("a hold is confirmed once");
            assert_eq!(lines, sold.lines, "what is sold is what was held");
            let places = lines.iter().map(|line| line.quantity.get()).sum();
            self.sold = self.sold.checked_add(places).expect("a count");
        } else {
            panic!("nobody asked for {happened:?}");
        }
    }

    fn each_quota(&mut self, lines: &[PricedLine], change: impl Fn(u64, u64) -> Option<u64>) {
        for line in lines {
            let inner = self.quotas_of.get(&line.ticket_type).expect("a known ticket type");
            let quotas: BTreeSet<_> = inner.iter().chain(&self.outermost).cloned().collect();
            for quota in quotas {
                let used = self.used.entry(quota).or_default();
                *used = change(*used, line.quantity.get()).expect("a count");
            }
        }
    }
}

/// An id that follows from a buyer's number, the same in every process.
fn derived<T: TryFrom<Uuid, Error: std::fmt::Debug>>(number: u64, what: &str) -> T {
    let id = Uuid::new_v5(&Uuid::from_u128(number.into()), what.as_bytes());
    id.try_into().expect("not nil")
}

fn quantity(quantity: u64) -> Quantity {
    Quantity::new(quantity).expect("a quantity")
}
