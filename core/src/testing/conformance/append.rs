//! One append: versions, several streams, and what is kept of a domain event.

use serde_json::json;
use smol_str::SmolStr;
use uuid::Uuid;

use super::{
    a_command, a_stream, a_tenant, an_actor, append, appended, assert_conflict, assert_records,
    happened, read_all, version,
};
use crate::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{Any, Exact, NoStream},
        NewRecord, Position,
    },
    values::{Instant, TraceParent, Version},
};

/// A stream begins with version 1, and what was appended is what is read.
pub async fn creates_a_stream(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 3).send(store).await);
    let versions: Vec<_> = records.iter().map(|record| record.version).collect();
    assert_eq!(versions, [version(1), version(2), version(3)]);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// `NoStream` conflicts with what is there, and gives all of it.
pub async fn does_not_create_a_stream_twice(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 2).send(store).await);
    let outcome = append(tenant).write(&stream, NoStream, 1).send(store).await;
    assert_conflict(&outcome, &stream, version(2), &records);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// `Exact` goes ahead at that version.
pub async fn goes_ahead_at_the_expected_version(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let _ = appended(&append(tenant).write(&stream, NoStream, 2).send(store).await);
    let records = appended(&append(tenant).write(&stream, Exact(version(2)), 2).send(store).await);
    let versions: Vec<_> = records.iter().map(|record| record.version).collect();
    assert_eq!(versions, [version(3), version(4)]);
}

/// `Exact` conflicts when somebody wrote first, and gives what they wrote.
pub async fn conflicts_at_another_version(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 5).send(store).await);
    let outcome = append(tenant).write(&stream, Exact(version(3)), 1).send(store).await;
    assert_conflict(&outcome, &stream, version(5), &records[3..]);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// A version that the stream never had is a conflict too, with nothing after it.
pub async fn conflicts_beyond_the_end(store: &dyn EventStore) {
    let (tenant, stream, unknown) = (a_tenant(), a_stream(), a_stream());
    let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(store).await);
    let outcome = append(tenant).write(&stream, Exact(version(7)), 1).send(store).await;
    assert_conflict(&outcome, &stream, version(1), &[]);
    let outcome = append(tenant).write(&unknown, Exact(version(1)), 1).send(store).await;
    assert_conflict(&outcome, &unknown, Version::ZERO, &[]);
}

/// `Any` takes the next version, whichever it is.
pub async fn goes_ahead_at_any_version(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let mut records = appended(&append(tenant).write(&stream, Any, 1).send(store).await);
    records.extend(appended(&append(tenant).write(&stream, Any, 1).send(store).await));
    assert_eq!(records[1].version, version(2));
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// A tail has 256 records at most: those next to the expected version.
pub async fn caps_the_tail_of_a_conflict(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let mut records = appended(&append(tenant).write(&stream, NoStream, 150).send(store).await);
    let more = append(tenant).write(&stream, Exact(version(150)), 150).send(store).await;
    records.extend(appended(&more));
    let outcome = append(tenant).write(&stream, Exact(version(1)), 1).send(store).await;
    assert_conflict(&outcome, &stream, version(300), &records[1..257]);
}

/// One append writes several streams, its records in the order of its writes.
pub async fn writes_several_streams_at_once(store: &dyn EventStore) {
    let (tenant, show, hall) = (a_tenant(), a_stream(), a_stream());
    let first = appended(&append(tenant).write(&hall, NoStream, 1).send(store).await);
    let both = append(tenant).write(&show, NoStream, 2).write(&hall, Exact(version(1)), 1);
    let records = appended(&both.send(store).await);
    assert_records(&read_all(store, tenant, &show).await, &records[..2]);
    assert_records(&read_all(store, tenant, &hall).await, &[first[0].clone(), records[2].clone()]);
    assert!(records.is_sorted_by(|one, next| one.position < next.position));
}

/// One stream in conflict, and nothing is written to the others.
pub async fn writes_nothing_when_one_stream_conflicts(store: &dyn EventStore) {
    let (tenant, taken) = (a_tenant(), a_stream());
    let (before, after) = (a_stream(), a_stream());
    let records = appended(&append(tenant).write(&taken, NoStream, 1).send(store).await);
    let draft = append(tenant)
        .write(&before, NoStream, 2)
        .write(&taken, NoStream, 2)
        .write(&after, NoStream, 2);
    assert_conflict(&draft.send(store).await, &taken, version(1), &records);
    for untouched in [before, after] {
        assert_records(&read_all(store, tenant, &untouched).await, &[]);
        let _ = appended(&append(tenant).write(&untouched, NoStream, 1).send(store).await);
    }
}

/// Of several streams in conflict, the first in the order of the writes is named.
pub async fn names_the_first_stream_that_conflicts(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let missing = Exact(version(1));
    for (first, second) in [(&one, &other), (&other, &one)] {
        let draft = append(tenant).write(first, missing, 1).write(second, missing, 1);
        assert_conflict(&draft.send(store).await, first, Version::ZERO, &[]);
    }
}

/// A write without domain events lets the append through at its version only, and leaves it.
pub async fn checks_a_stream_that_it_does_not_write(store: &dyn EventStore) {
    let (tenant, read, written) = (a_tenant(), a_stream(), a_stream());
    let seen = appended(&append(tenant).write(&read, NoStream, 1).send(store).await);
    let stale = append(tenant).check(&read, NoStream).write(&written, NoStream, 1);
    assert_conflict(&stale.send(store).await, &read, version(1), &seen);
    assert_records(&read_all(store, tenant, &written).await, &[]);

    let current = append(tenant).check(&read, Exact(version(1))).write(&written, NoStream, 1);
    let records = appended(&current.send(store).await);
    assert_records(&read_all(store, tenant, &written).await, &records);
    assert_records(&read_all(store, tenant, &read).await, &seen);
}

/// An append without any domain event has no effect: nothing is checked, claimed or remembered.
pub async fn ignores_an_append_without_domain_events(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let (owner, other) = (Uuid::now_v7(), Uuid::now_v7());
    let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(store).await);
    let empty = append(tenant).check(&stream, NoStream).claim("space", "key", owner);
    for draft in [append(tenant), empty] {
        let command_id = draft.clone().build().command_id;
        let nothing = AppendOutcome::Appended { records: Vec::new() };
        assert_eq!(draft.send(store).await, nothing);
        assert_eq!(store.resolve(&[(tenant, command_id)]).await, Ok(vec![None]));
    }
    let claim = append(tenant).write(&stream, Any, 1).claim("space", "key", other);
    let _ = appended(&claim.send(store).await);
}

