//! The suite that every store passes on which background processors work.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use palco::{
    ports::{
        Checkpoints, Claim, Commit, CommitOutcome, EventStore, Expected::Any, Position, ProcessorId,
    },
    testing::conformance::{a_stream, a_tenant, append},
};
use palco_postgres::{Pooler, PostgresStore, Settings};
use server::{TestStore, append_by_hand, beside::Beside, connection, sessions::Sessions};
use sqlx::{Connection, Executor, PgConnection, query, query_scalar};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

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
    let append = append_by_hand(Uuid::now_v7(), 1);
    hung.execute(store.schema.sql(&format!("begin; {append}"))).await.expect("it runs");
    let longer = Duration::from_millis(1);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let stalled = store.stalled_appends(longer).await.expect("the store answers");
    assert_eq!(stalled.iter().map(|append| append.pid).collect::<Vec<_>>(), [Some(pid)]);
    assert!(stalled.iter().all(|append| append.open_for > longer && !append.at_least));
    let patient = store.stalled_appends(Duration::from_secs(3_600)).await;
    assert_eq!(patient, Ok(Vec::new()));
    hung.execute("commit").await.expect("it runs");
    assert_eq!(store.stalled_appends(longer).await, Ok(Vec::new()));
}

/// The age of another role's session is shown only to who may read all statistics.
#[tokio::test]
async fn an_append_of_another_role_is_told_of_as_well() {
    let store = fresh().await;
    let role = format!("palco_other_{}", Uuid::now_v7().simple());
    let schema = &store.schema.0;
    store
        .schema
        .run(&format!(
            "create role {role} login; grant usage on schema {schema} to {role};
             grant select on all tables in schema {schema} to {role};
             grant select on all sequences in schema {schema} to {role}"
        ))
        .await;
    let url = server::url().replace("palco@", &format!("{role}@"));
    let watching = Settings::new(url).schema(&store.schema.0);
    let watching = PostgresStore::open_with(watching).await.expect("it opens");
    let mut hung = connection().await;
    let append = append_by_hand(Uuid::now_v7(), 1);
    hung.execute(store.schema.sql(&format!("begin; {append}"))).await.expect("it runs");
    let all = watching.stalled_appends(Duration::ZERO).await.expect("the store answers");
    assert_eq!(all.iter().map(|append| append.at_least).collect::<Vec<_>>(), [true]);
    let longer = Duration::from_millis(300);
    let stalled = async || watching.stalled_appends(longer).await.expect("the store answers");
    assert_eq!(stalled().await, [], "it was seen just now");
    sleep(longer).await;
    assert_eq!(stalled().await.len(), 1);
    hung.execute("commit").await.expect("it runs");
    watching.close().await;
    store.schema.run(&format!("drop owned by {role}; drop role {role}")).await;
}

/// It has no process that could be named, and holds the feed back until somebody ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_append_is_told_of_by_its_name() {
    let server = Beside::start(&["own", "max_prepared_transactions = 2"]);
    let store = PostgresStore::connect(server.url(0)).await.expect("the store starts");
    let mut hand = PgConnection::connect(server.url(0)).await.expect("it answers");
    let append = append_by_hand(Uuid::now_v7(), 1);
    let text = format!("begin; {append}; prepare transaction 'left'");
    hand.execute(sqlx::AssertSqlSafe(text)).await.expect("it runs");
    sleep(Duration::from_millis(20)).await;
    let stalled = store.stalled_appends(Duration::from_millis(1)).await;
    let stalled = stalled.expect("the store answers");
    let told = stalled.iter().map(|append| (append.pid, append.application.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(None, "left")]);
    assert!(stalled.iter().all(|append| !append.at_least));
}

