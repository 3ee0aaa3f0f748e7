//! Whether an append and the feed cost more as the store grows: stores of 10 thousand, 100 thousand
//! and 1 million records on one server, which take turns. `BENCH_RECORDS` names other sizes, by commas.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::time::{Duration, Instant};

use palco::{
    ports::{Append, AppendOutcome, EventStore, Expected, NewRecord, Position, StreamId},
    testing::conformance::{a_stream, a_tenant, append},
    values::{TenantId, Version},
};
use palco_benches::{
    held,
    results::{duration, per_second, percentile_us, print},
};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, query};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Domain events of a stream before it is measured.
const LENGTH: usize = 10;
/// Streams in one call while the store is filled.
const AT_ONCE: usize = 100;
/// Appends of a kind in a store's turn.
const APPENDS: usize = 20;
/// Records on a page of the feed.
const PAGE: u32 = 1_000;
/// Pages in a store's turn.
const PAGES: u64 = 10;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("growth measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(runtime.spawn(measure(url))).expect("no panic");
}

fn sizes() -> Vec<usize> {
    let named = std::env::var("BENCH_RECORDS").unwrap_or_else(|_| "10000,100000,1000000".into());
    named.split(',').map(|size| size.parse().expect("a number of records")).collect()
}

async fn measure(url: String) {
    let mut hand = PgConnection::connect(&url).await.expect("the server answers");
    let mut stores = Vec::new();
    for size in sizes() {
        stores.push(Sized::fill(&url, &mut hand, size).await);
    }
    // So that what filling left behind is not paid for by what is measured.
    hand.execute("checkpoint").await.expect("a checkpoint");

    let lasts = duration().saturating_mul(4);
    let began = Instant::now();
    let mut round = 0_u64;
    while round < 3 || began.elapsed() < lasts {
        for store in &mut stores {
            store.turn(&mut hand, round).await;
        }
        round = round.saturating_add(1);
    }
    for mut store in stores {
        store.report();
        store.store.close().await;
        let drop = AssertSqlSafe(format!("drop schema {} cascade", store.schema));
        hand.execute(drop).await.expect("the schema is dropped");
    }
}

/// A store of a known size, and what was measured on it.
struct Sized {
    store: PostgresStore,
    schema: String,
    size: usize,
    tenant: TenantId,
    row: NewRecord,
    /// With the version that each has.
    streams: Vec<(StreamId, Version)>,
    to_new: Vec<Duration>,
    to_existing: Vec<Duration>,
    feed: Vec<Duration>,
    bare: Vec<Duration>,
}

impl Sized {
    async fn fill(url: &str, hand: &mut PgConnection, size: usize) -> Self {
        let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
        let settings = Settings::new(url).schema(&schema).max_connections(2);
        let store = PostgresStore::connect_with(settings).await.expect("the store starts");
        let (tenant, row) = (a_tenant(), held());
        let mut filled = Self {
            store,
            schema,
            size,
            tenant,
            row,
            streams: Vec::new(),
            to_new: Vec::new(),
            to_existing: Vec::new(),
            feed: Vec::new(),
            bare: Vec::new(),
        };
        while filled.streams.len().saturating_mul(LENGTH) < size {
            let streams: Vec<StreamId> = (0..AT_ONCE).map(|_| a_stream()).collect();
            let appends =
                streams.iter().map(|stream| filled.an_append(stream, Expected::NoStream, LENGTH));
            let outcomes = filled.store.append(appends.collect()).await.expect("an answer");
            for (stream, outcome) in streams.into_iter().zip(outcomes) {
                filled.streams.push((stream, last_version(&outcome)));
            }
        }
        let settle = format!("vacuum (analyze) {}.event_store", filled.schema);
        hand.execute(AssertSqlSafe(settle)).await.expect("vacuumed");
        let count = format!("select count(*) as count from {}.event_store", filled.schema);
        let row = query(AssertSqlSafe(count)).fetch_one(hand).await.expect("a row");
        let count: i64 = row.get("count");
        assert!(usize::try_from(count).is_ok_and(|count| count >= size), "{count} records");
        filled
    }

    fn an_append(&self, stream: &StreamId, expected: Expected, count: usize) -> Append {
        let rows = (0..count).map(|_| NewRecord { event_id: Uuid::now_v7(), ..self.row.clone() });
        append(self.tenant).write_these(stream, expected, rows.collect()).build()
    }

