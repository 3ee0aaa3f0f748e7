//! The feed under concurrent writers, beside three readers that look right and are not.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use palco::{
    ports::{EventStore, Position},
    testing::{proved, sized},
};
use palco_postgres::{Partitions, Settings};
use server::{Schema, TestStore, append_by_hand, connection, drawn};
use sqlx::{Executor, PgConnection, Row, query, query_scalar};
use tokio::{task::JoinSet, time::sleep};
use uuid::Uuid;

fn writers() -> u64 {
    sized(12, 32)
}

/// How long at least, and how long at most while the controls have not failed yet.
fn length() -> (Duration, Duration) {
    let (least, most) = sized((4, 20), (90, 180));
    (Duration::from_secs(least), Duration::from_secs(most))
}

async fn pause() {
    sleep(Duration::from_millis(drawn(21))).await;
}

/// Appends by hand, so that there is time between the positions and the end of the transaction; one
/// in ten is rolled back.
async fn write(schema: Arc<Schema>, stop: Arc<AtomicBool>) {
    write_slowly(schema, stop, async || pause().await, async || {}).await;
}

/// The same with a transaction that is held for long, and a rest after it: while it is there, it holds
/// all readers back that know of it, and so hides what is wrong with them.
async fn hold(schema: Arc<Schema>, stop: Arc<AtomicBool>) {
    let held = async || sleep(Duration::from_millis(200 + drawn(800))).await;
    let rest = async || sleep(Duration::from_millis(1_500)).await;
    write_slowly(schema, stop, held, rest).await;
}

