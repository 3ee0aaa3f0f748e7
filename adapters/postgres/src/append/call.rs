use std::{collections::HashMap, hash::Hash};

use chrono::{DateTime, Utc};
use palco::{
    ports::{Append, Expected, Guard, StreamId, StreamWrite},
    values::TenantId,
};
use sqlx::{Postgres, postgres::PgArguments, query, query::Query};
use uuid::Uuid;

use super::Refused;
use crate::{record::number, sql::Sql};

/// What `expected_versions` says for [`Expected::Any`].
const ANY: i64 = -1;

/// A list of appends as the function takes it: arrays of built-in types, and the keys that the
/// appends touch once each.
#[derive(Default)]
pub(super) struct Call<'a> {
    commands: Places<(Uuid, Uuid)>,
    streams: Places<(Uuid, &'a str, Uuid)>,
    stream_versions: Vec<i64>,
    /// The version of each stream behind what the list has for it.
    stream_ends: Vec<i64>,
    /// Whether there is more to the list than that the streams are as it was decided on.
    to_judge: bool,
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
    pub(super) fn is_empty(&self) -> bool {
        self.append_commands.is_empty()
    }

    pub(super) fn add(&mut self, append: &'a Append, refused: &Refused) {
        let tenant = append.tenant.as_uuid();
        let command = self.commands.of((tenant, append.command_id.as_uuid()));
        self.append_commands.push(command);
        self.to_judge |= self.commands.keys.len() < self.append_commands.len();
        self.request_hashes.push(&append.request_hash);
        self.metadata.push(metadata(append));
        self.recorded_at.push(append.recorded_at.to_utc());
        for write in &append.writes {
            self.add_write(append.tenant, write, refused);
        }
        self.to_judge |= !append.guards.is_empty();
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
        let expected = match write.expected {
            Expected::NoStream => 0,
            Expected::Exact(version) => number(version),
            Expected::Any => ANY,
        };
        self.expected_versions.push(expected);
        let count = place(write.domain_events.len());
        self.write_counts.push(count);
        let is_refused = !refused.is_empty() && refused.contains(&(tenant, write.stream.clone()));
        self.write_refused.push(is_refused);
        self.to_judge |= is_refused || expected == ANY || !self.goes_on(stream, expected, count);
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

    /// Whether the write begins where the one before it on the stream ends.
    fn goes_on(&mut self, stream: i32, expected: i64, count: i32) -> bool {
        if self.stream_ends.len() < self.streams.keys.len() {
            self.stream_versions.push(expected);
            self.stream_ends.push(expected.saturating_add(count.into()));
            return true;
        }
        let index = usize::try_from(stream).unwrap_or_default().saturating_sub(1);
        let Some(end) = self.stream_ends.get_mut(index) else { return false };
        let goes_on = *end == expected;
        *end = end.saturating_add(count.into());
        goes_on
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
        let commands = &self.commands.keys;
        let streams = &self.streams.keys;
        let guards = &self.guards.keys;
        query(sql.append.clone())
            .bind(column(commands, |key| key.0))
            .bind(column(commands, |key| key.1))
            .bind(column(streams, |key| key.0))
            .bind(column(streams, |key| key.1))
            .bind(column(streams, |key| key.2))
            .bind(self.stream_versions)
            .bind(column(streams, |key| has_turn(key.0, key.1, key.2)))
            .bind(column(guards, |key| key.0))
            .bind(column(guards, |key| key.1))
            .bind(column(guards, |key| key.2))
            .bind(self.append_commands)
            .bind(self.request_hashes)
            .bind(self.metadata)
            .bind(self.recorded_at)
            .bind(self.write_ends)
            .bind(self.check_ends)
            .bind(self.record_ends)
            .bind(self.to_judge)
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

/// Who asked, and in which trace: both are plain in JSON, hexadecimal digits and dashes.
fn metadata(append: &Append) -> String {
    let actor = append.actor;
    append.trace_parent.map_or_else(
        || format!(r#"{{"actor": "{actor}"}}"#),
        |trace| format!(r#"{{"actor": "{actor}", "trace_parent": "{trace}"}}"#),
    )
}

fn column<K, T>(keys: &[K], part: impl Fn(&K) -> T) -> Vec<T> {
    keys.iter().map(part).collect()
}

/// Keys in the order of their first use, and the place of each.
struct Places<K> {
    keys: Vec<K>,
    places: HashMap<K, i32>,
}

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), places: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash> Places<K> {
    fn of(&mut self, key: K) -> i32 {
        *self.places.entry(key).or_insert_with(|| {
            self.keys.push(key);
            place(self.keys.len())
        })
    }
}

/// The place, from 1, of the last of `count`.
fn place(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
