//! The tables of payments: what is read is what follows from the states, byte for byte.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use palco::{
    contract::{DomainEvent, read_domain_event},
    ports::{
        Checkpoints, Claim, Commit, CommitOutcome, Lease, Position, ProcessorId, ReadModels, Row,
    },
    projections::{Fold, PAYMENTS, RECIPIENT_STATEMENT, ReadModel, TRANSACTIONS},
    testing::{id, instant},
    values::{Instant, TenantId},
};
use server::{TestStore, connection};
use sqlx::query_scalar;
use uuid::Uuid;

const MODELS: [ReadModel; 3] = [TRANSACTIONS, PAYMENTS, RECIPIENT_STATEMENT];

fn tenant() -> TenantId {
    id(1)
}

fn noon(seconds: u32) -> Instant {
    instant("2026-11-23T12:00:00Z").saturating_add_seconds(seconds)
}

fn brl(amount: &str) -> String {
    format!(r#"{{"amount":"{amount}","currency":"BRL"}}"#)
}

fn part(recipient: u128, amount: &str) -> String {
    format!(r#"{{"recipient":"{}","amount":{}}}"#, Uuid::from_u128(recipient), brl(amount))
}

/// Paid by Pix, divided in two; a second Pix came; a part is on its way back.
fn history() -> Vec<String> {
    let rule = |recipient: u128, percent: u8| {
        format!(
            r#"{{"recipient":"{}","liable":true,
            "share":{{"kind":"percent","percent":"{percent}"}}}}"#,
            Uuid::from_u128(recipient)
        )
    };
    let e2eid = |number| format!("E1234567820261123120{number:012}");
    vec![
        format!(
            r#"{{"type":"payment.created","amount":{},"method":{{"kind":"pix"}},"buyer":"{}",
            "reference":{{"event_id":"{}","hold_id":"{}"}},"split":{{"rules":[{},{}]}},
            "anomalies":{{}}}}"#,
            brl("100.00"),
            Uuid::from_u128(7),
            Uuid::from_u128(9),
            Uuid::from_u128(50),
            rule(11, 90),
            rule(12, 10)
        ),
        format!(
            r#"{{"type":"payment.pix_captured","e2eid":"{}","amount":{},"inferred":false,
            "shares":[{},{}],"split_pending":false,"at":"2026-11-23T12:00:01Z"}}"#,
            e2eid(1),
            brl("100.00"),
            part(11, "90.00"),
            part(12, "10.00")
        ),
        format!(
            r#"{{"type":"payment.duplicate_pix_received","e2eid":"{}","amount":{},
            "policy":"manual","at":"2026-11-23T12:00:02Z"}}"#,
            e2eid(2),
            brl("100.00")
        ),
        format!(
            r#"{{"type":"payment.refund_requested","refund_id":"{}","target":{{"kind":"pix",
            "e2eid":"{}"}},"amount":{},"mode":{{"kind":"pro_rata"}},"parts":[{},{}]}}"#,
            Uuid::from_u128(60),
            e2eid(1),
            brl("30.00"),
            part(11, "27.00"),
            part(12, "3.00")
        ),
    ]
}

/// The rows of three payments after so many records of each.
fn rows(model: ReadModel, records: usize) -> Vec<Row> {
    let mut fold = Fold::of(model);
    for payment in 1..=3_u128 {
        for (second, data) in (0..).zip(history().iter().take(records)) {
            let happened: DomainEvent = read_domain_event(data).expect("a domain event");
            fold.take_in(tenant(), Uuid::from_u128(payment), noon(second), &happened);
        }
    }
    let row = |of: palco::projections::FoldedRow| Row {
        tenant: of.tenant,
        key: of.row.key,
        created_at: of.created_at,
        columns: of.row.columns,
    };
    fold.rows().map(row).collect()
}

async fn lease(store: &TestStore, model: ReadModel, revision: u32) -> Lease {
    let claim = Claim {
        processor: ProcessorId::new(model.name, revision),
        lanes: 1,
        holder: Uuid::now_v7(),
        ttl: Duration::from_secs(60),
        sends: false,
    };
    let claimed = store.claim(&claim).await.expect("the store answers");
    claimed.leases.into_iter().next().unwrap_or_else(|| panic!("no lane is free"))
}

