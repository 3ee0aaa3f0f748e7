use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    DomainEvent, Invalid, OWN,
    door::{read_form, read_told},
};
use crate::values::{Instant, TenantId, Version};

/// What a record of the feed tells a fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whose.
    pub tenant: TenantId,
    /// The id of the aggregate.
    pub id: Uuid,
    /// Its place in its stream.
    pub version: Version,
    /// The instant of the decision.
    pub recorded_at: Instant,
    /// What happened.
    pub domain_event: DomainEvent,
}

#[derive(Deserialize)]
struct Fields {
    tenant: TenantId,
    stream: Stream,
    version: Version,
    recorded_at: Instant,
    schema_version: u16,
    domain_event: Box<RawValue>,
}

#[derive(Deserialize)]
struct Stream {
    id: Uuid,
}

/// Reads a JSON array of records in the form that the feed has, and what is put on a broker. Fields that
/// tell a fold nothing are passed over; domain events in older forms are brought to today's.
///
/// ```
/// use palco::contract::read_records;
/// let records = r#"[{"position":"7","tenant":"00000000-0000-0000-0000-000000000001",
///     "stream":{"aggregate":"event","id":"00000000-0000-0000-0000-000000000009"},"version":3,
///     "command_id":"00000000-0000-0000-0000-000000000004",
///     "actor":"00000000-0000-0000-0000-000000000007","recorded_at":"2026-11-23T12:00:00.000Z",
///     "event_id":"00000000-0000-0000-0000-000000000005","schema_version":1,
///     "domain_event":{"type":"event.started"}}]"#;
/// assert_eq!(read_records(records)?[0].domain_event.wire_name(), "event.started");
/// let wrong = read_records(&records.replace(r#""version":3"#, r#""version":"3""#)).unwrap_err();
/// assert_eq!(wrong.path, "[0].version");
/// # Ok::<(), palco::contract::Invalid>(())
/// ```
///
/// # Errors
/// [`Invalid`] with the path of the field, which begins with the record's index.
pub fn read_records(text: &str) -> Result<Vec<Told>, Invalid> {
    let items: Vec<Box<RawValue>> = read_form(text, OWN)?;
    let at = |(index, item): (usize, Box<RawValue>)| {
        read(item.get()).map_err(|invalid| invalid.within(&format!("[{index}]")))
    };
    items.into_iter().enumerate().map(at).collect()
}

fn read(text: &str) -> Result<Told, Invalid> {
    let Fields { tenant, stream, version, recorded_at, schema_version, domain_event } =
        read_form(text, OWN)?;
    let domain_event = read_told(schema_version, domain_event.get())
        .map_err(|invalid| invalid.within("domain_event"))?;
    Ok(Told { tenant, id: stream.id, version, recorded_at, domain_event })
}
