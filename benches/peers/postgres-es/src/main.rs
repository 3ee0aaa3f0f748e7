//! postgres-es as its documentation says: its default pool, its framework for commands on one
//! aggregate, and its repository for the append alone.
//!
//! ```text
//! DATABASE_URL=... palco-bench-postgres-es on-sale|new|existing|load|faults CLIENTS
//! ```
//!
//! The database is one of its own: the tables are made in it.

mod box_office;
mod faults;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use box_office::{BoxOffice, Command, PLACES, held};
use cqrs_es::{
    AggregateContext, AggregateError, DomainEvent, EventStore,
    persist::{PersistedEventRepository, PersistedEventStore, PersistenceError, SerializedEvent},
};
use postgres_es::{PostgresEventRepository, default_postgress_pool, postgres_cqrs};
use sqlx::{Executor, Pool, Postgres, query_scalar};
use uuid::Uuid;

/// Of the file `db/init.sql` that comes with postgres-es.
const TABLES: &str = "
create table if not exists events (
    aggregate_type text not null,
    aggregate_id text not null,
    sequence bigint check (sequence >= 0) not null,
    event_type text not null,
    event_version text not null,
    payload json not null,
    metadata json not null,
    primary key (aggregate_type, aggregate_id, sequence)
);
create table if not exists snapshots (
    aggregate_type text not null,
    aggregate_id text not null,
    last_sequence bigint check (last_sequence >= 0) not null,
    current_snapshot bigint check (current_snapshot >= 0) not null,
    payload json not null,
    primary key (aggregate_type, aggregate_id, last_sequence)
);";

/// What the clients did: the times of what was done before time was up, and all tries.
struct Done {
    times: Vec<Duration>,
    tries: usize,
}

/// How one try ended.
enum Tried {
    Acknowledged,
    Conflict,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let scenario = arguments.next().unwrap_or_default();
    let clients = arguments.next().map_or(1, |clients| clients.parse().expect("a number"));
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL names a server");
    let pool = default_postgress_pool(&url).await;
    pool.execute(TABLES).await.expect("tables");
    match scenario.as_str() {
        "on-sale" => on_sale(pool, clients).await,
        "new" => append(pool, clients, false).await,
        "existing" => append(pool, clients, true).await,
        "load" => load(pool).await,
        "faults" => faults::show(pool).await,
        other => panic!("on-sale, new, existing, load or faults, not {other}"),
    }
}

fn lasts() -> Duration {
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs_f64(seconds.unwrap_or(3.0))
}

/// Clients in turn on `once(client, nth)`, again and again until it is acknowledged.
async fn at_once<F, T>(clients: usize, lasts: Duration, once: F) -> Done
where
    F: Fn(usize, usize) -> T + Clone + Send + 'static,
    T: Future<Output = Tried> + Send,
{
    let ends = Instant::now() + lasts;
    let running: Vec<_> = (0..clients)
        .map(|client| {
            let once = once.clone();
            tokio::spawn(async move {
                let mut done = Done { times: Vec::new(), tries: 0 };
                for nth in 0.. {
                    let started = Instant::now();
                    loop {
                        if Instant::now() >= ends {
                            return done;
                        }
                        done.tries += 1;
                        if matches!(once(client, nth).await, Tried::Acknowledged) {
                            break;
                        }
                    }
                    if Instant::now() <= ends {
                        done.times.push(started.elapsed());
                    }
                }
                done
            })
        })
        .collect();
    let mut all = Done { times: Vec::new(), tries: 0 };
    for client in running {
        let done = client.await.expect("no panic");
        all.times.extend(done.times);
        all.tries += done.tries;
    }
    all.times.sort_unstable();
    all
}

fn print(scenario: &str, measure: &str, figure: u128) {
    println!("{scenario}\tpostgres-es\t{measure}\t{figure}");
}

fn percentile(times: &[Duration], percent: usize) -> u128 {
    let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(place).copied().unwrap_or_default().as_micros()
}

fn report(scenario: &str, done: &Done) {
    print(scenario, "per second", done.times.len() as u128 * 1_000 / lasts().as_millis());
    print(scenario, "median us", percentile(&done.times, 50));
    print(scenario, "p99 us", percentile(&done.times, 99));
}

/// Those that were acknowledged after time was up are stored and not counted.
fn check(done: &Done, stored: usize, clients: usize) {
    let acknowledged = done.times.len();
    let right = (acknowledged..=acknowledged + clients).contains(&stored);
    assert!(right, "{acknowledged} acknowledged, {stored} stored");
}

