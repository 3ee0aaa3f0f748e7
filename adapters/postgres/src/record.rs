use chrono::{DateTime, Utc};
use palco::{
    ports::{Position, Record, StreamId},
    values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version},
};
use smol_str::SmolStr;
use sqlx::{Row, postgres::PgRow};
use uuid::Uuid;

use crate::error::unreadable;

/// The record in a row that has its columns.
pub(crate) fn record(row: &PgRow) -> Result<Record, sqlx::Error> {
    let tenant: Uuid = row.try_get("tenant_id")?;
    let command_id: Uuid = row.try_get("command_id")?;
    let actor: Uuid = row.try_get("actor")?;
    let recorded_at: DateTime<Utc> = row.try_get("created_at")?;
    let trace_parent: Option<&str> = row.try_get("trace_parent")?;
    let schema_version: i32 = row.try_get("schema_version")?;
    Ok(Record {
        position: position(row.try_get("id")?)?,
        tenant: TenantId::try_from(tenant).map_err(unreadable)?,
        stream: StreamId::new(row.try_get("aggregate_type")?, row.try_get("aggregate_id")?),
        version: version(row.try_get("version")?)?,
        command_id: CommandId::try_from(command_id).map_err(unreadable)?,
        actor: ActorId::try_from(actor).map_err(unreadable)?,
        recorded_at: Instant::from_utc(recorded_at).map_err(unreadable)?,
        trace_parent: trace_parent.map(TraceParent::parse).transpose().map_err(unreadable)?,
        event_id: row.try_get("event_id")?,
        event_type: SmolStr::new(row.try_get::<&str, _>("event_type")?),
        schema_version: u16::try_from(schema_version).map_err(unreadable)?,
        data: row.try_get("event_data")?,
    })
}

pub(crate) fn records(rows: &[PgRow]) -> Result<Vec<Record>, sqlx::Error> {
    rows.iter().map(record).collect()
}

pub(crate) fn position(number: i64) -> Result<Position, sqlx::Error> {
    Position::new(number).map_err(unreadable)
}

pub(crate) fn version(number: i64) -> Result<Version, sqlx::Error> {
    Version::new(u64::try_from(number).map_err(unreadable)?).map_err(unreadable)
}

/// As the database counts it. No version is beyond `i64`: 2^53 - 1 is the last.
pub(crate) fn number(version: Version) -> i64 {
    i64::try_from(version.get()).unwrap_or(i64::MAX)
}
