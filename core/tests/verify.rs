//! What the audit of a stream finds, and what it lets pass: each check with the damage that it is for.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use palco::{
    application::{Fault, Palco, StreamAudit, check_command},
    contract::read_command,
    ports::{Position, Record},
    testing::{id, known},
};
use palco_memory::{ManualClock, MemoryStore, SequentialIds};

/// A box office of ten places, of which eight are blocked, then only six are left in all, then two of
/// the blocked ones are free again, and one is blocked that there is no more.
async fn overcommitted() -> Vec<Record> {
    let palco = Palco::over(Arc::new(MemoryStore::default()))
        .with_clock(Arc::new(ManualClock::at(known("2026-11-23T12:00:00.000Z"))))
        .with_ids(Arc::new(SequentialIds::new(1)));
    let me = palco.acting(id(1), id(2));
    let event = uuid::Uuid::from_u128(3);
    let draft = r#"{"type":"event.draft","name":"Noite","place":{"kind":"online"},
        "timezone":"America/Sao_Paulo","doors_at":"2026-12-01T20:00:00Z",
        "starts_at":"2026-12-01T21:00:00Z","ends_at":"2026-12-01T23:00:00Z","capacity":10}"#;
    let open = r#"{"type":"box_office.open","currency":"BRL",
        "quotas":[{"quota":"hall","size":10,"outermost":true}],
        "ticket_types":[{"ticket_type":"floor","quotas":["hall"],
            "terms":{"name":"Pista","price":{"amount":"60.00","currency":"BRL"}}}]}"#;
    let block = r#"{"type":"box_office.block_places","quota":"hall","quantity":8,
        "block_id":"00000000-0000-4000-8000-000000000009"}"#;
    let resize = r#"{"type":"box_office.set_quota_size","quota":"hall","size":6}"#;
    let unblock = r#"{"type":"box_office.unblock_places","quantity":1,
        "block_id":"00000000-0000-4000-8000-000000000009"}"#;
    let publish = r#"{"type":"event.publish"}"#;
    for command in [draft, publish, open, block, resize, unblock] {
        me.send(event, read_command(command).unwrap(), None).await.unwrap();
    }
    let records = palco.feed(Position::START, 100).await.unwrap().records;
    let records = records.into_iter().map(|of| of.record);
    records.filter(|record| record.stream.aggregate == "box_office").collect()
}

fn faults(records: &[Record]) -> Vec<Fault> {
    let mut audit = StreamAudit::of(&records[0].stream);
    records.iter().flat_map(|record| audit.take_in(record)).collect()
}

#[tokio::test]
async fn what_is_recorded_as_overcommitted_is_no_fault() {
    let records = overcommitted().await;
    let types: Vec<&str> = records.iter().map(|record| &*record.event_type).collect();
    let expected = ["opened", "places_blocked", "quota_resized", "quota_overcommitted"];
    assert_eq!(types[..4], expected.map(|name| format!("box_office.{name}")));
    assert_eq!(faults(&records), []);
}

#[tokio::test]
async fn what_is_not_recorded_as_overcommitted_is_oversold() {
    let mut records = overcommitted().await;
    records[3].data = records[3].data.replace(r#""over":2"#, r#""over":1"#);
    let oversold =
        |over, overcommitted| Fault::Oversold { quota: known("hall"), over, overcommitted };
    assert_eq!(faults(&records), [oversold(2, 1)]);

    // What became free is not admitted again.
    let mut records = overcommitted().await;
    let mut again = records[1].clone();
    again.version = records.last().unwrap().version.next();
    again.position = Position::new(1_000).unwrap();
    again.data = again.data.replace(r#""quantity":8"#, r#""quantity":1"#);
    again.data = again.data.replace("000000000009", "000000000010");
    records.push(again);
    assert_eq!(faults(&records), [oversold(2, 1)]);

    let mut records = overcommitted().await;
    records[1].data = records[1].data.replace(r#""quantity":8"#, r#""quantity":11"#);
    assert_eq!(faults(&records)[0], oversold(1, 0));
}

#[tokio::test]
async fn after_a_gap_only_the_order_is_checked() {
    let mut records = overcommitted().await;
    records.remove(1);
    let expected = records[0].version.next();
    assert_eq!(faults(&records), [Fault::VersionGap { expected }]);

    let mut records = overcommitted().await;
    records[1].position = Position::START;
    assert_eq!(faults(&records), [Fault::OutOfOrder {}]);

    let mut records = overcommitted().await;
    records[1].data = "{}".to_owned();
    assert!(matches!(faults(&records)[..], [Fault::Unreadable { .. }]));
}

#[tokio::test]
async fn the_records_of_a_command_are_all_there() {
    let records = overcommitted().await;
    let of = &records[2];
    let check = |ids: &[uuid::Uuid]| check_command(of.tenant, of.command_id, ids);
    let (first, second) = (of.event_id, records[3].event_id);
    assert_eq!(of.command_id, records[3].command_id);
    assert_eq!(check(&[first, second]), None);
    assert_eq!(check(&[second]), Some(Fault::CommandIncomplete { found: 1 }));
    assert_eq!(check(&[second, first]), Some(Fault::CommandIncomplete { found: 2 }));
    assert_eq!(check(&[]), Some(Fault::CommandIncomplete { found: 0 }));
}
