//! An append that goes through as it was decided is one round trip, and any other is two at most.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;
mod wire;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use palco::{
    ports::{
        EventStore,
        Expected::{Any, Exact, NoStream},
    },
    testing::conformance::{
        Draft, a_stream, a_tenant, append, key_of, loaded, saved, send_all, version,
    },
    values::Version,
};
use palco_postgres::{Pooler, PostgresStore, Settings};
use server::Schema;
use tokio::{
    io::{AsyncWriteExt, copy},
    net::TcpStream,
    time::sleep,
};
use wire::{Message, proxy, read_message};

/// The types of the messages that clients sent, in order.
type Heard = Arc<Mutex<Vec<u8>>>;

/// Passes one client's messages on, and writes down the type of each.
async fn listen_in(client: TcpStream, server: TcpStream, heard: Heard) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
    let mut first = true;
    while let Some(Message { kind, bytes }) = read_message(&mut from_client, first).await {
        first = false;
        heard.lock().expect("not poisoned").extend(kind);
        if to_server.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// The URL of the test server through a proxy, and what the proxy hears.
async fn heard_by_proxy() -> (String, Heard) {
    let heard = Heard::default();
    let hearing = Arc::clone(&heard);
    let url = proxy(move |client, server| listen_in(client, server, Arc::clone(&hearing))).await;
    (url, heard)
}

/// What was heard, once that ends so; forgotten then.
async fn heard_until(heard: &Heard, end: &str) -> String {
    for _ in 0..500 {
        sleep(Duration::from_millis(10)).await;
        let mut heard = heard.lock().expect("not poisoned");
        if heard.ends_with(end.as_bytes()) {
            return String::from_utf8(std::mem::take(&mut heard)).expect("ASCII");
        }
    }
    String::from_utf8(heard.lock().expect("not poisoned").clone()).expect("ASCII")
}

/// What is sent from here until the pool has tested the connection that comes back.
async fn heard_of(store: &PostgresStore, heard: &Heard, drafts: Vec<Draft>) -> String {
    send_all(store, drafts).await;
    heard_until(heard, "SS").await
}

/// Bind, Execute, Close of the portal, Sync. Then, behind the answer and off the caller's path, the
/// Sync by which the pool tests a connection that comes back.
const ONCE: &str = "BECSS";
const TWICE: &str = "BECSBECSS";

#[tokio::test]
async fn an_append_is_one_round_trip_and_one_more_where_it_is_not_as_decided() {
    let schema = Schema::new();
    let (url, heard) = heard_by_proxy().await;
    let settings = Settings::new(url).schema(&schema.0).max_connections(1);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    // Terminate: of the connection that made the schema.
    heard_until(&heard, "X").await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let first = append(tenant).write(&stream, NoStream, 1);

    let cold = heard_of(&store, &heard, vec![first.clone()]).await;
    assert!(
        cold.ends_with(ONCE) && cold.matches('P').count() == 1,
        "first on a connection: {cold}"
    );
    let mut next = 1;
    let mut again = async || {
        let draft = append(tenant).write(&stream, Exact(version(next)), 5);
        next += 5;
        heard_of(&store, &heard, vec![draft]).await
    };
    assert_eq!(again().await, ONCE);
    let many = (0..64).map(|_| append(tenant).write(&a_stream(), NoStream, 2)).collect();
    assert_eq!(heard_of(&store, &heard, many).await, ONCE);

    // The first one is prepared.
    heard_of(&store, &heard, vec![append(tenant).write(&a_stream(), Any, 1)]).await;
    let judged = heard_of(&store, &heard, vec![append(tenant).write(&a_stream(), Any, 1)]).await;
    assert_eq!(judged, ONCE);
    let duplicate = heard_of(&store, &heard, vec![first]).await;
    let conflict = heard_of(&store, &heard, vec![append(tenant).write(&stream, NoStream, 1)]).await;
    assert_eq!([&*duplicate, &*conflict], [TWICE; 2]);
    assert_eq!(again().await, ONCE);
}

#[tokio::test]
async fn a_state_is_loaded_in_one_round_trip() {
    let schema = Schema::new();
    let (url, heard) = heard_by_proxy().await;
    let settings = Settings::new(url).schema(&schema.0).max_connections(1);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let (tenant, stream) = (a_tenant(), a_stream());
    let key = key_of(tenant, &stream);
    let written = append(tenant).write(&stream, NoStream, 200);
    heard_of(&store, &heard, vec![written]).await;
    // The first one is prepared.
    loaded(&store, &key, 1_000).await.expect("the store answers");
    heard_until(&heard, "SS").await;

    let records = loaded(&store, &key, 1_000).await.expect("the store answers");
    assert_eq!((records.snapshot.is_some(), records.records.len()), (false, 200));
    assert_eq!(heard_until(&heard, "SS").await, ONCE);
    saved(&store, &key, 150, "{}").await.expect("the store saves");
    heard_until(&heard, "SS").await;
    let both = loaded(&store, &key, 1_000).await.expect("the store answers");
    assert_eq!((both.snapshot.is_some(), both.records.len()), (true, 50));
    assert_eq!(heard_until(&heard, "SS").await, ONCE);
}

#[tokio::test]
async fn for_a_pooler_an_append_is_four() {
    // Query, which begins; Parse, Describe, Sync; Bind, Execute, Close, Sync; Query, which commits.
    // Then the Sync of the pool's own test.
    const WITHIN_A_TRANSACTION: &str = "QPDSBECSQS";

    let schema = Schema::new();
    let (url, heard) = heard_by_proxy().await;
    let settings = Settings::new(url).schema(&schema.0).max_connections(1);
    let settings = settings.pooler(Pooler::Transaction);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    heard_until(&heard, "X").await;
    let (tenant, stream) = (a_tenant(), a_stream());
    // A new connection looks at the epoch.
    for connecting in ["Q", "", ""] {
        send_all(&store, vec![append(tenant).write(&stream, Any, 1)]).await;
        let said = heard_until(&heard, "QS").await;
        assert_eq!(said.strip_prefix(connecting), Some(WITHIN_A_TRANSACTION), "{said}");
    }
    store.read_stream(tenant, &stream, Version::ZERO, 9).await.expect("records");
    // What was only read is rolled back behind the answer.
    assert_eq!(heard_until(&heard, "QS").await, WITHIN_A_TRANSACTION);
}
