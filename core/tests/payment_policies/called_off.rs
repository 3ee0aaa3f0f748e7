//! An event that will not be: nobody buys a place of it any more.

use super::{A, A_HELD, ANA, EVENT, Says, Stage};

#[tokio::test]
async fn what_is_paid_for_an_event_that_was_called_off_goes_back() {
    for lines in [true, false] {
        let stage = Stage::with_places(2).await;
        stage.hold(ANA, A_HELD).await;
        stage.pay(ANA, A, A_HELD, Says { lines, ..Says::default() }).await;
        stage.must(1, EVENT, r#"{"type":"event.cancel","reason":"rain"}"#).await;
        stage.react().await;
        stage.at("11:55:00");
        stage.received(A, 1, "120.00", "11:54:58").await;
        for _ in 0..2 {
            stage.react().await;
        }
        assert_eq!(stage.sold().await, 0, "lines: {lines}");
        assert_eq!(stage.count("payment.refund_requested").await, 1);
        assert_eq!(stage.left(A).await, ["BRL 0.00", "BRL 120.00"]);
    }
}

/// An organizer's pause is another thing: who holds a place still has it.
#[tokio::test]
async fn what_is_paid_while_sales_are_closed_is_sold() {
    let stage = Stage::with_places(2).await;
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, Says::default()).await;
    stage.must(1, EVENT, r#"{"type":"box_office.close_sales","reason":"a pause"}"#).await;
    stage.received(A, 1, "120.00", "11:54:58").await;
    stage.react().await;
    assert_eq!((stage.sold().await, stage.count("payment.refund_requested").await), (1, 0));
}
