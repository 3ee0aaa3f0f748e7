//! Every process of the server is killed at once, again and again, under load. What was acknowledged
//! is there afterwards, once. The operating system lives on, and what was written to it: a power cut
//! is another matter.
#![expect(
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use palco::{
    ports::{
        Append,
        Expected::{Any, NoStream},
        StreamId,
    },
    testing::{
        History, Verdict,
        conformance::{a_stream, a_tenant, append},
        proved, sized,
    },
    values::TenantId,
};
use palco_postgres::{Durability, PostgresStore, Settings};
use server::{beside::Beside, drawn};
use tokio::{
    task::{JoinSet, block_in_place},
    time::sleep,
};

const CLIENTS: usize = 16;
const PATIENCE: Duration = Duration::from_secs(60);

/// What the clients share.
#[derive(Default)]
struct Load {
    acknowledged: AtomicUsize,
    ended: AtomicBool,
}

impl Load {
    /// Waits until so many more were acknowledged; whether that was in time.
    async fn goes_on(&self, more: usize, patience: Duration) -> bool {
        let (wanted, started) = (self.acknowledged.load(SeqCst) + more, Instant::now());
        while self.acknowledged.load(SeqCst) < wanted {
            if started.elapsed() > patience {
                return false;
            }
            sleep(Duration::from_millis(1)).await;
        }
        true
    }
}

fn draft(tenant: TenantId, shared: &StreamId) -> Append {
    match drawn(3) {
        0 => append(tenant).write(&a_stream(), NoStream, 1),
        1 => append(tenant).write(shared, Any, 1),
        _ => append(tenant).write(shared, Any, 2).write(&a_stream(), NoStream, 3),
    }
    .build()
}

/// Sends commands, one to three in a call, until the end. One client in two sends them again until
/// there is an answer; the others take a lost one as it is.
async fn client(
    store: PostgresStore,
    tenant: TenantId,
    shared: StreamId,
    load: Arc<Load>,
    resends: bool,
) -> History {
    let mut history = History::default();
    while !load.ended.load(SeqCst) {
        let appends: Vec<_> = (0..=drawn(3)).map(|_| draft(tenant, &shared)).collect();
        let started = Instant::now();
        loop {
            match history.send(&store, appends.clone()).await {
                Ok(outcomes) => {
                    load.acknowledged.fetch_add(outcomes.len(), SeqCst);
                    break;
                }
                Err(_) if !resends => break,
                Err(error) => assert!(started.elapsed() < PATIENCE, "no answer: {error}"),
            }
        }
    }
    history
}

async fn run(kills: usize, setting: &str, durability: Durability) -> Verdict {
    let mut server = block_in_place(|| Beside::start(&["own", setting]));
    let settings = Settings::new(server.url(0)).max_connections(8).durability(durability);
    let load = Arc::new(Load::default());
    let tenant = a_tenant();
    let streams = [a_stream(), a_stream(), a_stream()];
    let stores = [
        PostgresStore::connect_with(settings.clone()).await.expect("the store starts"),
        PostgresStore::connect_with(settings).await.expect("the store starts"),
    ];
    let mut clients = JoinSet::new();
    for (number, (store, shared)) in
        stores.iter().cycle().zip(streams.iter().cycle()).take(CLIENTS).enumerate()
    {
        let resends = number % 4 < 2;
        clients.spawn(client(store.clone(), tenant, shared.clone(), Arc::clone(&load), resends));
    }
    for _ in 0..kills {
        assert!(load.goes_on(100, PATIENCE).await, "the load does not go on");
        // What is acknowledged from here on is flushed by who acknowledges it, or by nobody. Stopped
        // at the wrong moment the WAL writer keeps the others from it, and they wait for the end.
        block_in_place(|| server.order("freeze"));
        load.goes_on(50, Duration::from_secs(1)).await;
        block_in_place(|| server.order("kill"));
        block_in_place(|| server.order("start"));
    }
    assert!(load.goes_on(100, PATIENCE).await, "the load does not go on");
    load.ended.store(true, SeqCst);
    let mut history = History::default();
    for of_client in clients.join_all().await {
        history.merge(of_client);
    }
    let [store, other] = stores;
    let verdict = history.judge_store(&store).await;
    store.close().await;
    other.close().await;
    verdict
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_the_death_of_the_server() {
    let kills = sized(4, 20);
    let verdict = run(kills, "synchronous_commit = on", Durability::Strict).await;
    proved("death of the server", format_args!("{kills} kills of every process; {verdict}"));
    verdict.assert_clean();
}

/// The control: a server that acknowledges before it flushes.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_too_early_is_lost() {
    let verdict = run(1, "synchronous_commit = off", Durability::Relaxed).await;
    proved("death of the server, control (synchronous_commit off)", &verdict);
    assert!(verdict.lost() > 0, "{verdict}");
}
