//! The disk runs full under load, and is made larger later. Every failed append says truly whether it
//! may have been written, nothing acknowledged is lost, and afterwards everything goes on.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::{Duration, Instant};

use palco::{
    ports::{Append, EventStore, Expected::Any, StreamId, Unavailable},
    testing::{
        History,
        conformance::{a_stream, a_tenant, append, happened},
        proved,
    },
    values::TenantId,
};
use palco_postgres::{PostgresStore, Settings};
use server::{beside::Beside, drawn};
use tokio::{
    task::{JoinSet, block_in_place},
    time::sleep,
};

const CLIENTS: usize = 8;
/// Failed calls, one after the other, before a client believes that the disk is full.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(90);

fn draft(tenant: TenantId, shared: &StreamId) -> Append {
    // Not the same bytes over and over, which the server would compress.
    let noise: String = (0..4_000).map(|_| format!("{:08x}", drawn(1 << 32))).collect();
    let large = happened(&format!(r#"{{"noise":"{noise}"}}"#));
    append(tenant).write(shared, Any, 1).write_these(&a_stream(), Any, vec![large]).build()
}

/// What a client that filled the disk leaves: its last append, which has no answer but failures.
struct Filled {
    history: History,
    last: Append,
    failures: Vec<Unavailable>,
}

async fn fill(store: PostgresStore, tenant: TenantId, shared: StreamId) -> Filled {
    let mut history = History::default();
    loop {
        let (last, mut failures) = (draft(tenant, &shared), Vec::new());
        while failures.len() < TRIES {
            match history.send(&store, vec![last.clone()]).await {
                Ok(_) => break,
                Err(error) => failures.push(error),
            }
        }
        if failures.len() == TRIES {
            return Filled { history, last, failures };
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_is_told_truly() {
    let size = (48 << 20).to_string();
    let settings = ["small", &size, "min_wal_size = 2MB", "max_wal_size = 8MB"];
    let mut server = block_in_place(|| Beside::start(&settings));
    let settings = Settings::new(server.url(0)).max_connections(8);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let (tenant, shared) = (a_tenant(), a_stream());
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(fill(store.clone(), tenant, shared.clone()));
    }
    let filled = clients.join_all().await;
    let failures: Vec<_> = filled.iter().flat_map(|client| client.failures.clone()).collect();
    let known = failures.iter().filter(|error| !error.outcome_unknown).count();
    assert!(failures.iter().any(|error| error.reason.contains("53100")), "{failures:?}");

    block_in_place(|| server.order("larger"));
    let (mut history, started) = (History::default(), Instant::now());
    for Filled { history: of_client, last, .. } in filled {
        history.merge(of_client);
        while history.send(&store, vec![last.clone()]).await.is_err() {
            assert!(started.elapsed() < PATIENCE, "the store does not go on");
            // Where the log of what is to be written found no room either, the server has ended.
            block_in_place(|| server.order("start"));
            sleep(Duration::from_millis(200)).await;
        }
    }
    let verdict = history.judge_store(&store).await;
    proved(
        "full disk",
        format_args!(
            "{} failed appends, {known} of them surely not written; after it was made larger: \
             {verdict}",
            failures.len()
        ),
    );
    verdict.assert_clean();
    assert_eq!(verdict.refused + verdict.unknown_written + verdict.unknown_unwritten, 0);
    assert!(store.read_stream(tenant, &shared, palco::values::Version::ZERO, 9).await.is_ok());
    store.close().await;
}
