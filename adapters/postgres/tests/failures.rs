//! What a failed append says of itself.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use futures_util::future::join_all;
use palco::{
    ports::{
        EventStore,
        Expected::{Any, NoStream},
    },
    testing::conformance::{a_stream, a_tenant, append, appended, happened},
    values::Version,
};
use palco_postgres::PostgresStore;
use server::{TestStore, append_by_hand, connection};
use sqlx::{AssertSqlSafe, Connection, Executor, query, query_scalar};
use tokio::time::sleep;
use uuid::Uuid;

#[tokio::test]
async fn what_the_server_refuses_was_surely_not_written() {
    let store = TestStore::fresh().await;
    let secret = happened("{\"secret\": ");
    let draft = append(a_tenant()).write_these(&a_stream(), NoStream, vec![secret]);
    let error = store.append(vec![draft.build()]).await.expect_err("not JSON");
    assert!(!error.outcome_unknown && !error.reason.contains("secret"), "{error:?}");
    assert!(error.reason.contains("22P02"), "{error:?}");
}

#[tokio::test]
async fn what_a_lost_connection_leaves_is_unknown_until_resolved() {
    let store = TestStore::fresh().await;
    let tenant = a_tenant();
    let sent = append(tenant).write(&a_stream(), NoStream, 1).build();
    let command = (tenant, sent.command_id);
    // The append waits for a row that is locked by hand, and its connection is cut meanwhile.
    let mut hand = connection().await;
    let mut transaction = hand.begin().await.expect("a transaction");
    let lock = store.schema.sql("lock table palco.event_store");
    transaction.execute(lock).await.expect("a lock");
    let cut = async {
        let cut = "select pg_terminate_backend(pid) from pg_stat_activity
                    where wait_event_type = 'Lock' and query like '%' || $1 || '%.append%'";
        let mut other = connection().await;
        while query(cut)
            .bind(&store.schema.0)
            .execute(&mut other)
            .await
            .expect("cut")
            .rows_affected()
            == 0
        {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let (answer, ()) = tokio::join!(store.append(vec![sent.clone()]), cut);
    transaction.rollback().await.expect("rolled back");
    let error = answer.expect_err("no answer");
    assert!(error.outcome_unknown, "{error:?}");
    assert_eq!(store.resolve(&[command]).await, Ok(vec![None]));
    assert_eq!(appended(&store.append(vec![sent]).await.expect("an answer")[0]).len(), 1);
}

/// A server that went away took all connections with it: one call finds out, and the next ones ask first.
#[tokio::test]
async fn of_all_connections_lost_at_once_one_call_fails() {
    const CONNECTIONS: usize = 4;
    let store = TestStore::fresh_with(|settings| settings.max_connections(4)).await;
    let read = || async { store.read_stream(a_tenant(), &a_stream(), Version::ZERO, 1).await };
    // All of them are in use, and then idle.
    let mut hand = connection().await;
    let mut transaction = hand.begin().await.expect("a transaction");
    let lock = store.schema.sql("lock table palco.event_store");
    transaction.execute(lock).await.expect("a lock");
    let reads = join_all((0..CONNECTIONS).map(|_| read()));
    let release = async {
        while sessions(&store, "select count(*)", "and wait_event_type = 'Lock'").await < 4 {
            sleep(Duration::from_millis(20)).await;
        }
        transaction.rollback().await.expect("rolled back");
    };
    let (read_all, ()) = tokio::join!(reads, release);
    assert!(read_all.iter().all(Result::is_ok), "{read_all:?}");

    let cut = sessions(&store, "select count(pg_terminate_backend(pid))", "").await;
    assert_eq!(cut, 4);
    sleep(Duration::from_millis(100)).await;
    let mut failures = Vec::new();
    for _ in 0..10 {
        failures.extend(read().await.err().map(|failed| failed.reason));
    }
    assert_eq!(failures, ["the database refused the connection, SQLSTATE 57P01"]);
}

/// Of the sessions whose last statement was the store's.
async fn sessions(store: &TestStore, select: &str, which: &str) -> i64 {
    let text = format!(
        "{select} from pg_stat_activity
          where pid <> pg_backend_pid() and query like '%{}%'
            and query not like 'lock%' {which}",
        store.schema.0
    );
    query_scalar(AssertSqlSafe(text)).fetch_one(&mut connection().await).await.expect("a count")
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let store = TestStore::fresh().await;
    store.close().await;
    let draft = append(a_tenant()).write(&a_stream(), Any, 1);
    let error = store.append(vec![draft.build()]).await.expect_err("closed");
    assert!(!error.outcome_unknown, "{error:?}");
}

#[tokio::test]
async fn the_functions_refuse_an_older_snapshot() {
    const DECIDED: &str = "select palco.append_as_decided(
        '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
        '{}', '{}')";
    let store = TestStore::fresh().await;
    for call in [&append_by_hand(Uuid::now_v7(), 1), DECIDED] {
        for (level, accepted) in
            [("read committed", true), ("repeatable read", false), ("serializable", false)]
        {
            let text = format!("begin isolation level {level}; {call}; commit");
            let ran = connection().await.execute(store.schema.sql(&text)).await;
            assert_eq!(ran.is_ok(), accepted, "{level}: {ran:?}");
        }
    }
}

/// More than go into one statement, with a conflict whose followers are in the next.
#[tokio::test]
async fn a_long_list_is_one_list() {
    let store = TestStore::fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let mut list = vec![append(tenant).write(&stream, NoStream, 1)];
    list.extend((0..600).map(|_| append(tenant).write(&stream, Any, 1)));
    let outcomes = palco::testing::conformance::send_all(&*store, list).await;
    assert_eq!(appended(&outcomes[600])[0].version.get(), 601);

    let stale = append(tenant).write(&stream, NoStream, 1);
    let mut list = vec![stale];
    list.extend((0..300).map(|_| append(a_tenant()).write(&a_stream(), NoStream, 1)));
    let last = palco::ports::Expected::Exact(palco::testing::conformance::version(601));
    list.push(append(tenant).write(&stream, last, 1));
    let outcomes = palco::testing::conformance::send_all(&*store, list).await;
    let conflict =
        |index: usize| matches!(outcomes[index], palco::ports::AppendOutcome::Conflict { .. });
    assert!(conflict(0) && conflict(301) && !conflict(300));
}

/// Whoever was open before a promotion that lost records may know what never was.
#[tokio::test]
async fn a_store_whose_epoch_was_raised_is_opened_anew() {
    let store = TestStore::fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let write = || vec![append(tenant).write(&stream, Any, 1).build()];
    store.append(write()).await.expect("an answer");

    store.schema.run("update palco.store_meta set epoch = epoch + 1").await;
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity
                where pid <> pg_backend_pid() and query like '%' || $1 || '%'";
    query(cut).bind(&store.schema.0).execute(&mut connection().await).await.expect("cut");
    let mut refused = store.append(write()).await;
    for _ in 0..10 {
        if refused.as_ref().is_err_and(|error| error.reason.contains("epoch")) {
            break;
        }
        refused = store.append(write()).await;
    }
    let refused = refused.expect_err("it rests on what may be lost");
    assert!(!refused.outcome_unknown && refused.reason.contains("opened anew"), "{refused:?}");
    let read = store.read_stream(tenant, &stream, Version::ZERO, 10).await;
    assert!(read.is_err(), "{read:?}");

    let again = PostgresStore::connect_with(store.schema.settings()).await.expect("it opens");
    again.append(write()).await.expect("an answer");
}
