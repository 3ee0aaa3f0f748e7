use palco::{
    ports::{Append, Guard, StreamId, StreamWrite},
    values::TenantId,
};
use sqlx::{Postgres, postgres::PgArguments, query, query::Query};
use uuid::Uuid;

use super::{
    Refused, Sort, Sorted,
    columns::{Asked, Places, Records, Streams, expected, place},
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
    asked: Asked<'a>,
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
    records: Records<'a>,
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
        self.asked.add(append);
        for write in &append.writes {
            self.add_write(append.tenant, write, refused);
        }
        for guard in &append.guards {
            self.add_guard(tenant, guard);
        }
        self.write_ends.push(place(self.write_streams.len()));
        self.check_ends.push(place(self.check_guards.len()));
        self.record_ends.push(self.records.end());
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
            self.records.add(place(self.append_commands.len()), new);
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
            .bind(self.asked.request_hashes)
            .bind(self.asked.metadata)
            .bind(self.asked.recorded_at)
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
            .bind(self.records.appends)
            .bind(self.records.event_ids)
            .bind(self.records.types)
            .bind(self.records.schema_versions)
            .bind(self.records.data)
    }
}
