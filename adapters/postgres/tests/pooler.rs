//! Behind PgBouncer in transaction mode, of a version that keeps no prepared statements.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;
mod wire;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use palco::{
    ports::{EventStore, Expected::Any, Position},
    testing::conformance::{a_stream, a_tenant, append, appended},
};
use palco_postgres::{Pooler, PostgresStore, Settings};
use server::{
    REPEATABLE_READ, Schema, TestStore, append_by_hand, beside::Beside, connection, sale::sells,
};
use sqlx::Executor;
use tokio::{
    io::{AsyncWriteExt, copy},
    net::TcpStream,
    sync::Notify,
    time::timeout,
};
use uuid::Uuid;
use wire::{Message, proxy, read_message};

/// Fewer connections than any of the stores here may open.
const SIZE: &str = "3";

/// One for all tests here; it ends with the process.
fn pooler() -> &'static str {
    static POOLER: OnceLock<Beside> = OnceLock::new();
    POOLER.get_or_init(|| Beside::start(&["pgbouncer", SIZE])).url(0)
}

fn settings(schema: &Schema) -> Settings {
    Settings::new(pooler()).schema(&schema.0).pooler(Pooler::Transaction)
}

async fn store(schema: &Schema) -> PostgresStore {
    PostgresStore::connect_with(settings(schema)).await.expect("the store starts")
}

async fn fresh() -> TestStore {
    let schema = Schema::new();
    let store = store(&schema).await;
    TestStore { store, schema }
}

mod suite {
    use super::fresh;

    palco::store_conformance!(fresh);
}

mod processing {
    use super::fresh;

    palco::processor_conformance!(fresh);
}

/// Why there is a setting: the statements that one session prepared are in the way of the next.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_setting_prepared_statements_are_in_the_way() {
    let schema = Schema::new();
    let settings = Settings::new(pooler()).schema(&schema.0);
    for _ in 0..10 {
        let Ok(store) = PostgresStore::connect_with(settings.clone()).await else { return };
        for _ in 0..10 {
            let draft = append(a_tenant()).write(&a_stream(), Any, 1).build();
            let Ok(_) = store.append(vec![draft]).await else { return };
        }
    }
    panic!("nothing failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sold_once_by_several_processes_that_share_a_small_pool() {
    let schema = Schema::new();
    let mut processes = Vec::new();
    for _ in 0..3 {
        processes.push(store(&schema).await);
    }
    sells(processes).await;
}

/// More turns than the pooler has connections, and whoever holds one still writes.
#[tokio::test(flavor = "multi_thread")]
async fn turns_keep_no_connection_of_the_pool() {
    let store = fresh().await;
    let tenant = a_tenant();
    let mut turns = Vec::new();
    for _ in 0..8 {
        let stream = a_stream();
        turns.push(store.take_turn(tenant, &stream).await.expect("a turn"));
        let draft = append(tenant).write(&stream, Any, 1).send(&*store);
        let outcome = timeout(Duration::from_secs(10), draft).await.expect("a connection");
        assert_eq!(appended(&outcome).len(), 1);
    }
}

/// Tells that a client says something, and where it may go on.
#[derive(Default)]
struct Question {
    text: OnceLock<&'static str>,
    asked: Notify,
    passes: Notify,
}

/// Passes a client's messages on, that question once it may.
async fn hold_back(client: TcpStream, server: TcpStream, question: Arc<Question>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
    let mut first = true;
    while let Some(Message { bytes, .. }) = read_message(&mut from_client, first).await {
        first = false;
        let asks = |text: &&str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        if question.text.get().is_some_and(asks) {
            question.asked.notify_one();
            question.passes.notified().await;
        }
        if to_server.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// The statements of a page are one transaction here, and each needs a snapshot of its own.
#[tokio::test(flavor = "multi_thread")]
async fn the_feed_has_no_gap_whatever_the_default_level() {
    let schema = Schema::new();
    let question = Arc::new(Question::default());
    question.text.set("pg_locks").expect("nothing else");
    let holding = Arc::clone(&question);
    let url = proxy(move |client, server| hold_back(client, server, Arc::clone(&holding))).await;
    let settings = Settings::new(format!("{url}&{REPEATABLE_READ}")).schema(&schema.0);
    let store = PostgresStore::connect_with(settings.pooler(Pooler::Transaction)).await;
    let store = store.expect("the store starts");

    let mut writer = connection().await;
    let append = append_by_hand(Uuid::now_v7(), 1);
    writer.execute(schema.sql(&format!("begin; {append}"))).await.expect("it runs");
    schema.run(&append_by_hand(Uuid::now_v7(), 1)).await;
    let reading = tokio::spawn(async move { store.read_feed(Position::START, 9).await });
    question.asked.notified().await;
    // Between the look at the end and the one at what is in flight, so that neither tells of it.
    writer.execute("commit").await.expect("it runs");
    question.passes.notify_one();
    let page = reading.await.expect("no panic").expect("the store answers");
    assert_eq!(page.records.len(), 2, "the first is left out for good");
}

/// A process that is stopped in the middle of an append keeps its floor and its streams, and cannot be asked
/// to let go.
#[tokio::test(flavor = "multi_thread")]
async fn an_append_that_hangs_keeps_the_feed_back_for_seconds() {
    let schema = Schema::new();
    let question = Arc::new(Question::default());
    let holding = Arc::clone(&question);
    let url = proxy(move |client, server| hold_back(client, server, Arc::clone(&holding))).await;
    let settings = Settings::new(url).schema(&schema.0).pooler(Pooler::Transaction);
    let hung = PostgresStore::connect_with(settings).await.expect("the store starts");
    question.text.set("COMMIT").expect("nothing else");
    let hanging = tokio::spawn(async move {
        hung.append(vec![append(a_tenant()).write(&a_stream(), Any, 1).build()]).await
    });
    question.asked.notified().await;
    let other = store(&schema).await;
    append(a_tenant()).write(&a_stream(), Any, 1).send(&other).await;
    let seen = async || {
        let page = other.read_feed(Position::START, 9).await;
        page.expect("the store answers").records.len()
    };
    assert_eq!(seen().await, 0, "it holds nothing back");
    let waiting = async {
        while seen().await == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), waiting).await.expect("the feed goes on");
    question.passes.notify_one();
    let told = hanging.await.expect("no panic").expect_err("it was ended");
    assert!(told.outcome_unknown, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn appends_go_through_whatever_the_default_level() {
    let schema = Schema::new();
    let settings = Settings::new(server::url_with(REPEATABLE_READ)).schema(&schema.0);
    let store = PostgresStore::connect_with(settings.pooler(Pooler::Transaction)).await;
    let draft = append(a_tenant()).write(&a_stream(), Any, 1);
    assert_eq!(appended(&draft.send(&store.expect("the store starts")).await).len(), 1);
}
