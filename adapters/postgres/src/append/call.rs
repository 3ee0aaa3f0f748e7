use chrono::{DateTime, Utc};
use palco::{
    ports::{Append, Guard, StreamId, StreamWrite},
    values::TenantId,
};
use sqlx::{Postgres, postgres::PgArguments, query, query::Query};
use uuid::Uuid;

use super::{
    Refused, Sort, Sorted,
    columns::{Places, Streams, expected, metadata, place},
    refuse,
};
use crate::sql::Sql;

/// A list of appends of which each is judged by itself: arrays of built-in types, and the keys that
/// the appends touch once each.
#[derive(Default)]
pub(super) struct Call<'a> {
    commands: Places<(Uuid, Uuid)>,
    streams: Streams<'a>,
    guards: Places<(Uuid, &'a str, &'a str)>,
    append_commands: Vec<i32>,
    request_hashes: Vec<&'a [u8]>,
    metadata: Vec<String>,
    recorded_at: Vec<DateTime<Utc>>,
    write_ends: Vec<i32>,
    check_ends: Vec<i32>,
    record_ends: Vec<i32>,
    write_streams: Vec<i32>,
    expected_versions: Vec<i64>,
    write_counts: Vec<i32>,
    write_refused: Vec<bool>,
    check_guards: Vec<i32>,
    check_owners: Vec<Uuid>,
    check_claims: Vec<bool>,
    record_writes: Vec<i32>,
    record_nths: Vec<i32>,
    record_appends: Vec<i32>,
    record_event_ids: Vec<Uuid>,
    record_types: Vec<&'a str>,
    record_schema_versions: Vec<i32>,
    record_data: Vec<&'a str>,
}

impl<'a> Call<'a> {
    pub(super) fn of(list: &[Sorted<'a>], refused: &mut Refused) -> Self {
        let mut call = Self::default();
        for (append, sort) in list {
            match sort {
                Sort::Oversized => refuse(append, refused),
                Sort::Nothing => {}
                Sort::Sent => call.add(append, refused),
            }
        }
        call
    }

    fn add(&mut self, append: &'a Append, refused: &Refused) {
        let tenant = append.tenant.as_uuid();
        let command = self.commands.of((tenant, append.command_id.as_uuid()));
        self.append_commands.push(command);
        self.request_hashes.push(&append.request_hash);
        self.metadata.push(metadata(append));
        self.recorded_at.push(append.recorded_at.to_utc());
        for write in &append.writes {
            self.add_write(append.tenant, write, refused);
        }
        for guard in &append.guards {
            self.add_guard(tenant, guard);
        }
        self.write_ends.push(place(self.write_streams.len()));
        self.check_ends.push(place(self.check_guards.len()));
        self.record_ends.push(place(self.record_writes.len()));
    }

    fn add_write(&mut self, tenant: TenantId, write: &'a StreamWrite, refused: &Refused) {
        let StreamId { aggregate, id } = &write.stream;
        let stream = self.streams.of((tenant.as_uuid(), aggregate.as_str(), *id));
        self.write_streams.push(stream);
        self.expected_versions.push(expected(write));
        self.write_counts.push(place(write.domain_events.len()));
        let is_refused = !refused.is_empty() && refused.contains(&(tenant, write.stream.clone()));
        self.write_refused.push(is_refused);
        for (nth, new) in (1..).zip(&write.domain_events) {
            self.record_nths.push(nth);
            self.record_writes.push(place(self.write_streams.len()));
            self.record_appends.push(place(self.append_commands.len()));
            self.record_event_ids.push(new.event_id);
            self.record_types.push(&new.event_type);
            self.record_schema_versions.push(new.schema_version.into());
            self.record_data.push(&new.data);
        }
    }

    fn add_guard(&mut self, tenant: Uuid, guard: &'a Guard) {
        let (space, key, owner, claims) = match guard {
            Guard::Claim { space, key, owner } => (space, key, owner, true),
            Guard::Release { space, key, owner } => (space, key, owner, false),
        };
        self.check_guards.push(self.guards.of((tenant, space.as_str(), key.as_str())));
        self.check_owners.push(*owner);
        self.check_claims.push(claims);
    }

    /// The parameters in the order of the function's. `has_turn` tells of a stream whether nobody else
    /// is to be asked for its turn.
    pub(super) fn query<'q>(
        self,
        sql: &Sql,
        has_turn: impl Fn(Uuid, &str, Uuid) -> bool,
    ) -> Query<'q, Postgres, PgArguments> {
        let Self { commands, streams, guards, .. } = &self;
        query(sql.append.clone())
            .bind(commands.column(|key| key.0))
            .bind(commands.column(|key| key.1))
            .bind(streams.column(|key| key.0))
            .bind(streams.column(|key| key.1))
            .bind(streams.column(|key| key.2))
            .bind(streams.column(|key| has_turn(key.0, key.1, key.2)))
            .bind(guards.column(|key| key.0))
            .bind(guards.column(|key| key.1))
            .bind(guards.column(|key| key.2))
            .bind(self.append_commands)
            .bind(self.request_hashes)
            .bind(self.metadata)
            .bind(self.recorded_at)
            .bind(self.write_ends)
            .bind(self.check_ends)
            .bind(self.record_ends)
            .bind(self.write_streams)
            .bind(self.expected_versions)
            .bind(self.write_counts)
            .bind(self.write_refused)
            .bind(self.check_guards)
            .bind(self.check_owners)
            .bind(self.check_claims)
            .bind(self.record_writes)
            .bind(self.record_nths)
            .bind(self.record_appends)
            .bind(self.record_event_ids)
            .bind(self.record_types)
            .bind(self.record_schema_versions)
            .bind(self.record_data)
    }
}