    async fn turn(&mut self, hand: &mut PgConnection, round: u64) {
        for nth in 0..APPENDS {
            let (took, _) = self.timed(&a_stream(), Expected::NoStream).await;
            self.to_new.push(took);
            let (stream, version) = self.anywhere(round, nth).clone();
            let (took, version) = self.timed(&stream, Expected::Exact(version)).await;
            self.anywhere(round, nth).1 = version;
            self.to_existing.push(took);
        }
        let read = PAGES.saturating_mul(PAGE.into());
        let span = u64::try_from(self.size).expect("a size").saturating_sub(read).max(1);
        let start = scattered(round).rem_euclid(span);
        let took = self.read_feed(start).await;
        self.feed.push(took);
        let took = self.read_bare(hand, start).await;
        self.bare.push(took);
    }

    /// Another stream each time, all over the store.
    fn anywhere(&mut self, round: u64, nth: usize) -> &mut (StreamId, Version) {
        let nth = u64::try_from(nth).unwrap_or_default();
        let drawn = scattered(round.saturating_mul(1_000).saturating_add(nth));
        let place = drawn.rem_euclid(u64::try_from(self.streams.len()).expect("a count"));
        self.streams.get_mut(usize::try_from(place).expect("a place")).expect("a stream")
    }

    async fn timed(&self, stream: &StreamId, expected: Expected) -> (Duration, Version) {
        let sent = self.an_append(stream, expected, 1);
        let began = Instant::now();
        let outcomes = self.store.append(vec![sent]).await.expect("an answer");
        let took = began.elapsed();
        (took, last_version(outcomes.first().expect("an outcome")))
    }

    /// The time of a page, on average over those read.
    async fn read_feed(&self, start: u64) -> Duration {
        let start = i64::try_from(start).expect("a position");
        let mut after = Position::new(start).expect("a position");
        let began = Instant::now();
        let mut found = 0_usize;
        for _ in 0..PAGES {
            let page = self.store.read_feed(after, PAGE).await.expect("a page");
            found = found.saturating_add(page.records.len());
            after = page.next;
        }
        per_page(began.elapsed(), found)
    }

    /// The same rows through the same driver, and nothing made of them.
    async fn read_bare(&self, hand: &mut PgConnection, start: u64) -> Duration {
        let select =
            format!("select * from {}.event_store where id > $1 order by id limit $2", self.schema);
        let mut after = i64::try_from(start).expect("a position");
        let began = Instant::now();
        let mut found = 0_usize;
        for _ in 0..PAGES {
            let rows = query(AssertSqlSafe(select.clone()))
                .bind(after)
                .bind(i64::from(PAGE))
                .fetch_all(&mut *hand)
                .await
                .expect("rows");
            found = found.saturating_add(rows.len());
            after = rows.last().map_or(after, |row| row.get("id"));
        }
        per_page(began.elapsed(), found)
    }

    fn report(&mut self) {
        let size = self.size;
        let records = format!("palco, {size} records");
        let us = |times: &mut Vec<Duration>| percentile_us(times, 50);
        print("growth, append to a new stream", &records, "median us", us(&mut self.to_new));
        print(
            "growth, append to an existing stream",
            &records,
            "median us",
            us(&mut self.to_existing),
        );
        let page = usize::try_from(PAGE).expect("a count");
        for (who, times) in [("palco", &mut self.feed), ("a bare select", &mut self.bare)] {
            times.sort_unstable();
            let median = times.get(times.len() / 2).copied().unwrap_or_default();
            print(
                "growth, feed",
                &format!("{who}, {size} records"),
                "per second",
                per_second(page, median),
            );
        }
    }
}

fn per_page(took: Duration, found: usize) -> Duration {
    let pages = PAGES.saturating_mul(PAGE.into());
    assert_eq!(u64::try_from(found), Ok(pages), "records read");
    took.checked_div(u32::try_from(PAGES).unwrap_or(1)).unwrap_or_default()
}

/// A number that looks drawn, the same one each time.
fn scattered(nth: u64) -> u64 {
    nth.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16
}

fn last_version(outcome: &AppendOutcome) -> Version {
    let AppendOutcome::Appended { records } = outcome else {
        unreachable!("nobody else writes here: {outcome:?}")
    };
    records.last().expect("records").version
}
