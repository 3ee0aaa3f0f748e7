use crate::{
    ports::{AppendOutcome, EventStore, Record, StreamId},
    values::{TenantId, Version},
};

/// The records of an append that was written.
///
/// # Panics
/// When it was not.
#[track_caller]
#[must_use]
pub fn appended(outcome: &AppendOutcome) -> Vec<Record> {
    let AppendOutcome::Appended { records } = outcome else {
        panic!("expected Appended, got {outcome:?}");
    };
    records.clone()
}

/// The records of a command that had taken effect before.
///
/// # Panics
/// When it had not.
#[track_caller]
#[must_use]
pub fn duplicate(outcome: &AppendOutcome) -> Vec<Record> {
    let AppendOutcome::Duplicate { records } = outcome else {
        panic!("expected Duplicate, got {outcome:?}");
    };
    records.clone()
}

/// Checks that the stream was at another version, and what came after the one expected.
///
/// # Panics
/// When the outcome is another.
#[track_caller]
pub fn assert_conflict(outcome: &AppendOutcome, on: &StreamId, at: Version, behind: &[Record]) {
    let AppendOutcome::Conflict { stream, actual, tail } = outcome else {
        panic!("expected Conflict, got {outcome:?}");
    };
    assert_eq!((stream, actual), (on, &at), "the stream in conflict and its version");
    assert_records(tail, behind);
}

/// Checks that the records are the same. Their data is compared as JSON: a store may reorder keys.
///
/// # Panics
/// When they are not.
#[track_caller]
pub fn assert_records(found: &[Record], wanted: &[Record]) {
    assert_eq!(comparable(found), comparable(wanted), "the records found, and those wanted");
}

#[track_caller]
fn comparable(records: &[Record]) -> Vec<(Record, serde_json::Value)> {
    let comparable = |record: &Record| {
        let data = serde_json::from_str(&record.data).expect("data is JSON");
        (Record { data: String::new(), ..record.clone() }, data)
    };
    records.iter().map(comparable).collect()
}

/// The whole stream, in one page.
///
/// # Panics
/// When the store fails.
pub async fn read_all(store: &dyn EventStore, tenant: TenantId, stream: &StreamId) -> Vec<Record> {
    store.read_stream(tenant, stream, Version::ZERO, 10_000).await.expect("the store answers")
}
