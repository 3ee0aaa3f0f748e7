//! A consumer that keeps its effects in this database takes each domain event in once.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::sync::Arc;

use server::{Schema, TestStore, connection};
use sqlx::{Connection, PgConnection, query_scalar};
use tokio::task::JoinSet;
use uuid::Uuid;

async fn receive(
    connection: &mut PgConnection,
    schema: &Schema,
    consumer: &str,
    event_id: Uuid,
) -> bool {
    let receive = query_scalar(schema.sql("select palco.receive($1, $2)"));
    receive.bind(consumer).bind(event_id).fetch_one(connection).await.expect("it answers")
}

#[tokio::test]
async fn a_domain_event_is_received_once_by_each_consumer() {
    let store = TestStore::fresh().await;
    let mut hand = connection().await;
    let event_id = Uuid::now_v7();
    for (consumer, first) in [("letters", true), ("letters", false), ("till", true)] {
        assert_eq!(receive(&mut hand, &store.schema, consumer, event_id).await, first);
    }
}

#[tokio::test]
async fn what_was_rolled_back_with_its_effect_was_not_received() {
    let store = TestStore::fresh().await;
    let mut hand = connection().await;
    let event_id = Uuid::now_v7();
    let mut transaction = hand.begin().await.expect("begun");
    assert!(receive(&mut transaction, &store.schema, "letters", event_id).await);
    transaction.rollback().await.expect("rolled back");
    assert!(receive(&mut hand, &store.schema, "letters", event_id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_receives_it() {
    let store = Arc::new(TestStore::fresh().await);
    let event_id = Uuid::now_v7();
    let mut receiving = JoinSet::new();
    for _ in 0..16 {
        let store = Arc::clone(&store);
        receiving.spawn(async move {
            receive(&mut connection().await, &store.schema, "letters", event_id).await
        });
    }
    let first = receiving.join_all().await.into_iter().filter(|first| *first).count();
    assert_eq!(first, 1);
}
