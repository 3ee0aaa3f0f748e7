//! A rebuild under load: readers see the old rows or the new ones, and never a part.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use palco::{
    ports::ReadModels,
    projections::EVENTS,
    testing::{proved, sized},
};
use palco_postgres::PostgresStore;
use palco_runtime::{Processors, Tuning};
use tokio::task::JoinHandle;

use super::{
    PATIENCE,
    database::{Database, connection, differing, plan},
    finish,
};

/// New events, 500 a second, until it is told to stop; gives how many.
fn load(store: PostgresStore, stop: Arc<AtomicBool>) -> JoinHandle<usize> {
    tokio::spawn(async move {
        let (began, mut planned) = (Instant::now(), 0);
        while !stop.load(Ordering::SeqCst) {
            plan(&store, 25, 1).await;
            planned += 25;
            let due = Duration::from_millis(u64::try_from(planned).unwrap() * 2);
            tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
        }
        planned
    })
}

/// Reads all the while, and counts; gives how often there were fewer rows than before.
fn reader(text: String, reads: Arc<AtomicUsize>, stop: Arc<AtomicBool>) -> JoinHandle<usize> {
    tokio::spawn(async move {
        let mut connection = connection().await;
        let (mut parts, mut before) = (0, 0_i64);
        while !stop.load(Ordering::SeqCst) {
            let text = sqlx::AssertSqlSafe(text.clone());
            let count: i64 = sqlx::query_scalar(text).fetch_one(&mut connection).await.unwrap();
            reads.fetch_add(1, Ordering::SeqCst);
            parts += usize::from(count < before);
            before = before.max(count);
        }
        parts
    })
}

struct Seen {
    rebuilds: u32,
    reads: usize,
    parts: usize,
    planned: usize,
    differ: usize,
}

/// Rebuilds so often under load. `hasty` shows the new revision at once.
async fn rebuilt(rebuilds: u32, first: usize, hasty: bool) -> Seen {
    let database = Database::new();
    let store = Arc::new(database.store("the_test").await);
    plan(&store, first, 1).await;
    let tuning = Tuning { ttl: Duration::from_millis(600), page: 200, ..Tuning::default() };
    let running = Processors::over(store.clone()).tuned(tuning).project(EVENTS).run().unwrap();
    let count = "select count(*) from palco.events";
    let began = Instant::now();
    while database.number(count).await < i64::try_from(first).unwrap() {
        assert!(began.elapsed() < PATIENCE, "the table is not made");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let loading = load(database.store("the_load").await, stop.clone());
    let reads = Arc::new(AtomicUsize::new(0));
    let text = count.replace("palco.", &format!("{}.", database.0));
    let reading = reader(text, reads.clone(), stop.clone());
    while reads.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for rebuild in 0..rebuilds {
        let next = store.rebuild("events").await.unwrap().unwrap();
        assert_eq!(next, rebuild + 2);
        if hasty {
            database
                .run(
                    "update palco.read_models set active = building, form = building_form,
                      building = null, building_form = null",
                )
                .await;
        }
        let began = Instant::now();
        while store.revisions("events", EVENTS.form).await.unwrap().active.number < next {
            assert!(began.elapsed() < PATIENCE, "the rebuild does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    stop.store(true, Ordering::SeqCst);
    let planned = loading.await.unwrap();
    let parts = reading.await.unwrap();
    let reads = reads.load(Ordering::SeqCst);
    running.stop().await;
    finish(&database).await;
    Seen { rebuilds, reads, parts, planned, differ: differing(&store).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_never_see_a_part_of_a_rebuild() {
    let (rebuilds, first) = (sized(2, 10), sized(2_000, 50_000));
    let seen = rebuilt(rebuilds, first, false).await;
    assert!(seen.reads > 0 && seen.planned > 0);
    assert_eq!((seen.parts, seen.differ), (0, 0));
    proved(
        "rebuild under load",
        format!(
            "{} rebuilds of {first} rows with {} more at 500 a second: {} reads, {} saw a part",
            seen.rebuilds, seen.planned, seen.reads, seen.parts
        ),
    );
}

/// The control: shown before it is as far, it is a part.
#[tokio::test(flavor = "multi_thread")]
async fn readers_see_a_part_of_what_is_shown_too_soon() {
    let seen = rebuilt(1, 2_000, true).await;
    assert!(seen.parts > 0, "the check sees nothing");
    proved("rebuild under load, control", format!("{} reads saw a part", seen.parts));
}
