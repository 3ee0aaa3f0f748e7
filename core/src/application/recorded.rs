//! A record and what it says, and the form in which both cross into another language.

use serde::{Serialize, Serializer};
use smol_str::SmolStr;
use uuid::Uuid;

use super::{Error, load::recorded};
use crate::{
    contract::{DomainEvent, to_json},
    ports::{Message, NewRecord, Position, Record, StreamId},
    values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version},
};

/// A record, and what it says in today's form.
///
/// On the wire it is an object with the record's fields and `domain_event`, in the canonical
/// serialization, whatever the store made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// As it is stored.
    pub record: Record,
    /// What happened.
    pub domain_event: DomainEvent,
}

impl Recorded {
    /// Reads what a record says, in whichever form it was written.
    ///
    /// # Errors
    /// `Unreadable` where a newer version wrote it.
    pub fn read(record: Record) -> Result<Self, Error> {
        let of = (record.version, &*record.event_type, record.schema_version);
        let domain_event = recorded(&record.stream, of, &record.data)?;
        Ok(Self { record, domain_event })
    }

    /// What subscribers elsewhere are told of it: the form that the feed has.
    #[must_use]
    pub fn message(&self) -> Message {
        let Record { event_id, tenant, stream, version, event_type, .. } = &self.record;
        Message {
            event_id: *event_id,
            tenant: *tenant,
            stream: stream.clone(),
            version: *version,
            event_type: event_type.clone(),
            body: to_json(self),
        }
    }

    /// What the records of an append say that was made of these domain events.
    #[must_use]
    pub fn of(records: Vec<Record>, domain_events: Vec<DomainEvent>) -> Vec<Self> {
        let both = records.into_iter().zip(domain_events);
        both.map(|(record, domain_event)| Self { record, domain_event }).collect()
    }
}

impl NewRecord {
    /// How a domain event is recorded: in today's form.
    #[must_use]
    pub fn of(event_id: Uuid, happened: &DomainEvent) -> Self {
        let event_type = happened.wire_name();
        Self {
            event_id,
            event_type: SmolStr::new_static(event_type),
            // There is one of each name.
            schema_version: DomainEvent::schema_version(event_type).unwrap_or_default(),
            data: to_json(happened),
        }
    }
}

impl Serialize for Recorded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
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

        let Self { record, domain_event } = self;
        let wire = Wire {
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
        };
        wire.serialize(serializer)
    }
}

/// A page of the feed of all tenants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Feed {
    /// In order; empty at the end of the feed.
    pub records: Vec<Recorded>,
    /// Where to read on.
    pub next: Position,
}

impl Feed {
    /// The page as an object of `records` and `next`.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}
