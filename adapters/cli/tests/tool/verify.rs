use serde_json::Value;

use crate::server::Schema;

#[tokio::test]
async fn a_store_as_palco_left_it_is_well() {
    let schema = Schema::on_sale().await;
    let words = schema.palco(&["verify"]).fine();
    assert!(words.contains("records of 2 streams") && words.contains("all is well"), "{words}");
    let json: Value =
        serde_json::from_str(&schema.palco(&["verify", "--json"]).fine()).expect("JSON");
    assert_eq!(json["findings"], 0);
    assert!(json["records"].as_u64() > Some(20), "{json}");
}

/// Damages the store by hand, and gives the codes that are found, in order.
async fn found(damage: &str) -> Vec<String> {
    let schema = Schema::on_sale().await;
    assert!(schema.run(damage).await > 0, "nothing was damaged");
    let told = schema.palco(&["verify", "--json"]);
    assert_eq!((told.exit, told.err.as_str()), (1, ""), "{}", told.out);
    let lines = told.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut lines: Vec<Value> = lines.collect();
    let totals = lines.pop().expect("totals");
    assert_eq!(totals["findings"], lines.len(), "{}", told.out);
    let code = |finding: &Value| finding["code"].as_str().expect("a code").to_owned();
    lines.iter().map(code).collect()
}

#[tokio::test]
async fn a_record_that_is_gone_is_found() {
    let middle = "delete from palco.event_store
        where aggregate_type = 'box_office' and version = 5";
    assert_eq!(found(middle).await, ["version_gap", "command_incomplete"]);
    let last = "delete from palco.event_store e where aggregate_type = 'box_office'
        and version = (select max(version) from palco.event_store s
                        where s.aggregate_id = e.aggregate_id
                          and s.aggregate_type = e.aggregate_type)";
    assert_eq!(found(last).await, ["command_incomplete"]);
    let all = "delete from palco.event_store where aggregate_type = 'event'";
    assert_eq!(found(all).await, ["command_incomplete", "command_incomplete"]);
}

#[tokio::test]
async fn a_version_that_was_raised_is_found() {
    let of_record = "update palco.event_store set version = 1000
        where aggregate_type = 'box_office' and version = 5";
    assert_eq!(found(of_record).await, ["version_gap", "version_gap", "out_of_order"]);
}

#[tokio::test]
async fn a_position_that_two_records_have_is_found() {
    let twice = "update palco.event_store e set id = (select id from palco.event_store o
            where o.aggregate_type = 'event' and o.version = 2)
        where aggregate_type = 'box_office' and version = 1";
    // It is not where its command has it either.
    assert_eq!(found(twice).await, ["command_incomplete", "position_taken"]);
}

#[tokio::test]
async fn a_sequence_behind_the_records_is_found() {
    let schema = Schema::on_sale().await;
    schema.run("select setval('palco.event_store_id_seq', 3, true)").await;
    let told = schema.palco(&["verify"]);
    assert_eq!((told.exit, told.err.contains("behind the last record")), (1, true), "{told:?}");
}

/// Vip places: 2 of them, and the holds of vips are the first to go.
#[tokio::test]
async fn a_quota_that_is_oversold_is_found() {
    let more = r#"update palco.event_store
        set event_data = jsonb_set(event_data::jsonb, '{lines,0,quantity}', '19')::json
        where event_type = 'box_office.tickets_held' and version = 2"#;
    let codes = found(more).await;
    assert!(codes.iter().all(|code| code == "oversold") && !codes.is_empty(), "{codes:?}");
}

#[tokio::test]
async fn a_record_that_nobody_can_read_is_found() {
    let unknown = r#"update palco.event_store set event_data = '{"type":"box_office.burnt"}'
        where aggregate_type = 'box_office' and version = 3"#;
    assert_eq!(found(unknown).await, ["unreadable"]);
    let no_record = r#"update palco.event_store set metadata = '{}'
        where aggregate_type = 'box_office' and version = 3"#;
    assert_eq!(found(no_record).await, ["unreadable"]);
    let misplaced = r"update palco.event_store e
        set event_type = o.event_type, schema_version = o.schema_version, event_data = o.event_data
        from palco.event_store o
        where e.aggregate_type = 'box_office' and e.version = 3
          and o.aggregate_type = 'event' and o.version = 2";
    assert_eq!(found(misplaced).await, ["misplaced"]);
}

#[tokio::test]
async fn a_command_id_that_is_gone_is_found() {
    let gone = "delete from palco.commands c using palco.event_store e
        where e.aggregate_type = 'box_office' and e.version = 4
          and c.tenant_id = e.tenant_id and c.command_id = e.command_id";
    assert_eq!(found(gone).await, ["command_unknown"]);
    let stray = "insert into palco.commands (
            tenant_id, command_id, request_hash, first_position, last_position)
        select tenant_id, gen_random_uuid(), sha256(''), id, id from palco.event_store limit 1";
    assert_eq!(found(stray).await, ["command_incomplete"]);
}
