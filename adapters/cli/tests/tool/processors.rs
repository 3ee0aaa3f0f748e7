use palco_runtime::Processors;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::server::{Schema, url};

fn values(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
}

/// An on-sale whose read models are up to date, and kept by nobody.
async fn with_read_models() -> Schema {
    let schema = Schema::on_sale().await;
    for model in ["events", "venues", "availability"] {
        let told = schema.palco(&["rebuild", model]).fine();
        assert_eq!(told, format!("{model} is shown in revision 2\n"));
    }
    schema
}

#[tokio::test]
async fn a_read_model_is_rebuilt_and_equals_a_fold() {
    let schema = with_read_models().await;
    assert_eq!(schema.run("select from palco.events").await, 1);
    assert_eq!(schema.run("select from palco.availability").await, 2);
    let told = schema.palco(&["verify"]).fine();
    assert!(told.contains("all is well") && !told.contains("compared"), "{told}");
    let again = schema.palco(&["rebuild", "events", "--json"]).fine();
    assert_eq!(values(&again)[0]["revision"], 3);
    assert_eq!(schema.palco(&["rebuild", "orders"]).exit, 2);
}

#[tokio::test]
async fn rows_that_are_not_what_the_records_say_are_found() {
    let schema = with_read_models().await;
    for (damage, mend, found) in [
        (
            "update palco.events_rows set name = 'another'",
            "update palco.events_rows set name = 'Noite de estreia'",
            1,
        ),
        (
            "update palco.availability_rows set sold = sold + 1",
            "update palco.availability_rows set sold = sold - 1",
            2,
        ),
        (
            "insert into palco.events_rows select tenant_id, revision, gen_random_uuid(), name,
                 event_date, venue_id, status, capacity, created_at, updated_at
               from palco.events_rows",
            "delete from palco.events_rows where id <> '00000000-0000-0000-0000-000000000002'",
            1,
        ),
        ("delete from palco.events_rows", "select from palco.events", 1),
    ] {
        assert!(schema.run(damage).await > 0, "{damage}");
        let told = schema.palco(&["verify", "--json"]);
        assert_eq!(told.exit, 1, "{damage}: {}", told.out);
        let findings = values(&told.out);
        assert_eq!(codes(&findings), vec!["row_differs"; found], "{damage}: {}", told.out);
        schema.run(mend).await;
    }
}

#[tokio::test]
async fn a_read_model_that_is_behind_is_not_compared() {
    let schema = with_read_models().await;
    let behind = "update palco.checkpoints set position = 0 where processor = 'events'";
    assert!(schema.run(behind).await > 0);
    schema.run("delete from palco.events_rows").await;
    let told = schema.palco(&["verify"]).fine();
    assert!(told.contains("events is behind: rows of 1 streams"), "{told}");
}

#[tokio::test]
async fn the_lag_is_told_lane_by_lane() {
    let schema = Schema::on_sale().await;
    assert_eq!(schema.palco(&["lag"]).fine(), "no append holds the feed back\n");
    let running = Processors::over(schema.store().await).project_all().run().unwrap();
    let all = palco::projections::ALL.len().saturating_mul(4);
    let lanes = loop {
        let lanes = values(&schema.palco(&["lag", "--json"]).fine());
        let held = lanes.iter().filter(|lane| lane["holder"].is_string()).count();
        let done = lanes.iter().filter(|lane| lane["behind"] == 0).count();
        // A lane that has nothing to do with what was recorded moves seldom.
        if held == all && done >= 2 {
            break lanes;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert!(lanes[..all].iter().all(|lane| lane["epoch"].as_u64() > Some(0)), "{lanes:?}");
    assert_eq!(lanes[all]["floor"]["appends"], 0);
    running.stop().await;
    let told = schema.palco(&["lag"]).fine();
    assert_eq!(told.matches("held by nobody in epoch ").count(), all, "{told}");
}

#[tokio::test]
async fn an_append_that_stalls_is_named() {
    let schema = Schema::on_sale().await;
    let mut connection = PgConnection::connect(&url()).await.expect("the server answers");
    let mut held = connection.begin().await.expect("a transaction");
    let floor = format!(
        "select pg_advisory_xact_lock_shared(({}.store_tag()::bigint << 48) | 1)",
        schema.0
    );
    held.execute(AssertSqlSafe(floor)).await.expect("the floor is held");
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut *held)
        .await
        .expect("a process id");
    let told = schema.palco(&["lag"]).fine();
    assert!(told.starts_with("1 appends hold the feed back"), "{told}");
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let told = schema.palco(&["lag", "--stalled-after", "0", "--json"]);
    assert_eq!(told.exit, 1, "{told:?}");
    assert_eq!(values(&told.out)[1]["stalled"]["pid"], pid);
}

#[tokio::test]
async fn parked_streams_are_listed_retried_and_skipped() {
    let schema = with_read_models().await;
    assert_eq!(schema.palco(&["dead-letters", "list"]).fine(), "");
    let park = "insert into palco.dead_letters (tenant_id, processor, revision, aggregate_type,
            aggregate_id, lane, version, position, reason, tries)
        select tenant_id, 'events', 2, aggregate_type, aggregate_id, 0, version, id,
               'the gateway said no', 5
          from palco.event_store where aggregate_type = 'event' and version = 2";
    assert_eq!(schema.run(park).await, 1);
    let list = schema.palco(&["dead-letters", "list"]).fine();
    assert!(list.starts_with("events revision 2: event/") && list.contains("said no"), "{list}");
    let letter = &values(&schema.palco(&["dead-letters", "list", "--json"]).fine())[0];
    assert_eq!((letter["version"].as_u64(), letter["asked"].is_null()), (Some(2), true));

    let all = schema.palco(&["dead-letters", "skip"]);
    assert_eq!(all.exit, 2, "not all of them by accident");
    let none = schema.palco(&["dead-letters", "retry", "--processor", "venues"]);
    assert_eq!(none.exit, 1);
    let stream = letter["stream"].as_str().expect("a stream");
    for ask in ["skip", "retry"] {
        schema.palco(&["dead-letters", ask, "--processor", "events", "--stream", stream]).fine();
        let list = values(&schema.palco(&["dead-letters", "list", "--json"]).fine());
        assert_eq!(list[0]["asked"], ask);
    }
    // A parked stream's rows are older, as they are to be.
    schema.run("update palco.events_rows set name = 'another'").await;
    schema.palco(&["verify"]).fine();
}
