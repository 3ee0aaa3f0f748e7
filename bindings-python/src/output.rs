//! What goes out, written straight into one text.

use palco::{
    application::Answer,
    contract::{DomainEvent, to_json},
    ports::{Position, Record, StreamId},
    values::{ActorId, CommandId, Instant, TenantId, Version},
};
use serde::Serialize;
use uuid::Uuid;

#[derive(Serialize)]
struct RecordOut<'a> {
    position: Position,
    tenant: TenantId,
    stream: &'a StreamId,
    version: Version,
    command_id: CommandId,
    actor: ActorId,
    recorded_at: Instant,
    event_id: Uuid,
    schema_version: u16,
    /// In the canonical serialization, whatever the store made of it.
    domain_event: &'a DomainEvent,
}

#[derive(Serialize)]
struct AnswerOut<'a> {
    stream: &'a StreamId,
    version: Version,
    repeated: bool,
    records: Vec<RecordOut<'a>>,
}

#[derive(Serialize)]
struct FeedOut<'a> {
    records: Vec<RecordOut<'a>>,
    next: Position,
}

fn records(records: &[(Record, DomainEvent)]) -> Vec<RecordOut<'_>> {
    let out = |(record, domain_event)| {
        let record: &Record = record;
        RecordOut {
            position: record.position,
            tenant: record.tenant,
            stream: &record.stream,
            version: record.version,
            command_id: record.command_id,
            actor: record.actor,
            recorded_at: record.recorded_at,
            event_id: record.event_id,
            schema_version: record.schema_version,
            domain_event,
        }
    };
    records.iter().map(|(record, domain_event)| out((record, domain_event))).collect()
}

/// What a command led to.
pub(crate) fn answer(answer: &Answer) -> String {
    to_json(&AnswerOut {
        stream: &answer.stream,
        version: answer.version,
        repeated: answer.repeated,
        records: records(&answer.domain_events),
    })
}

/// A page of the feed, and where to read on.
pub(crate) fn feed((page, next): &(Vec<(Record, DomainEvent)>, Position)) -> String {
    to_json(&FeedOut { records: records(page), next: *next })
}
