//! Which call follows from which domain event, and what a refusal comes to.

use std::sync::Arc;

use palco::{
    application::{Due, Recorded, Trouble, due},
    contract::DomainEvent,
    payments::{
        payment::{self, Cancel, Command, SendCard, Status, SubmitEvidence, Void},
        pix::Qr,
    },
    ports::{Call, Fact, Position},
    values::{CaptureId, GatewayId, IdempotencyKey, Label, Money, Percent},
};
use palco_memory::Conduct;

use super::world::{World, automatic, brl, manual, payment_id, pix, txid};

/// What follows from the last domain event of that name, as the payment is now.
async fn asked(world: &World, number: u32, name: &str) -> Option<Due> {
    let Recorded { record, domain_event } = last(world, name).await;
    let DomainEvent::Payment(happened) = domain_event else { panic!("{name}") };
    due(&record, &happened, &world.payment(number).await)
}

async fn last(world: &World, name: &str) -> Recorded {
    let mut records = world.palco.feed(Position::START, 1_000).await.unwrap().records;
    records.retain(|of| of.record.event_type == name);
    records.pop().unwrap_or_else(|| panic!("no {name}"))
}

fn call(due: Option<Due>) -> Call {
    let Some(Due::Call(call)) = due else { panic!("{due:?}") };
    call
}

#[tokio::test]
async fn a_pix_charge_is_asked_for_until_it_is_issued_and_withdrawn_when_it_is_over() {
    let mut world = World::new(Conduct::default());
    world.begin(1, pix(), 5_000).await;
    let issue = call(asked(&world, 1, "payment.pix_charge_requested").await);
    let record = last(&world, "payment.pix_charge_requested").await.record;
    assert_eq!(issue.key(), IdempotencyKey::derive(record.event_id, "IssueCharge"));
    let Call::IssueCharge(of) = &issue else { panic!("{issue:?}") };
    assert_eq!((of.payment, &of.txid, of.amount), (payment_id(1), &txid(1), brl(5_000)));
    world.run(Arc::new(world.simulated.clone())).await;
    assert_eq!(asked(&world, 1, "payment.pix_charge_requested").await, None);
    world.send(1, Cancel {}).await.unwrap();
    let withdraw = call(asked(&world, 1, "payment.cancelled").await);
    assert_eq!(withdraw.name(), "cancel_charge");
    world.run(Arc::new(world.simulated.clone())).await;
    assert!(!world.simulated.pay(&txid(1)));
}

#[tokio::test]
async fn a_card_is_claimed_and_then_charged_under_the_attempts_own_capture() {
    let mut world = World::new(Conduct::default());
    world.begin(1, automatic(), 5_000).await;
    let claim = asked(&world, 1, "payment.card_started").await;
    assert_eq!(claim, Some(Due::Claim(Command::from(SendCard {}))));
    world.send(1, SendCard {}).await.unwrap();
    let authorize = call(asked(&world, 1, "payment.card_sent").await);
    let Call::Authorize(of) = &authorize else { panic!("{authorize:?}") };
    let capture_id = CaptureId::derive(payment_id(1).as_uuid(), "attempt 1");
    assert_eq!((of.attempt.get(), of.capture_id), (1, Some(capture_id)));
    world.run(Arc::new(world.simulated.clone())).await;
    assert_eq!(asked(&world, 1, "payment.card_sent").await, None);
    assert_eq!(world.simulated.movements().len(), 1);
}

#[tokio::test]
async fn what_is_cancelled_before_it_is_claimed_is_never_sent() {
    let mut world = World::new(Conduct::default());
    world.begin(1, automatic(), 5_000).await;
    world.send(1, Cancel {}).await.unwrap();
    world.run(Arc::new(world.simulated.clone())).await;
    assert_eq!(world.simulated.calls_and_queries(), (0, 0));
}

#[tokio::test]
async fn a_void_is_asked_for_until_it_is_done() {
    let mut world = World::new(Conduct::default());
    world.begin(1, manual(), 5_000).await;
    world.run(Arc::new(world.simulated.clone())).await;
    world.send(1, Void {}).await.unwrap();
    assert_eq!(call(asked(&world, 1, "payment.void_requested").await).name(), "void");
    world.run(Arc::new(world.simulated.clone())).await;
    assert_eq!(asked(&world, 1, "payment.void_requested").await, None);
}

