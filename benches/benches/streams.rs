//! Appends to distinct streams through the writer on PostgreSQL: 1, 8, 32 and 64 clients, one domain
//! event each, every one durable and acknowledged under a command id of its own. To new streams, each
//! an event that is drafted; and to existing ones, a hold in each client's own box office.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use palco::{
    application::Palco,
    planning::event::Place,
    testing::{OnSale, id, scene},
    values::{ActorId, EventId, TenantId},
};
use palco_benches::results::{duration, per_second, percentile_us, print};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::Writer;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, query_scalar};
use tokio::{runtime::Runtime, task::JoinSet};
use uuid::Uuid;

const CLIENTS: [usize; 4] = [1, 8, 32, 64];
/// More than are ever sold.
const PLACES: u64 = 1_000_000;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("streams measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    // As a server does it: on one of the runtime's threads.
    runtime.block_on(runtime.spawn(measure(url))).expect("no panic");
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let store = PostgresStore::connect_with(Settings::new(&url).schema(&schema)).await;
    let store = Arc::new(store.expect("the store starts"));
    let mut hand = PgConnection::connect(&url).await.expect("the server answers");
    let writer = Arc::new(Writer::over(store.clone()));
    let palco = Palco::over(store.clone()).with_dispatcher(writer.clone());

    for clients in CLIENTS {
        let tenants: Vec<TenantId> = (0..clients).map(|_| a_tenant()).collect();
        for tenant in &tenants {
            OnSale::of(PLACES).of_tenant(*tenant).open(&palco).await;
        }
        for (name, kind) in [("new", Kind::New), ("existing", Kind::Existing)] {
            let _warm = at_once(&palco, &tenants, kind, duration().div_f32(4.0)).await;
            let before = stored(&mut hand, &schema).await;
            let mut times = at_once(&palco, &tenants, kind, duration()).await;
            let written = stored(&mut hand, &schema).await.saturating_sub(before);
            // Those that were acknowledged after time was up are stored and not counted.
            let most = times.len().saturating_add(clients);
            assert!((times.len()..=most).contains(&written), "{written} of {}", times.len());
            let plural = if clients == 1 { "client" } else { "clients" };
            let scenario = format!("{name} streams, {clients} {plural}");
            print(&scenario, "palco", "per second", per_second(times.len(), duration()));
            print(&scenario, "palco", "median us", percentile_us(&mut times, 50));
            print(&scenario, "palco", "p99 us", percentile_us(&mut times, 99));
        }
    }
    assert!(writer.close(Duration::from_secs(5)).await, "all were answered");
    store.close().await;
    let drop = AssertSqlSafe(format!("drop schema {schema} cascade"));
    hand.execute(drop).await.expect("the schema is dropped");
}

#[derive(Clone, Copy)]
enum Kind {
    New,
    Existing,
}

/// A client for each tenant, in turn on one command after the other. Gives the time of each that was
/// acknowledged before time was up.
async fn at_once(
    palco: &Palco,
    tenants: &[TenantId],
    kind: Kind,
    lasts: Duration,
) -> Vec<Duration> {
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for tenant in tenants.iter().copied() {
        let palco = palco.clone();
        clients.spawn(async move {
            let mut times = Vec::new();
            while begun.elapsed() < lasts {
                let sent = Instant::now();
                send(&palco, tenant, kind).await;
                if begun.elapsed() <= lasts {
                    times.push(sent.elapsed());
                }
            }
            times
        });
    }
    clients.join_all().await.into_iter().flatten().collect()
}

async fn send(palco: &Palco, tenant: TenantId, kind: Kind) {
    let me = palco.acting(tenant, ActorId::from_uuid(Uuid::now_v7()).expect("an id"));
    let answer = match kind {
        Kind::New => {
            let event = EventId::from_uuid(Uuid::now_v7()).expect("an id");
            let doors_at = me.now().saturating_add_minutes(60 * 24);
            me.events().send(event, scene::draft(Place::Online {}, doors_at)).await
        }
        Kind::Existing => me.tickets().send(id::<EventId>(2), scene::hold(1)).await,
    };
    let _answer = answer.expect("carried out");
}

fn a_tenant() -> TenantId {
    TenantId::from_uuid(Uuid::now_v7()).expect("an id")
}

async fn stored(hand: &mut PgConnection, schema: &str) -> usize {
    let count = AssertSqlSafe(format!("select count(*) from {schema}.event_store"));
    let count: i64 = query_scalar(count).fetch_one(hand).await.expect("a count");
    usize::try_from(count).expect("a count")
}
