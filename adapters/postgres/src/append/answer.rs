use palco::ports::{Append, AppendOutcome, Guard, Record};
use palco::values::Version;
use sqlx::{Row, postgres::PgRow};

use crate::{
    error::unreadable,
    record::{position, record, version},
};

/// What the function says of one append.
pub(super) struct Answer {
    outcome: String,
    /// Of the write in conflict, or the guard taken, within the append.
    place: Option<usize>,
    actual: Option<Version>,
    bases: Vec<Option<i64>>,
    positions: Vec<i64>,
    records: Vec<Record>,
}

impl Answer {
    /// One for each append that was sent: first a row for each, then the records of some.
    pub(super) fn read(rows: &[PgRow]) -> Result<Vec<Self>, sqlx::Error> {
        let mut answers: Vec<Self> = Vec::new();
        for row in rows {
            if let Some(outcome) = row.try_get("outcome")? {
                let place: Option<i32> = row.try_get("place")?;
                let actual: Option<i64> = row.try_get("actual")?;
                answers.push(Self {
                    outcome,
                    place: place.map(usize::try_from).transpose().map_err(unreadable)?,
                    actual: actual.map(version).transpose()?,
                    bases: row.try_get("bases")?,
                    positions: row.try_get::<Option<_>, _>("positions")?.unwrap_or_default(),
                    records: Vec::new(),
                });
            } else {
                let append: i32 = row.try_get("append")?;
                let append = usize::try_from(append).map_err(unreadable)?;
                let answer = answers.get_mut(append.saturating_sub(1)).ok_or_else(unexpected)?;
                answer.records.push(record(row)?);
            }
        }
        Ok(answers)
    }

    pub(super) fn outcome(self, append: &Append) -> Result<AppendOutcome, sqlx::Error> {
        match self.outcome.as_str() {
            "appended" => Ok(AppendOutcome::Appended { records: self.appended(append)? }),
            "duplicate" => Ok(AppendOutcome::Duplicate { records: self.records }),
            "command_id_reused" => Ok(AppendOutcome::CommandIdReused),
            "conflict" => {
                let write = self.place.and_then(|place| append.writes.get(place));
                let stream = write.ok_or_else(unexpected)?.stream.clone();
                let actual = self.actual.ok_or_else(unexpected)?;
                Ok(AppendOutcome::Conflict { stream, actual, tail: self.records })
            }
            "guard_taken" => {
                let guard = self.place.and_then(|place| append.guards.get(place));
                let (Guard::Claim { space, key, .. } | Guard::Release { space, key, .. }) =
                    guard.ok_or_else(unexpected)?;
                Ok(AppendOutcome::GuardTaken { space: space.clone(), key: key.clone() })
            }
            _ => Err(unexpected()),
        }
    }

    /// Only what the database gave is fetched from it: the positions and versions.
    fn appended(&self, append: &Append) -> Result<Vec<Record>, sqlx::Error> {
        let mut positions = self.positions.iter();
        let mut records = Vec::with_capacity(self.positions.len());
        for (write, base) in append.writes.iter().zip(&self.bases) {
            let mut version = version(base.ok_or_else(unexpected)?)?;
            for new in &write.domain_events {
                version = version.next();
                records.push(Record {
                    position: position(*positions.next().ok_or_else(unexpected)?)?,
                    tenant: append.tenant,
                    stream: write.stream.clone(),
                    version,
                    command_id: append.command_id,
                    actor: append.actor,
                    recorded_at: append.recorded_at,
                    trace_parent: append.trace_parent,
                    event_id: new.event_id,
                    event_type: new.event_type.clone(),
                    schema_version: new.schema_version,
                    data: new.data.clone(),
                });
            }
        }
        Ok(records)
    }
}

/// The function and this code disagree.
fn unexpected() -> sqlx::Error {
    sqlx::Error::RowNotFound
}
