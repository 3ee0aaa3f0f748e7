//! What a load finds is taken in while the rest is on its way; one that breaks off, or whose records
//! are out of their order, fails.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;
mod wire;

use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use palco::{
    ports::{
        Expected::NoStream, Found, Snapshot, SnapshotKey, SnapshotStore, Unavailable, Written,
    },
    testing::conformance::{a_stream, a_tenant, append, appended, key_of, loaded},
};
use palco_postgres::{PostgresStore, Settings};
use server::Schema;
use tokio::{
    io::{AsyncWriteExt, copy},
    net::TcpStream,
    sync::{Notify, mpsc},
    task::JoinHandle,
    time::timeout,
};
use wire::{proxy, read_message};

const RECORDS: u16 = 20;
const LET_THROUGH: u16 = 10;

/// Stands behind the first rows of an answer, once it is closed.
#[derive(Default)]
struct Gate {
    closed: AtomicBool,
    cut: AtomicBool,
    /// The last row that is let through changes places with the next.
    swaps: AtomicBool,
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
    let mut rows = 0_u16;
    while let Some(message) = read_message(&mut from_server, false).await {
        rows = if message.kind == Some(b'D') { rows.saturating_add(1) } else { 0 };
        if rows > LET_THROUGH && gate.closed.load(SeqCst) {
            gate.opened.notified().await;
            if gate.cut.swap(false, SeqCst) {
                return;
            }
        }
        let mut bytes = message.bytes;
        if rows == LET_THROUGH && gate.swaps.swap(false, SeqCst) {
            let Some(next) = read_message(&mut from_server, false).await else { return };
            bytes.splice(..0, next.bytes);
        }
        if to_client.write_all(&bytes).await.is_err() {
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

    /// A load that stands still behind the first records, which were taken in.
    async fn half_loaded(&self) -> Load {
        let (sender, mut found) = mpsc::unbounded_channel();
        let take_in = move |part: Found<'_>| {
            let (Found::Record(Written { version, .. })
            | Found::Snapshot(Snapshot { version, .. })) = part;
            sender.send(version.get()).expect("somebody listens");
        };
        self.gate.close();
        let (store, key) = (self.store.clone(), self.key.clone());
        let load = tokio::spawn(async move { store.load(&key, 1_000, Box::new(take_in)).await });
        hear(&mut found, 1..=LET_THROUGH).await;
        assert!(!load.is_finished());
        Load { load, found }
    }

    async fn is_loaded_whole(&self) {
        let loading = loaded(&self.store, &self.key, 1_000).await.expect("the store answers");
        let versions: Vec<_> = loading.records.iter().map(|record| record.version.get()).collect();
        assert_eq!(versions, (1..=RECORDS.into()).collect::<Vec<u64>>());
    }
}

struct Load {
    load: JoinHandle<Result<(), Unavailable>>,
    found: mpsc::UnboundedReceiver<u64>,
}

async fn hear(found: &mut mpsc::UnboundedReceiver<u64>, versions: RangeInclusive<u16>) {
    for version in versions {
        let heard = timeout(Duration::from_secs(10), found.recv()).await;
        assert_eq!(heard, Ok(Some(version.into())));
    }
}

#[tokio::test]
async fn the_first_records_are_taken_in_while_the_last_are_on_their_way() {
    let stage = Stage::set().await;
    let Load { load, mut found } = stage.half_loaded().await;
    stage.gate.open();
    hear(&mut found, LET_THROUGH + 1..=RECORDS).await;
    assert_eq!(load.await.expect("no panic"), Ok(()));
    stage.is_loaded_whole().await;
}

#[tokio::test]
async fn a_load_that_breaks_off_fails_and_the_next_one_has_all_of_it() {
    let stage = Stage::set().await;
    let Load { load, .. } = stage.half_loaded().await;
    stage.gate.cut();
    let failed = load.await.expect("no panic").expect_err("it broke off");
    assert!(!failed.outcome_unknown, "{failed}");
    stage.is_loaded_whole().await;
}

/// What comes too early would be passed over, and the state would be an old one.
#[tokio::test]
async fn a_load_whose_records_are_out_of_their_order_fails() {
    let stage = Stage::set().await;
    stage.gate.swaps.store(true, SeqCst);
    let failed = loaded(&stage.store, &stage.key, 1_000).await.expect_err("11 came before 10");
    assert!(!failed.outcome_unknown, "{failed}");
    stage.is_loaded_whole().await;
}

/// As when the caller goes away: the load runs to its end, and its connection is sound.
#[tokio::test]
async fn a_load_that_nobody_waits_for_leaves_a_connection_that_can_be_used() {
    let stage = Stage::set().await;
    let Load { load, found: _listening } = stage.half_loaded().await;
    load.abort();
    assert!(load.await.is_err_and(|ended| ended.is_cancelled()));
    stage.gate.open();
    stage.is_loaded_whole().await;
}
