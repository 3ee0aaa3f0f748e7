//! Payments that do not cover what their hold costs: they sell nothing, and go back once nothing more can
//! come.

use palco::{contract::DomainEvent, payments::payment::DomainEvent as Happened};
use uuid::Uuid;

use super::{A, A_HELD, ANA, B_HELD, BIA, EVENT, Says, Stage, confirm, refund};

/// How many places are sold, and how many refunds were asked for.
async fn figures(stage: &Stage) -> (u64, usize) {
    (stage.sold().await, stage.count("payment.refund_requested").await)
}

/// Ana pays for her hold by a card that is captured in parts.
async fn in_parts(amount: &'static str, lines: bool) -> Stage {
    let stage = Stage::with_places(1).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay_by_card(ANA, A, A_HELD, Says { amount, lines, ..Says::default() }).await;
    stage
}

/// Told by the gateway, without more than its time.
async fn reported(stage: &Stage, fact: &str) {
    let json = format!(r#"{{"type":"payment.report_{fact}","at":"2026-11-23T11:56:00Z"}}"#);
    stage.must(super::stage::GATEWAY, Uuid::from_u128(A), &json).await;
}

#[tokio::test]
async fn what_costs_more_than_was_paid_is_not_sold_and_the_money_goes_back() {
    for lines in [true, false] {
        let stage = Stage::with_places(1).await;
        stage.hold(ANA, A_HELD).await;
        stage.pay(ANA, A, A_HELD, Says { amount: "119.99", lines, ..Says::default() }).await;
        stage.received(A, 1, "119.99", "11:54:58").await;
        for _ in 0..2 {
            stage.react().await;
            assert_eq!(figures(&stage).await, (0, 1), "lines: {lines}");
            assert_eq!(stage.left(A).await, ["BRL 0.00", "BRL 119.99"]);
        }
        let records = stage.records().await;
        let why = records.iter().find_map(|happened| {
            let DomainEvent::Payment(Happened::RefundRequested(back)) = happened else {
                return None;
            };
            back.reason.clone()
        });
        assert_eq!(why.unwrap().as_str(), "less was paid than the places cost");
    }
}

#[tokio::test]
async fn what_was_given_back_before_buys_nothing() {
    let stage = Stage::with_places(1).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, Says::default()).await;
    stage.received(A, 1, "120.00", "11:54:58").await;
    stage.must(1, Uuid::from_u128(A), &refund(900, "0.01")).await;
    stage.react().await;
    assert_eq!(figures(&stage).await, (0, 2));
    assert_eq!(stage.left(A).await, ["BRL 0.00", "BRL 120.00"]);
}

#[tokio::test]
async fn what_was_given_back_in_full_has_nothing_left_to_give() {
    for lines in [true, false] {
        let stage = Stage::with_places(1).await;
        stage.hold(ANA, A_HELD).await;
        stage.pay(ANA, A, A_HELD, Says { lines, ..Says::default() }).await;
        stage.received(A, 1, "120.00", "11:54:58").await;
        stage.must(1, Uuid::from_u128(A), &refund(900, "120.00")).await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (0, 1));
    }
}

#[tokio::test]
async fn a_part_waits_for_the_rest() {
    for lines in [true, false] {
        let stage = in_parts("120.00", lines).await;
        stage.captured(A, 20, "60.00").await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (0, 0), "lines: {lines}");
        stage.captured(A, 21, "60.00").await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (1, 0), "lines: {lines}");
    }
}

#[tokio::test]
async fn a_part_goes_back_when_the_rest_is_given_up() {
    for (end, lines) in [("voided", true), ("authorization_lapsed", true), ("voided", false)] {
        let stage = in_parts("120.00", lines).await;
        stage.captured(A, 20, "60.00").await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (0, 0));
        reported(&stage, end).await;
        for _ in 0..2 {
            stage.react().await;
            assert_eq!(figures(&stage).await, (0, 1), "{end}, lines: {lines}");
            assert_eq!(stage.left(A).await, ["BRL 0.00", "BRL 60.00"]);
        }
    }
}

#[tokio::test]
async fn of_a_card_that_was_not_captured_nothing_follows() {
    let stage = in_parts("120.00", true).await;
    let authorized = format!(
        r#"{{"type":"payment.report_authorized","amount":{},"valid_until":"2026-11-30T12:00:00Z",
        "at":"2026-11-23T11:55:00Z"}}"#,
        super::stage::brl("120.00")
    );
    stage.must(super::stage::GATEWAY, Uuid::from_u128(A), &authorized).await;
    reported(&stage, "voided").await;
    stage.react().await;
    assert_eq!(figures(&stage).await, (0, 0));
}

/// Ana's places are given back in part before the last of her money comes in: they are hers all the same.
#[tokio::test]
async fn what_was_sold_before_is_not_paid_back() {
    for lines in [true, false] {
        let stage = in_parts("150.00", lines).await;
        stage.captured(A, 20, "120.00").await;
        stage.react().await;
        let part = refund(900, "60.00");
        let part = part.replace(
            &format!(r#""kind":"pix","e2eid":"{}""#, super::e2eid(1)),
            &format!(r#""kind":"capture","capture_id":"{}""#, Uuid::from_u128(20)),
        );
        stage.must(1, Uuid::from_u128(A), &part).await;
        stage.captured(A, 21, "30.00").await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (1, 1), "lines: {lines}");
    }
}

/// A host that confirms a hold by hand took what was paid for enough.
#[tokio::test]
async fn what_was_confirmed_by_hand_is_not_paid_back() {
    for lines in [true, false] {
        let stage = Stage::with_places(1).await;
        stage.hold(ANA, A_HELD).await;
        stage.must(1, EVENT, &confirm(A_HELD)).await;
        stage.pay(ANA, A, A_HELD, Says { amount: "100.00", lines, ..Says::default() }).await;
        stage.received(A, 1, "100.00", "11:54:58").await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (1, 0), "lines: {lines}");
    }
}

/// Each capture goes back: what covered the hold when it was lost, and what came in afterwards.
#[tokio::test]
async fn what_comes_in_after_the_hold_was_lost_goes_back_too() {
    let stage = in_parts("150.00", true).await;
    stage.at("12:00:05");
    stage.hold(BIA, B_HELD).await;
    stage.must(BIA, EVENT, &confirm(B_HELD)).await;
    for (capture, amount, backs) in [(20, "120.00", 1), (21, "30.00", 2)] {
        stage.captured(A, capture, amount).await;
        stage.react().await;
        assert_eq!(figures(&stage).await, (1, backs));
    }
    let books = stage.payment(A).await.books().clone();
    assert_eq!((books.available(), books.takings().len()), (0, 2));
}
