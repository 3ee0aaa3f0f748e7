//! What comes in by webhook: who is believed, what is kept, and what is not.

use async_trait::async_trait;
use palco::{
    application::{Error, IncomingWebhook, SigningKey},
    contract::DomainEvent,
    payments::payment::{self, RequestRefund, StartCard, Target},
    payments::split::Mode,
    ports::{
        Call, Fact, GatewayError, Inquiry, Listed, NotVerified, PaymentGateway, Position, Webhook,
    },
    values::{CardToken, EndToEndId, Label, Period, TenantId},
};
use palco_memory::Conduct;
use std::{sync::Arc, time::Duration};

use super::world::{World, automatic, brl, payment_id, pix, refund_id};

const E2EID: &str = "E00000000202611231200abcdefghijk";

fn received(amount: &str) -> String {
    format!(
        r#"{{"type":"payment.report_pix_received","e2eid":"{E2EID}",
            "amount":{{"amount":"{amount}","currency":"BRL"}},"at":"2026-11-23T12:00:00Z"}}"#
    )
}

async fn names(world: &World) -> Vec<&'static str> {
    let records = world.palco.feed(Position::START, 1_000).await.unwrap().records;
    records.iter().map(|of| of.domain_event.wire_name()).collect()
}

/// Tells it by a webhook, five times.
async fn tell(world: &World, payment: Option<u32>, report: String) -> Vec<Result<(), Error>> {
    world.simulated.tell(Fact { payment: payment.map(payment_id), report });
    let webhook = world.simulated.take_webhooks().remove(0);
    let mut answers = Vec::new();
    for _ in 0..5 {
        let taken = world.me.take_webhook(&world.simulated, webhook.clone()).await;
        answers.push(taken.map(|_| ()));
    }
    answers
}

#[tokio::test]
async fn what_names_no_payment_is_kept_once_and_can_go_back() {
    let world = World::new(Conduct::default());
    assert!(tell(&world, None, received("50.00")).await.iter().all(Result::is_ok));
    assert_eq!(names(&world).await, ["payment.unmatched_pix"]);
    let records = world.palco.feed(Position::START, 10).await.unwrap().records;
    let stream = records[0].record.stream.clone();
    let asked = RequestRefund {
        refund_id: refund_id(0, "back"),
        target: Target::Pix { e2eid: EndToEndId::parse(E2EID).unwrap() },
        amount: brl(5_000),
        mode: Mode::ProRata {},
        reason: Label::parse("nobody's").unwrap(),
    };
    world.me.send(stream.id, payment::Command::from(asked), None).await.unwrap();

    let declined = r#"{"type":"payment.report_declined","code":"no","at":"2026-11-23T12:00:00Z"}"#;
    assert!(tell(&world, Some(9), declined.to_owned()).await.iter().all(Result::is_ok));
    let names = names(&world).await;
    assert_eq!(names[2..], ["payment.unmatched_fact"], "a payment that nobody made");
}

#[tokio::test]
async fn the_same_with_another_amount_is_a_conflict_that_is_told() {
    let mut world = World::new(Conduct::default());
    world.begin(1, pix(), 5_000).await;
    world.run(Arc::new(world.simulated.clone())).await;
    drop(world.simulated.take_webhooks());
    assert!(tell(&world, Some(1), received("50.00")).await.iter().all(Result::is_ok));
    assert!(tell(&world, Some(1), received("60.00")).await.iter().all(Result::is_ok));
    let names = names(&world).await;
    assert_eq!(names[3..], ["payment.pix_captured", "payment.conflicting_fact"]);
}

