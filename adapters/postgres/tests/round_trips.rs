//! An append is one round trip, whatever comes of it.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{
    str::FromStr,
    sync::{Arc, Mutex},
    time::Duration,
};

use palco::{
    ports::{
        EventStore,
        Expected::{Any, NoStream},
        SnapshotStore,
    },
    testing::conformance::{Draft, a_stream, a_tenant, append, key_of, saved, send_all},
    values::Version,
};
use palco_postgres::{Pooler, PostgresStore, Settings};
use server::{Schema, url_with};
use sqlx::postgres::PgConnectOptions;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    time::sleep,
};

/// The types of the messages that clients sent, in order.
type Heard = Arc<Mutex<Vec<u8>>>;

/// Passes one client's messages on, and writes down the type of each.
async fn listen_in(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, heard: Heard) {
    let mut started = false;
    loop {
        let mut head = Vec::new();
        // The first message has no type.
        if started {
            let Ok(kind) = from.read_u8().await else { return };
            heard.lock().expect("not poisoned").push(kind);
            head.push(kind);
        }
        started = true;
        let Ok(length) = from.read_u32().await else { return };
        head.extend(length.to_be_bytes());
        let mut body = vec![0; usize::try_from(length).expect("a length").saturating_sub(4)];
        if from.read_exact(&mut body).await.is_err() || to.write_all(&head).await.is_err() {
            return;
        }
        if to.write_all(&body).await.is_err() {
            return;
        }
    }
}

/// A proxy to the test server, its URL, and what it hears.
async fn proxy() -> (String, Heard) {
    let url = url_with("sslmode=disable");
    let server = PgConnectOptions::from_str(&url).expect("a URL");
    let server = format!("{}:{}", server.get_host(), server.get_port());
    assert!(url.contains(&server), "DATABASE_URL names the host and the port");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let own = listener.local_addr().expect("an address").to_string();
    let heard = Heard::default();
    let proxied = url.replace(&server, &own);
    let hearing = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.expect("the server answers");
            let (from_client, mut to_client) = client.into_split();
            let (mut from_server, to_server) = server.into_split();
            tokio::spawn(listen_in(from_client, to_server, Arc::clone(&hearing)));
            tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
        }
    });
    (proxied, heard)
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

#[tokio::test]
async fn an_append_is_one_round_trip() {
    let schema = Schema::new();
    let (url, heard) = proxy().await;
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
    let duplicate = heard_of(&store, &heard, vec![first]).await;
    let appended = append(tenant).write(&stream, Any, 5);
    let appended = heard_of(&store, &heard, vec![appended]).await;
    let conflict = heard_of(&store, &heard, vec![append(tenant).write(&stream, NoStream, 1)]).await;
    let many = (0..64).map(|_| append(tenant).write(&a_stream(), NoStream, 2)).collect();
    let many = heard_of(&store, &heard, many).await;
    assert_eq!([&*appended, &*duplicate, &*conflict, &*many], [ONCE; 4]);
}

#[tokio::test]
async fn a_state_is_loaded_in_one_round_trip() {
    let schema = Schema::new();
    let (url, heard) = proxy().await;
    let settings = Settings::new(url).schema(&schema.0).max_connections(1);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let (tenant, stream) = (a_tenant(), a_stream());
    let key = key_of(tenant, &stream);
    let written = append(tenant).write(&stream, NoStream, 200);
    heard_of(&store, &heard, vec![written]).await;
    // The first one is prepared.
    store.load(&key, 1_000).await.expect("the store answers");
    heard_until(&heard, "SS").await;

    let records = store.load(&key, 1_000).await.expect("the store answers");
    assert_eq!((records.snapshot.is_some(), records.records.len()), (false, 200));
    assert_eq!(heard_until(&heard, "SS").await, ONCE);
    saved(&store, &key, 150, "{}").await.expect("the store saves");
    heard_until(&heard, "SS").await;
    let both = store.load(&key, 1_000).await.expect("the store answers");
    assert_eq!((both.snapshot.is_some(), both.records.len()), (true, 50));
    assert_eq!(heard_until(&heard, "SS").await, ONCE);
}

#[tokio::test]
async fn for_a_pooler_an_append_is_four() {
    // Query, which begins; Parse, Describe, Sync; Bind, Execute, Close, Sync; Query, which commits.
    // Then the Sync of the pool's own test.
    const WITHIN_A_TRANSACTION: &str = "QPDSBECSQS";

    let schema = Schema::new();
    let (url, heard) = proxy().await;
    let settings = Settings::new(url).schema(&schema.0).max_connections(1);
    let settings = settings.pooler(Pooler::Transaction);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    heard_until(&heard, "X").await;
    let (tenant, stream) = (a_tenant(), a_stream());
    for _ in 0..3 {
        send_all(&store, vec![append(tenant).write(&stream, Any, 1)]).await;
        assert_eq!(heard_until(&heard, "QS").await, WITHIN_A_TRANSACTION);
    }
    store.read_stream(tenant, &stream, Version::ZERO, 9).await.expect("records");
    // What was only read is rolled back behind the answer.
    assert_eq!(heard_until(&heard, "QS").await, WITHIN_A_TRANSACTION);
}