async fn write_slowly(
    schema: Arc<Schema>,
    stop: Arc<AtomicBool>,
    held: impl AsyncFn(),
    rest: impl AsyncFn(),
) {
    let mut connection = connection().await;
    while !stop.load(SeqCst) {
        let stream = Uuid::from_u128(1_000 + u128::from(drawn(writers())));
        let count = usize::try_from(1 + drawn(3)).expect("few");
        connection.execute("begin").await.expect("begun");
        let call = append_by_hand(stream, count);
        connection.execute(schema.sql(&call)).await.expect("appended");
        held().await;
        let end = if drawn(10) == 0 { "rollback" } else { "commit" };
        connection.execute(end).await.expect("ended");
        rest().await;
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Reader {
    /// `read_feed`.
    Feed,
    /// Its three statements, with pauses in between.
    SlowFeed,
    /// Whatever is visible above the checkpoint.
    AboveCheckpoint,
    /// The three statements as one, which has one snapshot.
    OneStatement,
    /// The three statements in one transaction at REPEATABLE READ, which has one snapshot.
    RepeatableRead,
}

const READERS: [Reader; 5] = [
    Reader::Feed,
    Reader::SlowFeed,
    Reader::AboveCheckpoint,
    Reader::OneStatement,
    Reader::RepeatableRead,
];
const CONTROLS: [Reader; 3] =
    [Reader::AboveCheckpoint, Reader::OneStatement, Reader::RepeatableRead];

const ABOVE: &str = "select id from palco.event_store where id > $1 order by id";
/// Each part needs what the one before it gave, so that they run in their order.
const ONE_STATEMENT: &str = "
    with up as materialized (select last_value from palco.event_store_id_seq),
    rest as materialized (select last_value, pg_sleep(0.03) is null as slept from up),
    held as materialized (
        select last_value, (
            select min(((classid::bigint & 65535) << 32) | objid::bigint)
              from pg_locks
             where locktype = 'advisory' and objsubid = 1 and not rest.slept
               and classid::bigint >> 16 = palco.store_tag()
               and database = (select oid from pg_database where datname = current_database())
        ) as floor from rest)
    select id from palco.event_store, held
     where id > $1 and id <= least(held.last_value, held.floor) order by id";

async fn three_statements(
    schema: &Schema,
    connection: &mut PgConnection,
    after: i64,
) -> Result<Vec<i64>, sqlx::Error> {
    let tag: i32 =
        query_scalar(schema.sql("select palco.store_tag()")).fetch_one(&mut *connection).await?;
    let end: i64 = query_scalar(schema.sql(include_str!("../sql/feed_end.sql")))
        .fetch_one(&mut *connection)
        .await?;
    pause().await;
    let floor: Option<i64> = query_scalar(schema.sql(include_str!("../sql/feed_floor.sql")))
        .bind(tag)
        .fetch_one(&mut *connection)
        .await?;
    pause().await;
    let rows = query(schema.sql(include_str!("../sql/feed_records.sql")))
        .bind(after)
        .bind(floor.map_or(end, |floor| floor.min(end)))
        .bind(1_000_i64)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| row.try_get("id")).collect()
}

impl Reader {
    async fn read(self, store: &TestStore, connection: &mut PgConnection, after: i64) -> Vec<i64> {
        let schema = &store.schema;
        let ids = match self {
            Self::Feed => {
                let after = Position::new(after).expect("a position");
                let page = store.read_feed(after, 50).await.expect("the store answers");
                Ok(page.records.iter().map(|record| record.position.get()).collect())
            }
            Self::SlowFeed => three_statements(schema, connection, after).await,
            Self::AboveCheckpoint => {
                query_scalar(schema.sql(ABOVE)).bind(after).fetch_all(connection).await
            }
            Self::OneStatement => {
                query_scalar(schema.sql(ONE_STATEMENT)).bind(after).fetch_all(connection).await
            }
            Self::RepeatableRead => {
                let begin = "begin isolation level repeatable read";
                connection.execute(begin).await.expect("begun");
                let ids = three_statements(schema, connection, after).await;
                connection.execute("commit").await.expect("ended");
                ids
            }
        };
        ids.expect("the server answers")
    }
}

type Seen = Arc<Mutex<HashMap<Reader, Vec<i64>>>>;

/// Reads on from what it saw last, until there is nothing more after the writers have ended.
async fn follow(reader: Reader, store: Arc<TestStore>, seen: Seen, ended: Arc<AtomicBool>) {
    let mut connection = connection().await;
    let mut after = 0;
    loop {
        let last = ended.load(SeqCst);
        let ids = reader.read(&store, &mut connection, after).await;
        if ids.is_empty() && last {
            return;
        }
        after = ids.last().copied().unwrap_or(after);
        seen.lock().expect("not poisoned").entry(reader).or_default().extend(ids);
        sleep(Duration::from_millis(1)).await;
    }
}

/// All that was committed: position, stream and version, in order.
async fn written(schema: &Schema) -> Vec<(i64, Uuid, i64)> {
    let text = "select id, aggregate_id, version from palco.event_store order by id";
    sqlx::query_as(schema.sql(text)).fetch_all(&mut connection().await).await.expect("all rows")
}

/// What a reader did wrong.
struct Faults {
    /// Records that it has gone past without having seen them.
    missed: usize,
    /// Records that it saw again.
    repeated: usize,
    /// Records that it saw behind a later one.
    inverted: usize,
}

fn faults(written: &[(i64, Uuid, i64)], seen: &Seen, reader: Reader) -> Faults {
    let seen = seen.lock().expect("not poisoned");
    let seen: &[i64] = seen.get(&reader).map_or(&[], Vec::as_slice);
    let last = seen.last().copied().unwrap_or(0);
    let once: HashSet<_> = seen.iter().collect();
    Faults {
        missed: written.iter().filter(|(id, ..)| *id <= last && !once.contains(id)).count(),
        repeated: seen.len() - once.len(),
        inverted: seen.windows(2).filter(|pair| pair[1] < pair[0]).count(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_misses_nothing_where_other_readers_do() {
    misses_nothing(TestStore::fresh().await, true).await;
}

/// What the other readers miss does not depend on how the tables are laid out.
#[tokio::test(flavor = "multi_thread")]
async fn the_feed_of_divided_tables_misses_nothing() {
    let divided = |settings: Settings| settings.partitions(Partitions::of(4));
    misses_nothing(TestStore::fresh_with(divided).await, false).await;
}

async fn misses_nothing(store: TestStore, controlled: bool) {
    let store = Arc::new(store);
    let schema = Arc::new(Schema(store.schema.0.clone()));
    let (stop, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let seen = Seen::default();
    let mut foreign = connection().await;
    foreign.execute("begin; create temporary table busy (n int)").await.expect("begun");
    let (mut writing, mut reading) = (JoinSet::new(), JoinSet::new());
    for _ in 0..writers() {
        writing.spawn(write(Arc::clone(&schema), Arc::clone(&stop)));
    }
    writing.spawn(hold(Arc::clone(&schema), Arc::clone(&stop)));
    for reader in READERS {
        reading.spawn(follow(reader, Arc::clone(&store), Arc::clone(&seen), Arc::clone(&ended)));
    }

    let (started, (least, most)) = (Instant::now(), length());
    loop {
        sleep(Duration::from_millis(500)).await;
        let written = written(&schema).await;
        let misses = |control: &Reader| faults(&written, &seen, *control).missed > 0;
        let enough = !controlled || CONTROLS.iter().all(misses);
        if started.elapsed() > most || (enough && started.elapsed() > least) {
            break;
        }
    }
    stop.store(true, SeqCst);
    writing.join_all().await;
    ended.store(true, SeqCst);
    reading.join_all().await;
    stands_behind_the_foreign_transaction(&schema).await;
    foreign.execute("rollback").await.expect("ended");

    let written = written(&schema).await;
    judge(&written, &seen, controlled);
}

/// The foreign transaction is one of those that hold a reader below the oldest transaction: it has
/// not got past the first record.
async fn stands_behind_the_foreign_transaction(schema: &Schema) {
    let text = "select count(*) from palco.event_store
                 where xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    let below = query_scalar::<_, i64>(schema.sql(text)).fetch_one(&mut connection().await).await;
    assert_eq!(below.expect("a count"), 0);
}

fn judge(written: &[(i64, Uuid, i64)], seen: &Seen, controlled: bool) {
    let mut versions = HashMap::new();
    for (_, stream, version) in written {
        let last = versions.insert(stream, version).copied().unwrap_or(0);
        assert_eq!(*version, last + 1, "each stream stands in the feed in its order");
    }
    let layout = if controlled { "feed" } else { "feed of divided tables" };
    let readers = READERS.iter().filter(|reader| controlled || !CONTROLS.contains(reader));
    for reader in readers {
        let Faults { missed, repeated, inverted } = faults(written, seen, *reader);
        let control = if CONTROLS.contains(reader) { ", control" } else { "" };
        proved(
            &format!("{layout}, {reader:?}{control}"),
            format_args!(
                "{} writers, {} records: {missed} missed, {repeated} repeated, {inverted} inverted",
                writers(),
                written.len(),
            ),
        );
    }
    let ids: Vec<_> = written.iter().map(|(id, ..)| *id).collect();
    for reader in [Reader::Feed, Reader::SlowFeed] {
        let of_reader = seen.lock().expect("not poisoned").get(&reader).cloned();
        assert!(of_reader == Some(ids.clone()), "{reader:?}: missed, repeated or inverted");
    }
    for control in CONTROLS.iter().copied().filter(|_| controlled) {
        assert!(faults(written, seen, control).missed > 0, "{control:?} missed nothing");
    }
}

/// A transaction that has nothing to do with the store holds nothing back; one that appends does.
#[tokio::test(flavor = "multi_thread")]
async fn only_an_append_in_flight_holds_the_feed() {
    let store = TestStore::fresh().await;
    let write = |stream: u128| append_by_hand(Uuid::from_u128(stream), 1);
    let count = async || {
        let page = store.read_feed(Position::START, 9).await;
        page.expect("the store answers").records.len()
    };
    let (mut foreign, mut writer) = (connection().await, connection().await);
    foreign.execute("begin; create temporary table busy (n int)").await.expect("begun");
    store.schema.run(&write(1)).await;
    assert_eq!(count().await, 1);

    writer.execute("begin").await.expect("begun");
    writer.execute(store.schema.sql(&write(2))).await.expect("appended");
    store.schema.run(&write(3)).await;
    assert_eq!(count().await, 1, "held back by the append in flight");
    writer.execute("commit").await.expect("ended");
    assert_eq!(count().await, 3);

    writer.execute("begin").await.expect("begun");
    writer.execute(store.schema.sql(&write(4))).await.expect("appended");
    store.schema.run(&write(5)).await;
    writer.execute("rollback").await.expect("ended");
    assert_eq!(count().await, 4, "what is rolled back is no gap");
}
