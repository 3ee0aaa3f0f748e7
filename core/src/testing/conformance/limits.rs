//! What one append may carry.

use super::{
    a_command, a_stream, a_tenant, append, appended, assert_records, happened, read_all, version,
};
use crate::ports::{
    Append, AppendOutcome, EventStore,
    Expected::{Any, Exact, NoStream},
    NewRecord, StreamId,
};

/// A domain event whose data has that many bytes.
fn of_bytes(bytes: usize) -> NewRecord {
    let frame = r#"{"text":""}"#;
    let text = "x".repeat(bytes.saturating_sub(frame.len()));
    happened(&format!(r#"{{"text":"{text}"}}"#))
}

/// 256 domain events, over all streams.
pub async fn takes_as_many_domain_events_as_allowed(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let full = append(tenant).write(&one, NoStream, 256).send(store).await;
    assert_eq!(appended(&full).len(), Append::DOMAIN_EVENTS_MAX);
    let spread = append(tenant).write(&one, Exact(version(256)), 200).write(&other, NoStream, 56);
    assert_eq!(appended(&spread.send(store).await).len(), Append::DOMAIN_EVENTS_MAX);
}

/// One more is too many, also when each stream has few.
pub async fn refuses_more_domain_events_than_allowed(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let alone = append(tenant).write(&one, NoStream, 257);
    let spread = append(tenant).write(&one, NoStream, 200).write(&other, NoStream, 57);
    for draft in [alone, spread] {
        assert_eq!(draft.send(store).await, AppendOutcome::Oversized);
        assert_records(&read_all(store, tenant, &one).await, &[]);
        assert_records(&read_all(store, tenant, &other).await, &[]);
    }
}

/// 1 MiB of data, over all streams.
pub async fn takes_as_many_bytes_as_allowed(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let draft = append(tenant).write_these(&one, NoStream, vec![of_bytes(1_000_000)]).write_these(
        &other,
        NoStream,
        vec![of_bytes(Append::BYTES_MAX - 1_000_000)],
    );
    let records = appended(&draft.send(store).await);
    let bytes: usize = records.iter().map(|record| record.data.len()).sum();
    assert!(bytes >= Append::BYTES_MAX, "{bytes} bytes kept");
}

/// One byte more is too large, also when each stream has less.
pub async fn refuses_more_bytes_than_allowed(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let draft = append(tenant).write_these(&one, NoStream, vec![of_bytes(1_000_000)]).write_these(
        &other,
        NoStream,
        vec![of_bytes(Append::BYTES_MAX - 999_999)],
    );
    assert_eq!(draft.send(store).await, AppendOutcome::Oversized);
    assert_records(&read_all(store, tenant, &one).await, &[]);
    assert_records(&read_all(store, tenant, &other).await, &[]);
}

/// A stream stands in an append once; the same id under another aggregate is another stream.
pub async fn refuses_a_stream_named_twice(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let written = append(tenant).write(&stream, Any, 1).write(&stream, Any, 1);
    let checked = append(tenant).check(&stream, NoStream).write(&stream, NoStream, 1);
    for draft in [written, checked] {
        assert_eq!(draft.send(store).await, AppendOutcome::Oversized);
        assert_records(&read_all(store, tenant, &stream).await, &[]);
    }
    let namesake = StreamId::new("another", stream.id);
    let draft = append(tenant).write(&stream, NoStream, 1).write(&namesake, NoStream, 1);
    assert_eq!(appended(&draft.send(store).await).len(), 2);
}

/// An append that is too large is refused as such, whatever else holds of it.
pub async fn checks_the_size_first(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let sent = append(tenant).command(command_id).write(&stream, NoStream, 1);
    let _ = appended(&sent.send(store).await);
    for request in [1, 2] {
        let large = append(tenant).command(command_id).request(request);
        let outcome = large.write(&stream, NoStream, 257).send(store).await;
        assert_eq!(outcome, AppendOutcome::Oversized);
    }
}
