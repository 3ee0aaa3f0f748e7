//! Calls to a payment gateway from processes that die: each is made once, and what is stuck is told.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "processors/stage.rs"]
#[expect(dead_code, reason = "it serves other tests as well")]
mod stage;

use std::{
    sync::{Arc, mpsc::channel},
    thread,
    time::Duration,
};

use palco::{
    application::{Acting, Palco},
    contract::State,
    payments::{
        payment::{
            CaptureMode, Command, Create, Method, Payment, Reference, RequestRefund, StartCard,
            SubmitEvidence,
        },
        split::Mode,
    },
    ports::{Checkpoints, Clock, Fact},
    testing::{id, instant, proved, sized},
    values::{CardToken, Currency, GatewayId, Label, Money, PaymentId, RefundId},
};
use palco_memory::{Conduct, ManualClock, MemoryStore, SimulatedGateway};
use palco_runtime::Processors;
use stage::{eventually, hurried};
use uuid::Uuid;

struct Till {
    store: Arc<MemoryStore>,
    clock: Arc<ManualClock>,
    gateway: SimulatedGateway,
    me: Acting,
}

fn payment_id(number: u32) -> PaymentId {
    PaymentId::derive(Uuid::from_u128(7), &number.to_string())
}

impl Till {
    fn new(conduct: Conduct) -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(ManualClock::at(instant("2026-11-23T12:00:00Z")));
        let gateway = SimulatedGateway::new(conduct, clock.clone() as Arc<dyn Clock>);
        let palco = Palco::over(store.clone()).with_clock(clock.clone());
        Self { store, clock, gateway, me: palco.acting(id(1), id(2)) }
    }

    fn processors(&self, gateway: &SimulatedGateway) -> Processors {
        Processors::over(self.store.clone())
            .with_clock(self.clock.clone())
            .tuned(hurried())
            .charge(Arc::new(gateway.clone()))
    }

    async fn send(&self, number: u32, command: impl Into<Command>) {
        self.me.send(payment_id(number).into(), command.into(), None).await.unwrap();
    }

    async fn charge_card(&self, number: u32) {
        let create = Create {
            amount: Money::from_minor(10_000, Currency::BRL).unwrap(),
            method: Method::Card { capture: CaptureMode::Automatic, attempts_max: None },
            reference: Reference {
                event_id: id(3),
                hold_id: None,
                lines: None,
                hold_expires_at: None,
            },
            installments: None,
            split: None,
            anomalies: Default::default(),
            description: None,
            metadata: None,
        };
        self.send(number, create).await;
        self.send(number, StartCard { token: CardToken::parse("tok_1").unwrap() }).await;
    }

    async fn refund(&self, number: u32) {
        let payment = self.payment(number).await;
        let Some(takings) = payment.books().takings().first() else { return };
        let asked = RequestRefund {
            refund_id: RefundId::derive(payment_id(number).as_uuid(), "one"),
            target: takings.target().clone(),
            amount: Money::from_minor(4_000, Currency::BRL).unwrap(),
            mode: Mode::ProRata {},
            reason: Label::parse("as agreed").unwrap(),
        };
        self.send(number, asked).await;
    }

    async fn payment(&self, number: u32) -> Payment {
        let state = self.me.state("payment", payment_id(number).into()).await.unwrap();
        let State::Payment(payment) = state else { panic!("{number} is no payment") };
        payment
    }

    /// What is known of all payments, in cents: what came in, and what went back.
    async fn known(&self, count: u32) -> (i64, i64) {
        let mut known = (0, 0);
        for number in 0..count {
            for of in self.payment(number).await.books().takings() {
                known.0 += of.amount().minor();
                known.1 += of.refunded().minor();
            }
        }
        known
    }

    /// What moved at the gateway.
    fn moved(&self) -> (i64, i64) {
        let moved = self.gateway.movements();
        let sum = |refunds: bool| {
            let of = moved.iter().filter(|moved| moved.is_refund == refunds);
            of.map(|moved| moved.amount.minor()).sum()
        };
        (sum(false), sum(true))
    }

    /// A process of its own that dies after so long, at whatever it is doing.
    fn process_that_dies(&self, after: Duration) {
        let processors = self.processors(&self.gateway);
        let (tell, died) = channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            let runtime = runtime.unwrap();
            runtime.block_on(async {
                let _running = processors.run().unwrap();
                tokio::time::sleep(after).await;
                // Its tasks are dropped where they stand: nobody gives a lease up.
                std::mem::forget(_running);
            });
            drop(runtime);
            tell.send(()).unwrap();
        });
        died.recv().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_die_charge_and_give_back_once() {
    let conduct = Conduct {
        unreached: 50,
        lost: 30,
        unanswered: 150,
        latency: 400,
        forgets_keys: true,
        ..Conduct::default()
    };
    let till = Till::new(conduct);
    let deaths = sized(10_u32, 60);
    for round in 0..deaths {
        for number in 0..5 {
            till.charge_card(round * 5 + number).await;
        }
        let pause = Duration::from_millis(40 + u64::from(round * 37 % 61));
        till.process_that_dies(pause);
        if let Some(before) = round.checked_sub(2) {
            for number in 0..5 {
                till.refund(before * 5 + number).await;
            }
        }
        // The leases of the dead lapse.
        till.store.pass(hurried().ttl);
    }
    let count = deaths * 5;
    let running = till.processors(&till.gateway).run().unwrap();
    let all = i64::from(count) * 10_000;
    eventually(|| async { till.known(count).await.0 == all }).await;
    for number in 0..count {
        till.refund(number).await;
    }
    let back = i64::from(count) * 4_000;
    eventually(|| async { till.known(count).await == (all, back) }).await;
    running.stop().await;
    assert_eq!(till.gateway.moved_twice(), []);
    assert_eq!(till.moved(), (all, back));
    assert_eq!(till.store.dead_letters(None).await.unwrap(), []);
    let (calls, queries) = till.gateway.calls_and_queries();
    proved(
        "processes that die while they charge",
        format_args!("{deaths} deaths, {calls} calls, {queries} queries, 0 twice, 0 forgotten"),
    );
}

