//! One event with few places, buyers, and a gateway that reports.

use std::sync::Arc;

use palco::{
    application::{Acting, Answer, Dispatcher, Error, Palco},
    contract::{Command, DomainEvent, State, read_command},
    payments::payment::Payment,
    ports::Position,
    testing::{id, instant},
    values::{ActorId, CommandId},
};
use palco_memory::{ManualClock, MemoryStore};
use uuid::Uuid;

pub(crate) const EVENT: Uuid = Uuid::from_u128(3);
pub(crate) const ANA: u64 = 7;
pub(crate) const BIA: u64 = 8;
/// Who reports is not who buys.
pub(crate) const GATEWAY: u64 = 99;

pub(crate) struct Stage {
    pub(crate) store: Arc<MemoryStore>,
    clock: Arc<ManualClock>,
    palco: Palco,
}

impl Stage {
    /// At noon, with so many places at 120.00 on sale.
    pub(crate) async fn with_places(places: u32) -> Self {
        let clock = Arc::new(ManualClock::at(instant("2026-11-23T11:50:00Z")));
        let store = Arc::new(MemoryStore::default());
        let palco = Palco::over(store.clone()).with_clock(clock.clone());
        let stage = Self { store, clock, palco };
        stage.must(1, EVENT, DRAFT).await;
        stage.must(1, EVENT, r#"{"type":"event.publish"}"#).await;
        stage.must(1, EVENT, &open(places)).await;
        stage
    }

    pub(crate) fn over(self, dispatcher: Arc<dyn Dispatcher>) -> Self {
        Self { palco: self.palco.with_dispatcher(dispatcher), ..self }
    }

    pub(crate) fn at(&self, time: &str) {
        self.clock.set(instant(&format!("2026-11-23T{time}Z")));
    }

    fn acting(&self, actor: u64) -> Acting {
        self.palco.acting(id(1), id(actor))
    }

    pub(crate) async fn send(&self, actor: u64, of: Uuid, json: &str) -> Result<Answer, Error> {
        self.acting(actor).send(of, command(json), None).await
    }

    pub(crate) async fn must(&self, actor: u64, of: Uuid, json: &str) {
        let sent = self.send(actor, of, json).await;
        assert!(sent.is_ok(), "{json}: {sent:?}");
    }

    /// A buyer holds one place for ten minutes.
    pub(crate) async fn hold(&self, buyer: u64, hold: u128) {
        let hold = Uuid::from_u128(hold);
        let json = format!(
            r#"{{"type":"box_office.hold_tickets","hold_id":"{hold}","ttl_seconds":600,
            "lines":[{{"ticket_type":"floor","quantity":1}}]}}"#
        );
        self.must(buyer, EVENT, &json).await;
    }

    /// A payment by Pix for a hold, until noon.
    pub(crate) async fn pay(&self, buyer: u64, payment: u128, hold: u128, says: Says) {
        let payment = self.create(buyer, payment, hold, r#"{"kind":"pix"}"#, says).await;
        let expires =
            r#"{"type":"payment.request_pix_charge","expires_at":"2026-11-23T12:00:00Z"}"#;
        self.must(buyer, payment, expires).await;
        let issued = format!(
            r#"{{"type":"payment.report_pix_charge_issued","txid":"{}","code":"{CODE}",
            "at":"2026-11-23T11:51:00Z"}}"#,
            payment.simple()
        );
        self.must(GATEWAY, payment, &issued).await;
    }

    /// A payment for a hold by a card, which is being charged in parts.
    pub(crate) async fn pay_by_card(&self, buyer: u64, payment: u128, hold: u128, says: Says) {
        let manual = r#"{"kind":"card","capture":"manual"}"#;
        let payment = self.create(buyer, payment, hold, manual, says).await;
        self.must(buyer, payment, r#"{"type":"payment.start_card","token":"tok_1"}"#).await;
    }

    async fn create(
        &self,
        buyer: u64,
        payment: u128,
        hold: u128,
        method: &str,
        says: Says,
    ) -> Uuid {
        let (payment, hold) = (Uuid::from_u128(payment), Uuid::from_u128(hold));
        let lines = if says.lines { LINES } else { "" };
        let json = format!(
            r#"{{"type":"payment.create","amount":{},"method":{method},
            "anomalies":{{"late":"{}"}},
            "reference":{{"event_id":"{EVENT}","hold_id":"{hold}"{lines},
                "hold_expires_at":"2026-11-23T12:00:00Z"}}}}"#,
            brl(says.amount),
            says.late,
        );
        self.must(buyer, payment, &json).await;
        payment
    }

    /// The gateway says that a part was taken from the card.
    pub(crate) async fn captured(&self, payment: u128, capture: u128, amount: &str) {
        let (payment, capture) = (Uuid::from_u128(payment), Uuid::from_u128(capture));
        let json = format!(
            r#"{{"type":"payment.report_captured","capture_id":"{capture}","amount":{},
            "at":"2026-11-23T11:55:00Z"}}"#,
            brl(amount)
        );
        self.must(GATEWAY, payment, &json).await;
    }

    /// What is left of a payment's first capture or Pix, and what of it is on its way back.
    pub(crate) async fn left(&self, payment: u128) -> [String; 2] {
        let takings = self.payment(payment).await.books().takings()[0].clone();
        [takings.available().to_string(), takings.refund_pending().to_string()]
    }

    /// The gateway says that a Pix came, settled at that time.
    pub(crate) async fn received(&self, payment: u128, pix: u32, amount: &str, at: &str) {
        let payment = Uuid::from_u128(payment);
        let json = format!(
            r#"{{"type":"payment.report_pix_received","e2eid":"{}","amount":{},
            "txid":"{}","at":"2026-11-23T{at}Z"}}"#,
            e2eid(pix),
            brl(amount),
            payment.simple()
        );
        self.must(GATEWAY, payment, &json).await;
    }

    /// The reactions to all that was recorded, from the start: what was done is done again.
    pub(crate) async fn react(&self) {
        let mut at = Position::START;
        loop {
            let next = self.palco.react(at).await.unwrap().next;
            if next == at {
                return;
            }
            at = next;
        }
    }

    /// The names of all that was recorded since the box office was opened.
    pub(crate) async fn said(&self) -> Vec<&'static str> {
        self.records().await.iter().map(DomainEvent::wire_name).skip(3).collect()
    }

    pub(crate) async fn records(&self) -> Vec<DomainEvent> {
        let records = self.palco.feed(Position::START, 1_000).await.unwrap().records;
        records.into_iter().map(|of| of.domain_event).collect()
    }

    pub(crate) async fn count(&self, name: &str) -> usize {
        self.said().await.iter().filter(|said| **said == name).count()
    }

    pub(crate) async fn sold(&self) -> u64 {
        let uses = self.acting(ANA).tickets().quota_uses(id(3)).await.unwrap();
        uses[0].sold
    }

    pub(crate) async fn payment(&self, payment: u128) -> Payment {
        let state = self.acting(ANA).state("payment", Uuid::from_u128(payment)).await.unwrap();
        let State::Payment(payment) = state else { panic!("a payment") };
        payment
    }
}

