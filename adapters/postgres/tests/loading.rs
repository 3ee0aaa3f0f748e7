//! What a load finds is taken in while the rest is on its way, and a load that breaks off fails.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;
mod wire;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use palco::{
    ports::{Expected::NoStream, Found, SnapshotKey, SnapshotStore},
    testing::conformance::{a_stream, a_tenant, append, appended, key_of, loaded},
};
use palco_postgres::{PostgresStore, Settings};
use server::Schema;
use tokio::{
    io::{AsyncWriteExt, copy},
    net::TcpStream,
    sync::{Notify, mpsc},
    time::timeout,
};
use wire::{proxy, read_message};

const RECORDS: u16 = 20;
const LET_THROUGH: usize = 10;

/// Stands behind the first rows of an answer, once it is closed.
#[derive(Default)]
struct Gate {
    closed: AtomicBool,
    cut: AtomicBool,
    opened: Notify,
}

impl Gate {
    fn close(&self) {
        self.closed.store(true, SeqCst);
    }

    fn cut(&self) {
        self.cut.store(true, SeqCst);
        self.open();
    }

    fn open(&self) {
        self.closed.store(false, SeqCst);
        self.opened.notify_one();
    }
}

/// Passes on what client and server say; or no more, when one of them is gone.
async fn stand_between(client: TcpStream, server: TcpStream, gate: Arc<Gate>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_client, &mut to_server).await });
    let mut rows = 0_usize;
    while let Some(message) = read_message(&mut from_server, false).await {
        rows = if message.kind == Some(b'D') { rows.saturating_add(1) } else { 0 };
        if rows > LET_THROUGH && gate.closed.load(SeqCst) {
            gate.opened.notified().await;
            if gate.cut.swap(false, SeqCst) {
                return;
            }
        }
        if to_client.write_all(&message.bytes).await.is_err() {
            return;
        }
    }
}

struct Stage {
    schema: Schema,
    store: PostgresStore,
    key: SnapshotKey,
    gate: Arc<Gate>,
}

impl Stage {
    async fn set() -> Self {
        let (schema, gate) = (Schema::new(), Arc::<Gate>::default());
        let standing = Arc::clone(&gate);
        let url = proxy(move |client, server| stand_between(client, server, Arc::clone(&standing)));
        let settings = Settings::new(url.await).schema(&schema.0).max_connections(1);
        let store = PostgresStore::connect_with(settings).await.expect("the store starts");
        let (tenant, stream) = (a_tenant(), a_stream());
        let write = append(tenant).write(&stream, NoStream, RECORDS);
        let _ = appended(&write.send(&store).await);
        Self { schema, store, key: key_of(tenant, &stream), gate }
    }

    async fn is_loaded_whole(&self) {
        let loading = loaded(&self.store, &self.key, 1_000).await.expect("the store answers");
        assert_eq!(loading.records.len(), usize::from(RECORDS));
    }
}

async fn hear(found: &mut mpsc::UnboundedReceiver<u64>, versions: impl Iterator<Item = u64>) {
    for version in versions {
        let heard = timeout(Duration::from_secs(10), found.recv()).await;
        assert_eq!(heard, Ok(Some(version)));
    }
}

#[tokio::test]
async fn the_first_records_are_taken_in_while_the_last_are_on_their_way() {
    let stage = Stage::set().await;
    let (sender, mut found) = mpsc::unbounded_channel();
    let take_in = move |part: Found<'_>| {
        let Found::Record(written) = part else { panic!("no snapshot was saved") };
        sender.send(written.version.get()).expect("somebody listens");
    };
    stage.gate.close();
    let (store, key) = (stage.store.clone(), stage.key.clone());
    let load = tokio::spawn(async move { store.load(&key, 1_000, Box::new(take_in)).await });
    hear(&mut found, 1..=10).await;
    assert!(!load.is_finished());
    stage.gate.open();
    hear(&mut found, 11..=u64::from(RECORDS)).await;
    assert_eq!(load.await.expect("no panic"), Ok(()));
    stage.is_loaded_whole().await;
}

#[tokio::test]
async fn a_load_that_breaks_off_fails_and_the_next_one_has_all_of_it() {
    let stage = Stage::set().await;
    let (sender, mut found) = mpsc::unbounded_channel();
    let take_in = move |_: Found<'_>| sender.send(0).expect("somebody listens");
    stage.gate.close();
    let (store, key) = (stage.store.clone(), stage.key.clone());
    let load = tokio::spawn(async move { store.load(&key, 1_000, Box::new(take_in)).await });
    hear(&mut found, [0; LET_THROUGH].into_iter()).await;
    stage.gate.cut();
    let failed = load.await.expect("no panic").expect_err("it broke off");
    assert!(!failed.outcome_unknown, "{failed}");
    stage.is_loaded_whole().await;
}

/// As when the caller goes away: the load runs to its end, and its connection is sound.
#[tokio::test]
async fn a_load_that_nobody_waits_for_leaves_a_connection_that_can_be_used() {
    let stage = Stage::set().await;
    let (sender, mut found) = mpsc::unbounded_channel();
    let take_in = move |_: Found<'_>| sender.send(0).expect("somebody listens");
    stage.gate.close();
    let (store, key) = (stage.store.clone(), stage.key.clone());
    let load = tokio::spawn(async move { store.load(&key, 1_000, Box::new(take_in)).await });
    hear(&mut found, [0; LET_THROUGH].into_iter()).await;
    load.abort();
    assert!(load.await.is_err_and(|ended| ended.is_cancelled()));
    stage.gate.open();
    stage.is_loaded_whole().await;
}