async fn write(store: &TestStore, lease: &Lease, at: i64, rows: Vec<Row>) {
    let commit = Commit {
        lease: lease.clone(),
        ttl: Duration::from_secs(60),
        position: Position::new(at).expect("a position"),
        rows,
        parked: Vec::new(),
        freed: Vec::new(),
    };
    let done = store.commit(commit).await.expect("the store answers");
    assert_eq!(done, CommitOutcome::Done);
}

async fn read(store: &TestStore, model: ReadModel) -> Vec<Row> {
    store.rows(model.name, tenant(), "", 100).await.expect("the store answers")
}

#[tokio::test]
async fn what_is_read_is_what_follows_from_the_states() {
    let store = TestStore::fresh().await;
    for model in MODELS {
        store.revisions(model.name, model.form).await.expect("the store answers");
        let lease = lease(&store, model, 1).await;
        // Written again a row changes, and there is no second one.
        for records in [1, 2, 4] {
            let rows = rows(model, records);
            write(&store, &lease, i64::try_from(records).expect("few"), rows.clone()).await;
            assert_eq!(read(&store, model).await, rows, "{} {records}", model.name);
        }
        let all = read(&store, model).await;
        let after = &all.first().expect("a row").key;
        let rest = store.rows(model.name, tenant(), after, 100).await.expect("the store answers");
        assert_eq!(rest, all[1..], "{}", model.name);
    }
    assert_eq!(read(&store, RECIPIENT_STATEMENT).await.len(), 6, "two recipients of three");
}

#[tokio::test]
async fn a_transaction_stands_in_its_month() {
    let store = TestStore::fresh().await;
    store.revisions("transactions", 1).await.expect("the store answers");
    let lease = lease(&store, TRANSACTIONS, 1).await;
    let rows: Vec<Row> = rows(TRANSACTIONS, 2)
        .into_iter()
        .zip(["2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00Z", "2041-12-31T00:00:00Z"])
        .map(|(row, at)| Row { created_at: Some(instant(at)), ..row })
        .collect();
    write(&store, &lease, 1, rows.clone()).await;
    let made = store.make_transaction_partitions(0).await.expect("the store answers");
    assert!(made >= 3, "{made}");
    write(&store, &lease, 2, rows.clone()).await;
    assert_eq!(read(&store, TRANSACTIONS).await, rows);
    let places = store
        .schema
        .sql("select count(distinct tableoid) from palco.transactions_rows where revision = 1");
    let places: i64 =
        query_scalar(places).fetch_one(&mut connection().await).await.expect("places");
    assert_eq!(places, 3);
}

/// Rows of two partitions may have one place each in their own: those of the old revision alone go.
#[tokio::test]
async fn what_was_replaced_goes_and_nothing_else() {
    let store = TestStore::fresh().await;
    store.revisions("transactions", 1).await.expect("the store answers");
    let months = |row: Vec<Row>, months: [&str; 3]| -> Vec<Row> {
        let at = |month| instant(&format!("{month}-15T00:00:00Z"));
        let rows = row.into_iter().zip(months);
        rows.map(|(row, month)| Row { created_at: Some(at(month)), ..row }).collect()
    };
    // The old rows and the new ones stand in months of their own.
    let old = months(rows(TRANSACTIONS, 1), ["2030-01", "2030-02", "2030-03"]);
    let new = months(rows(TRANSACTIONS, 2), ["2031-01", "2031-02", "2031-03"]);
    let first = lease(&store, TRANSACTIONS, 1).await;
    write(&store, &first, 1, old).await;
    assert_eq!(store.rebuild("transactions").await, Ok(Some(2)));
    let second = lease(&store, TRANSACTIONS, 2).await;
    write(&store, &second, 1, new.clone()).await;
    store.make_transaction_partitions(0).await.expect("the store answers");
    assert_eq!(store.switch("transactions", 2).await, Ok(true));
    assert_eq!(store.clear("transactions", 2).await, Ok(2));
    assert_eq!(store.clear("transactions", 100).await, Ok(1));
    assert_eq!(store.clear("transactions", 100).await, Ok(0));
    assert_eq!(read(&store, TRANSACTIONS).await, new);
}