fn tried<E: std::error::Error>(result: Result<(), AggregateError<E>>) -> Tried {
    match result {
        Ok(()) => Tried::Acknowledged,
        Err(AggregateError::AggregateConflict) => Tried::Conflict,
        Err(other) => panic!("{other}"),
    }
}

async fn on_sale(pool: Pool<Postgres>, clients: usize) {
    let cqrs = Arc::new(postgres_cqrs::<BoxOffice>(pool.clone(), Vec::new(), ()));
    let buyers = async |lasts| {
        let office = Uuid::now_v7().to_string();
        cqrs.execute(&office, Command::Open).await.expect("opened");
        let (to, cqrs) = (office.clone(), Arc::clone(&cqrs));
        let once = move |_, _| {
            let (to, cqrs) = (to.clone(), Arc::clone(&cqrs));
            async move { tried(cqrs.execute(&to, Command::Hold).await) }
        };
        (office, at_once(clients, lasts, once).await)
    };
    buyers(lasts() / 4).await;
    let (office, done) = buyers(lasts()).await;

    let repository = PostgresEventRepository::new(pool);
    let events = repository.get_events::<BoxOffice>(&office).await.expect("events");
    let dense = events.iter().zip(1..).all(|(event, version)| event.sequence == version);
    assert!(dense, "versions are not dense");
    let stored = events.len() - 1;
    check(&done, stored, clients);
    let scenario = format!("on sale, {clients} clients");
    report(&scenario, &done);
    print(&scenario, "tries per 100 holds", (done.tries * 100 / stored.max(1)) as u128);
}

async fn append(pool: Pool<Postgres>, clients: usize, existing: bool) {
    let repository = Arc::new(PostgresEventRepository::new(pool.clone()));
    let mut measured = None;
    for lasts in [lasts() / 4, lasts()] {
        let before = stored(&pool).await;
        let own: Arc<[String]> = (0..clients).map(|_| Uuid::now_v7().to_string()).collect();
        let repository = Arc::clone(&repository);
        let done = at_once(clients, lasts, move |client, nth| {
            let (own, repository) = (Arc::clone(&own), Arc::clone(&repository));
            async move {
                let (stream, version) = match own.get(client) {
                    Some(own) if existing => (own.clone(), nth + 1),
                    _ => (Uuid::now_v7().to_string(), 1),
                };
                persist(&repository, stream, version).await;
                Tried::Acknowledged
            }
        });
        let done = done.await;
        check(&done, stored(&pool).await - before, clients);
        measured = Some(done);
    }
    let name = if existing { "existing streams" } else { "new streams" };
    report(&format!("{name}, {clients} clients"), &measured.expect("two rounds"));
}

async fn persist(repository: &PostgresEventRepository, stream: String, version: usize) {
    let happened = held();
    let event = SerializedEvent::new(
        stream,
        version,
        "box_office".into(),
        happened.event_type(),
        happened.event_version(),
        serde_json::to_value(&happened).expect("json"),
        serde_json::json!({}),
    );
    let done: Result<(), PersistenceError> = repository.persist::<BoxOffice>(&[event], None).await;
    done.expect("nobody else writes here");
}

async fn stored(pool: &Pool<Postgres>) -> usize {
    let count: i64 =
        query_scalar("select count(*) from events").fetch_one(pool).await.expect("rows");
    usize::try_from(count).expect("a count")
}

async fn load(pool: Pool<Postgres>) {
    let cqrs = postgres_cqrs::<BoxOffice>(pool.clone(), Vec::new(), ());
    let store = || PersistedEventStore::new_event_store(PostgresEventRepository::new(pool.clone()));
    for length in [10, 100, 1_000] {
        let office = Uuid::now_v7().to_string();
        cqrs.execute(&office, Command::Open).await.expect("opened");
        let context = store().load_aggregate(&office).await.expect("loaded");
        let holds = (1..length).map(|_| held()).collect();
        store().commit(holds, context, Default::default()).await.expect("committed");

        let store: Arc<PersistedEventStore<_, BoxOffice>> = Arc::new(store());
        let available = PLACES - 2 * (length - 1);
        let once = move |_, _| {
            let (store, office) = (Arc::clone(&store), office.clone());
            async move {
                let loaded = store.load_aggregate(&office).await.expect("loaded");
                assert_eq!(AggregateContext::aggregate(&mut { loaded }).available, available);
                Tried::Acknowledged
            }
        };
        at_once(1, lasts() / 12, once.clone()).await;
        let done = at_once(1, lasts() / 3, once).await;
        print(&format!("load of {length}"), "median us", percentile(&done.times, 50));
    }
}