#[tokio::test]
async fn a_forged_webhook_is_refused_and_leaves_nothing() {
    let world = World::new(Conduct::default());
    world.simulated.tell(Fact { payment: None, report: received("50.00") });
    let genuine = world.simulated.take_webhooks().remove(0);
    let mut altered = genuine.clone();
    altered.body = String::from_utf8(altered.body).unwrap().replace("50.00", "90.00").into();
    let unsigned = IncomingWebhook { headers: Vec::new(), ..genuine.clone() };
    for forged in [altered, unsigned] {
        let refused = world.me.take_webhook(&world.simulated, forged).await.unwrap_err();
        assert_eq!(refused.code(), "gateway.webhook_forged");
    }
    world.clock.advance(Duration::from_secs(301));
    let late = world.me.take_webhook(&world.simulated, genuine).await.unwrap_err();
    assert_eq!(late.code(), "gateway.webhook_forged");
    assert!(names(&world).await.is_empty());
}

#[tokio::test]
async fn the_key_before_is_taken_for_an_hour() {
    let world = World::new(Conduct::default());
    let signed = || {
        world.simulated.tell(Fact { payment: None, report: received("50.00") });
        world.simulated.take_webhooks().remove(0)
    };
    let old = signed();
    world.simulated.rotate_key(SigningKey::new("another").unwrap());
    world.me.take_webhook(&world.simulated, old).await.unwrap();
    world.me.take_webhook(&world.simulated, signed()).await.unwrap();
}

#[tokio::test]
async fn a_card_number_is_masked_and_the_news_kept() {
    let leaky = Conduct { declined: 1_000, leaks_card_numbers: true, ..Conduct::default() };
    let mut world = World::new(Conduct { late: 1_000, ..leaky });
    world.begin(1, automatic(), 5_000).await;
    world.run(Arc::new(world.simulated.clone())).await;
    for webhook in world.simulated.take_webhooks() {
        assert!(!format!("{webhook:?}").contains("4111"));
        world.me.take_webhook(&world.simulated, webhook).await.unwrap();
    }
    let records = world.palco.feed(Position::START, 100).await.unwrap().records;
    assert!(records.iter().all(|of| !of.record.data.contains("4111")));
    let last = &records.last().unwrap().domain_event;
    let DomainEvent::Payment(payment::DomainEvent::Declined(declined)) = last else {
        panic!("{last:?}");
    };
    assert_eq!(declined.code.as_str(), "card **** **** **** **** declined");
    let token = CardToken::parse("tok_2").unwrap();
    world.send(1, StartCard { token }).await.unwrap();
}

