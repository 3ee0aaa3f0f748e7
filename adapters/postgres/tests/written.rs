//! How lists are written, and where what a command wrote is found: between two positions, among what
//! others wrote at the same moment.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use palco::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{Any, NoStream},
    },
    testing::conformance::{a_stream, a_tenant, append, appended, duplicate, send_all},
};
use server::{TestStore, connection};
use sqlx::{Connection, Executor, PgConnection, query_scalar};

#[tokio::test]
async fn a_command_gets_its_own_records_and_not_those_between() {
    let store = TestStore::fresh().await;
    let tenant = a_tenant();
    let mine = append(tenant).write(&a_stream(), NoStream, 2);
    let written = appended(&mine.clone().send(&*store).await);
    let of_others = [
        append(tenant).write(&a_stream(), NoStream, 1),
        append(a_tenant()).write(&a_stream(), NoStream, 1),
    ];
    send_all(&*store, of_others).await;
    // As if the second position had been drawn behind those of the others.
    let (first, last) = (written[0].position.get(), written[1].position.get());
    let later = last.saturating_add(1_000);
    store
        .schema
        .run(&format!(
            "update palco.event_store set id = {later} where id = {last};
             update palco.commands set last_position = {later} where first_position = {first};
             select setval('palco.event_store_id_seq', {later})"
        ))
        .await;

    let again = mine.clone().send(&*store).await;
    let records = duplicate(&again);
    let sent = mine.build();
    let found = store.resolve(&[(tenant, sent.command_id)]).await.expect("an answer");
    assert_eq!(found[0].as_ref().map(|committed| &committed.records), Some(&records));
    let positions: Vec<_> = records.iter().map(|record| record.position.get()).collect();
    assert_eq!(positions, [first, later]);
}

/// Most lists are written as a whole; one of them with an append that is not is judged one by one,
/// and the others find their records all the same.
#[tokio::test]
async fn what_is_refused_in_a_list_leaves_no_trace_in_the_others() {
    let store = TestStore::fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let list = [
        append(tenant).write(&a_stream(), NoStream, 2),
        append(tenant).write(&stream, NoStream, 1),
        append(tenant).write(&stream, NoStream, 3),
        append(tenant).write(&a_stream(), NoStream, 2),
    ];
    let outcomes = send_all(&*store, list.clone()).await;
    assert!(matches!(outcomes[2], AppendOutcome::Conflict { .. }), "{outcomes:?}");
    let ids: Vec<_> = list.map(|draft| (tenant, draft.build().command_id)).into();
    let found = store.resolve(&ids).await.expect("an answer");
    assert!(found[2].is_none());
    for place in [0, 1, 3] {
        let committed = found[place].as_ref().expect("committed");
        assert_eq!(committed.records.len(), appended(&outcomes[place]).len());
        for (found, told) in committed.records.iter().zip(appended(&outcomes[place])) {
            assert_eq!((found.position, found.event_id), (told.position, told.event_id));
        }
    }
}

/// Those before it are the first ones that the command wrote, as they should be.
#[tokio::test]
async fn a_command_whose_last_record_is_gone_is_told_from_a_whole_one() {
    let store = TestStore::fresh().await;
    let written = appended(&append(a_tenant()).write(&a_stream(), NoStream, 2).send(&*store).await);
    let has_last = async || {
        let audited = store.audit_commands(Default::default(), 9).await.expect("an answer");
        let found = audited.iter().map(|of| (of.event_ids.len(), of.has_last));
        found.collect::<Vec<_>>()
    };
    assert_eq!(has_last().await, [(2, true)]);
    let last = written[1].position.get();
    store.schema.run(&format!("delete from palco.event_store where id = {last}")).await;
    assert_eq!(has_last().await, [(1, false)]);
}

/// No lock keeps two calls from the same command, only the key of what they write: who comes second
/// waits for the first, and is judged by what it left.
#[tokio::test]
async fn a_command_that_another_call_is_about_to_commit_for_another_stream_is_known() {
    let store = TestStore::fresh().await;
    let tenant = a_tenant();
    for expected in [NoStream, Any] {
        let sent = append(tenant).write(&a_stream(), expected, 1).build();
        let mut hand = connection().await;
        let mut other = hand.begin().await.expect("a transaction");
        let first = format!(
            "insert into palco.commands values ('{}', '{}', sha256('other'), 1, 1)",
            tenant.as_uuid(),
            sent.command_id.as_uuid()
        );
        other.execute(store.schema.sql(&first)).await.expect("written");
        let commits = async {
            while !is_waited_for(&mut connection().await, &store.schema.0).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            other.commit().await.expect("committed");
        };
        let (outcomes, ()) = tokio::join!(store.append(vec![sent]), commits);
        assert_eq!(outcomes, Ok(vec![AppendOutcome::CommandIdReused]));
    }
}

async fn is_waited_for(connection: &mut PgConnection, schema: &str) -> bool {
    let waiting = "select exists (select from pg_stat_activity
        where wait_event = 'transactionid' and query like '%' || $1 || '%.append%')";
    query_scalar(waiting).bind(schema).fetch_one(connection).await.expect("an answer")
}
