//! Behind PgBouncer in transaction mode, of a version that keeps no prepared statements.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{sync::OnceLock, time::Duration};

use palco::{
    ports::{EventStore, Expected::Any},
    testing::conformance::{a_stream, a_tenant, append, appended},
};
use palco_postgres::{Pooler, PostgresStore, Settings};
use server::{Schema, TestStore, beside::Beside, sale::sells};
use tokio::time::timeout;

/// Fewer connections than any of the stores here may open.
const SIZE: &str = "3";

/// One for all tests here; it ends with the process.
fn pooler() -> &'static str {
    static POOLER: OnceLock<Beside> = OnceLock::new();
    POOLER.get_or_init(|| Beside::start(&["pgbouncer", SIZE])).url(0)
}

fn settings(schema: &Schema) -> Settings {
    Settings::new(pooler()).schema(&schema.0).pooler(Pooler::Transaction)
}

async fn store(schema: &Schema) -> PostgresStore {
    PostgresStore::connect_with(settings(schema)).await.expect("the store starts")
}

async fn fresh() -> TestStore {
    let schema = Schema::new();
    let store = store(&schema).await;
    TestStore { store, schema }
}

mod suite {
    use super::fresh;

    palco::store_conformance!(fresh);
}

mod processing {
    use super::fresh;

    palco::processor_conformance!(fresh);
}

/// Why there is a setting: the statements that one session prepared are in the way of the next.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_setting_prepared_statements_are_in_the_way() {
    let schema = Schema::new();
    let settings = Settings::new(pooler()).schema(&schema.0);
    for _ in 0..10 {
        let Ok(store) = PostgresStore::connect_with(settings.clone()).await else { return };
        for _ in 0..10 {
            let draft = append(a_tenant()).write(&a_stream(), Any, 1).build();
            let Ok(_) = store.append(vec![draft]).await else { return };
        }
    }
    panic!("nothing failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sold_once_by_several_processes_that_share_a_small_pool() {
    let schema = Schema::new();
    let mut processes = Vec::new();
    for _ in 0..3 {
        processes.push(store(&schema).await);
    }
    sells(processes).await;
}

/// More turns than the pooler has connections, and whoever holds one still writes.
#[tokio::test(flavor = "multi_thread")]
async fn turns_keep_no_connection_of_the_pool() {
    let store = fresh().await;
    let tenant = a_tenant();
    let mut turns = Vec::new();
    for _ in 0..8 {
        let stream = a_stream();
        turns.push(store.take_turn(tenant, &stream).await.expect("a turn"));
        let draft = append(tenant).write(&stream, Any, 1).send(&*store);
        let outcome = timeout(Duration::from_secs(10), draft).await.expect("a connection");
        assert_eq!(appended(&outcome).len(), 1);
    }
}
