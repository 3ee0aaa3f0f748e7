//! What loading a state costs on PostgreSQL: from its records, and from a snapshot. The kinds take
//! turns, one of each a round; beside them the same rows read by hand, through the same driver, and
//! the least that one round trip can cost.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "a benchmark computes with small numbers")]

use std::{
    num::NonZeroU64,
    sync::Arc,
    time::{Duration, Instant},
};

use palco::{
    Aggregate,
    application::{Loaded, Loader},
    contract::DomainEvent,
    planning::event::{DraftChanged, Drafted, Event, Place},
    ports::{Expected, NewRecord, StreamId},
    testing::{
        conformance::{a_tenant, append, appended},
        instant, known,
    },
    ticketing::box_office::BoxOffice,
    values::{Capacity, EventName, TenantId},
};
use palco_benches::{Cap, OnSale, command, results};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, query};
use tokio::{runtime::Runtime, time::sleep};
use uuid::Uuid;

/// Rounds before those that count: statements are prepared, caches filled.
const WARM_UP: usize = 20;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("load measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    // As a server does it: on one of the runtime's threads.
    runtime.block_on(runtime.spawn(measure(url))).expect("no panic");
}

/// A stream, and how it is loaded.
struct Kind {
    scenario: &'static str,
    stream: StreamId,
    version: u64,
    snapshot: bool,
    times: Vec<Duration>,
}

struct Stage {
    store: PostgresStore,
    tenant: TenantId,
    hand: PgConnection,
    schema: String,
}

impl Stage {
    /// A stream of these domain events, with a snapshot of the last or without one.
    async fn kind(
        &self,
        scenario: &'static str,
        aggregate: &str,
        happened: &[DomainEvent],
        snapshot: bool,
    ) -> Kind {
        let stream = StreamId::new(aggregate, Uuid::now_v7());
        for part in happened.chunks(250) {
            let records = part.iter().map(|of| NewRecord::of(Uuid::now_v7(), of)).collect();
            let draft = append(self.tenant).write_these(&stream, Expected::Any, records);
            let _ = appended(&draft.send(&self.store).await);
        }
        if snapshot {
            let keeper = self.loader();
            let loaded = load(&keeper, self.tenant, &stream).await;
            keeper.keep_now(self.tenant, &stream, &loaded);
            while keeper.snapshot_counts().saved == 0 {
                sleep(Duration::from_millis(1)).await;
            }
        }
        let version = u64::try_from(happened.len()).expect("a length");
        Kind { scenario, stream, version, snapshot, times: Vec::new() }
    }

    /// One that keeps no snapshot unless it is told to.
    fn loader(&self) -> Loader {
        Loader::new(Arc::new(self.store.clone())).snapshots_every(NonZeroU64::MAX)
    }

    /// The rows of a stream and nothing else: what no store can do without.
    async fn by_hand(&mut self, stream: &StreamId) -> usize {
        let text = format!(
            "select event_type, event_data::text from {}.event_store
              where tenant_id = $1 and aggregate_type = $2 and aggregate_id = $3 order by version",
            self.schema
        );
        let rows = query(AssertSqlSafe(text))
            .bind(self.tenant.as_uuid())
            .bind(stream.aggregate.as_str())
            .bind(stream.id)
            .fetch_all(&mut self.hand)
            .await
            .expect("rows");
        rows.iter().map(|row| row.get::<&str, _>(1).len()).sum()
    }
}

async fn load(loader: &Loader, tenant: TenantId, stream: &StreamId) -> Loaded {
    loader.load(tenant, stream).await.expect("the store answers").expect("an aggregate")
}

/// An opened box office and its holds, all of them live: a state that grows with its stream.
fn holds(length: usize) -> Vec<DomainEvent> {
    let (mut on_sale, opened) = OnSale::opened(Cap::None);
    let mut happened = vec![DomainEvent::from(opened)];
    while happened.len() < length {
        let context = on_sale.next_buyer();
        happened.extend(on_sale.carry_out(&command(), &context).into_iter().map(DomainEvent::from));
    }
    happened
}

