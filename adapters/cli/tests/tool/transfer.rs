use std::sync::Arc;

use palco::{
    application::{Export, Imported, NotImported, Palco, import, read_line},
    contract::read_command,
    ports::{Append, EventStore},
    testing::{OnSale, known},
    values::{CommandId, TenantId, Version},
};
use palco_memory::MemoryStore;

use crate::server::Schema;

/// What a store in memory exports.
async fn exported(store: Arc<MemoryStore>) -> String {
    let mut export = Export::of(store, None);
    let mut text = String::new();
    while let Some(lines) = export.next().await.expect("it is read") {
        text.extend(lines.into_iter().map(|line| line + "\n"));
    }
    text
}

fn recorded(now: u64, before: u64) -> String {
    format!("{now} appends recorded, {before} were there before\n")
}

#[tokio::test]
async fn what_is_exported_and_imported_is_exported_the_same() {
    let (from, to) = (Schema::on_sale().await, Schema::new());
    let lines = from.palco(&["export"]).fine();
    let count = lines.lines().count().try_into().expect("a count");
    assert!(count > 20);
    to.palco(&["migrate"]).fine();
    assert_eq!(to.palco_reading(&["import"], &lines).fine(), recorded(count, 0));
    assert_eq!(to.palco(&["export"]).fine(), lines);
    assert!(to.palco(&["verify"]).fine().contains("all is well"));
    // Interrupted or not, it may be run again.
    assert_eq!(to.palco_reading(&["import", "-"], &lines).fine(), recorded(0, count));
    assert_eq!(to.palco(&["export"]).fine(), lines);

    let memory = Arc::new(MemoryStore::default());
    let told = import(memory.as_ref(), appends(&lines)).await.expect("the store answers");
    assert!(told.iter().all(Result::is_ok));
    assert_eq!(exported(memory).await, lines);
}

fn appends(lines: &str) -> Vec<Append> {
    lines.lines().map(|line| read_line(line).expect("of the form")).collect()
}

/// Wherever the first import ended: a stream goes on in the call that passes its beginning over.
#[tokio::test]
async fn an_import_goes_on_behind_what_is_there_already() {
    let lines = Schema::on_sale().await.palco(&["export"]).fine();
    let all = appends(&lines);
    for there in 0..=all.len() {
        let memory = Arc::new(MemoryStore::default());
        let first = all.iter().take(there).cloned().collect();
        import(memory.as_ref(), first).await.expect("the store answers");
        let told = import(memory.as_ref(), all.clone()).await.expect("the store answers");
        let expected = (0..all.len())
            .map(|place| Ok(if place < there { Imported::Before } else { Imported::Now }));
        assert_eq!(told, expected.collect::<Vec<_>>(), "{there} were there");
        assert!(exported(memory).await == lines, "{there} were there");
    }

    let count: u64 = all.len().try_into().expect("a count");
    let second = lines.find('\n').expect("a line").saturating_add(1);
    for (cut, there, exit) in [(second, 1, 0), (second.saturating_add(40), 1, 2)] {
        let to = Schema::new();
        to.palco(&["migrate"]).fine();
        let part = lines.get(..cut).expect("a part of it");
        assert_eq!(to.palco_reading(&["import"], part).exit, exit);
        let told = to.palco_reading(&["import"], &lines).fine();
        assert_eq!(told, recorded(count.saturating_sub(there), there));
        assert_eq!(to.palco(&["export"]).fine(), lines);
    }
}

/// The number of the version alone is no reason to go on: it may be that of another record.
#[tokio::test]
async fn nothing_is_recorded_behind_a_line_that_is_refused() {
    let all = appends(&Schema::on_sale().await.palco(&["export"]).fine());
    let mut other = all.first().cloned().expect("a line");
    let write = other.writes.first_mut().expect("a stream");
    write.domain_events.first_mut().expect("a record").event_id = uuid::Uuid::from_u128(9);
    let (tenant, stream) = (other.tenant, write.stream.clone());
    let memory = MemoryStore::default();
    import(&memory, vec![other]).await.expect("the store answers");
    let told = import(&memory, all.clone()).await.expect("the store answers");
    assert_eq!(told.first(), Some(&Err(NotImported::CommandIdReused)));
    let touches = |append: &Append| append.writes.iter().any(|write| write.stream == stream);
    let of_stream: Vec<_> =
        all.iter().zip(&told).filter(|(append, _)| touches(append)).map(|(_, told)| told).collect();
    assert!(of_stream.len() > 1 && of_stream.iter().all(|told| told.is_err()), "{of_stream:?}");
    let kept = memory.read_stream(tenant, &stream, Version::ZERO, 9).await;
    assert_eq!(kept.expect("the store answers").len(), 1);
}