#[tokio::test]
async fn what_is_no_report_is_refused_as_a_whole_and_not_repeated() {
    let world = World::new(Conduct { batched: 1_000, ..Conduct::default() });
    for (name, report, path) in [
        ("no JSON", "4111111111111111", "facts[1].report.$"),
        ("no report", r#"{"type":"payment.cancel"}"#, "facts[1].report.type"),
        ("another room", r#"{"type":"event.publish"}"#, "facts[1].report.type"),
        ("a field too many", r#"{"type":"payment.report_voided","at":1}"#, "facts[1].report.at"),
    ] {
        world.simulated.tell(Fact { payment: None, report: received("50.00") });
        let refused = tell(&world, None, report.to_owned()).await.remove(0).unwrap_err();
        let Error::Invalid(invalid) = &refused else { panic!("{name}: {refused:?}") };
        assert_eq!(invalid.path, path, "{name}");
        assert!(!refused.to_string().contains("4111"), "{name}");
    }
    assert!(names(&world).await.is_empty());
}

/// Cannot be asked now.
#[derive(Debug)]
struct Away;

#[async_trait]
impl PaymentGateway for Away {
    fn name(&self) -> &str {
        "away"
    }

    async fn make(&self, _call: &Call) -> Result<Vec<Fact>, GatewayError> {
        Err(GatewayError::not_supported())
    }

    async fn query(&self, _call: &Call) -> Result<Inquiry, GatewayError> {
        Err(GatewayError::Failed { reason: "away".to_owned() })
    }

    async fn list(
        &self,
        _tenant: TenantId,
        _period: Period,
        _after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        Err(GatewayError::Failed { reason: "away".to_owned() })
    }

    async fn verify(&self, _webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        Err(NotVerified::Unavailable { reason: "away".to_owned() })
    }
}

/// Names the card whenever it says no.
#[derive(Debug)]
struct Gossip;

const CARD: &str = "no to 4111-1111-1111-1111";

#[async_trait]
impl PaymentGateway for Gossip {
    fn name(&self) -> &str {
        "gossip"
    }

    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        match call.name() {
            "submit_evidence" => Err(GatewayError::Refused { code: Label::parse(CARD).unwrap() }),
            _ => Err(GatewayError::Failed { reason: CARD.to_owned() }),
        }
    }

    async fn query(&self, call: &Call) -> Result<Inquiry, GatewayError> {
        match call.name() {
            "refund" => Err(GatewayError::Refused { code: Label::parse(CARD).unwrap() }),
            _ => Err(GatewayError::Unknown { reason: CARD.to_owned() }),
        }
    }

    async fn list(
        &self,
        _tenant: TenantId,
        _period: Period,
        _after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        Err(GatewayError::Failed { reason: CARD.to_owned() })
    }

    async fn verify(&self, _webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        Err(NotVerified::Unavailable { reason: CARD.to_owned() })
    }
}

/// It ends in the logs, and with the streams that are parked.
#[tokio::test]
async fn what_a_gateway_says_of_a_failure_has_no_card_number() {
    let mut world = World::new(Conduct::default());
    world.begin(1, automatic(), 5_000).await;
    world.run(Arc::new(world.simulated.clone())).await;
    let target = world.payment(1).await.books().takings()[0].target().clone();
    let opened = format!(
        r#"{{"type":"payment.report_dispute_opened","dispute_id":"dp_1","kind":"card",
            "target":{},"stage":"dispute","amount":{{"amount":"10.00","currency":"BRL"}},
            "at":"2026-11-23T12:00:01Z"}}"#,
        serde_json::to_string(&target).unwrap()
    );
    tell(&world, Some(1), opened).await;
    let (dispute_id, summary) = ("dp_1".parse().unwrap(), "they came".parse().unwrap());
    world.send(1, payment::SubmitEvidence { dispute_id, summary }).await.unwrap();
    world.give_back(1, "back", 1_000).await;

    // Claimed first, then called, then asked after.
    let charging = world.charging(Arc::new(Gossip));
    let mut said = Vec::new();
    for _ in 0..3 {
        for of in world.palco.feed(Position::START, 1_000).await.unwrap().records {
            if let Err(trouble) = charging.handle(&of).await {
                said.push((of.record.event_type.to_string(), format!("{trouble:?}")));
            }
        }
    }
    let of =
        |name: &str, kind: &str| said.iter().any(|(of, said)| of == name && said.starts_with(kind));
    assert!(of("payment.evidence_submitted", "Stuck"), "{said:?}");
    assert!(of("payment.refund_sent", "Later") && of("payment.refund_sent", "Stuck"), "{said:?}");
    let webhook = IncomingWebhook { body: Vec::new(), headers: Vec::new(), peer_verified: true };
    let failed = world.me.take_webhook(&Gossip, webhook).await.unwrap_err();
    said.push(("a webhook".to_owned(), format!("{failed:?}")));
    let day = palco::testing::instant("2026-11-23T00:00:00Z");
    let period = Period::new(day, day.saturating_add_minutes(1)).unwrap();
    let failed = world.me.take_listed(&Gossip, period).await.unwrap_err();
    said.push(("the list".to_owned(), format!("{failed:?}")));
    for (of, said) in said {
        assert!(!said.contains("4111"), "{of}: {said}");
    }
}

#[tokio::test]
async fn what_cannot_be_confirmed_now_is_to_come_again() {
    let world = World::new(Conduct::default());
    let webhook = IncomingWebhook { body: Vec::new(), headers: Vec::new(), peer_verified: true };
    let failed = world.me.take_webhook(&Away, webhook).await.unwrap_err();
    assert_eq!(failed.code(), "gateway.unavailable");
    let day = palco::testing::instant("2026-11-23T00:00:00Z");
    let period = Period::new(day, day.saturating_add_minutes(1)).unwrap();
    let failed = world.me.take_listed(&Away, period).await.unwrap_err();
    assert_eq!(failed.code(), "gateway.unavailable");
}
