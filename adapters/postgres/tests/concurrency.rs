//! Many writers over several pools, as several processes have them, and callers that go away.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use palco::{
    ports::{
        Append, AppendOutcome, EventStore,
        Expected::{Any, Exact, NoStream},
    },
    testing::{
        History,
        conformance::{
            a_command, a_stream, a_tenant, append, appended, assert_conflict, read_all, version,
        },
        proved,
    },
    values::{CommandId, TenantId},
};
use palco_postgres::PostgresStore;
use server::{Schema, connection};
use sqlx::{Executor, PgConnection};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};
use uuid::Uuid;

async fn pools(schema: &Schema, count: usize) -> Vec<PostgresStore> {
    let mut stores = Vec::new();
    for _ in 0..count {
        let settings = schema.settings().max_connections(25);
        stores.push(PostgresStore::connect_with(settings).await.expect("the store starts"));
    }
    stores
}

/// A transaction that keeps all others from writing to the table until it is committed.
async fn locked(schema: &Schema, table: &str) -> PgConnection {
    let mut hand = connection().await;
    hand.execute("begin").await.expect("begun");
    let lock = format!("lock table palco.{table} in share mode");
    hand.execute(schema.sql(&lock)).await.expect("locked");
    hand
}

#[tokio::test(flavor = "multi_thread")]
async fn of_500_creations_one_is_appended_and_499_learn_the_version() {
    let schema = Schema::new();
    let stores = pools(&schema, 4).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    // Nobody gets to write until as many as there are connections have had the time to read.
    let mut hand = locked(&schema, "event_store").await;
    let mut creating = JoinSet::new();
    for number in 0..500 {
        let store = stores[number % stores.len()].clone();
        let create = append(tenant).write(&stream, NoStream, 1).build();
        creating.spawn(async move {
            let mut history = History::default();
            let answer = history.send(&store, vec![create]).await;
            (answer.expect("no error of the database").remove(0), history)
        });
    }
    sleep(Duration::from_millis(800)).await;
    hand.execute("commit").await.expect("ended");
    let (mut outcomes, mut history) = (Vec::new(), History::default());
    for (outcome, of_client) in creating.join_all().await {
        outcomes.push(outcome);
        history.merge(of_client);
    }
    let verdict = history.judge_store(&stores[0]).await;
    proved("500 creations of one stream", &verdict);
    verdict.assert_clean();
    assert_eq!((verdict.acknowledged, verdict.refused), (1, 499));
    let (won, lost): (Vec<_>, Vec<_>) =
        outcomes.into_iter().partition(|outcome| matches!(outcome, AppendOutcome::Appended { .. }));
    assert_eq!((won.len(), lost.len()), (1, 499));
    let records = appended(&won[0]);
    for outcome in lost {
        assert_conflict(&outcome, &stream, version(1), &records);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn appends_over_several_streams_in_any_order_do_not_deadlock() {
    let schema = Schema::new();
    let stores = pools(&schema, 3).await;
    let tenant = a_tenant();
    let streams: Vec<_> = (0..6).map(|_| a_stream()).collect();
    let mut writing = JoinSet::new();
    for number in 0..150 {
        let (store, mut streams) = (stores[number % stores.len()].clone(), streams.clone());
        streams.rotate_left(number % 6);
        if number % 2 == 0 {
            streams.reverse();
        }
        writing.spawn(async move {
            let draft = streams.iter().fold(append(tenant), |draft, stream| {
                draft.write(stream, Any, 1).claim("key", &stream.to_string(), Uuid::from_u128(7))
            });
            appended(&draft.send(&store).await).len()
        });
    }
    assert_eq!(writing.join_all().await, vec![6; 150]);
    for stream in &streams {
        assert_eq!(read_all(&stores[0], tenant, stream).await.len(), 150);
    }
}

/// The same commands come twice when a process sends again what another one has under way.
#[tokio::test(flavor = "multi_thread")]
async fn lists_of_the_same_commands_in_any_order_do_not_deadlock() {
    const COMMANDS: usize = 256;
    let schema = Schema::new();
    let stores = pools(&schema, 2).await;
    let tenant = a_tenant();
    for _ in 0..5 {
        let ids: Vec<_> = (0..COMMANDS).map(|_| a_command()).collect();
        // Each to streams of its own: the order of commands is all that keeps them apart.
        let list =
            |ids: Vec<CommandId>| ids.into_iter().map(|id| begin_a_stream(tenant, id)).collect();
        let backwards = ids.iter().rev().copied().collect();
        // Both have come as far as the first command when it is let go.
        let mut hand = locked(&schema, "commands").await;
        let both =
            async { tokio::join!(stores[0].append(list(ids)), stores[1].append(list(backwards))) };
        let letting_go = async {
            sleep(Duration::from_millis(100)).await;
            hand.execute("commit").await.expect("ended");
        };
        let ((one, other), ()) = tokio::join!(both, letting_go);
        let outcomes = [one.expect("no deadlock"), other.expect("no deadlock")];
        let written = |outcomes: &Vec<AppendOutcome>| {
            outcomes.iter().filter(|of| matches!(of, AppendOutcome::Appended { .. })).count()
        };
        let mut each: Vec<_> = outcomes.iter().map(written).collect();
        each.sort_unstable();
        assert_eq!(each, [0, COMMANDS], "one list wrote all of them");
    }
}

fn begin_a_stream(tenant: TenantId, command_id: CommandId) -> Append {
    append(tenant).command(command_id).write(&a_stream(), NoStream, 1).build()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_is_taken_among_processes_too() {
    let schema = Schema::new();
    let stores = pools(&schema, 2).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let first = stores[0].take_turn(tenant, &stream).await.expect("a turn");
    let mut second = stores[1].take_turn(tenant, &stream);
    assert!(timeout(Duration::from_millis(300), &mut second).await.is_err(), "held by the first");
    drop(first);
    drop(timeout(Duration::from_secs(4), second).await.expect("in time").expect("a turn"));
}

/// Otherwise who never lost a round would go on past those who take turns, and they would lose theirs.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_turn_nobody_else_writes_on_what_it_expects() {
    let schema = Schema::new();
    let stores = pools(&schema, 2).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let turn = stores[0].take_turn(tenant, &stream).await.expect("a turn");

    let outcome = append(tenant).write(&stream, NoStream, 1).send(&stores[1]).await;
    assert_conflict(&outcome, &stream, version(0), &[]);
    let both = append(tenant).write(&a_stream(), NoStream, 1).write(&stream, NoStream, 1);
    assert_conflict(&both.send(&stores[1]).await, &stream, version(0), &[]);
    let _ = appended(&append(tenant).write(&a_stream(), NoStream, 1).send(&stores[1]).await);
    let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(&stores[0]).await);
    let _ = appended(&append(tenant).write(&stream, Any, 1).send(&stores[1]).await);

    drop(turn);
    let _turn = stores[1].take_turn(tenant, &stream).await.expect("it was passed on");
    let next = append(tenant).write(&stream, Exact(version(2)), 1);
    let _ = appended(&next.send(&stores[1]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_turn_of_a_process_that_stopped_is_over_after_two_seconds() {
    let schema = Schema::new();
    let stores = pools(&schema, 2).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let _stopped = stores[0].take_turn(tenant, &stream).await.expect("a turn");
    let next = stores[1].take_turn(tenant, &stream);
    let _turn = timeout(Duration::from_secs(4), next).await.expect("in time").expect("a turn");
    let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(&stores[1]).await);
}
