//! The profile `hash`: the tables that grow are divided.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco::{
    ports::{EventStore, Expected::NoStream},
    testing::conformance::{a_stream, a_tenant, append, appended, version},
};
use palco_postgres::{ConnectError, Partitions, PostgresStore, Refusal, Settings};
use server::{Schema, TestStore, connection, sale::sells};
use sqlx::{Executor, query_scalar};

const PARTS: u8 = 2;

fn divided(settings: Settings) -> Settings {
    settings.partitions(Partitions::of(PARTS))
}

async fn fresh() -> TestStore {
    TestStore::fresh_with(divided).await
}

mod suite {
    use super::fresh;

    palco::store_conformance!(fresh);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sold_once_from_divided_tables() {
    let store = fresh().await;
    // Who says nothing takes the tables as they are.
    let other = PostgresStore::connect_with(store.schema.settings()).await;
    sells(vec![store.store.clone(), other.expect("the store starts")]).await;
}

async fn count(schema: &Schema, text: &str) -> i64 {
    query_scalar(schema.sql(text)).fetch_one(&mut connection().await).await.expect("a count")
}

#[tokio::test]
async fn rows_are_spread_and_keys_are_kept() {
    let store = fresh().await;
    let tenant = a_tenant();
    for _ in 0..40 {
        let draft = append(tenant).write(&a_stream(), NoStream, 2);
        assert_eq!(appended(&draft.send(&*store).await).len(), 2);
    }
    for table in ["event_store", "commands"] {
        let text = format!("select count(distinct tableoid) from palco.{table}");
        assert_eq!(count(&store.schema, &text).await, i64::from(PARTS), "{table}");
    }
    // By hand, past all checks: the same version of the same stream.
    let again = "insert into palco.event_store select * from palco.event_store limit 1";
    let refused = connection().await.execute(store.schema.sql(again)).await.expect_err("a key");
    let key = refused.as_database_error().is_some_and(|error| error.is_unique_violation());
    assert!(key, "{refused:?}");
    let owned = "select count(*) from pg_sequences
                  where pg_get_serial_sequence('palco.event_store', 'id')
                      = format('%s.%s', schemaname, sequencename)";
    assert_eq!(count(&store.schema, owned).await, 1);
}

/// A stream is looked for in its own part only.
#[tokio::test]
async fn a_stream_is_read_from_one_part() {
    let store = fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    append(tenant).write(&stream, NoStream, 3).send(&*store).await;
    let records = store.read_stream(tenant, &stream, version(0), 9).await.expect("records");
    assert_eq!(records.len(), 3);
    let plan = format!(
        "explain select id from palco.event_store where tenant_id = '{tenant}'
            and aggregate_type = '{}' and aggregate_id = '{}' and version > 0",
        stream.aggregate, stream.id
    );
    let lines: Vec<String> = query_scalar(store.schema.sql(&plan))
        .fetch_all(&mut connection().await)
        .await
        .expect("a plan");
    let parts = lines.iter().filter(|line| line.contains(" event_store_")).count();
    assert_eq!(parts, 1, "{lines:?}");
}

#[tokio::test]
async fn another_profile_than_the_schema_has_is_refused() {
    let parts = i16::from(PARTS);
    for (made, asked, refusal) in [
        (Partitions::of(PARTS), Partitions::None, Some((parts, 0))),
        (Partitions::of(PARTS), Partitions::of(3), Some((parts, 3))),
        (Partitions::None, Partitions::of(PARTS), Some((0, parts))),
        (Partitions::of(PARTS), Partitions::of(PARTS), None),
        (Partitions::None, Partitions::of(0), None),
    ] {
        let store = TestStore::fresh_with(|settings| settings.partitions(made)).await;
        append(a_tenant()).write(&a_stream(), NoStream, 1).send(&*store).await;
        let again = store.schema.settings().partitions(asked);
        let found = PostgresStore::connect_with(again).await.err();
        let expected = refusal.map(|(found, wanted)| {
            ConnectError::Refused(Refusal::OtherPartitions { found, wanted })
        });
        assert_eq!(found, expected, "{made:?} {asked:?}");
        PostgresStore::connect_with(store.schema.settings()).await.expect("taken as it is");
    }
}