/// A command id that took effect before the move gets its first answer after it.
#[tokio::test]
async fn repeats_still_get_their_first_answer() {
    let (from, to) = (Schema::new(), Schema::new());
    let (tenant, actor): (TenantId, _) = (palco::testing::id(1), palco::testing::id(3));
    let command_id: CommandId = palco::testing::id(77);
    let (venue, other) = (uuid::Uuid::from_u128(9), uuid::Uuid::from_u128(10));
    let register = read_command(
        r#"{"type":"venue.register","name":"Circo Voador","address":"Rua dos Arcos",
            "timezone":"America/Sao_Paulo","capacity":2000}"#,
    );
    let register = register.expect("a command");
    let first = Palco::over(from.store().await).acting(tenant, actor);
    let first = first.send(venue, register.clone(), Some(command_id)).await.expect("it is done");
    to.palco(&["migrate"]).fine();
    to.palco_reading(&["import"], &from.palco(&["export"]).fine()).fine();

    let moved = Palco::over(to.store().await).acting(tenant, actor);
    let again = moved.send(venue, register.clone(), Some(command_id)).await.expect("it is known");
    assert!(again.repeated);
    let told = |answer: &palco::application::Answer| {
        answer
            .records
            .iter()
            .map(|palco::application::Recorded { record, domain_event }| {
                let kept = (record.event_id, record.recorded_at, record.actor, record.version);
                (kept, domain_event.clone())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&again), told(&first));
    let reused = moved.send(other, register, Some(command_id)).await.expect_err("another body");
    assert_eq!(reused.code(), "command.id_reused");
}

#[tokio::test]
async fn one_tenant_is_exported_alone() {
    let schema = Schema::on_sale().await;
    let all = schema.palco(&["export"]).fine();
    let one = known::<TenantId>("00000000-0000-0000-0000-000000000001").to_string();
    assert_eq!(schema.palco(&["export", "--tenant", &one]).fine(), all);
    let other = "00000000-0000-0000-0000-000000000002";
    assert_eq!(schema.palco(&["export", "--tenant", other]).fine(), "");
}

#[tokio::test]
async fn a_line_that_is_not_of_the_form_is_refused_with_its_number() {
    let lines = Schema::on_sale().await.palco(&["export"]).fine();
    let third = lines.lines().nth(2).expect("three lines");
    for (good, bad, path) in [
        ("\"tenant\":", "\"owner\":", "owner"),
        ("\"version\":1", "\"version\":0", "records[0].version"),
        ("\"request_hash\":\"", "\"request_hash\":\"0", "request_hash"),
        ("\"box_office.opened\"", "\"box_office.burnt\"", "domain_event"),
        ("\"box_office.opened\"", "\"event.published\"", "domain_event.type"),
        ("{\"tenant\"", "[\"tenant\"", "line 3: "),
        ("}]}", "}]} {}", "one document"),
        ("\"schema_version\":1", "\"schema_version\":70000", "schema_version"),
    ] {
        let broken = third.replacen(good, bad, 1);
        assert_ne!(broken, third, "{good}");
        let to = Schema::new();
        to.palco(&["migrate"]).fine();
        let told = to.palco_reading(&["import"], &lines.replace(third, &broken));
        assert_eq!(told.exit, 2, "{bad}: {told:?}");
        assert!(told.err.contains("line 3: ") && told.err.contains(path), "{bad}: {}", told.err);
        // What stands before it is there, and nothing of it.
        let first_two: Vec<&str> = lines.lines().take(2).collect();
        assert_eq!(to.palco(&["export"]).fine().lines().collect::<Vec<_>>(), first_two);
    }
}

#[tokio::test]
async fn a_store_that_goes_on_otherwise_is_refused() {
    let (from, to) = (Schema::on_sale().await, Schema::new());
    let lines = from.palco(&["export"]).fine();
    OnSale::of(30).open(&Palco::over(to.store().await)).await;
    let told = to.palco_reading(&["import"], &lines);
    assert_eq!(told.exit, 1, "{told:?}");
    assert!(told.err.contains("line 1: event/"), "{}", told.err);
    assert_eq!(to.palco(&["export"]).fine().lines().count(), 3);
}

/// Half an export that passes for a whole one would be the only copy one day.
#[tokio::test]
async fn an_export_that_nobody_reads_to_its_end_is_a_failure() {
    let schema = Schema::on_sale().await;
    let mut child = schema.command(&["export"]).spawn().expect("it starts");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("its end");
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{told}");
    assert!(told.contains("not complete"), "{told}");
}