/// Ended while it waits for its standby, an append is committed and on no other server.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_no_standby_is_not_found() {
    let server = Beside::start(&["own"]);
    let settings = Settings::new(server.url(0)).answer_within(Duration::from_secs(2));
    let stores = [
        PostgresStore::connect_with(settings.clone()).await.expect("the store starts"),
        PostgresStore::connect_with(settings.pooler(Pooler::Transaction)).await.expect("it starts"),
    ];
    let mut hand = PgConnection::connect(server.url(0)).await.expect("it answers");
    let mut run = async |text: &str| {
        hand.execute(sqlx::AssertSqlSafe(text.to_owned())).await.expect("it runs").rows_affected()
    };
    for store in &stores {
        let sent = append(a_tenant()).write(&a_stream(), Any, 1).build();
        let command = (sent.tenant, sent.command_id);
        store.resolve(&[command]).await.expect("the store answers");
        run("alter system set synchronous_standby_names = 'nobody'").await;
        run("select pg_reload_conf()").await;
        let (waiting, again) = (store.clone(), vec![sent.clone()]);
        let writing = tokio::spawn(async move { waiting.append(again).await });
        let end = "select pg_terminate_backend(pid) from pg_stat_activity
                    where wait_event = 'SyncRep'";
        while run(end).await == 0 {
            let stalled = store.stalled_appends(Duration::ZERO).await.expect("it answers");
            assert!(stalled.len() <= 1);
            sleep(Duration::from_millis(20)).await;
        }
        let told = writing.await.expect("no panic").expect_err("it was ended");
        assert!(told.outcome_unknown, "{told:?}");
        assert!(run("select from palco.commands").await > 0, "it is committed");
        let found = store.resolve(&[command]).await;
        assert!(found.is_err(), "{found:?}");
        let repeated = store.append(vec![sent.clone()]).await;
        assert!(repeated.is_err(), "{repeated:?}");
        run("alter system reset synchronous_standby_names").await;
        run("select pg_reload_conf()").await;
        while store.resolve(&[command]).await.is_err() {}
        let found = store.resolve(&[command]).await.expect("the store answers");
        assert!(found.iter().all(Option::is_some), "{found:?}");
        store.append(vec![sent]).await.expect("the first answer");
    }
}

/// A process that is stopped in the middle of a commit keeps its lane's row locked, and cannot be asked
/// to let go: the server ends its session when the lease is over.
#[tokio::test]
async fn a_commit_that_hangs_holds_its_lane_no_longer_than_the_lease() {
    let store = fresh().await;
    let claim = |holder| Claim {
        processor: ProcessorId::new("sample", 1),
        lanes: 1,
        holder: Uuid::from_u128(holder),
        ttl: Duration::from_millis(300),
        sends: false,
    };
    let claimed = store.claim(&claim(1)).await.expect("the store answers");
    let epoch = i64::try_from(claimed.leases[0].epoch).expect("a number");
    let mut hung = connection().await;
    hung.execute("begin").await.expect("it runs");
    let fence = query(store.schema.sql(include_str!("../sql/fence.sql")));
    let fence = fence.bind("sample").bind(1).bind(0).bind(epoch).bind(7_i64).bind(300_i64);
    fence.fetch_one(&mut hung).await.expect("the lease stands");

    let taking = async {
        while store.claim(&claim(2)).await.expect("the store answers").leases.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(30), taking).await.expect("the lane is free");
    let committed = hung.execute("commit").await;
    assert!(committed.is_err(), "it was not ended");
}

/// A commit that waits for whoever has the lane's row goes by what that one left.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_waited_goes_by_what_is_there_whatever_the_default_level() {
    let store = fresh().await;
    for (pooler, name) in [(Pooler::None, "own"), (Pooler::Transaction, "shared")] {
        let application = format!("commit_{}", Uuid::now_v7().simple());
        // Behind the start, which refuses such a default where appends say nothing of their level.
        let role = format!("palco_role_{}", Uuid::now_v7().simple());
        let mut hand = connection().await;
        let create = format!("create role {role} superuser login");
        hand.execute(sqlx::AssertSqlSafe(create)).await.expect("a role");
        let url = server::url_with(&format!("application_name={application}"));
        let settings = Settings::new(url.replace("palco@", &format!("{role}@")));
        let settings = settings.schema(&store.schema.0).pooler(pooler);
        let stricter = PostgresStore::connect_with(settings).await.expect("the store starts");
        let stricter_default =
            format!("alter role {role} set default_transaction_isolation = 'repeatable read'");
        hand.execute(sqlx::AssertSqlSafe(stricter_default)).await.expect("set");
        let ttl = Duration::from_secs(60);
        let (processor, holder) = (ProcessorId::new(name, 1), Uuid::from_u128(1));
        let claim = Claim { processor, lanes: 1, holder, ttl, sends: false };
        let claimed = store.claim(&claim).await.expect("the store answers");
        let lease = claimed.leases.into_iter().next().expect("a lane");
        let mut renewing = connection().await;
        let renewal =
            "begin; update palco.checkpoints set expires_at = expires_at + interval '1 s'";
        renewing.execute(store.schema.sql(renewal)).await.expect("it runs");
        let (rows, parked, freed) = (Vec::new(), Vec::new(), Vec::new());
        let commit = Commit { lease, position: Position::START, ttl, rows, parked, freed };
        let committing = tokio::spawn(async move { stricter.commit(commit).await });
        while !committing.is_finished() && Sessions::Waiting.of(&application).await == 0 {
            sleep(Duration::from_millis(20)).await;
        }
        renewing.execute("commit").await.expect("it runs");
        assert_eq!(committing.await.expect("no panic"), Ok(CommitOutcome::Done), "{name}");
        let drop = format!("drop owned by {role}; drop role {role}");
        hand.execute(sqlx::AssertSqlSafe(drop)).await.expect("dropped");
    }
}
