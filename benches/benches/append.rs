//! What an append costs, against the least that a durable write can cost: an INSERT of the same row
//! through the same driver, in the same run, on one connection each.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::{
    future::Future,
    time::{Duration, Instant},
};

use criterion::{BenchmarkId, Criterion};
use palco::{
    contract::to_json,
    ports::{AppendOutcome, EventStore, Expected, NewRecord, StreamId},
    testing::conformance::{a_stream, a_tenant, append, happened},
    values::{TenantId, Version},
};
use palco_benches::{Cap, OnSale, command};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, query};
use tokio::runtime::Runtime;
use uuid::Uuid;

const COUNTS: [usize; 2] = [1, 10];

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("append measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let settings = Settings::new(&url).schema(&schema).max_connections(1);
    let store = runtime.block_on(PostgresStore::connect_with(settings)).expect("the store starts");
    let mut criterion = Criterion::default().configure_from_args();
    plain(&mut criterion, &runtime, &url, &schema);
    appends(&mut criterion, &runtime, &store);
    criterion.final_summary();

    let drop = AssertSqlSafe(format!("drop schema {schema} cascade"));
    runtime.block_on(async {
        store.close().await;
        let mut connection = connect(&url).await;
        connection.execute(drop).await.expect("the schema is dropped");
    });
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.expect("the server answers")
}

/// A hold, as it is recorded.
fn held() -> NewRecord {
    let mut on_sale = OnSale::with_sold(0, Cap::None);
    let context = on_sale.next_buyer();
    let held = on_sale.carry_out(&command(), &context).pop().expect("a hold");
    happened(&to_json(&held))
}

/// As a server does it: on one of the runtime's threads.
fn timed(runtime: &Runtime, work: impl Future<Output = Duration> + Send + 'static) -> Duration {
    runtime.block_on(runtime.spawn(work)).expect("no panic")
}

/// One row of the same columns, with a primary key on stream and version and no other index.
fn plain(criterion: &mut Criterion, runtime: &Runtime, url: &str, schema: &str) {
    let make = AssertSqlSafe(format!(
        "create table {schema}.plain (like {schema}.event_store including defaults,
             primary key (tenant_id, aggregate_type, aggregate_id, version))"
    ));
    runtime.block_on(async { connect(url).await.execute(make).await }).expect("a table");
    let insert = format!(
        "insert into {schema}.plain (tenant_id, aggregate_type, aggregate_id, version, event_id,
             event_type, schema_version, event_data, metadata, command_id, created_at)
         values ($1, 'sample', $2, 1, $3, $4, 1, $5::jsonb, jsonb_build_object('actor', $6), $7,
             now())
         returning id"
    );
    let row = held();
    let tenant = a_tenant().as_uuid();
    let mut group = criterion.benchmark_group("append");
    group.bench_function("plain insert of 1 row", |bencher| {
        bencher.iter_custom(|times| {
            let (url, insert, row) = (url.to_owned(), insert.clone(), row.clone());
            timed(runtime, async move {
                let mut connection = connect(&url).await;
                let mut started = Instant::now();
                // The first prepares the statement.
                for time in 0..=times {
                    if time == 1 {
                        started = Instant::now();
                    }
                    let inserted = query(AssertSqlSafe(insert.clone()))
                        .bind(tenant)
                        .bind(Uuid::now_v7())
                        .bind(Uuid::now_v7())
                        .bind(row.event_type.as_str())
                        .bind(row.data.as_str())
                        .bind(Uuid::now_v7())
                        .bind(Uuid::now_v7())
                        .fetch_one(&mut connection)
                        .await
                        .expect("inserted");
                    assert!(inserted.get::<i64, _>(0) > 0);
                }
                started.elapsed()
            })
        });
    });
    group.finish();
}

fn appends(criterion: &mut Criterion, runtime: &Runtime, store: &PostgresStore) {
    let row = held();
    let tenant = a_tenant();
    let mut group = criterion.benchmark_group("append");
    for count in COUNTS {
        let rows: Vec<_> = std::iter::repeat_n(row.clone(), count).collect();
        group.bench_function(BenchmarkId::new("to new streams", count), |bencher| {
            bencher.iter_custom(|times| {
                let (store, rows) = (store.clone(), rows.clone());
                timed(runtime, async move {
                    let started = Instant::now();
                    for _ in 0..times {
                        send(&store, tenant, &a_stream(), Expected::NoStream, &rows).await;
                    }
                    started.elapsed()
                })
            });
        });
        group.bench_function(BenchmarkId::new("to one stream", count), |bencher| {
            bencher.iter_custom(|times| {
                let (store, rows) = (store.clone(), rows.clone());
                timed(runtime, async move {
                    let stream = a_stream();
                    let mut at = send(&store, tenant, &stream, Expected::NoStream, &rows).await;
                    let started = Instant::now();
                    for _ in 0..times {
                        at = send(&store, tenant, &stream, Expected::Exact(at), &rows).await;
                    }
                    started.elapsed()
                })
            });
        });
    }
    group.finish();
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