/// The bank sets aside less than it was asked for, or after the payment was cancelled: nobody would ever
/// capture it, and the payer could not spend it.
#[tokio::test]
async fn what_is_set_aside_in_vain_is_given_up() {
    for (amount, cancelled) in [("40.00", false), ("50.00", true)] {
        let mut world = World::new(Conduct { late: 1_000, ..Conduct::default() });
        world.begin(1, manual(), 5_000).await;
        world.run(Arc::new(world.simulated.clone())).await;
        drop(world.simulated.take_webhooks());
        let mut facts = Vec::new();
        if cancelled {
            facts.push(
                r#"{"type":"payment.report_action_required","at":"2026-11-23T12:00:01Z"}"#
                    .to_owned(),
            );
        }
        facts.push(format!(
            r#"{{"type":"payment.report_authorized","amount":{{"amount":"{amount}","currency":"BRL"}},
            "valid_until":"2026-11-30T12:00:00Z","attempt":1,"at":"2026-11-23T12:00:02Z"}}"#
        ));
        for (place, report) in facts.into_iter().enumerate() {
            if cancelled && place == 1 {
                world.send(1, Cancel {}).await.unwrap();
            }
            world.simulated.tell(Fact { payment: Some(payment_id(1)), report });
            let webhooks = world.simulated.take_webhooks();
            world.deliver(&world.simulated, webhooks).await;
        }
        assert_eq!(call(asked(&world, 1, "payment.void_requested").await).name(), "void");
        let answering = world.simulated.behaving(Conduct::default());
        world.run(Arc::new(answering)).await;
        assert_eq!(world.payment(1).await.status(), Some(Status::Voided));
        assert_eq!(asked(&world, 1, "payment.void_requested").await, None);
        assert_eq!(asked(&world, 1, "payment.card_sent").await, None);
    }
}

#[tokio::test]
async fn a_refusal_is_told_once_and_the_money_is_available_again() {
    let mut world = World::new(Conduct::default());
    world.begin(1, automatic(), 5_000).await;
    world.run(Arc::new(world.simulated.clone())).await;
    world.give_back(1, "first", 5_000).await;
    let before = world.after;
    let refusing = world.simulated.behaving(Conduct { refused: 1_000, ..Conduct::default() });
    for _ in 0..3 {
        world.after = before;
        world.clock.advance(std::time::Duration::from_secs(1));
        world.run(Arc::new(refusing.clone())).await;
    }
    assert_eq!(world.counts().await["payment.refund_failed"], 1);
    let available = |of: &palco::payments::payment::Takings| of.available();
    let left: Vec<Money> = world.payment(1).await.books().takings().iter().map(available).collect();
    assert_eq!(left, [brl(5_000)]);
}

#[tokio::test]
async fn evidence_that_is_refused_is_not_passed_over() {
    let mut world = World::new(Conduct::default());
    world.begin(1, automatic(), 5_000).await;
    world.run(Arc::new(world.simulated.clone())).await;
    let capture_id = CaptureId::derive(payment_id(1).as_uuid(), "attempt 1");
    let opened = format!(
        r#"{{"type":"payment.report_dispute_opened","dispute_id":"dp_1","kind":"card",
            "target":{{"kind":"capture","capture_id":"{capture_id}"}},"stage":"dispute",
            "amount":{{"amount":"50.00","currency":"BRL"}},"at":"2026-11-23T12:00:01Z"}}"#
    );
    world.simulated.tell(Fact { payment: Some(payment_id(1)), report: opened });
    let webhooks = world.simulated.take_webhooks();
    assert_eq!(world.deliver(&world.simulated, webhooks).await, 0);
    let dispute_id = GatewayId::parse("dp_1").unwrap();
    let summary = Label::parse("they were there").unwrap();
    world.send(1, SubmitEvidence { dispute_id, summary }).await.unwrap();
    let submitted = last(&world, "payment.evidence_submitted").await;
    let refusing = world.simulated.behaving(Conduct { refused: 1_000, ..Conduct::default() });
    let stuck = world.charging(Arc::new(refusing)).handle(&submitted).await;
    assert!(matches!(stuck, Err(Trouble::Stuck { .. })), "{stuck:?}");
    let charging = world.charging(Arc::new(world.simulated.clone()));
    charging.handle(&submitted).await.unwrap();
}

#[tokio::test]
async fn a_simulated_charge_can_be_drawn_and_its_pix_comes_less_a_fee() {
    for (percent, expected) in [("0", None), ("1", Some(150)), ("0.01", Some(1)), ("0.001", None)] {
        let pix_fee = Percent::parse(percent).unwrap();
        let mut world = World::new(Conduct { pix_fee, ..Conduct::default() });
        world.begin(1, pix(), 14_980).await;
        world.run(Arc::new(world.simulated.clone())).await;
        let happened = last(&world, "payment.pix_charge_issued").await.domain_event;
        let DomainEvent::Payment(payment::DomainEvent::PixChargeIssued(issued)) = happened else {
            panic!("{happened:?}");
        };
        assert!(Qr::of(issued.code.as_str()).is_ok(), "{}", issued.code.as_str());
        assert!(world.simulated.pay(&txid(1)));
        let webhooks = world.simulated.take_webhooks();
        world.deliver(&world.simulated, webhooks).await;
        let happened = last(&world, "payment.pix_captured").await.domain_event;
        let DomainEvent::Payment(payment::DomainEvent::PixCaptured(captured)) = happened else {
            panic!("{happened:?}");
        };
        assert_eq!(captured.fee.map(Money::minor), expected, "{percent}");
    }
}
