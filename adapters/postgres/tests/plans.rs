//! What the server plans to read. A plan is kept for as long as a connection is: one that is made while
//! the tables are small must do for the on-sale that follows.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco::{
    ports::{
        EventStore,
        Expected::{Any, Exact, NoStream},
        Position,
    },
    testing::conformance::{a_stream, a_tenant, append, appended, key_of, loaded, saved, version},
};
use palco_postgres::{Partitions, PostgresStore, Settings};
use server::{TestStore, connection, sessions::Sessions, url_with};
use sqlx::{AssertSqlSafe, Executor, query_scalar};
use uuid::Uuid;

/// More than a plan is tried with before it is kept.
const TIMES: u16 = 20;

/// A store over the same schema, whose connections are told from others.
async fn planning(store: &TestStore) -> PostgresStore {
    // The schema's name is its own, and so is what its connections are called.
    let schema = &store.schema.0;
    let settings = Settings::new(url_with(&format!("application_name={schema}"))).schema(schema);
    PostgresStore::connect_with(settings).await.expect("it starts")
}

/// Closes it. What a connection counted is told when it ends, just before the server forgets it.
async fn end(planning: PostgresStore, store: &TestStore) {
    planning.close().await;
    let left = Sessions::Connected.left(&store.schema.0).await;
    assert_eq!(left, 0, "the connections do not end");
}

/// A number that the server keeps of the tables that grow, from connections that are gone.
async fn counts(store: &TestStore, measure: &str) -> i64 {
    let sum = format!(
        "select sum({measure})::bigint from pg_stat_user_tables
          where schemaname = $1 and relname in ('event_store', 'commands')"
    );
    let sum = query_scalar(AssertSqlSafe(sum)).bind(&store.schema.0);
    sum.fetch_one(&mut connection().await).await.expect("a count")
}

#[tokio::test]
async fn what_was_planned_while_the_tables_were_small_does_not_read_all_of_them() {
    let store = TestStore::fresh().await;
    let tenant = a_tenant();
    let stream = a_stream();
    append(tenant).write(&stream, NoStream, 1).send(&*store).await;
    store.schema.run("vacuum analyze palco.event_store, palco.commands").await;
    let planning = planning(&store).await;
    let before = counts(&store, "seq_scan").await;
    // A version is compared by the one function, and any version is looked up by the other.
    for expected in (1..=TIMES).flat_map(|number| [Exact(version(u64::from(number) * 2 - 1)), Any])
    {
        let sent = append(tenant).write(&stream, expected, 1);
        assert_eq!(appended(&sent.clone().send(&planning).await).len(), 1);
        let found = planning.resolve(&[(tenant, sent.build().command_id)]).await;
        assert!(found.expect("an answer")[0].is_some());
    }
    end(planning, &store).await;
    let scans = counts(&store, "seq_scan").await - before;
    assert!(scans < i64::from(TIMES), "{scans} scans");
}

#[tokio::test]
async fn a_load_from_a_snapshot_reads_no_records_before_it() {
    const RECORDS: u16 = 200;
    let store = TestStore::fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let _ = appended(&append(tenant).write(&stream, NoStream, RECORDS).send(&*store).await);
    let key = key_of(tenant, &stream);
    saved(&*store, &key, RECORDS.into(), "all").await.expect("the store saves");
    let planning = planning(&store).await;
    let before = counts(&store, "idx_tup_fetch + seq_tup_read").await;
    for _ in 0..TIMES {
        let loading = loaded(&planning, &key, 1_000).await.expect("the store answers");
        assert!(loading.snapshot.is_some() && loading.records.is_empty());
    }
    end(planning, &store).await;
    let read = counts(&store, "idx_tup_fetch + seq_tup_read").await - before;
    assert!(read < i64::from(TIMES * 4), "{read} records read");
}

#[tokio::test]
async fn an_append_that_was_planned_on_empty_tables_reads_no_records_but_its_streams_last() {
    const RECORDS: u16 = 200;
    let store = TestStore::fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let planning = planning(&store).await;
    for number in 1..=u64::from(TIMES) {
        let sent = append(tenant).write(&stream, Exact(version(number - 1)), 1);
        assert_eq!(appended(&sent.send(&planning).await).len(), 1);
    }
    let _ = appended(&append(tenant).write(&a_stream(), NoStream, RECORDS).send(&*store).await);
    let before = counts(&store, "idx_tup_fetch + seq_tup_read").await;
    for number in 1..=u64::from(TIMES) {
        let sent = append(tenant).write(&stream, Exact(version(u64::from(TIMES) + number - 1)), 1);
        assert_eq!(appended(&sent.send(&planning).await).len(), 1);
    }
    end(planning, &store).await;
    let read = counts(&store, "idx_tup_fetch + seq_tup_read").await - before;
    assert!(read < i64::from(TIMES * 8), "{read} records read");
}

