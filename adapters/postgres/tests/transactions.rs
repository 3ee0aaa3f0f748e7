//! The read model of payments, and its monthly partitions.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco_postgres::PostgresStore;
use server::{Schema, TestStore, connection};
use sqlx::{Connection, Executor, query, query_scalar};
use tokio::task::JoinSet;

/// The partitions, in order, without the default one.
async fn months(schema: &Schema) -> Vec<String> {
    let text = "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'palco.transactions_rows'::regclass
                   and c.relname <> 'transactions_default' order by 1";
    query_scalar(schema.sql(text)).fetch_all(&mut connection().await).await.expect("partitions")
}

/// Where the payments stand, by the instant of their creation.
async fn places(schema: &Schema) -> Vec<String> {
    let text = "select replace(tableoid::regclass::text, 'palco.', '')
                  from palco.transactions_rows order by created_at";
    query_scalar(schema.sql(text)).fetch_all(&mut connection().await).await.expect("places")
}

async fn pay(schema: &Schema, created_at: &str) {
    let text = "insert into palco.transactions_rows (tenant_id, revision, id, event_id, user_id,
                    amount, currency, payment_method, status, created_at)
                values (gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(),
                    gen_random_uuid(), 99.90, 'BRL', 'pix', 'pending', $1::timestamptz)";
    let paid = query(schema.sql(text)).bind(created_at).execute(&mut connection().await).await;
    assert_eq!(paid.expect("a payment").rows_affected(), 1);
}

async fn make(store: &TestStore, ahead: u8) -> u32 {
    store.make_transaction_partitions(ahead).await.expect("the store answers")
}

#[tokio::test]
async fn connecting_makes_four_months_and_nothing_is_refused() {
    let store = TestStore::fresh().await;
    let schema = &store.schema;
    let text = "select array(
        select to_char(date_trunc('month', now() at time zone 'UTC') + make_interval(months => n),
                       '\"transactions_\"YYYY_MM') from generate_series(0, 3) n)";
    let expected: Vec<String> =
        query_scalar(text).fetch_one(&mut connection().await).await.expect("names");
    assert_eq!(months(schema).await, expected);
    assert_eq!(make(&store, 3).await, 0, "they are there");

    pay(schema, "now").await;
    pay(schema, "2040-02-29T12:00:00Z").await;
    let stand = places(schema).await;
    assert!(stand[0].ends_with(&expected[0]) && stand[1].ends_with("transactions_default"));
}

