//! The suite that every store passes on which background processors work.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use palco::ports::Checkpoints;
use server::{TestStore, append_by_hand, connection};
use sqlx::{Executor, query_scalar};

async fn fresh() -> TestStore {
    TestStore::fresh().await
}

palco::processor_conformance!(fresh);

/// An append that is left open keeps the feed back; the alarm names its session, and no other.
#[tokio::test]
async fn an_append_that_hangs_is_named_by_its_pid() {
    let store = fresh().await;
    let (mut hung, mut idle) = (connection().await, connection().await);
    let pid: i32 = query_scalar("select pg_backend_pid()").fetch_one(&mut hung).await.expect("it");
    idle.execute("begin; select 1").await.expect("it runs");
    let append = append_by_hand(uuid::Uuid::now_v7(), 1);
    hung.execute(store.schema.sql(&format!("begin; {append}"))).await.expect("it runs");
    let longer = Duration::from_millis(1);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let stalled = store.stalled_appends(longer).await.expect("the store answers");
    assert_eq!(stalled.iter().map(|append| append.pid).collect::<Vec<_>>(), [pid]);
    assert!(stalled.iter().all(|append| append.open_for > longer));
    let patient = store.stalled_appends(Duration::from_secs(3_600)).await;
    assert_eq!(patient, Ok(Vec::new()));
    hung.execute("commit").await.expect("it runs");
    assert_eq!(store.stalled_appends(longer).await, Ok(Vec::new()));
}
