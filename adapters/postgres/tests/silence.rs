//! Connections that are cut without a word, as by a firewall, or a server that lost its power.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;
mod wire;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use palco::{
    ports::{EventStore, Expected::NoStream, Unavailable},
    testing::conformance::{a_stream, a_tenant, append, appended},
    values::Version,
};
use palco_postgres::{PostgresStore, Settings};
use server::Schema;
use sqlx::Executor;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::tcp::{OwnedReadHalf, OwnedWriteHalf},
    time::{sleep, timeout},
};
use wire::proxy;

/// Which cut it is, counted from 0: what was connected before carries nothing more.
type Cuts = Arc<AtomicUsize>;

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cuts: Cuts, connected: usize) {
    let mut bytes = vec![0; 65_536];
    while let Ok(length) = from.read(&mut bytes).await {
        if cuts.load(SeqCst) != connected {
            return std::future::pending().await;
        }
        let sent = to.write_all(bytes.get(..length).expect("what was read")).await;
        if length == 0 || sent.is_err() {
            return;
        }
    }
}

async fn store_behind(cuts: &Cuts, schema: &Schema) -> PostgresStore {
    let cuts = Arc::clone(cuts);
    let url = proxy(move |client, server| {
        let (cuts, connected) = (Arc::clone(&cuts), cuts.load(SeqCst));
        async move {
            let ((from_client, to_client), (from_server, to_server)) =
                (client.into_split(), server.into_split());
            tokio::join!(
                carry(from_client, to_server, Arc::clone(&cuts), connected),
                carry(from_server, to_client, cuts, connected)
            );
        }
    });
    let settings = Settings::new(url.await).schema(&schema.0).max_connections(2);
    let settings = settings.answer_within(Duration::from_millis(500));
    PostgresStore::connect_with(settings).await.expect("the store starts")
}

async fn write(store: &PostgresStore) -> Result<(), Unavailable> {
    let draft = append(a_tenant()).write(&a_stream(), NoStream, 1);
    let outcomes = store.append(vec![draft.build()]).await?;
    assert_eq!(appended(outcomes.first().expect("an outcome")).len(), 1);
    Ok(())
}

/// All connections at once, more often than there are: none is waited for for ever, and none is missing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_an_answer_is_given_up_and_replaced() {
    let (cuts, schema) = (Cuts::default(), Schema::new());
    let store = store_behind(&cuts, &schema).await;
    let both = || async { tokio::join!(write(&store), write(&store)) };
    for _ in 0..3 {
        let told = timeout(Duration::from_secs(20), both()).await.expect("an end");
        assert_eq!(told, (Ok(()), Ok(())));
        // Their connections are back in the pool.
        sleep(Duration::from_millis(200)).await;
        cuts.fetch_add(1, SeqCst);
        let (one, other) = timeout(Duration::from_secs(20), both()).await.expect("an end");
        let failures = [one, other].map(|told| told.expect_err("no answer"));
        assert!(failures.iter().all(|failed| failed.outcome_unknown), "{failures:?}");
        // The pool finds out that they are dead.
        sleep(Duration::from_secs(2)).await;
    }
    let (tenant, stream) = (a_tenant(), a_stream());
    let read = || store.read_stream(tenant, &stream, Version::ZERO, 1);
    assert_eq!(tokio::join!(read(), read()), (Ok(Vec::new()), Ok(Vec::new())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_without_an_answer_is_given_up_too() {
    let (cuts, schema) = (Cuts::default(), Schema::new());
    let store = store_behind(&cuts, &schema).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let turn = || timeout(Duration::from_secs(20), store.take_turn(tenant, &stream));
    let held = turn().await.expect("an end").expect("a turn");
    cuts.fetch_add(1, SeqCst);
    drop(held);
    // That of the cut connection lasts as long as the server waits for its holder.
    while turn().await.expect("an end").is_err() {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_answer_keeps_nobody_from_the_end() {
    let store = server::TestStore::fresh().await;
    let mut holder = server::connection().await;
    let lock = format!("begin; lock table {}.event_store", store.schema.0);
    holder.execute(sqlx::AssertSqlSafe(lock)).await.expect("it is locked");
    let under_way = tokio::spawn({
        let store = store.clone();
        async move { write(&store).await }
    });
    sleep(Duration::from_millis(200)).await;
    timeout(Duration::from_secs(10), store.close()).await.expect("an end");
    holder.execute("commit").await.expect("it is let go");
    let _told = under_way.await.expect("an answer");
}
