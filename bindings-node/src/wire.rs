use palco::{
    application::Answer,
    contract::{DomainEvent, to_json},
    ports::{Position, Record, StreamId},
    values::{ActorId, CommandId, Instant, TenantId, Version},
};
use serde::Serialize;
use uuid::Uuid;

/// A record as it crosses: what it says in the canonical serialization, whatever the store keeps.
#[derive(Serialize)]
struct RecordText<'a> {
    position: Position,
    tenant: TenantId,
    stream: &'a StreamId,
    version: Version,
    command_id: CommandId,
    actor: ActorId,
    recorded_at: Instant,
    event_id: Uuid,
    event_type: &'a str,
    schema_version: u16,
    data: &'a DomainEvent,
}

impl<'a> From<&'a (Record, DomainEvent)> for RecordText<'a> {
    fn from((record, data): &'a (Record, DomainEvent)) -> Self {
        Self {
            position: record.position,
            tenant: record.tenant,
            stream: &record.stream,
            version: record.version,
            command_id: record.command_id,
            actor: record.actor,
            recorded_at: record.recorded_at,
            event_id: record.event_id,
            event_type: &record.event_type,
            schema_version: record.schema_version,
            data,
        }
    }
}

#[derive(Serialize)]
struct AnswerText<'a> {
    stream: &'a StreamId,
    version: Version,
    repeated: bool,
    records: Vec<RecordText<'a>>,
}

/// An answer as it crosses.
pub(crate) fn answer(answer: &Answer) -> String {
    to_json(&AnswerText {
        stream: &answer.stream,
        version: answer.version,
        repeated: answer.repeated,
        records: answer.domain_events.iter().map(RecordText::from).collect(),
    })
}

#[derive(Serialize)]
struct PageText<'a> {
    records: Vec<RecordText<'a>>,
    next: Position,
}

/// A page of the feed as it crosses.
pub(crate) fn page(records: &[(Record, DomainEvent)], next: Position) -> String {
    to_json(&PageText { records: records.iter().map(RecordText::from).collect(), next })
}
