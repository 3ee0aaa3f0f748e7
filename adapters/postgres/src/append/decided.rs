use std::collections::HashSet;

use palco::ports::{Append, StreamId, StreamWrite};
use sqlx::{Postgres, postgres::PgArguments, query::QueryScalar, query_scalar};
use uuid::Uuid;

use super::{
    Sort, Sorted,
    columns::{ANY, Asked, Records, Streams, expected, place},
};
use crate::sql::Sql;

/// A list of appends that goes through as a whole, if the streams are as it was decided on and the
/// commands are new.
#[derive(Default)]
pub(super) struct Decided<'a> {
    streams: Streams<'a>,
    stream_versions: Vec<i64>,
    /// The version of each stream behind what the list has for it.
    stream_ends: Vec<i64>,
    command_tenants: Vec<Uuid>,
    command_ids: Vec<Uuid>,
    asked: Asked<'a>,
    record_ends: Vec<i32>,
    record_streams: Vec<i32>,
    record_versions: Vec<i64>,
    records: Records<'a>,
}

impl<'a> Decided<'a> {
    /// None where there is more to judge: guards, any version, a command twice, one that is too large,
    /// a stream that is only to be new, or a write that does not begin where the one before it on its
    /// stream ends.
    pub(super) fn of(list: &[Sorted<'a>]) -> Option<Self> {
        let mut decided = Self::default();
        let mut commands = HashSet::with_capacity(list.len());
        for (append, sort) in list {
            let is_plain = match sort {
                Sort::Nothing => continue,
                Sort::Oversized => false,
                Sort::Sent => append.guards.is_empty(),
            };
            if !is_plain || !commands.insert((append.tenant, append.command_id)) {
                return None;
            }
            decided.add(append)?;
        }
        Some(decided)
    }

    fn add(&mut self, append: &'a Append) -> Option<()> {
        let tenant = append.tenant.as_uuid();
        self.command_tenants.push(tenant);
        self.command_ids.push(append.command_id.as_uuid());
        self.asked.add(append);
        for write in &append.writes {
            self.add_write(tenant, write)?;
        }
        self.record_ends.push(self.records.end());
        Some(())
    }

    fn add_write(&mut self, tenant: Uuid, write: &'a StreamWrite) -> Option<()> {
        let StreamId { aggregate, id } = &write.stream;
        let stream = self.streams.of((tenant, aggregate.as_str(), *id));
        let expected = expected(write);
        if self.stream_ends.len() < self.streams.keys.len() {
            self.stream_versions.push(expected);
            self.stream_ends.push(expected);
        }
        let end = self.stream_ends.get_mut(usize::try_from(stream).ok()?.checked_sub(1)?)?;
        let begins_nothing = expected == 0 && write.domain_events.is_empty();
        if expected == ANY || expected != *end || begins_nothing {
            return None;
        }
        for new in &write.domain_events {
            *end = end.saturating_add(1);
            self.record_streams.push(stream);
            self.record_versions.push(*end);
            self.records.add(place(self.command_ids.len()), new);
        }
        Some(())
    }

    /// The parameters in the order of the function's. `has_turn` tells of a stream whether nobody else
    /// is to be asked for its turn.
    pub(super) fn query(
        self,
        sql: &Sql,
        has_turn: impl Fn(Uuid, &str, Uuid) -> bool,
    ) -> QueryScalar<'a, Postgres, Option<Vec<i64>>, PgArguments> {
        let streams = &self.streams;
        query_scalar(sql.append_as_decided.clone())
            .bind(streams.column(|key| key.0))
            .bind(streams.column(|key| key.1))
            .bind(streams.column(|key| key.2))
            .bind(self.stream_versions)
            .bind(streams.column(|key| has_turn(key.0, key.1, key.2)))
            .bind(self.command_tenants)
            .bind(self.command_ids)
            .bind(self.asked.request_hashes)
            .bind(self.asked.metadata)
            .bind(self.asked.recorded_at)
            .bind(self.record_ends)
            .bind(self.record_streams)
            .bind(self.record_versions)
            .bind(self.records.appends)
            .bind(self.records.event_ids)
            .bind(self.records.types)
            .bind(self.records.schema_versions)
            .bind(self.records.data)
    }
}