/// What goes in comes out, field by field.
pub async fn keeps_every_field(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let (command_id, actor) = (a_command(), an_actor());
    let recorded_at = Instant::from_millis(1_795_435_199_999).expect("an instant");
    let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let trace_parent = TraceParent::parse(header).expect("a traceparent");
    let written = NewRecord {
        event_id: Uuid::now_v7(),
        event_type: SmolStr::new_static("sample.something_with_a_rather_long_name_happened"),
        schema_version: u16::MAX,
        data: json!({"type": "sample", "amount": "120.00"}).to_string(),
    };
    let draft = append(tenant)
        .command(command_id)
        .actor(actor)
        .recorded_at(recorded_at)
        .trace_parent(trace_parent)
        .write_these(&stream, NoStream, vec![written.clone()]);
    let records = appended(&draft.send(store).await);
    let [record] = records.as_slice() else { panic!("one record, not {records:?}") };

    assert!(record.position > Position::START);
    assert_eq!((record.tenant, &record.stream), (tenant, &stream));
    assert_eq!((record.version, record.command_id), (version(1), command_id));
    assert_eq!((record.actor, record.recorded_at), (actor, recorded_at));
    assert_eq!(record.trace_parent, Some(trace_parent));
    assert_eq!((record.event_id, &record.event_type), (written.event_id, &written.event_type));
    assert_eq!(record.schema_version, written.schema_version);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// Data keeps its meaning: unicode, nesting, emptiness, the types of its values.
pub async fn keeps_any_json(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let sent = [
        json!({}),
        json!({"name": "São João \u{1f3b6} \u{1F468}\u{200D}\u{1F469}", "quote": "\"\\/\t\n'; --"}),
        json!({"nested": {"a": [{"b": []}, [], {}, [[1]]], "c": {"d": {}}}}),
        json!({"no": null, "yes": true, "zero": 0, "most": 9_007_199_254_740_991_i64, "less": -1}),
        json!({"z": "1", "a": "2", "": "an empty key", "long": "x".repeat(10_000)}),
        json!({"amount": "120.00", "looks_like_a_date": "2026-11-23T12:00:00.000Z"}),
    ];
    let domain_events = sent.iter().map(|data| happened(&data.to_string())).collect();
    let draft = append(tenant).write_these(&stream, NoStream, domain_events);
    let _ = appended(&draft.send(store).await);
    let kept: Vec<serde_json::Value> = read_all(store, tenant, &stream)
        .await
        .iter()
        .map(|record| serde_json::from_str(&record.data).expect("data is JSON"))
        .collect();
    assert_eq!(kept, sent);
}
