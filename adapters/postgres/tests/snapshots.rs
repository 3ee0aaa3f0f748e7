//! Snapshots against a database that was tampered with, and a store that is busy.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco::{
    ports::{
        Expected::{Any, NoStream},
        SnapshotKey,
    },
    testing::conformance::{a_stream, a_tenant, append, appended, key_of, loaded, saved, version},
};
use palco_postgres::PostgresStore;
use server::TestStore;
use sqlx::Connection;

async fn a_key_with(store: &PostgresStore, records: u16) -> SnapshotKey {
    let (tenant, stream) = (a_tenant(), a_stream());
    let _ = appended(&append(tenant).write(&stream, NoStream, records).send(store).await);
    key_of(tenant, &stream)
}

/// The version of the snapshot, if one is loaded, and how many records came after it.
async fn counted(store: &PostgresStore, key: &SnapshotKey) -> (Option<u64>, usize) {
    let loading = loaded(store, key, 1_000).await.expect("the store answers");
    (loading.snapshot.map(|snapshot| snapshot.version.get()), loading.records.len())
}

/// Cuts the database back to so many records a stream, as restoring an older copy of it does, but
/// leaves the snapshots.
async fn cut_back(store: &TestStore, to: u64) {
    let schema = &store.schema;
    schema.run(&format!("delete from palco.event_store where version > {to}")).await;
}

#[tokio::test]
async fn a_snapshot_of_records_that_are_gone_is_ignored_and_replaced_by_an_older_one() {
    let store = TestStore::fresh().await;
    let key = a_key_with(&store, 9).await;
    saved(&*store, &key, 9, "nine").await.expect("the store saves");
    assert_eq!(counted(&store, &key).await, (Some(9), 0));
    cut_back(&store, 4).await;
    assert_eq!(counted(&store, &key).await, (None, 4));
    saved(&*store, &key, 3, "three").await.expect("the store saves");
    assert_eq!(counted(&store, &key).await, (Some(3), 1));
}

/// The number of the version does not tell: other records may have it by now.
#[tokio::test]
async fn a_snapshot_is_ignored_where_other_records_came_in_place_of_its_own() {
    let store = TestStore::fresh().await;
    let key = a_key_with(&store, 9).await;
    saved(&*store, &key, 9, "nine").await.expect("the store saves");
    cut_back(&store, 4).await;
    let _ = appended(&append(key.tenant).write(&key.stream, Any, 8).send(&*store).await);
    assert_eq!(counted(&store, &key).await, (None, 12));
    saved(&*store, &key, 5, "five").await.expect("the store saves");
    assert_eq!(counted(&store, &key).await, (Some(5), 7));
}

/// It is one that no state is read from, so all records are read instead.
#[tokio::test]
async fn a_damaged_snapshot_is_told_from_none() {
    let store = TestStore::fresh().await;
    let key = a_key_with(&store, 9).await;
    let state = b"nine".repeat(100);
    for damage in [
        "''",
        "'\\x00'",
        "state || '\\x00'",
        "substring(state from 1 for 9)",
        "set_byte(state, 3, 255)",
    ] {
        saved(&*store, &key, 9, &*state).await.expect("the store saves");
        let loading = loaded(&*store, &key, 1_000).await.expect("the store answers");
        assert_eq!(loading.snapshot.map(|snapshot| snapshot.state), Some(state.clone()));
        store.schema.run(&format!("update palco.snapshots set state = {damage}")).await;
        let loading = loaded(&*store, &key, 1_000).await.expect("the store answers");
        let snapshot = loading.snapshot.map(|of| (of.version, of.state));
        assert_eq!(snapshot, Some((version(9), Vec::new())), "{damage}");
    }
}

#[tokio::test]
async fn deleting_every_snapshot_does_no_harm() {
    let store = TestStore::fresh().await;
    let key = a_key_with(&store, 5).await;
    saved(&*store, &key, 5, "five").await.expect("the store saves");
    store.schema.run("truncate palco.snapshots").await;
    assert_eq!(counted(&store, &key).await, (None, 5));
}

/// Saves that hang take two connections and no more, and keep nobody from an answer.
#[tokio::test]
async fn more_saves_than_two_at_once_are_declined() {
    let store = TestStore::fresh().await;
    let key = a_key_with(&store, 1).await;
    let mut locker = server::connection().await;
    let mut locking = locker.begin().await.expect("a transaction");
    let lock = store.schema.sql("lock table palco.snapshots in share row exclusive mode");
    sqlx::query(lock).execute(&mut *locking).await.expect("the lock");
    let (store_1, store_2) = (store.clone(), store.clone());
    let (key_1, key_2) = (key.clone(), key.clone());
    let hanging = [
        tokio::spawn(async move { saved(&store_1, &key_1, 1, "one").await }),
        tokio::spawn(async move { saved(&store_2, &key_2, 1, "one").await }),
    ];
    tokio::task::yield_now().await;
    let declined = saved(&*store, &key, 1, "one").await.expect_err("a third is too many");
    assert!(!declined.outcome_unknown);
    let more = append(key.tenant).write(&key.stream, Any, 1).send(&*store).await;
    assert_eq!(appended(&more).first().map(|record| record.version), Some(version(2)));
    locking.rollback().await.expect("the lock is let go");
    for save in hanging {
        save.await.expect("it ends").expect("the store saves");
    }
    assert_eq!(counted(&store, &key).await, (Some(1), 1));
}
