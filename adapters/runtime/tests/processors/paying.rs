//! Payments in the background: their tables, what they sell, and who is told when money cannot go back.

use palco::{
    contract::{Command, read_command},
    ports::{Checkpoints, Position, ReadModels},
    projections::{PAYMENTS, RECIPIENT_STATEMENT, TRANSACTIONS},
    testing::{id, instant},
};
use palco_runtime::Processors;
use uuid::Uuid;

use super::stage::{Stage, eventually, hurried, table_equals_fold};

const EVENT: u64 = 3;
const PAYMENT: u64 = 70;
const HOLD: u128 = 50;

fn command(json: &str) -> Command {
    read_command(json).unwrap_or_else(|invalid| panic!("{json}: {invalid}"))
}

fn brl(amount: &str) -> String {
    format!(r#"{{"amount":"{amount}","currency":"BRL"}}"#)
}

/// Of 60.00, divided in two, for a hold.
fn create() -> Command {
    let rule = |recipient: u128, percent: u8| {
        format!(
            r#"{{"recipient":"{}","liable":true,
            "share":{{"kind":"percent","percent":"{percent}"}}}}"#,
            Uuid::from_u128(recipient)
        )
    };
    command(&format!(
        r#"{{"type":"payment.create","amount":{},"method":{{"kind":"pix"}},
        "reference":{{"event_id":"{}","hold_id":"{}"}},"split":{{"rules":[{},{}]}}}}"#,
        brl("60.00"),
        Uuid::from_u128(EVENT.into()),
        Uuid::from_u128(HOLD),
        rule(11, 90),
        rule(12, 10)
    ))
}

fn received(pix: u32, settled: &str) -> Command {
    command(&format!(
        r#"{{"type":"payment.report_pix_received","e2eid":"E1234567820261123120{pix:012}",
        "amount":{},"at":"{settled}"}}"#,
        brl("60.00")
    ))
}

fn hold() -> Command {
    command(&format!(
        r#"{{"type":"box_office.hold_tickets","hold_id":"{}",
        "lines":[{{"ticket_type":"floor","quantity":1}}]}}"#,
        Uuid::from_u128(HOLD)
    ))
}

#[tokio::test]
async fn the_tables_of_payments_follow_their_records() {
    let stage = Stage::new();
    stage.evening(EVENT).await;
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).project_all().run().unwrap();
    // Money comes for a payment that is made later: its age is that of its first record.
    stage.send(PAYMENT, received(1, "2026-11-23T12:00:00Z")).await;
    eventually(|| async {
        stage.store.progress().await.unwrap().iter().all(|lane| lane.behind == 0)
    })
    .await;
    stage.clock.set(instant("2026-11-23T12:05:00Z"));
    stage.send(PAYMENT, create()).await;
    stage.send(PAYMENT, received(2, "2026-11-23T12:05:00Z")).await;
    for model in [TRANSACTIONS, PAYMENTS, RECIPIENT_STATEMENT] {
        eventually(|| table_equals_fold(stage.store.as_ref(), model)).await;
    }
    running.stop().await;
    let rows = stage.store.rows("recipient_statement", id(1), "", 100).await.unwrap();
    assert_eq!(rows.len(), 2, "two recipients of one Pix");
    assert!(rows[0].columns.contains(r#""balance":"54.00""#), "{}", rows[0].columns);
    let rows = stage.store.rows("payments", id(1), "", 100).await.unwrap();
    assert!(rows[0].columns.contains(r#""captured":"60.00","surplus":"60.00""#));
    assert_eq!(rows[0].created_at, Some(instant("2026-11-23T12:00:00Z")));
}

#[tokio::test]
async fn what_was_paid_is_sold_in_the_background() {
    let stage = Stage::new();
    stage.evening(EVENT).await;
    stage.send(EVENT, hold()).await;
    stage.send(PAYMENT, create()).await;
    stage.send(PAYMENT, received(2, "2026-11-23T12:00:01Z")).await;
    let running = Processors::over(stage.store.clone()).tuned(hurried()).react().run().unwrap();
    eventually(|| async { stage.names().await.contains(&"box_office.places_sold") }).await;
    running.stop().await;
    assert_eq!(stage.store.dead_letters(None).await.unwrap(), []);
}

/// The places are gone, and the Pix is too old to go back: somebody has to look.
#[tokio::test]
async fn money_that_cannot_go_back_is_not_forgotten() {
    let stage = Stage::new();
    stage.evening(EVENT).await;
    stage.send(PAYMENT, create()).await;
    stage.send(PAYMENT, received(2, "2026-01-10T12:00:00Z")).await;
    // Who reacts by hand is told, and nothing is kept back.
    let reacted = stage.palco.react(Position::START).await.unwrap();
    assert!(stage.palco.feed(reacted.next, 1).await.unwrap().records.is_empty());
    let [refused] = reacted.refused.as_slice() else { panic!("{:?}", reacted.refused) };
    assert_eq!(refused.recorded.record.stream.aggregate, "payment");
    assert!(refused.error.is_refusal(), "{}", refused.error);
    let running = Processors::over(stage.store.clone()).tuned(hurried()).react().run().unwrap();
    eventually(|| async { !stage.store.dead_letters(None).await.unwrap().is_empty() }).await;
    running.stop().await;
    let letters = stage.store.dead_letters(None).await.unwrap();
    assert_eq!(letters[0].stream.aggregate, "payment");
    assert!(letters[0].reason.contains("2026-04-10"), "{}", letters[0].reason);
    let names = stage.names().await;
    let moved = ["box_office.places_sold", "payment.refund_requested"];
    assert!(!names.iter().any(|name| moved.contains(name)), "{names:?}");
}