#[tokio::test]
async fn while_the_gateway_is_away_nothing_is_parked() {
    let till = Till::new(Conduct::default());
    till.charge_card(1).await;
    let away = till.gateway.behaving(Conduct { unreached: 1_000, ..Conduct::default() });
    let running = till.processors(&away).run().unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    running.stop().await;
    assert_eq!(till.store.dead_letters(None).await.unwrap(), []);
    let running = till.processors(&till.gateway).run().unwrap();
    eventually(|| async { till.moved().0 == 10_000 }).await;
    running.stop().await;
}

#[tokio::test]
async fn what_nobody_can_act_on_is_parked_and_told_and_others_go_on() {
    let till = Till::new(Conduct::default());
    till.charge_card(1).await;
    let running = till.processors(&till.gateway).run().unwrap();
    eventually(|| async { !till.payment(1).await.books().takings().is_empty() }).await;
    running.stop().await;
    let takings = till.payment(1).await.books().takings().first().unwrap().target().clone();
    let target = serde_json::to_string(&takings).unwrap();
    till.gateway.tell(Fact {
        payment: Some(payment_id(1)),
        report: format!(
            r#"{{"type":"payment.report_dispute_opened","dispute_id":"dp_1","kind":"card",
                "target":{target},"stage":"dispute","at":"2026-11-23T12:00:01Z",
                "amount":{{"amount":"100.00","currency":"BRL"}}}}"#
        ),
    });
    for webhook in till.gateway.take_webhooks() {
        till.me.take_webhook(&till.gateway, webhook).await.unwrap();
    }
    let dispute_id = GatewayId::parse("dp_1").unwrap();
    let summary = Label::parse("they were there").unwrap();
    till.send(1, SubmitEvidence { dispute_id, summary }).await;
    let refusing = till.gateway.behaving(Conduct { refused: 1_000, ..Conduct::default() });
    let running = till.processors(&refusing).run().unwrap();
    let letters = || async { till.store.dead_letters(None).await.unwrap() };
    eventually(|| async { letters().await.len() == 1 }).await;
    running.stop().await;
    let reason = letters().await.first().unwrap().reason.clone();
    assert!(reason.contains("refused submit_evidence"), "{reason}");
    till.charge_card(2).await;
    let running = till.processors(&till.gateway).run().unwrap();
    eventually(|| async { till.moved().0 == 20_000 }).await;
    running.stop().await;
}