#[tokio::test]
async fn what_stands_in_the_default_partition_moves_to_its_month() {
    let store = TestStore::fresh().await;
    let schema = &store.schema;
    // Months are those of UTC, wherever the server stands.
    for created_at in [
        "2020-01-31T23:59:59.999999Z",
        "2020-02-01T00:00:00Z",
        "2020-02-29T23:00:00-03:00",
        "2041-12-31T23:59:59Z",
    ] {
        pay(schema, created_at).await;
    }
    let mut elsewhere = connection().await;
    elsewhere
        .execute("set timezone = 'America/Sao_Paulo'; set datestyle = 'SQL, DMY'")
        .await
        .expect("set");
    let mut moved = 0;
    for expected in [1, 1, 1, 1, 0] {
        let made = schema.sql("select palco.move_transactions()");
        let made: i32 = query_scalar(made).fetch_one(&mut elsewhere).await.expect("made");
        assert_eq!(made, expected);
        moved += made;
    }
    assert_eq!(moved, 4);
    let stand = places(schema).await;
    let months = ["2020_01", "2020_02", "2020_03", "2041_12"];
    assert_eq!(stand.len(), months.len());
    for (place, month) in stand.iter().zip(months) {
        assert!(place.ends_with(&format!("transactions_{month}")), "{place} {month}");
    }
    pay(schema, "2020-02-15T00:00:00Z").await;
    assert_eq!(make(&store, 3).await, 0);
    assert!(places(schema).await.iter().all(|place| !place.ends_with("default")));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_make_partitions_at_once() {
    let store = TestStore::fresh().await;
    for month in 1..=6 {
        pay(&store.schema, &format!("2035-{month:02}-01T00:00:00Z")).await;
    }
    let mut making = JoinSet::new();
    for _ in 0..6 {
        let store = store.store.clone();
        making.spawn(async move { store.make_transaction_partitions(5).await });
    }
    let made = making.join_all().await;
    let made: u32 = made.into_iter().map(|made| made.expect("the store answers")).sum();
    assert_eq!((made, months(&store.schema).await.len()), (8, 12));
    assert_eq!(places(&store.schema).await.len(), 6);
}

/// Whoever reads the default partition for long holds up nobody's start.
#[tokio::test]
async fn a_default_partition_in_use_is_left_for_the_next_time() {
    let store = TestStore::fresh().await;
    pay(&store.schema, "2035-01-01T00:00:00Z").await;
    let mut reader = connection().await;
    let mut transaction = reader.begin().await.expect("begun");
    let read = store.schema.sql("select count(*) from palco.transactions_default");
    transaction.execute(read).await.expect("read");
    assert_eq!(make(&store, 3).await, 0);
    transaction.rollback().await.expect("ended");
    assert_eq!(make(&store, 3).await, 1);
}

/// Where an administrator migrates, a process of another role starts all the same.
#[tokio::test]
async fn who_does_not_own_the_tables_makes_none_and_is_not_refused() {
    let store = TestStore::fresh().await;
    let role = format!("{}_guest", store.schema.0);
    pay(&store.schema, "2035-01-01T00:00:00Z").await;
    let mut guest = connection().await;
    let text = format!(
        "create role {role}; grant usage on schema {0} to {role};
         grant select on all tables in schema {0} to {role}; set role {role}",
        store.schema.0
    );
    guest.execute(sqlx::AssertSqlSafe(text)).await.expect("a guest");
    let made =
        store.schema.sql("select palco.make_transaction_partitions(3) + palco.move_transactions()");
    let made = query_scalar::<_, i32>(made).fetch_one(&mut guest).await;
    let leave = format!("reset role; drop owned by {role}; drop role {role}");
    guest.execute(sqlx::AssertSqlSafe(leave)).await.expect("gone");
    assert_eq!(made.expect("no refusal"), 0);
    assert_eq!(make(&store, 3).await, 1);
}

/// Months that were shifted would overlap.
#[tokio::test]
async fn months_have_the_same_bounds_whatever_a_session_shows() {
    let store = TestStore::fresh().await;
    let mut elsewhere = connection().await;
    // Where IST is India's, and is read as Israel's.
    let shown = "set timezone = 'Asia/Kolkata'; set datestyle = 'SQL, DMY'";
    elsewhere.execute(shown).await.expect("set");
    let made = store.schema.sql("select palco.make_transaction_partitions(9)");
    let made: i32 = query_scalar(made).fetch_one(&mut elsewhere).await.expect("made");
    assert_eq!(made, 6);
    let bounds = "select count(*)
          from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'palco.transactions_rows'::regclass
           and pg_get_expr(c.relpartbound, c.oid)
               ~ 'FROM .*-01 00:00:00.00.. TO .*-01 00:00:00.00'";
    let mut utc = connection().await;
    utc.execute("set timezone = 'UTC'").await.expect("set");
    let whole: i64 = query_scalar(store.schema.sql(bounds)).fetch_one(&mut utc).await.expect("it");
    assert_eq!(whole, 10);
}

/// A start must not wait for a million rows.
#[tokio::test]
async fn connecting_moves_no_month_of_many_rows() {
    let store = TestStore::fresh().await;
    let schema = &store.schema;
    let month = months(schema).await.pop().expect("a month");
    schema.run(&format!("drop table palco.{month}")).await;
    let many = format!(
        "insert into palco.transactions_rows (tenant_id, revision, id, event_id, user_id, amount,
             currency, payment_method, status, created_at)
         select gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1,
                'BRL', 'pix', 'pending', to_timestamp('{month} 15', '\"transactions_\"YYYY_MM DD')
           from generate_series(1, 10001)"
    );
    schema.run(&many).await;
    pay(schema, "2035-01-01T00:00:00Z").await;
    let connect = || PostgresStore::connect_with(schema.settings());
    connect().await.expect("the store starts");
    assert_eq!(months(schema).await.len(), 3);
    schema.run("delete from palco.transactions_default where ctid = '(0,1)'").await;
    connect().await.expect("the store starts");
    assert_eq!(months(schema).await.len(), 4);
    assert_eq!(make(&store, 3).await, 1, "that of 2035");
}

/// Whoever made a partition of another size by hand starts all the same.
#[tokio::test]
async fn a_month_that_cannot_be_made_stops_no_start() {
    let store = TestStore::fresh().await;
    let month = months(&store.schema).await.pop().expect("a month");
    store
        .schema
        .run(&format!(
            "drop table palco.{month};
             create table palco.by_hand partition of palco.transactions_rows
                 for values from (now() + interval '2 months 20 days') to ('infinity')"
        ))
        .await;
    PostgresStore::connect_with(store.schema.settings()).await.expect("the store starts");
}
