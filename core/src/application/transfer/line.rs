//! The form of a line.

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use smol_str::SmolStr;
use uuid::Uuid;

use super::Committed;
use crate::{
    application::{Error, Recorded, verify::reason_of},
    contract::{Invalid, OWN, read_form, to_json},
    ports::{Append, Expected, NewRecord, Position, Record, RequestHash, StreamId, StreamWrite},
    values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version},
};

/// An append. Positions are left out: they are the store's own.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<D> {
    tenant: TenantId,
    command_id: CommandId,
    /// In hexadecimal.
    request_hash: String,
    actor: ActorId,
    recorded_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_parent: Option<TraceParent>,
    records: Vec<Exported<D>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exported<D> {
    stream: StreamId,
    version: Version,
    event_id: Uuid,
    schema_version: u16,
    domain_event: D,
}

/// What a command wrote, as a line.
pub(super) fn write(committed: &Committed) -> Result<String, Error> {
    let records: Result<Vec<_>, Error> = committed.records.iter().map(recorded).collect();
    let Some(first) = committed.records.first() else { return Ok(String::new()) };
    Ok(to_json(&Line {
        tenant: first.tenant,
        command_id: first.command_id,
        request_hash: hex::encode(committed.request_hash),
        actor: first.actor,
        recorded_at: first.recorded_at,
        trace_parent: first.trace_parent,
        records: records?,
    }))
}

fn recorded(record: &Record) -> Result<Exported<Box<RawValue>>, Error> {
    let unreadable = |reason: String| Error::Unreadable {
        stream: record.stream.clone(),
        version: record.version,
        reason,
    };
    let text = canonical(record)?;
    Ok(Exported {
        stream: record.stream.clone(),
        version: record.version,
        event_id: record.event_id,
        schema_version: record.schema_version,
        domain_event: RawValue::from_string(text).map_err(|error| unreadable(error.to_string()))?,
    })
}

/// What a record says in the canonical serialization, whatever the store made of it. One that is
/// read in a newer form than it was written in stays as it was written, with its keys in the order of
/// the alphabet: a store may have forgotten the order that they had.
fn canonical(record: &Record) -> Result<String, Error> {
    let newest = to_json(&Recorded::read(record.clone())?.domain_event);
    let as_value = |text: &str| serde_json::from_str::<Value>(text).ok();
    let as_written = as_value(&record.data);
    match as_written == as_value(&newest) {
        true => Ok(newest),
        false => Ok(as_written.map(|written| written.to_string()).unwrap_or_default()),
    }
}

/// Reads a line of an export: an append as it was made once.
///
/// # Errors
/// [`Invalid`] with the path of what is not of the form.
pub fn read_line(text: &str) -> Result<Append, Invalid> {
    let line: Line<Value> = read_form(text, OWN)?;
    let request_hash = hash(&line.request_hash)
        .ok_or_else(|| Invalid::field("request_hash", "expected 64 hexadecimal digits"))?;
    if line.records.is_empty() || line.records.len() > Append::DOMAIN_EVENTS_MAX {
        let reason = format!("expected 1 to {} records", Append::DOMAIN_EVENTS_MAX);
        return Err(Invalid::field("records", reason));
    }
    Ok(Append {
        tenant: line.tenant,
        command_id: line.command_id,
        request_hash,
        actor: line.actor,
        recorded_at: line.recorded_at,
        trace_parent: line.trace_parent,
        writes: writes(&line)?,
        guards: Vec::new(),
    })
}

fn hash(text: &str) -> Option<RequestHash> {
    hex::decode(text).ok()?.try_into().ok()
}

/// The records by stream: those of one stream stand together, as the append wrote them.
fn writes(line: &Line<Value>) -> Result<Vec<StreamWrite>, Invalid> {
    let mut writes: Vec<(StreamWrite, Version)> = Vec::new();
    for (place, recorded) in line.records.iter().enumerate() {
        let path = |field: &str| format!("records[{place}].{field}");
        let new = new_record(line, recorded)
            .map_err(|(field, reason)| Invalid::field(path(field), reason))?;
        let before = Version::new(recorded.version.get().saturating_sub(1)).unwrap_or_default();
        match writes.last_mut() {
            Some((write, last)) if write.stream == recorded.stream => {
                if recorded.version != last.next() {
                    return Err(Invalid::field(
                        path("version"),
                        format!("expected {}", last.next()),
                    ));
                }
                *last = recorded.version;
                write.domain_events.push(new);
            }
            Some(_) | None => {
                if writes.iter().any(|(write, _)| write.stream == recorded.stream) {
                    let reason = "expected the records of a stream to stand together";
                    return Err(Invalid::field(path("stream"), reason));
                }
                let write = StreamWrite {
                    stream: recorded.stream.clone(),
                    expected: Expected::after(before),
                    domain_events: vec![new],
                };
                writes.push((write, recorded.version));
            }
        }
    }
    Ok(writes.into_iter().map(|(write, _)| write).collect())
}

type Wrong = (&'static str, String);

/// What is to be recorded, if it can be read again; otherwise which field is wrong, and why.
fn new_record(line: &Line<Value>, recorded: &Exported<Value>) -> Result<NewRecord, Wrong> {
    if recorded.version == Version::ZERO {
        return Err(("version", "expected at least 1".to_owned()));
    }
    let name = recorded.domain_event.get("type").and_then(Value::as_str).unwrap_or_default();
    if name.split_once('.').map(|(room, _)| room) != Some(recorded.stream.aggregate.as_str()) {
        return Err(("domain_event.type", "expected one of the stream's aggregate".to_owned()));
    }
    let record = Record {
        position: Position::START,
        tenant: line.tenant,
        stream: recorded.stream.clone(),
        version: recorded.version,
        command_id: line.command_id,
        actor: line.actor,
        recorded_at: line.recorded_at,
        trace_parent: line.trace_parent,
        event_id: recorded.event_id,
        event_type: SmolStr::new(name),
        schema_version: recorded.schema_version,
        data: recorded.domain_event.to_string(),
    };
    let data = canonical(&record).map_err(|error| ("domain_event", reason_of(error)))?;
    let Record { event_id, event_type, schema_version, .. } = record;
    Ok(NewRecord { event_id, event_type, schema_version, data })
}

/// Whether the records are those that the append asks for, in their order.
pub(super) fn is_of(append: &Append, records: &[Record]) -> bool {
    let asked = append.writes.iter().flat_map(|write| {
        let first = match write.expected {
            Expected::Exact(version) => version,
            Expected::NoStream | Expected::Any => Version::ZERO,
        };
        write
            .domain_events
            .iter()
            .zip(1_u64..)
            .map(move |(new, nth)| (&write.stream, first.plus(nth), new.event_id))
    });
    records.iter().map(|record| (&record.stream, record.version, record.event_id)).eq(asked)
}
