//! What an append costs, against the least that a durable write can cost: an INSERT of the same row
//! through the same driver, one connection each. A disk's mood changes from one second to the next,
//! so the kinds of write take turns, one each a round.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::time::Instant;

use palco::{
    ports::{AppendOutcome, EventStore, Expected, NewRecord, StreamId},
    testing::conformance::{a_stream, a_tenant, append},
    values::{TenantId, Version},
};
use palco_benches::{held, results::print};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, query};
use tokio::runtime::Runtime;
use uuid::Uuid;

const ROUNDS: usize = 400;
/// Rounds before those that count: statements are prepared, caches filled.
const WARM_UP: usize = 40;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("append measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    // As a server does it: on one of the runtime's threads.
    runtime.block_on(runtime.spawn(measure(url))).expect("no panic");
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.expect("the server answers")
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let settings = Settings::new(&url).schema(&schema).max_connections(1);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let mut hand = connect(&url).await;
    let mut plain = Plain::new(&mut hand, &schema).await;

    let (tenant, row) = (a_tenant(), held());
    let ten = vec![row.clone(); 10];
    let one = std::slice::from_ref(&row);
    let (mut of_one, mut of_ten) = (Existing::new(), Existing::new());
    let mut times: [(&str, Vec<u64>); 5] = [
        ("a plain insert of one row", Vec::new()),
        ("palco, 1 domain event to a new stream", Vec::new()),
        ("palco, 1 domain event to an existing stream", Vec::new()),
        ("palco, 10 domain events to a new stream", Vec::new()),
        ("palco, 10 domain events to an existing stream", Vec::new()),
    ];
    for round in 0..WARM_UP.saturating_add(ROUNDS) {
        for (kind, (_, times)) in times.iter_mut().enumerate() {
            let started = Instant::now();
            match kind {
                0 => plain.insert(&mut hand, &row).await,
                1 => _ = send(&store, tenant, &a_stream(), Expected::NoStream, one).await,
                2 => of_one.grow(&store, tenant, one).await,
                3 => _ = send(&store, tenant, &a_stream(), Expected::NoStream, &ten).await,
                _ => of_ten.grow(&store, tenant, &ten).await,
            }
            if round >= WARM_UP {
                times.push(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
            }
        }
    }
    for (name, mut times) in times {
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
        print("an append on one connection", name, "median us", median.div_euclid(1_000));
    }

    store.close().await;
    let drop = AssertSqlSafe(format!("drop schema {schema} cascade"));
    hand.execute(drop).await.expect("the schema is dropped");
}

/// A table of the same columns, with a primary key on stream and version and no other index.
struct Plain {
    insert: String,
    tenant: Uuid,
}

impl Plain {
    async fn new(hand: &mut PgConnection, schema: &str) -> Self {
        let make = AssertSqlSafe(format!(
            "create table {schema}.plain (like {schema}.event_store including defaults,
                 primary key (tenant_id, aggregate_type, aggregate_id, version))"
        ));
        hand.execute(make).await.expect("a table");
        let insert = format!(
            "insert into {schema}.plain (tenant_id, aggregate_type, aggregate_id, version,
                 event_id, event_type, schema_version, event_data, metadata, command_id, created_at)
             values ($1, 'sample', $2, 1, $3, $4, 1, $5::json,
                 jsonb_build_object('actor', $6::uuid), $7, now())"
        );
        Self { insert, tenant: a_tenant().as_uuid() }
    }

    async fn insert(&mut self, hand: &mut PgConnection, row: &NewRecord) {
        let inserted = query(AssertSqlSafe(self.insert.clone()))
            .bind(self.tenant)
            .bind(Uuid::now_v7())
            .bind(Uuid::now_v7())
            .bind(row.event_type.as_str())
            .bind(row.data.as_str())
            .bind(Uuid::now_v7())
            .bind(Uuid::now_v7())
            .execute(hand)
            .await
            .expect("inserted");
        assert_eq!(inserted.rows_affected(), 1);
    }
}

/// A stream that grows with every append.
struct Existing {
    stream: StreamId,
    expected: Expected,
}

impl Existing {
    fn new() -> Self {
        Self { stream: a_stream(), expected: Expected::NoStream }
    }

    async fn grow(&mut self, store: &PostgresStore, tenant: TenantId, rows: &[NewRecord]) {
        let version = send(store, tenant, &self.stream, self.expected, rows).await;
        self.expected = Expected::Exact(version);
    }
}

/// Appends them, and gives the stream's version after that.
async fn send(
    store: &PostgresStore,
    tenant: TenantId,
    stream: &StreamId,
    expected: Expected,
    rows: &[NewRecord],
) -> Version {
    let rows = rows.iter().map(|row| NewRecord { event_id: Uuid::now_v7(), ..row.clone() });
    let draft = append(tenant).write_these(stream, expected, rows.collect());
    let outcomes = store.append(vec![draft.build()]).await.expect("the store answers");
    let [AppendOutcome::Appended { records }] = outcomes.as_slice() else {
        unreachable!("nobody else writes here: {outcomes:?}")
    };
    records.last().expect("records").version
}
