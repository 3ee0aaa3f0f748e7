//! What the store refuses to start on, and what it leaves behind.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco::{
    ports::{Expected::NoStream, Unavailable},
    testing::conformance::{a_stream, a_tenant, append, appended},
};
use palco_postgres::{ConnectError, Durability, Pooler, PostgresStore, Refusal, Settings};
use server::{Schema, TestStore, connection, url_with};
use sqlx::{AssertSqlSafe, Executor, Row, query, query_scalar};
use tokio::task::JoinSet;
use uuid::Uuid;

async fn refusal(settings: Settings) -> Refusal {
    match PostgresStore::connect_with(settings).await {
        Err(ConnectError::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// What draws a store's tag.
const TABLES: &str = include_str!("../migrations/0001_tables.sql");
/// A function of the same name that is no store's.
const NO_TAG: &str =
    "create function palco.store_tag(n int) returns int language sql as 'select $1 + 1'";

/// A store that wrote 3 domain events.
async fn used() -> TestStore {
    let store = TestStore::fresh().await;
    let draft = append(a_tenant()).write(&a_stream(), NoStream, 3);
    assert_eq!(appended(&draft.send(&*store).await).len(), 3);
    store
}

#[tokio::test]
async fn a_server_that_acknowledges_too_early_is_refused_unless_allowed() {
    let schema = Schema::new();
    let careless = Settings::new(url_with("options[synchronous_commit]=off")).schema(&schema.0);
    let setting = "synchronous_commit";
    assert_eq!(refusal(careless.clone()).await, Refusal::NotDurable { setting });
    let exists = "select exists (select from pg_namespace where nspname = $1)";
    let mut server = connection().await;
    let made = query_scalar::<_, bool>(exists).bind(&schema.0).fetch_one(&mut server);
    assert!(!made.await.expect("the server answers"), "refused before anything was made");
    let relaxed = careless.durability(Durability::Relaxed);
    PostgresStore::connect_with(relaxed).await.expect("the store starts");
}

#[tokio::test]
async fn who_set_it_up_is_told_what_is_missing() {
    let schema = Schema::new();
    for (parameter, says) in [
        (
            "dbname=palco_absent",
            "the connection: there is no database of that name, SQLSTATE 3D000",
        ),
        ("user=palco_absent", "the user or the password: see the URL and pg_hba.conf, SQLSTATE 28"),
        ("options[role]=pg_read_all_data", "the statement: the role lacks a privilege"),
    ] {
        let settings = Settings::new(url_with(parameter)).schema(&schema.0);
        match PostgresStore::connect_with(settings).await {
            Err(ConnectError::Unavailable(Unavailable { reason, outcome_unknown: false })) => {
                assert!(reason.starts_with(&format!("the database refused {says}")), "{reason}");
            }
            other => panic!("expected an error, got {other:?}"),
        }
    }
}

/// Of an append that is a statement by itself nobody says the level.
#[tokio::test]
async fn a_default_level_at_which_no_append_works_is_refused() {
    let schema = Schema::new();
    let settings = Settings::new(url_with(server::REPEATABLE_READ)).schema(&schema.0);
    let found = "repeatable read".to_owned();
    assert_eq!(refusal(settings).await, Refusal::Isolation { found });
}

#[tokio::test]
async fn an_encoding_that_lacks_letters_is_refused() {
    let name = format!("palco_latin_{}", Uuid::now_v7().simple());
    let create = format!("create database {name} encoding 'LATIN1' template template0 locale 'C'");
    connection().await.execute(AssertSqlSafe(create)).await.expect("a database");
    let (server, _) = server::url()
        .rsplit_once('/')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("the URL names the database");
    let found = refusal(Settings::new(format!("{server}/{name}"))).await;
    let drop = format!("drop database {name} with (force)");
    connection().await.execute(AssertSqlSafe(drop)).await.expect("dropped");
    assert_eq!(found, Refusal::Encoding { found: "LATIN1".to_owned() });
}

#[tokio::test]
async fn a_sequence_behind_the_data_is_refused() {
    let store = used().await;
    store.schema.run("select setval('palco.event_store_id_seq', 2, true)").await;
    let found = refusal(store.schema.settings()).await;
    assert_eq!(found, Refusal::SequenceBehind { last: 2, taken: 4 });
    store.schema.run("select setval('palco.event_store_id_seq', 4, true)").await;
    PostgresStore::connect_with(store.schema.settings()).await.expect("the store starts");
}

#[tokio::test]
async fn a_sequence_that_the_feed_cannot_rest_on_is_refused() {
    let store = used().await;
    for alteration in [
        "select setval('palco.event_store_id_seq', 9, false)",
        "select setval('palco.event_store_id_seq', 9, true);
         alter sequence palco.event_store_id_seq cache 10",
    ] {
        store.schema.run(alteration).await;
        assert_eq!(refusal(store.schema.settings()).await, Refusal::SequenceAltered);
    }
}

#[tokio::test]
async fn a_schema_newer_than_the_code_is_refused() {
    let store = used().await;
    let newer =
        "insert into palco.migrations (version, description, success, checksum, execution_time)
                 values (9999, 'later', true, '', 0)";
    store.schema.run(newer).await;
    let found = refusal(store.schema.settings()).await;
    assert!(matches!(found, Refusal::SchemaNewer { found: 9999, known: 2.. }), "{found:?}");
}

#[tokio::test]
async fn a_migration_with_another_text_is_refused() {
    let store = used().await;
    store.schema.run("update palco.migrations set checksum = '' where version = 1").await;
    assert_eq!(refusal(store.schema.settings()).await, Refusal::SchemaChanged(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_migrate_at_once() {
    let stricter = server::url_with(server::REPEATABLE_READ);
    for (url, pooler) in [(server::url(), Pooler::None), (stricter, Pooler::Transaction)] {
        let schema = Schema::new();
        let mut starting = JoinSet::new();
        for _ in 0..12 {
            let settings = Settings::new(&url).schema(&schema.0).pooler(pooler);
            starting.spawn(PostgresStore::connect_with(settings));
        }
        for started in starting.join_all().await {
            started.expect("the store starts");
        }
    }
}

#[tokio::test]
async fn a_schema_may_be_named_like_a_keyword() {
    // Nobody else names a schema so; it is dropped by hand, quoted.
    let settings = Settings::new(server::url()).schema("user");
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let draft = append(a_tenant()).write(&a_stream(), NoStream, 1);
    assert_eq!(appended(&draft.send(&store).await).len(), 1);
    store.close().await;
    connection().await.execute("drop schema \"user\" cascade").await.expect("dropped");
}

#[tokio::test]
async fn nothing_is_left_outside_the_schema() {
    let objects = "
        with foreign_schemas as (
            select oid from pg_namespace where nspname !~ '^(pg_.*|palco_test_.*|user)$')
        select (select count(*) from pg_class where relnamespace in (table foreign_schemas))
             + (select count(*) from pg_proc where pronamespace in (table foreign_schemas))
             + (select count(*) from foreign_schemas) as n";
    let before: i64 = query(objects)
        .fetch_one(&mut connection().await)
        .await
        .and_then(|row| row.try_get("n"))
        .expect("a count");
    let store = used().await;
    let after: i64 =
        query_scalar(objects).fetch_one(&mut connection().await).await.expect("a count");
    assert_eq!(before, after);
    drop(store);
}

#[tokio::test]
async fn every_store_of_a_database_has_a_tag_of_its_own() {
    let mut migrator = connection().await;
    let mut tags = Vec::new();
    let schemas = [Schema::new(), Schema::new(), Schema::new()];
    for schema in &schemas {
        // All draw the same number.
        let made = AssertSqlSafe(format!("create schema {}", schema.0));
        migrator.execute(made).await.expect("a schema");
        migrator.execute("select setseed(0.5)").await.expect("a seed");
        migrator.execute(schema.sql(TABLES)).await.expect("the tables");
        schema.run(NO_TAG).await;
        let tag = query_scalar(schema.sql("select palco.store_tag()"));
        let tag: i32 = tag.fetch_one(&mut migrator).await.expect("a tag");
        assert!((1..32_768).contains(&tag) && !tags.contains(&tag), "{tag} {tags:?}");
        tags.push(tag);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let refused = PostgresStore::connect("postgres://palco:secret@127.0.0.1:1/palco").await;
    let Err(ConnectError::Unavailable(Unavailable { reason, outcome_unknown })) = refused else {
        panic!("expected Unavailable, got {refused:?}");
    };
    assert!(!outcome_unknown && !reason.contains("secret"), "{reason}");
}
