//! Two payments for one hold: it is sold in the name of one, and the other one's money goes back.

use palco::{contract::DomainEvent, ticketing::box_office};
use uuid::Uuid;

use super::{A, A_HELD, ANA, BIA, EVENT, Says, Stage, confirm, give_place_back};

/// The other payment for Ana's hold.
const B: u128 = 101;

/// Ana's hold is paid for by her and by Bia, and both payments come in; `both` says what each says.
async fn paid_twice(both: Says) -> Stage {
    let stage = Stage::with_places(2).await;
    stage.hold(ANA, A_HELD).await;
    for (buyer, payment, pix) in [(ANA, A, 1), (BIA, B, 2)] {
        stage.pay(buyer, payment, A_HELD, both).await;
        stage.received(payment, pix, "120.00", "11:54:58").await;
    }
    stage
}

async fn payers(stage: &Stage) -> Vec<Option<Uuid>> {
    let payer = |happened: &DomainEvent| {
        let DomainEvent::BoxOffice(box_office::DomainEvent::PlacesSold(sold)) = happened else {
            return None;
        };
        Some(sold.paid_by.map(Uuid::from))
    };
    stage.records().await.iter().filter_map(payer).collect()
}

#[tokio::test]
async fn the_second_payment_for_a_hold_goes_back() {
    for lines in [true, false] {
        let stage = paid_twice(Says { lines, ..Says::default() }).await;
        for _ in 0..2 {
            stage.react().await;
            assert_eq!(stage.left(A).await, ["BRL 120.00", "BRL 0.00"], "lines: {lines}");
            assert_eq!(stage.left(B).await, ["BRL 0.00", "BRL 120.00"], "lines: {lines}");
        }
        assert_eq!(payers(&stage).await, [Some(Uuid::from_u128(A))]);
    }
}

/// The hold is forgotten by then: all that is known of it is that it was sold, and who paid.
#[tokio::test]
async fn so_does_one_that_comes_when_the_hold_is_long_sold() {
    for lines in [true, false] {
        let stage = Stage::with_places(2).await;
        stage.hold(ANA, A_HELD).await;
        for (buyer, payment, pix) in [(ANA, A, 1), (BIA, B, 2)] {
            stage.pay(buyer, payment, A_HELD, Says { lines, ..Says::default() }).await;
            stage.received(payment, pix, "120.00", "11:54:58").await;
            stage.react().await;
        }
        assert_eq!(stage.sold().await, 1);
        assert_eq!(stage.left(A).await, ["BRL 120.00", "BRL 0.00"], "lines: {lines}");
        assert_eq!(stage.left(B).await, ["BRL 0.00", "BRL 120.00"], "lines: {lines}");
    }
}

#[tokio::test]
async fn a_place_that_came_back_is_not_for_the_second_payment() {
    let stage = Stage::with_places(2).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, Says::default()).await;
    stage.received(A, 1, "120.00", "11:54:58").await;
    stage.react().await;
    stage.must(ANA, EVENT, &give_place_back(70, A_HELD)).await;
    stage.pay(BIA, B, A_HELD, Says::default()).await;
    stage.received(B, 2, "120.00", "11:55:58").await;
    stage.react().await;
    assert_eq!(stage.sold().await, 0);
    assert_eq!(stage.left(B).await, ["BRL 0.00", "BRL 120.00"]);
}

/// Of a card: what comes in after the sale is the sold hold's own.
#[tokio::test]
async fn what_the_payer_of_a_sold_hold_pays_more_stays() {
    for lines in [true, false] {
        let stage = Stage::with_places(2).await;
        stage.hold(ANA, A_HELD).await;
        stage
            .pay_by_card(ANA, A, A_HELD, Says { amount: "150.00", lines, ..Says::default() })
            .await;
        for (capture, amount) in [(20, "120.00"), (21, "30.00")] {
            stage.captured(A, capture, amount).await;
            stage.react().await;
        }
        assert_eq!((stage.sold().await, stage.count("payment.refund_requested").await), (1, 0));
    }
}

/// Who confirms a hold by hand says nothing of who paid, so no payment for it is another's.
#[tokio::test]
async fn a_hold_that_was_confirmed_by_hand_is_any_payments() {
    for lines in [true, false] {
        let stage = Stage::with_places(2).await;
        stage.hold(ANA, A_HELD).await;
        stage.must(1, EVENT, &confirm(A_HELD)).await;
        for (buyer, payment, pix) in [(ANA, A, 1), (BIA, B, 2)] {
            stage.pay(buyer, payment, A_HELD, Says { lines, ..Says::default() }).await;
            stage.received(payment, pix, "120.00", "11:54:58").await;
        }
        stage.react().await;
        assert_eq!(payers(&stage).await, [None]);
        assert_eq!(stage.count("payment.refund_requested").await, 0, "lines: {lines}");
    }
}

#[tokio::test]
async fn a_host_that_names_the_payment_is_held_to_it() {
    let stage = Stage::with_places(2).await;
    stage.hold(ANA, A_HELD).await;
    let by = |payment: u128| {
        let payment = Uuid::from_u128(payment);
        confirm(A_HELD).replacen('{', &format!(r#"{{"paid_by":"{payment}","#), 1)
    };
    stage.must(1, EVENT, &by(A)).await;
    stage.must(1, EVENT, &by(A)).await;
    let refused = stage.send(1, EVENT, &by(B)).await.unwrap_err();
    assert_eq!(refused.code(), "box_office.paid_by_another");
    assert_eq!(refused.details()["hold_id"], Uuid::from_u128(A_HELD).to_string());
}
