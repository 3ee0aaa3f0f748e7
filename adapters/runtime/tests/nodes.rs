//! Background processors as processes of their own, killed and stopped at any moment, on Postgres.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "nodes/child.rs"]
mod child;
#[path = "nodes/database.rs"]
mod database;
#[path = "nodes/flawed.rs"]
mod flawed;
#[path = "nodes/rebuild.rs"]
mod rebuild;
#[path = "nodes/takeover.rs"]
mod takeover;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use child::{Node, Part};
use database::{Database, differing, plan, tenant};
use flawed::Flaw;
use palco::{
    application::Palco,
    planning::event,
    ports::{Checkpoints, Position},
    projections::EVENTS,
    testing::{id, known, proved, sized},
};
use palco_postgres::PostgresStore;
use palco_runtime::{Processors, Tuning};
use uuid::Uuid;

/// Long enough for the slowest machine; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);
/// A killed node's lanes are free after this.
const TTL: Duration = Duration::from_millis(150);

#[tokio::test(flavor = "multi_thread")]
async fn a_child_does_its_part() {
    child::play().await;
}

fn drawn(end: u64) -> u64 {
    let drawn = Uuid::now_v7().as_u128() & 0xffff_ffff;
    u64::try_from(drawn).unwrap().checked_rem(end).unwrap()
}

/// Where all the lanes of a processor stand, added up.
async fn stands(store: &PostgresStore) -> i64 {
    store.progress().await.unwrap().iter().map(|lane| lane.position.get()).sum()
}

/// Waits until a child has done something, and a moment more.
async fn works(store: &PostgresStore, stood: i64) {
    let began = Instant::now();
    while stands(store).await <= stood {
        assert!(began.elapsed() < PATIENCE, "a child does nothing");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    tokio::time::sleep(Duration::from_millis(drawn(40))).await;
}

/// Goes through the rest without being killed.
async fn finish(database: &Database) {
    let store = Arc::new(database.store("the_last").await);
    let tuning = Tuning { ttl: TTL, ..Tuning::default() };
    let running = Processors::over(store.clone()).tuned(tuning).project(EVENTS).run().unwrap();
    let began = Instant::now();
    while store.progress().await.unwrap().iter().any(|lane| lane.behind > 0) {
        assert!(began.elapsed() < PATIENCE, "the last child does not come to the end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.stop().await;
}

/// Kills a projecting process so many times while so many records come in; how many rows differ then.
async fn killed(part: Part, kills: usize, records: usize) -> usize {
    let database = Database::new();
    let store = database.store("the_test").await;
    // Each life has events of its own: a row that is lost is not made good by a later record.
    let events = records.div_ceil(kills).div_ceil(5);
    for _ in 0..kills {
        let stood = stands(&store).await;
        plan(&store, events, 5).await;
        let node = Node::start(&database, "a_node", part, TTL);
        works(&store, stood).await;
        node.signal("KILL");
        drop(node);
    }
    finish(&database).await;
    let count = database.number("select count(*) from palco.events").await;
    let planned = events * kills;
    if part == Part::Project(None) {
        assert_eq!(usize::try_from(count).unwrap(), planned);
    }
    differing(&store).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_what_follows_however_often_its_keeper_is_killed() {
    let (kills, records) = (sized(30, 1_000), sized(3_000, 100_000));
    let differ = killed(Part::Project(None), kills, records).await;
    assert_eq!(differ, 0);
    proved(
        "projection killed",
        format!("{kills} kills over {records} records, {differ} rows differ from the fold"),
    );
}

/// The control: were the checkpoint not in the rows' transaction, rows would be missing.
#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_of_its_own_loses_rows() {
    let differ = killed(Part::Project(Some(Flaw::Torn)), 30, 3_000).await;
    assert!(differ > 0, "the check sees nothing");
    proved("projection killed, control", format!("30 kills, {differ} rows differ from the fold"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_takes_effect_once_although_its_process_dies() {
    let (events, kills) = (sized(20, 200), sized(10, 100));
    let database = Database::new();
    let store = Arc::new(database.store("the_test").await);
    let palco = Palco::over(store.clone());
    let me = palco.acting(tenant(), id(7));
    for number in 0..events {
        takeover::on_sale(&me, Uuid::from_u128(number + 1_000)).await;
    }
    for number in 0..events {
        let cancel = event::Command::from(event::Cancel { reason: known("rain") });
        me.send(Uuid::from_u128(number + 1_000), cancel, None).await.unwrap();
    }
    let closed = "select count(*) from palco.event_store
                   where event_type = 'box_office.sales_closed'";
    for _ in 0..kills {
        let node = Node::start(&database, "a_node", Part::React, TTL);
        tokio::time::sleep(Duration::from_millis(150 + drawn(150))).await;
        node.signal("KILL");
        drop(node);
    }
    let _last = Node::start(&database, "the_last", Part::React, TTL);
    let began = Instant::now();
    while database.number(closed).await < i64::try_from(events).unwrap() {
        assert!(began.elapsed() < PATIENCE, "a reaction is missing");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // From the start once more: all of it is known.
    let mut at = Position::START;
    loop {
        let next = palco.react(at).await.unwrap().next;
        if next == at {
            break;
        }
        at = next;
    }
    let effects = database.number(closed).await;
    assert_eq!(effects, i64::try_from(events).unwrap());
    let doubled = "select count(*) - count(distinct aggregate_id) from palco.event_store
                    where event_type = 'box_office.sales_closed'";
    assert_eq!(database.number(doubled).await, 0);
    proved("policies killed", format!("{kills} kills, {events} reactions due, {effects} effects"));
}
