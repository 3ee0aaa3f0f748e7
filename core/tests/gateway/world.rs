//! Payments, a gateway beside them, and the runner between the two.

use std::{collections::BTreeMap, sync::Arc};

use palco::{
    application::{
        Acting, Answer, Charging, Error, Execute, IncomingWebhook, Palco, Recorded, Trouble,
    },
    contract::State,
    payments::payment::{
        CaptureMode, Command, Create, Method, Origin, Payment, Reference, RefundStatus,
        RequestPixCharge, RequestRefund, StartCard, Status, Takings,
    },
    payments::split::Mode,
    ports::{Clock, PaymentGateway, Position},
    testing::{id, instant},
    values::{CardToken, Currency, Label, Money, PaymentId, RefundId, Txid},
};
use palco_memory::{Conduct, ManualClock, MemoryStore, SimulatedGateway};
use uuid::Uuid;

/// Records that the runner takes at once.
const PAGE: u32 = 50;

pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) palco: Palco,
    pub(crate) me: Acting,
    pub(crate) clock: ManualClock,
    pub(crate) simulated: SimulatedGateway,
    pub(crate) after: Position,
}

/// What counts of a payment, whatever the order in which it was told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Outcome {
    status: Option<Status>,
    /// Whether it was asked for; amount, available, refunded, on its way back.
    takings: Vec<(bool, [i64; 4])>,
    refunds: Vec<(RefundStatus, i64)>,
}

impl Outcome {
    pub(crate) fn of(payment: &Payment) -> Self {
        let books = payment.books();
        let mut takings: Vec<_> = books
            .takings()
            .iter()
            .map(|of| {
                let figures = [of.amount(), of.available(), of.refunded(), of.refund_pending()];
                (of.origin() == Origin::Captured, figures.map(Money::minor))
            })
            .collect();
        takings.sort_unstable();
        let mut refunds: Vec<_> =
            books.refunds().map(|(_, of)| (of.status(), of.amount().minor())).collect();
        refunds.sort_unstable();
        Self { status: payment.status(), takings, refunds }
    }
}

pub(crate) fn brl(minor: i64) -> Money {
    Money::from_minor(minor, Currency::BRL).unwrap()
}

pub(crate) fn payment_id(number: u32) -> PaymentId {
    PaymentId::derive(Uuid::from_u128(7), &number.to_string())
}

pub(crate) fn txid(number: u32) -> Txid {
    Txid::of_uuid(payment_id(number).as_uuid())
}

