//! What it costs to keep a table: the records of a feed a second, with a bare select of the same rows
//! through the same driver beside it in the same round.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use palco::{
    ports::{EventStore, Expected, NewRecord, Position, ReadModels, StreamId},
    projections::EVENTS,
    testing::conformance::{a_tenant, append, happened},
};
use palco_benches::results::{per_second, print};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::{Processors, Tuning};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, query};
use tokio::runtime::Runtime;
use uuid::Uuid;

const ROUNDS: usize = 5;
const STREAMS: usize = 10_000;
const RECORDS_EACH: usize = 5;
const PAGE: u32 = 1_000;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("projection measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(runtime.spawn(measure(url))).expect("no panic");
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let settings = Settings::new(&url).schema(&schema);
    let store = Arc::new(PostgresStore::connect_with(settings).await.expect("the store starts"));
    fill(&store).await;
    let mut hand = PgConnection::connect(&url).await.expect("the server answers");
    // The first table, which the rounds build anew.
    project(&store).await;
    let mut rates: [(&str, Vec<u64>); 3] = [
        ("bare select, pages of 1 000", Vec::new()),
        ("palco, pages of 1 000", Vec::new()),
        ("palco, projection of events", Vec::new()),
    ];
    for _ in 0..ROUNDS {
        for (kind, (_, rates)) in rates.iter_mut().enumerate() {
            let started = Instant::now();
            match kind {
                0 => select(&mut hand, &schema).await,
                1 => feed(&store).await,
                _ => {
                    store.rebuild(EVENTS.name).await.expect("the store answers");
                    project(&store).await;
                }
            }
            rates.push(per_second(STREAMS.saturating_mul(RECORDS_EACH), started.elapsed()));
        }
    }
    for (who, mut rates) in rates {
        rates.sort_unstable();
        let median = rates.get(ROUNDS.div_euclid(2)).copied().unwrap_or_default();
        print("feed of 50 000 records", who, "records per second", median);
    }
    let drop = format!("drop schema {schema} cascade");
    hand.execute(AssertSqlSafe(drop)).await.expect("the schema goes");
}

/// Events that were planned, and changed a few times.
async fn fill(store: &PostgresStore) {
    let tenant = a_tenant();
    let mut appends = Vec::with_capacity(STREAMS);
    for _ in 0..STREAMS {
        let stream = StreamId::new("event", Uuid::now_v7());
        let records = (0..RECORDS_EACH).map(record).collect();
        appends.push(append(tenant).write_these(&stream, Expected::NoStream, records).build());
    }
    for some in appends.chunks(100) {
        store.append(some.to_vec()).await.expect("the store answers");
    }
}

fn record(nth: usize) -> NewRecord {
    let times = r#""doors_at":"2026-12-01T21:00:00.000Z","starts_at":"2026-12-01T22:00:00.000Z",
        "ends_at":"2026-12-02T02:00:00.000Z","capacity":100"#;
    let (event_type, rest) = match nth {
        0 => (
            "event.drafted",
            r#","place":{"kind":"online"},"timezone":"America/Recife","setup_minutes":0,
            "teardown_minutes":0"#,
        ),
        _ => ("event.draft_changed", ""),
    };
    let data = format!(r#"{{"type":"{event_type}","name":"Noite {nth}",{times}{rest}}}"#);
    NewRecord { event_type: event_type.into(), ..happened(&data) }
}

async fn select(hand: &mut PgConnection, schema: &str) {
    let text = format!(
        "select id, tenant_id, aggregate_type, aggregate_id, version, command_id, created_at, event_id,
                event_type, schema_version, event_data::text, metadata::text
           from {schema}.event_store where id > $1 order by id limit $2"
    );
    let mut after = 0_i64;
    loop {
        let page = query(AssertSqlSafe(text.clone())).bind(after).bind(i64::from(PAGE));
        let rows = page.fetch_all(&mut *hand).await.expect("the server answers");
        let Some(last) = rows.last() else { return };
        after = last.get("id");
    }
}

async fn feed(store: &PostgresStore) {
    let mut after = Position::START;
    loop {
        let page = store.read_feed(after, PAGE).await;
        let page = page.expect("the store answers");
        if page.records.is_empty() {
            return;
        }
        after = page.next;
    }
}

/// Until readers see all of it.
async fn project(store: &Arc<PostgresStore>) {
    let tuning = Tuning { page: PAGE, ..Tuning::default() };
    let running =
        Processors::over(store.clone()).tuned(tuning).project(EVENTS).run().expect("it starts");
    loop {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let revisions = store.revisions(EVENTS.name, EVENTS.form).await.expect("an answer");
        let progress = palco::ports::Checkpoints::progress(store.as_ref()).await;
        let progress = progress.expect("the store answers");
        let active = |of: u32| of == revisions.active.number;
        let lanes = progress.iter().filter(|lane| active(lane.processor.revision));
        if revisions.building.is_none()
            && lanes.clone().count() > 0
            && lanes.clone().all(|lane| lane.behind == 0)
        {
            break;
        }
    }
    running.stop().await;
}