/// What is not counted passes for large enough to be read by its keys.
#[tokio::test]
async fn what_was_planned_before_the_tables_were_counted_does_not_read_all_of_them() {
    let store = TestStore::fresh().await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let planning = planning(&store).await;
    let before = counts(&store, "seq_scan").await;
    for number in 1..=u64::from(TIMES) {
        let sent = append(tenant).write(&stream, Any, 1);
        assert_eq!(appended(&sent.send(&planning).await).len(), 1);
        let loading = loaded(&planning, &key_of(tenant, &stream), 10).await;
        assert!(!loading.expect("an answer").records.is_empty());
        let read = planning.read_stream(tenant, &stream, version(number - 1), 10).await;
        assert_eq!(read.expect("an answer").len(), 1);
        let page = planning.read_feed(Position::START, 10).await;
        assert!(!page.expect("an answer").records.is_empty());
    }
    end(planning, &store).await;
    assert_eq!(counts(&store, "seq_scan").await - before, 0, "scans");
}

#[tokio::test]
async fn the_server_counts_the_tables_when_they_have_grown() {
    for partitions in [Partitions::None, Partitions::of(2)] {
        let store = TestStore::fresh_with(|settings| settings.partitions(partitions)).await;
        let small = "select count(*) from pg_class c
            where relnamespace = $1::regnamespace and relkind = 'r'
              and relname ~ '^(event_store|commands|snapshots)'
              and not coalesce(reloptions, '{}') @> array['autovacuum_analyze_threshold=10000',
                                                        'autovacuum_vacuum_insert_threshold=10000']";
        let small = query_scalar::<_, i64>(small).bind(&store.schema.0);
        assert_eq!(small.fetch_one(&mut connection().await).await.expect("a count"), 0);
    }
}

/// The estimated cost of a long list is high enough for the server to compile the statement, which
/// takes longer than all of the work.
#[tokio::test]
async fn what_takes_a_list_is_never_compiled() {
    let store = TestStore::fresh().await;
    let compiled = "select proname from pg_proc
        where pronamespace = $1::regnamespace and proname in ('append', 'append_as_decided', 'resolve')
          and 'jit=off' = any (proconfig) order by proname";
    let compiled = query_scalar::<_, String>(compiled).bind(&store.schema.0);
    let found = compiled.fetch_all(&mut connection().await).await.expect("an answer");
    assert_eq!(found, ["append", "append_as_decided", "resolve"]);
}

/// What is only a filter is asked of every row before the page, for each page again.
#[tokio::test]
async fn a_page_of_a_read_models_rows_begins_where_the_index_has_it() {
    let store = TestStore::fresh().await;
    let mut connection = connection().await;
    let settings =
        "set enable_seqscan = off; set enable_sort = off; set plan_cache_mode = force_generic_plan";
    connection.execute(settings).await.expect("they are set");
    for (model, text) in [
        ("availability", include_str!("../sql/read_availability.sql")),
        ("events", include_str!("../sql/read_events.sql")),
        ("payments", include_str!("../sql/read_payments.sql")),
        ("recipient_statement", include_str!("../sql/read_recipient_statement.sql")),
        ("transactions", include_str!("../sql/read_transactions.sql")),
        ("venues", include_str!("../sql/read_venues.sql")),
    ] {
        let prepare = format!("prepare {model} (uuid, text, bigint) as {text}");
        connection.execute(store.schema.sql(&prepare)).await.expect("it is prepared");
        let nil = Uuid::nil();
        let explain = format!("explain execute {model} ('{nil}', '{nil}', 500)");
        let plan: Vec<String> =
            query_scalar(AssertSqlSafe(explain)).fetch_all(&mut connection).await.expect("a plan");
        let plan = plan.join("\n");
        let begins = |line: &str| line.contains("Index Cond") && line.contains(" > ");
        assert!(plan.lines().any(begins), "{plan}");
    }
}