impl World {
    pub(crate) fn new(conduct: Conduct) -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = ManualClock::at(instant("2026-11-23T12:00:00Z"));
        let palco = Palco::over(store.clone()).with_clock(Arc::new(clock.clone()));
        let me = palco.acting(id(1), id(2));
        let simulated = SimulatedGateway::new(conduct, Arc::new(clock.clone()));
        Self { store, palco, me, clock, simulated, after: Position::START }
    }

    pub(crate) async fn send(
        &self,
        number: u32,
        command: impl Into<Command>,
    ) -> Result<Answer, Error> {
        self.me.send(payment_id(number).into(), command.into(), None).await
    }

    /// A payment of that many cents, by Pix or by card, and asks for it to be charged.
    pub(crate) async fn begin(&self, number: u32, method: Method, cents: i64) {
        let reference =
            Reference { event_id: id(3), hold_id: None, lines: None, hold_expires_at: None };
        let create = Create {
            amount: brl(cents),
            method,
            reference,
            installments: None,
            split: None,
            anomalies: Default::default(),
            description: None,
            metadata: None,
        };
        self.send(number, create).await.unwrap();
        match method {
            Method::Pix { .. } => {
                let expires_at = self.clock.now().saturating_add_minutes(30);
                self.send(number, RequestPixCharge { expires_at }).await.unwrap();
            }
            Method::Card { .. } => {
                let token = CardToken::parse("tok_1").unwrap();
                self.send(number, StartCard { token }).await.unwrap();
            }
        }
    }

    /// Asks for a refund of so many cents of whatever was paid, if there is as much.
    pub(crate) async fn give_back(&self, number: u32, refund: &str, cents: i64) -> bool {
        let payment = self.payment(number).await;
        // The largest: which one came first is chance.
        let own = |of: &&Takings| of.origin() == Origin::Captured;
        let takings = payment.books().takings().iter().filter(own);
        let Some(target) =
            takings.max_by_key(|of| of.amount().minor()).map(|of| of.target().clone())
        else {
            return false;
        };
        let asked = RequestRefund {
            refund_id: refund_id(number, refund),
            target,
            amount: brl(cents),
            mode: Mode::ProRata {},
            reason: Label::parse("as agreed").unwrap(),
        };
        self.send(number, asked).await.is_ok()
    }

    pub(crate) async fn payment(&self, number: u32) -> Payment {
        let state = self.me.state("payment", payment_id(number).into()).await.unwrap();
        let State::Payment(payment) = state else { panic!("{number} is no payment") };
        payment
    }

    pub(crate) async fn outcomes(&self, count: u32) -> BTreeMap<u32, Outcome> {
        let mut outcomes = BTreeMap::new();
        for number in 0..count {
            outcomes.insert(number, Outcome::of(&self.payment(number).await));
        }
        outcomes
    }

    pub(crate) fn charging(&self, gateway: Arc<dyn PaymentGateway>) -> Charging {
        let dispatcher = Arc::new(Execute::new(self.store.clone()));
        Charging::new(dispatcher, gateway, Arc::new(self.clock.clone()))
    }

    /// Runs until there is nothing more to do.
    pub(crate) async fn run(&mut self, gateway: Arc<dyn PaymentGateway>) {
        let charging = self.charging(gateway);
        loop {
            let page = self.palco.feed(self.after, PAGE).await.unwrap();
            for recorded in &page.records {
                until_dealt_with(&charging, recorded).await;
            }
            if page.records.is_empty() {
                return;
            }
            self.after = page.next;
        }
    }

    /// Delivers webhooks; how many of them were refused as forged.
    pub(crate) async fn deliver(
        &self,
        gateway: &dyn PaymentGateway,
        webhooks: Vec<IncomingWebhook>,
    ) -> u64 {
        let mut forged = 0;
        for webhook in webhooks {
            match self.me.take_webhook(gateway, webhook).await {
                Ok(_) => {}
                Err(Error::WebhookForged { .. }) => forged += 1,
                // What a gateway that verifies nothing lets in.
                Err(Error::Invalid(_)) => {}
                Err(failed) => panic!("{failed}"),
            }
        }
        forged
    }

    /// All that was recorded, by wire name.
    pub(crate) async fn counts(&self) -> BTreeMap<&'static str, u64> {
        let (mut counts, mut after) = (BTreeMap::new(), Position::START);
        loop {
            let page = self.palco.feed(after, 1_000).await.unwrap();
            if page.records.is_empty() {
                return counts;
            }
            for of in &page.records {
                *counts.entry(of.domain_event.wire_name()).or_default() += 1;
            }
            after = page.next;
        }
    }

    /// That what moved at the gateway is what the payments know: nothing twice, nothing forgotten.
    pub(crate) async fn check_books(&self, count: u32) -> Result<(), String> {
        let twice = self.simulated.moved_twice();
        if let Some(moved) = twice.first() {
            return Err(format!("{} moved more than once, {} first", twice.len(), moved.of));
        }
        let mut at_gateway: BTreeMap<PaymentId, [i64; 2]> = BTreeMap::new();
        for moved in self.simulated.movements() {
            let of = at_gateway.entry(moved.payment).or_default();
            of[usize::from(moved.is_refund)] += moved.amount.minor();
        }
        for number in 0..count {
            let payment = self.payment(number).await;
            let takings = payment.books().takings();
            let sum = |of: fn(&Takings) -> Money| {
                takings.iter().map(|takings| of(takings).minor()).sum::<i64>()
            };
            let known = [sum(|of| of.amount()), sum(|of| of.refunded())];
            let moved = at_gateway.remove(&payment_id(number)).unwrap_or_default();
            if known != moved {
                return Err(format!("payment {number}: {moved:?} moved, {known:?} is known"));
            }
            let pending = sum(|of| of.refund_pending());
            if pending != 0 || payment.status() == Some(Status::Processing) {
                return Err(format!("payment {number} still waits: {payment:?}"));
            }
        }
        match at_gateway.first_key_value() {
            None => Ok(()),
            Some((payment, _)) => Err(format!("money moved for {payment}, which nobody knows")),
        }
    }
}

pub(crate) fn refund_id(number: u32, refund: &str) -> RefundId {
    RefundId::derive(payment_id(number).as_uuid(), refund)
}

pub(crate) fn manual() -> Method {
    Method::Card { capture: CaptureMode::Manual, attempts_max: None }
}

pub(crate) fn automatic() -> Method {
    Method::Card { capture: CaptureMode::Automatic, attempts_max: None }
}

pub(crate) fn pix() -> Method {
    Method::Pix { amount_may_change: false }
}

/// As a processor does it: what has to wait comes again.
pub(crate) async fn until_dealt_with(charging: &Charging, of: &Recorded) {
    for _ in 0..1_000 {
        match charging.handle(of).await {
            Ok(()) => return,
            Err(Trouble::Later { .. }) => tokio::task::yield_now().await,
            // A few of them in a row are chance.
            Err(Trouble::Stuck { reason }) if reason.contains("times") => {}
            Err(Trouble::Stuck { reason }) => panic!("{reason}"),
        }
    }
    panic!("{} never ends", of.record.event_type);
}
