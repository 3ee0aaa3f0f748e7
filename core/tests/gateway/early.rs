//! What is told before the money that it is about: it has no place then, and is not lost.

use std::sync::Arc;

use palco::{
    payments::payment::{Method, StartCard, Status, Takings},
    ports::{Fact, Position},
    values::{CardToken, Money},
};
use palco_memory::Conduct;
use uuid::Uuid;

use super::world::{World, automatic, manual, payment_id, pix};

const AT: &str = r#""at":"2026-11-23T12:00:01Z""#;

fn brl(amount: &str) -> String {
    format!(r#"{{"amount":"{amount}","currency":"BRL"}}"#)
}

/// 100.00 that came, 40.00 of it that went back, and 30.00 of it that are disputed.
fn facts(method: Method) -> [String; 3] {
    let (e2eid, capture_id) = ("E1234567820261123120000000000001", Uuid::from_u128(77));
    let (came, known_by, target, rtr_id) = match method {
        Method::Pix { .. } => (
            "pix_received",
            format!(r#""e2eid":"{e2eid}""#),
            "pix",
            r#""rtr_id":"D1234567820261123120000000000001","#,
        ),
        Method::Card { .. } => {
            ("captured", format!(r#""capture_id":"{capture_id}""#), "capture", "")
        }
    };
    let target = format!(r#""target":{{"kind":"{target}",{known_by}}}"#);
    [
        format!(r#"{{"type":"payment.report_{came}",{known_by},"amount":{},{AT}}}"#, brl("100.00")),
        format!(
            r#"{{"type":"payment.report_refund_settled","refund_id":"{}",{target},{rtr_id}
            "amount":{},{AT}}}"#,
            Uuid::from_u128(78),
            brl("40.00")
        ),
        format!(
            r#"{{"type":"payment.report_dispute_opened","dispute_id":"dp_1",{target},
            "kind":"card","stage":"dispute","amount":{},{AT}}}"#,
            brl("30.00")
        ),
    ]
}

async fn tell(world: &World, payment: Option<u32>, report: &str) -> bool {
    let report = report.to_owned();
    world.simulated.tell(Fact { payment: payment.map(payment_id), report });
    let webhook = world.simulated.take_webhooks().remove(0);
    let answers = world.me.take_webhook(&world.simulated, webhook).await.unwrap();
    answers.iter().all(|answer| answer.repeated)
}

async fn names(world: &World) -> Vec<&'static str> {
    let records = world.palco.feed(Position::START, 1_000).await.unwrap().records;
    records.iter().map(|of| of.domain_event.wire_name()).collect()
}

fn figures(takings: &[Takings]) -> Vec<[i64; 4]> {
    let of = |of: &Takings| {
        [of.amount(), of.available(), of.refunded(), of.dispute_held()].map(Money::minor)
    };
    takings.iter().map(of).collect()
}

#[tokio::test]
async fn what_is_told_before_its_money_takes_effect_when_it_is_told_again() {
    for method in [pix(), automatic()] {
        let facts = facts(method);
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let world = World::new(Conduct::default());
            world.begin(1, method, 10_000).await;
            for place in order.into_iter().chain(order) {
                tell(&world, Some(1), &facts[place]).await;
            }
            let told = names(&world).await;
            for place in order {
                assert!(tell(&world, Some(1), &facts[place]).await, "{method:?} {order:?}");
            }
            let payment = world.payment(1).await;
            let found = figures(payment.books().takings());
            assert_eq!(found, [[10_000, 3_000, 4_000, 3_000]], "{method:?} {order:?}");
            assert_eq!(names(&world).await, told, "the third time nothing is recorded");
            let noted = told.iter().filter(|name| **name == "payment.unexpected_fact").count();
            let early = order.iter().take_while(|place| **place != 0).count();
            assert_eq!(noted, early, "each is noted once: {told:?}");
        }
    }
}

/// The same of a Pix that names no payment.
#[tokio::test]
async fn so_it_is_of_money_that_is_nobodys() {
    let world = World::new(Conduct::default());
    let [pix, refund, _] = facts(pix());
    for report in [&refund, &refund, &pix, &refund, &refund] {
        tell(&world, None, report).await;
    }
    let expected =
        ["payment.unmatched_fact", "payment.unmatched_pix", "payment.external_refund_settled"];
    assert_eq!(names(&world).await, expected);
}

/// While it has no place, what is told again is answered as it was.
#[tokio::test]
async fn what_still_has_no_place_gets_the_first_answer_again() {
    let world = World::new(Conduct::default());
    world.begin(1, pix(), 10_000).await;
    let [_, refund, _] = facts(pix());
    assert!(!tell(&world, Some(1), &refund).await);
    let told = names(&world).await;
    for _ in 0..3 {
        assert!(tell(&world, Some(1), &refund).await);
    }
    assert_eq!(names(&world).await, told);
}

/// A refusal that names no attempt, and had no place because the attempt was over, is not of the next one.
#[tokio::test]
async fn old_news_of_a_card_is_not_judged_anew() {
    let mut world = World::new(Conduct::default());
    world.begin(1, manual(), 5_000).await;
    let refusing = world.simulated.behaving(Conduct { refused: 1_000, ..Conduct::default() });
    world.run(Arc::new(refusing)).await;
    let declined = r#"{"type":"payment.report_declined","code":"51","at":"2026-11-23T12:00:05Z"}"#;
    tell(&world, Some(1), declined).await;
    world.send(1, StartCard { token: CardToken::parse("tok_2").unwrap() }).await.unwrap();
    assert!(tell(&world, Some(1), declined).await);
    assert_eq!(world.payment(1).await.status(), Some(Status::Processing));
}