/// What a payment says beside its hold.
#[derive(Clone, Copy)]
pub(crate) struct Says {
    pub(crate) amount: &'static str,
    pub(crate) late: &'static str,
    pub(crate) lines: bool,
}

impl Default for Says {
    fn default() -> Self {
        Self { amount: "120.00", late: "auto_refund", lines: true }
    }
}

pub(crate) fn command(json: &str) -> Command {
    read_command(json).unwrap_or_else(|invalid| panic!("{json}: {invalid}"))
}

pub(crate) fn e2eid(pix: u32) -> String {
    format!("E1234567820261123{pix:015}")
}

pub(crate) fn brl(amount: &str) -> String {
    format!(r#"{{"amount":"{amount}","currency":"BRL"}}"#)
}

pub(crate) fn confirm(hold: u128) -> String {
    let hold = Uuid::from_u128(hold);
    format!(r#"{{"type":"box_office.confirm_hold","hold_id":"{hold}"{LINES}}}"#)
}

/// One place of a hold that was sold comes back.
pub(crate) fn give_place_back(of_return: u128, hold: u128) -> String {
    let (of_return, hold) = (Uuid::from_u128(of_return), Uuid::from_u128(hold));
    format!(
        r#"{{"type":"box_office.return_places","return_id":"{of_return}","hold_id":"{hold}",
        "lines":[{{"ticket_type":"floor","quantity":1}}]}}"#
    )
}

pub(crate) fn actor(of: u64) -> ActorId {
    id(of)
}

pub(crate) fn command_id(of: u64) -> CommandId {
    id(of)
}

const LINES: &str = r#","lines":[{"ticket_type":"floor","quantity":1,
    "unit_price":{"amount":"120.00","currency":"BRL"}}]"#;

/// The example of a dynamic code in the manual of the Banco Central.
const CODE: &str = concat!(
    "00020101021226700014br.gov.bcb.pix2548pix.example.com/8b3da2f39a4140d1a91abd93113b",
    "d4415204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***630464E4",
);

const DRAFT: &str = r#"{"type":"event.draft","name":"Noite","place":{"kind":"online"},
    "timezone":"America/Sao_Paulo","doors_at":"2026-12-01T21:00:00Z",
    "starts_at":"2026-12-01T22:00:00Z","ends_at":"2026-12-02T02:00:00Z","capacity":100}"#;

fn open(places: u32) -> String {
    format!(
        r#"{{"type":"box_office.open","currency":"BRL",
        "quotas":[{{"quota":"hall","size":{places},"outermost":true}}],
        "ticket_types":[{{"ticket_type":"floor","quotas":["hall"],"terms":{{"name":"Pista",
            "price":{{"amount":"120.00","currency":"BRL"}}}}}}]}}"#
    )
}
