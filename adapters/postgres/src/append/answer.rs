use std::{collections::HashMap, vec::IntoIter};

use palco::ports::{Append, AppendOutcome, Guard, Record, StreamWrite};
use palco::values::Version;
use sqlx::{Row, postgres::PgRow};

use super::{Sort, Sorted, columns::expected};
use crate::{
    error::unreadable,
    record::{position, record, version},
};

/// What the database says of a list, to be read off in its order.
pub(super) struct Answer {
    /// Of each append; none when all are appended.
    judged: Option<IntoIter<Judged>>,
    /// Of each write: the version before it, where it was written.
    bases: IntoIter<Option<i64>>,
    /// Of each record that was sent.
    positions: IntoIter<i64>,
    /// What duplicates wrote and what conflicts ran into, by the append's place from 1.
    records: HashMap<i32, Vec<Record>>,
    /// Of the append that was read last.
    place: i32,
}

struct Judged {
    outcome: String,
    /// Of the write in conflict, or the guard taken, within the append.
    place: Option<i32>,
    actual: Option<i64>,
}

impl Answer {
    /// All were appended, where they were expected to be.
    pub(super) fn appended(list: &[Sorted<'_>], positions: Vec<i64>) -> Self {
        let sent = list.iter().filter(|(_, sort)| matches!(sort, Sort::Sent));
        let writes = sent.flat_map(|(append, _)| &append.writes);
        let bases: Vec<_> = writes.map(|write| Some(expected(write))).collect();
        Self {
            judged: None,
            bases: bases.into_iter(),
            positions: positions.into_iter(),
            records: HashMap::new(),
            place: 0,
        }
    }

    /// Each was judged by itself.
    pub(super) fn judged(rows: &[PgRow]) -> Result<Self, sqlx::Error> {
        let (list, rest) = rows.split_first().ok_or_else(unexpected)?;
        let mut records: HashMap<_, Vec<_>> = HashMap::new();
        for row in rest {
            records.entry(row.try_get("append")?).or_default().push(record(row)?);
        }
        let bases: Vec<_> = list.try_get("bases")?;
        let positions: Option<Vec<_>> = list.try_get("positions")?;
        Ok(Self {
            judged: Some(judged(list)?),
            bases: bases.into_iter(),
            positions: positions.unwrap_or_default().into_iter(),
            records,
            place: 0,
        })
    }

    /// What became of the next append, which is this one.
    pub(super) fn next(&mut self, append: &Append) -> Result<AppendOutcome, sqlx::Error> {
        self.place = self.place.saturating_add(1);
        let judged = match &mut self.judged {
            None => None,
            Some(judged) => Some(judged.next().ok_or_else(unexpected)?),
        };
        let Some(judged) = judged.filter(|judged| judged.outcome != "appended") else {
            return Ok(AppendOutcome::Appended { records: self.records_of(append)? });
        };
        self.skip(append);
        let place = judged.place.map(usize::try_from).transpose().map_err(unreadable)?;
        let records = self.records.remove(&self.place).unwrap_or_default();
        match judged.outcome.as_str() {
            "duplicate" => Ok(AppendOutcome::Duplicate { records }),
            "command_id_reused" => Ok(AppendOutcome::CommandIdReused),
            "conflict" => {
                let write = place.and_then(|place| append.writes.get(place));
                let stream = write.ok_or_else(unexpected)?.stream.clone();
                let actual = version(judged.actual.ok_or_else(unexpected)?)?;
                Ok(AppendOutcome::Conflict { stream, actual, tail: records })
            }
            "guard_taken" => {
                let guard = place.and_then(|place| append.guards.get(place));
                let (Guard::Claim { space, key, .. } | Guard::Release { space, key, .. }) =
                    guard.ok_or_else(unexpected)?;
                Ok(AppendOutcome::GuardTaken { space: space.clone(), key: key.clone() })
            }
            _ => Err(unexpected()),
        }
    }

    /// Only what the database gave is fetched from it: the positions and versions.
    fn records_of(&mut self, append: &Append) -> Result<Vec<Record>, sqlx::Error> {
        let mut records = Vec::with_capacity(append.writes.iter().map(count).sum());
        for write in &append.writes {
            let base = self.bases.next().flatten().ok_or_else(unexpected)?;
            let mut version: Version = version(base)?;
            for new in &write.domain_events {
                version = version.next();
                records.push(Record {
                    position: position(self.positions.next().ok_or_else(unexpected)?)?,
                    tenant: append.tenant,
                    stream: write.stream.clone(),
                    version,
                    command_id: append.command_id,
                    actor: append.actor,
                    trace_parent: append.trace_parent,
                    recorded_at: append.recorded_at,
                    event_id: new.event_id,
                    event_type: new.event_type.clone(),
                    schema_version: new.schema_version,
                    data: new.data.clone(),
                });
            }
        }
        Ok(records)
    }

    /// Past the writes and records of an append that was not written.
    fn skip(&mut self, append: &Append) {
        for write in &append.writes {
            self.bases.next();
            self.positions.by_ref().take(count(write)).for_each(drop);
        }
    }
}

fn count(write: &StreamWrite) -> usize {
    write.domain_events.len()
}

fn judged(list: &PgRow) -> Result<IntoIter<Judged>, sqlx::Error> {
    let outcomes: Vec<_> = list.try_get("outcomes")?;
    let (places, actuals): (Vec<_>, Vec<_>) = (list.try_get("places")?, list.try_get("actuals")?);
    let judged = outcomes.into_iter().zip(places.into_iter().zip(actuals));
    let judged = judged.map(|(outcome, (place, actual))| Judged { outcome, place, actual });
    Ok(judged.collect::<Vec<_>>().into_iter())
}

/// The function and this code disagree.
fn unexpected() -> sqlx::Error {
    sqlx::Error::RowNotFound
}
