//! What a list of 64 appends costs in one call, beside statements that insert as many rows of the same
//! shape, or four times as many, at once: the least that so many durable rows can cost on one
//! connection. The kinds of write take turns, one each a round.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::time::{Duration, Instant};

use palco::{
    ports::{AppendOutcome, EventStore, Expected, NewRecord, StreamId},
    testing::conformance::{a_stream, a_tenant, append},
    values::{TenantId, Version},
};
use palco_benches::{
    held,
    results::{per_second, percentile_us, print},
};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, query};
use tokio::runtime::Runtime;
use uuid::Uuid;

const LIST: usize = 64;
const ROUNDS: usize = 200;
/// Rounds before those that count: statements are prepared, caches filled.
const WARM_UP: usize = 30;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("lists measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    // As a server does it: on one of the runtime's threads.
    runtime.block_on(runtime.spawn(measure(url))).expect("no panic");
}

/// What takes a turn in each round.
enum Kind {
    Rows(usize),
    OneStream(Place),
    NewStreams,
    ExistingStreams(Vec<Place>),
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let settings = Settings::new(&url).schema(&schema).max_connections(1);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let mut hand = PgConnection::connect(&url).await.expect("the server answers");
    let plain = Plain::new(&mut hand, &schema).await;
    let (tenant, row) = (a_tenant(), held());

    let mut kinds = [
        ("inserts of 64 rows in a statement", Kind::Rows(LIST)),
        ("inserts of 256 rows in a statement", Kind::Rows(256)),
        ("palco, 64 appends to one stream", Kind::OneStream(Place::new())),
        ("palco, 64 appends to 64 new streams", Kind::NewStreams),
        (
            "palco, 64 appends to 64 existing streams",
            Kind::ExistingStreams((0..LIST).map(|_| Place::new()).collect()),
        ),
    ];
    let mut times: [Vec<Duration>; 5] = Default::default();
    for round in 0..WARM_UP.saturating_add(ROUNDS) {
        for ((_, kind), times) in kinds.iter_mut().zip(&mut times) {
            let started = Instant::now();
            match kind {
                Kind::Rows(count) => plain.insert(&mut hand, &row, *count).await,
                Kind::OneStream(place) => {
                    let mut places = vec![place.clone(); LIST];
                    for (lead, place) in (0..).zip(&mut places) {
                        place.version = later(place.version, lead);
                    }
                    send(&store, tenant, &row, &mut places).await;
                    *place = places.pop().expect("64 of them");
                }
                Kind::NewStreams => {
                    let mut places: Vec<_> = (0..LIST).map(|_| Place::new()).collect();
                    send(&store, tenant, &row, &mut places).await;
                }
                Kind::ExistingStreams(places) => send(&store, tenant, &row, places).await,
            }
            if round >= WARM_UP {
                times.push(started.elapsed());
            }
        }
    }
    for ((who, kind), mut times) in kinds.into_iter().zip(times) {
        let rows = if let Kind::Rows(count) = kind { count } else { LIST };
        let median = percentile_us(&mut times, 50);
        let scenario = "an append list on one connection";
        print(scenario, who, "median us", median);
        print(scenario, who, "rows per second", per_second(rows, Duration::from_micros(median)));
    }

    store.close().await;
    let drop = AssertSqlSafe(format!("drop schema {schema} cascade"));
    hand.execute(drop).await.expect("the schema is dropped");
}

/// A stream, and the version that the next append to it expects.
#[derive(Clone)]
struct Place {
    stream: StreamId,
    version: Version,
}

impl Place {
    fn new() -> Self {
        Self { stream: a_stream(), version: Version::ZERO }
    }
}

fn later(version: Version, by: u64) -> Version {
    Version::new(version.get().saturating_add(by)).expect("a version")
}

/// One domain event to each of them in one call, each with a command id of its own.
async fn send(store: &PostgresStore, tenant: TenantId, row: &NewRecord, places: &mut [Place]) {
    let list = places.iter().map(|place| {
        let new = vec![NewRecord { event_id: Uuid::now_v7(), ..row.clone() }];
        append(tenant).write_these(&place.stream, Expected::after(place.version), new).build()
    });
    let outcomes = store.append(list.collect()).await.expect("the store answers");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, AppendOutcome::Appended { .. })));
    for place in places {
        place.version = place.version.next();
    }
}

/// A table of the same columns, with a primary key on stream and version and no other index.
struct Plain {
    insert: String,
}

impl Plain {
    async fn new(hand: &mut PgConnection, schema: &str) -> Self {
        let make = AssertSqlSafe(format!(
            "create table {schema}.plain (like {schema}.event_store including defaults,
                 primary key (tenant_id, aggregate_type, aggregate_id, version))"
        ));
        hand.execute(make).await.expect("a table");
        // The rows as arrays: a list of values has hundreds of parameters, and is slower.
        let insert = format!(
            "insert into {schema}.plain (tenant_id, aggregate_type, aggregate_id, version,
                 event_id, event_type, schema_version, event_data, metadata, command_id, created_at)
             select $1, 'sample', $2, nth, event_id, type, 1, data::json,
                    jsonb_build_object('actor', $1), command_id, now()
               from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[]) with ordinality
                    r(event_id, type, data, command_id, nth)"
        );
        Self { insert }
    }

    /// Versions 1, 2, 3 of a stream of its own.
    async fn insert(&self, hand: &mut PgConnection, row: &NewRecord, count: usize) {
        let ids = || (0..count).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        let inserted = query(AssertSqlSafe(self.insert.clone()))
            .bind(a_tenant().as_uuid())
            .bind(Uuid::now_v7())
            .bind(ids())
            .bind(vec![row.event_type.as_str(); count])
            .bind(vec![row.data.as_str(); count])
            .bind(ids())
            .execute(hand)
            .await
            .expect("inserted");
        assert_eq!(usize::try_from(inserted.rows_affected()), Ok(count));
    }
}