/// A draft that is changed all the time: a state that stays small.
fn changes(length: usize) -> Vec<DomainEvent> {
    let (doors_at, ends_at) = (instant("2027-03-20T22:00:00Z"), instant("2027-03-21T02:00:00Z"));
    let (name, capacity): (EventName, _) = (known("Aurora ao vivo"), Capacity::new(1_500));
    let capacity = capacity.expect("a capacity");
    let drafted = Drafted {
        name: name.clone(),
        place: Place::Online {},
        timezone: known("America/Sao_Paulo"),
        doors_at,
        starts_at: doors_at,
        ends_at,
        capacity,
        setup_minutes: Default::default(),
        teardown_minutes: Default::default(),
    };
    let changed = DraftChanged { name, doors_at, starts_at: doors_at, ends_at, capacity };
    let drafted = palco::planning::event::DomainEvent::from(drafted);
    let changed = palco::planning::event::DomainEvent::from(changed);
    let rest = std::iter::repeat_n(changed, length.saturating_sub(1));
    std::iter::once(drafted).chain(rest).map(DomainEvent::from).collect()
}

/// On a machine that others use as well, the fastest tells more than the median.
fn tell(scenario: &str, who: &str, times: &mut [Duration]) {
    results::print(scenario, who, "median us", results::percentile_us(times, 50));
    results::print(scenario, who, "fastest us", results::percentile_us(times, 0));
}

/// The kinds in another order each round: whoever comes after a large one pays for the caches that it
/// took. All of them once, since they are a prime number.
fn order(kinds: usize, round: usize) -> impl Iterator<Item = usize> {
    let stride = 1 + round % (kinds - 1);
    (0..kinds).map(move |place| (place * stride + round) % kinds)
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let settings = Settings::new(&url).schema(&schema).max_connections(1);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let hand = PgConnection::connect(&url).await.expect("the server answers");
    let mut stage = Stage { store, tenant: a_tenant(), hand, schema };

    let (office, event) = (BoxOffice::NAME, Event::NAME);
    let mut kinds = vec![
        stage.kind("load of 10", office, &holds(10), false).await,
        stage.kind("load of 100", office, &holds(100), false).await,
        stage.kind("load of 1000", office, &holds(1_000), false).await,
        stage.kind("load of 1000, from a snapshot", office, &holds(1_000), true).await,
        stage.kind("load of 10, small state", event, &changes(10), false).await,
        stage.kind("load of 1000, small state", event, &changes(1_000), false).await,
        stage
            .kind("load of 1000, small state, from a snapshot", event, &changes(1_000), true)
            .await,
    ];
    stage.hand.execute(AssertSqlSafe(format!("analyze {0}.event_store", stage.schema))).await.ok();
    let thousand = kinds.get(2).map(|kind| kind.stream.clone()).expect("a kind");

    let reader = stage.loader();
    let (mut rows, mut trips) = (Vec::new(), Vec::new());
    let (mut round, mut begun) = (0_usize, Instant::now());
    while round < WARM_UP || begun.elapsed() < results::duration() {
        for place in order(kinds.len(), round) {
            let Some(kind) = kinds.get_mut(place) else { continue };
            let started = Instant::now();
            let loaded = load(&reader, stage.tenant, &kind.stream).await;
            kind.times.push(started.elapsed());
            assert_eq!(loaded.version.get(), kind.version, "{}", kind.scenario);
        }
        let started = Instant::now();
        stage.by_hand(&thousand).await;
        rows.push(started.elapsed());
        let started = Instant::now();
        query("select 1").execute(&mut stage.hand).await.expect("the server answers");
        trips.push(started.elapsed());
        round = round.saturating_add(1);
        if round == WARM_UP {
            kinds.iter_mut().for_each(|kind| kind.times.clear());
            rows.clear();
            trips.clear();
            begun = Instant::now();
        }
    }
    assert_eq!(reader.snapshot_counts().saved, 0, "nothing is saved while it is measured");
    for mut kind in kinds {
        assert_eq!(kind.times.len(), round - WARM_UP, "{} is measured once a round", kind.scenario);
        tell(kind.scenario, "palco", &mut kind.times);
        assert_eq!(kind.snapshot, kind.scenario.ends_with("snapshot"));
    }
    tell("load of 1000", "the rows alone", &mut rows);
    tell("one round trip", "select 1", &mut trips);

    stage.store.close().await;
    let drop = AssertSqlSafe(format!("drop schema {} cascade", stage.schema));
    stage.hand.execute(drop).await.expect("the schema is dropped");
}
