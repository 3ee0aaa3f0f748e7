//! What is answered, as JSON: the form in which it crosses into another language.

use serde::Serialize;
use uuid::Uuid;

use super::Answer;
use crate::{
    contract::{DomainEvent, to_json},
    ports::{Message, Position, Record, StreamId},
    values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version},
};

/// A record with what it says in the canonical serialization, whatever the store made of it.
#[derive(Serialize)]
struct Recorded<'a> {
    position: Position,
    tenant: TenantId,
    stream: &'a StreamId,
    version: Version,
    command_id: CommandId,
    actor: ActorId,
    recorded_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_parent: Option<TraceParent>,
    event_id: Uuid,
    schema_version: u16,
    domain_event: &'a DomainEvent,
}

fn recorded<'a>(record: &'a Record, domain_event: &'a DomainEvent) -> Recorded<'a> {
    Recorded {
        position: record.position,
        tenant: record.tenant,
        stream: &record.stream,
        version: record.version,
        command_id: record.command_id,
        actor: record.actor,
        recorded_at: record.recorded_at,
        trace_parent: record.trace_parent,
        event_id: record.event_id,
        // Of the form that is shown, which need not be the one that was written.
        schema_version: DomainEvent::schema_version(domain_event.wire_name())
            .unwrap_or(record.schema_version),
        domain_event,
    }
}

impl Answer {
    /// The answer as an object of `stream`, `version`, `repeated` and `records`.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Wire<'a> {
            stream: &'a StreamId,
            version: Version,
            repeated: bool,
            records: Vec<Recorded<'a>>,
        }
        to_json(&Wire {
            stream: &self.stream,
            version: self.version,
            repeated: self.repeated,
            records: self.domain_events.iter().map(|(record, of)| recorded(record, of)).collect(),
        })
    }
}

/// What subscribers elsewhere are told of a record: the form that the feed has, one by one.
#[must_use]
pub fn message(record: &Record, domain_event: &DomainEvent) -> Message {
    Message {
        event_id: record.event_id,
        tenant: record.tenant,
        stream: record.stream.clone(),
        version: record.version,
        event_type: record.event_type.clone(),
        body: to_json(&recorded(record, domain_event)),
    }
}

/// A page of the feed as an object of `records` and `next`, where to read on.
#[must_use]
pub fn feed_to_json(records: &[(Record, DomainEvent)], next: Position) -> String {
    #[derive(Serialize)]
    struct Wire<'a> {
        records: Vec<Recorded<'a>>,
        next: Position,
    }
    to_json(&Wire {
        records: records.iter().map(|(record, of)| recorded(record, of)).collect(),
        next,
    })
}
