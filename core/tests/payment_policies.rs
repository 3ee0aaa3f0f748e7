//! What a payment does to the box office: what was paid is sold, or goes back, and never both.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "payment_policies/called_off.rs"]
mod called_off;
#[path = "payment_policies/meddling.rs"]
mod meddling;
#[path = "payment_policies/short.rs"]
mod short;
#[path = "payment_policies/stage.rs"]
mod stage;
#[path = "payment_policies/twice.rs"]
mod twice;

use palco::{
    contract::DomainEvent,
    payments::payment::{DomainEvent as Happened, Status},
    ticketing::box_office,
};
use stage::{ANA, BIA, EVENT, Says, Stage, confirm, e2eid, give_place_back};
use uuid::Uuid;

const A: u128 = 100;
/// Their holds.
const A_HELD: u128 = 50;
const B_HELD: u128 = 51;

fn accepts_late() -> Says {
    Says { late: "accept_if_same_amount", ..Says::default() }
}

#[tokio::test]
async fn what_was_paid_in_time_is_sold_to_who_bought_it_once() {
    for lines in [true, false] {
        let stage = Stage::with_places(1).await;
        stage.hold(ANA, A_HELD).await;
        stage.pay(ANA, A, A_HELD, Says { lines, ..Says::default() }).await;
        stage.at("11:55:00");
        stage.received(A, 1, "120.00", "11:54:58").await;
        stage.react().await;
        stage.react().await;
        let records = stage.records().await;
        let sold = records.iter().filter_map(|happened| {
            use box_office::DomainEvent::PlacesSold;
            let DomainEvent::BoxOffice(PlacesSold(sold)) = happened else { return None };
            Some(sold.buyer)
        });
        assert_eq!(sold.collect::<Vec<_>>(), [stage::actor(ANA)], "lines: {lines}");
        assert_eq!(stage.count("payment.refund_requested").await, 0);
    }
}

/// Quota 1: A lapses at 12:00:00, B buys and pays at 12:00:05, A's Pix of 12:00:09 is told twice.
async fn too_late(says: Says) -> Stage {
    let stage = Stage::with_places(1).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, says).await;
    stage.at("12:00:05");
    stage.hold(BIA, B_HELD).await;
    stage.must(BIA, EVENT, &confirm(B_HELD)).await;
    stage.at("12:00:10");
    for _ in 0..2 {
        stage.received(A, 1, "120.00", "12:00:09").await;
        stage.react().await;
    }
    assert_eq!(stage.sold().await, 1);
    assert_eq!(stage.count("payment.refund_requested").await, 1);
    let takings = stage.payment(A).await.books().takings().to_vec();
    assert_eq!(takings.len(), 1);
    assert_eq!(takings[0].refund_pending().to_string(), "BRL 120.00");
    assert_eq!(takings[0].available().to_string(), "BRL 0.00");
    stage
}

#[tokio::test]
async fn a_late_pix_goes_back_and_buys_nothing() {
    let stage = too_late(Says::default()).await;
    assert_eq!(stage.payment(A).await.status(), Some(Status::Expired));
    assert_eq!(stage.count("payment.pix_captured").await, 0);
}

#[tokio::test]
async fn a_late_pix_that_is_accepted_goes_back_where_the_place_is_gone() {
    let stage = too_late(accepts_late()).await;
    assert_eq!(stage.payment(A).await.status(), Some(Status::Captured));
    assert_eq!(stage.count("payment.pix_captured").await, 1);
}

#[tokio::test]
async fn a_late_pix_that_is_accepted_buys_the_place_if_it_is_free() {
    let stage = Stage::with_places(1).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, accepts_late()).await;
    stage.at("12:00:10");
    stage.received(A, 1, "120.00", "12:00:09").await;
    stage.react().await;
    assert_eq!(stage.sold().await, 1);
    assert_eq!(stage.count("payment.refund_requested").await, 0);
}

/// Without lines, nobody knows what a hold was that is no longer known.
#[tokio::test]
async fn a_hold_that_nobody_remembers_is_lost() {
    let stage = Stage::with_places(2).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, Says { lines: false, ..accepts_late() }).await;
    stage.at("12:00:05");
    stage.hold(BIA, B_HELD).await;
    stage.received(A, 1, "120.00", "12:00:04").await;
    for _ in 0..2 {
        stage.react().await;
    }
    assert_eq!((stage.sold().await, stage.count("payment.refund_requested").await), (0, 1));
}

#[tokio::test]
async fn a_second_pix_goes_back_and_the_place_stays_sold() {
    let stage = Stage::with_places(1).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, Says::default()).await;
    stage.received(A, 1, "120.00", "11:54:58").await;
    stage.react().await;
    stage.received(A, 2, "120.00", "11:55:58").await;
    stage.react().await;
    assert_eq!(stage.sold().await, 1);
    let records = stage.records().await;
    let back = records.iter().filter_map(|happened| {
        let DomainEvent::Payment(Happened::RefundRequested(back)) = happened else { return None };
        Some(back.target.to_string())
    });
    assert_eq!(back.collect::<Vec<_>>(), [format!("pix {}", e2eid(2))]);
}

/// A refused command leaves no trace, so it could be accepted when it is sent again.
#[tokio::test]
async fn what_went_back_is_not_sold_when_the_place_comes_back() {
    let stage = too_late(accepts_late()).await;
    stage.must(BIA, EVENT, &give_place_back(70, B_HELD)).await;
    stage.react().await;
    assert_eq!((stage.sold().await, stage.count("payment.refund_requested").await), (0, 1));
}

/// Of 100.00: 60.00 are on their way back when 50.00 are asked for.
#[tokio::test]
async fn refunds_race_for_what_is_left() {
    let stage = Stage::with_places(1).await;
    let hundred = Says { amount: "100.00", ..Says::default() };
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, hundred).await;
    stage.received(A, 1, "100.00", "11:54:58").await;
    stage.must(1, Uuid::from_u128(A), &refund(901, "60.00")).await;
    let refused = stage.send(1, Uuid::from_u128(A), &refund(902, "50.00")).await.unwrap_err();
    assert_eq!(refused.code(), "payment.refund_exceeds_available");
    assert_eq!(refused.details()["available"]["amount"], "40.00");
    let failed = format!(
        r#"{{"type":"payment.report_refund_failed","refund_id":"{}","reason":"no account",
        "at":"2026-11-23T11:56:00Z"}}"#,
        Uuid::from_u128(901)
    );
    stage.must(stage::GATEWAY, Uuid::from_u128(A), &failed).await;
    stage.must(1, Uuid::from_u128(A), &refund(902, "50.00")).await;
    let takings = stage.payment(A).await.books().takings()[0].clone();
    assert_eq!(takings.available().to_string(), "BRL 50.00");
}

fn refund(id: u128, amount: &str) -> String {
    format!(
        r#"{{"type":"payment.request_refund","refund_id":"{}","amount":{},
        "target":{{"kind":"pix","e2eid":"{}"}},"mode":{{"kind":"pro_rata"}},"reason":"asked"}}"#,
        Uuid::from_u128(id),
        stage::brl(amount),
        e2eid(1)
    )
}
