use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use palco::{
    ports::{
        Append, AppendOutcome, Committed, Expected, FeedPage, Found, Guard, NewRecord, Position,
        Record, RequestHash, Snapshot, SnapshotKey, StreamId, Written,
    },
    values::{CommandId, TenantId, Version},
};
use smol_str::SmolStr;
use uuid::Uuid;

const TAIL_RECORDS_MAX: usize = 256;

type StreamKey = (TenantId, StreamId);
type GuardKey = (TenantId, SmolStr, String);

/// All that was written: one log, and what finds a place in it.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// In feed order: the record at place `n` has position `n + 1`.
    log: Vec<Record>,
    /// The places of a stream's records, in the order of their versions.
    streams: HashMap<StreamKey, Vec<usize>>,
    commands: HashMap<(TenantId, CommandId), Command>,
    guards: HashMap<GuardKey, Uuid>,
    snapshots: HashMap<SnapshotKey, Snapshot>,
}

#[derive(Debug)]
struct Command {
    request_hash: RequestHash,
    /// Of its records in the log: they stand together.
    places: Range<usize>,
}

impl Tables {
    pub(crate) fn append(&mut self, appends: Vec<Append>) -> Vec<AppendOutcome> {
        // Streams of which an append of this list was not written: a later one that expects a
        // version there was not decided on what is there, even if the number happens to be right.
        let mut refused = HashSet::new();
        let mut append = |append: Append| {
            let written = append.writes.iter().filter(|write| !write.domain_events.is_empty());
            let streams: Vec<StreamKey> =
                written.map(|write| (append.tenant, write.stream.clone())).collect();
            let outcome = self.append_one(append, &refused);
            if !matches!(outcome, AppendOutcome::Appended { .. }) {
                refused.extend(streams);
            }
            outcome
        };
        appends.into_iter().map(&mut append).collect()
    }

    fn append_one(&mut self, append: Append, refused: &HashSet<StreamKey>) -> AppendOutcome {
        if append.writes.iter().all(|write| write.domain_events.is_empty()) {
            return AppendOutcome::Appended { records: Vec::new() };
        }
        if append.is_oversized() {
            return AppendOutcome::Oversized;
        }
        if let Some(known) = self.commands.get(&(append.tenant, append.command_id)) {
            return if known.request_hash == append.request_hash {
                AppendOutcome::Duplicate { records: self.records(known.places.clone()) }
            } else {
                AppendOutcome::CommandIdReused
            };
        }
        if let Some(conflict) = self.conflict(&append, refused) {
            return conflict;
        }
        match self.owners_after(&append) {
            Ok(owners) => AppendOutcome::Appended { records: self.write(append, owners) },
            Err((_, space, key)) => AppendOutcome::GuardTaken { space, key },
        }
    }

    fn conflict(&self, append: &Append, refused: &HashSet<StreamKey>) -> Option<AppendOutcome> {
        append.writes.iter().find_map(|write| {
            let expected = match write.expected {
                Expected::NoStream => Version::ZERO,
                Expected::Exact(version) => version,
                Expected::Any => return None,
            };
            let key = (append.tenant, write.stream.clone());
            let actual = version(self.streams.get(&key).map_or(0, Vec::len));
            (actual != expected || refused.contains(&key)).then(|| AppendOutcome::Conflict {
                stream: write.stream.clone(),
                actual,
                tail: self.read_stream(append.tenant, &write.stream, expected, TAIL_RECORDS_MAX),
            })
        })
    }

    /// Whose each key of the append's guards is after them, `None` for nobody's; or the key taken.
    fn owners_after(&self, append: &Append) -> Result<HashMap<GuardKey, Option<Uuid>>, GuardKey> {
        let mut owners: HashMap<GuardKey, Option<Uuid>> = HashMap::new();
        for guard in &append.guards {
            let (Guard::Claim { space, key, owner } | Guard::Release { space, key, owner }) = guard;
            let guard_key = (append.tenant, space.clone(), key.clone());
            let before = owners
                .get(&guard_key)
                .copied()
                .unwrap_or_else(|| self.guards.get(&guard_key).copied());
            let after = match guard {
                Guard::Claim { .. } if before.is_some_and(|other| other != *owner) => {
                    return Err(guard_key);
                }
                Guard::Claim { .. } => Some(*owner),
                Guard::Release { .. } => before.filter(|other| other != owner),
            };
            owners.insert(guard_key, after);
        }
        Ok(owners)
    }

    fn write(&mut self, append: Append, owners: HashMap<GuardKey, Option<Uuid>>) -> Vec<Record> {
        for (key, owner) in owners {
            match owner {
                Some(owner) => self.guards.insert(key, owner),
                None => self.guards.remove(&key),
            };
        }
        let Append { tenant, command_id, request_hash, actor, recorded_at, .. } = append;
        let trace_parent = append.trace_parent;
        let first = self.log.len();
        for write in append.writes.into_iter().filter(|write| !write.domain_events.is_empty()) {
            let places = self.streams.entry((tenant, write.stream.clone())).or_default();
            for domain_event in write.domain_events {
                let NewRecord { event_id, event_type, schema_version, data } = domain_event;
                places.push(self.log.len());
                self.log.push(Record {
                    position: position(self.log.len().saturating_add(1)),
                    tenant,
                    stream: write.stream.clone(),
                    version: version(places.len()),
                    command_id,
                    actor,
                    recorded_at,
                    trace_parent,
                    event_id,
                    event_type,
                    schema_version,
                    data,
                });
            }
        }
        let places = first..self.log.len();
        let records = self.records(places.clone());
        self.commands.insert((tenant, command_id), Command { request_hash, places });
        records
    }

    fn records(&self, places: Range<usize>) -> Vec<Record> {
        self.log.get(places).unwrap_or_default().to_vec()
    }

    pub(crate) fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: usize,
    ) -> Vec<Record> {
        self.after((tenant, stream.clone()), after).take(limit).cloned().collect()
    }

    /// A stream's records behind a version.
    fn after(&self, stream: StreamKey, version: Version) -> impl Iterator<Item = &Record> {
        let after = usize::try_from(version.get()).unwrap_or(usize::MAX);
        let places = self.streams.get(&stream).and_then(|places| places.get(after..));
        places.unwrap_or_default().iter().filter_map(|place| self.log.get(*place))
    }

    /// No record ever goes away here: what a snapshot was saved on is still there.
    pub(crate) fn load(&self, key: &SnapshotKey, limit: usize) -> Vec<Found<'static>> {
        let snapshot = self.snapshots.get(key).cloned();
        let after = snapshot.as_ref().map_or(Version::ZERO, |snapshot| snapshot.version);
        let records = self.after((key.tenant, key.stream.clone()), after).take(limit);
        snapshot.into_iter().map(Found::Snapshot).chain(records.map(written)).collect()
    }

    pub(crate) fn save(&mut self, key: SnapshotKey, snapshot: Snapshot) {
        let length = self.streams.get(&(key.tenant, key.stream.clone())).map_or(0, Vec::len);
        let kept = self.snapshots.get(&key).map_or(Version::ZERO, |kept| kept.version);
        if (kept..=version(length)).contains(&snapshot.version) {
            self.snapshots.insert(key, snapshot);
        }
    }

    pub(crate) fn read_feed(&self, after: Position, limit: usize) -> FeedPage {
        let place = usize::try_from(after.get()).unwrap_or(usize::MAX);
        let behind = self.log.get(place..).unwrap_or_default();
        let records: Vec<Record> = behind.iter().take(limit).cloned().collect();
        let next = records.last().map_or(after, |record| record.position);
        FeedPage { records, next }
    }

    pub(crate) fn resolve(&self, tenant: TenantId, command_id: CommandId) -> Option<Committed> {
        let command = self.commands.get(&(tenant, command_id))?;
        let records = self.records(command.places.clone());
        Some(Committed { request_hash: command.request_hash, records })
    }

    pub(crate) fn record_count(&self) -> usize {
        self.log.len()
    }
}

fn written(record: &Record) -> Found<'static> {
    Found::Record(Written {
        version: record.version,
        event_type: record.event_type.to_string().into(),
        schema_version: record.schema_version,
        data: record.data.clone().into(),
    })
}

/// Memory ends long before the numbers do.
fn version(number: usize) -> Version {
    u64::try_from(number).ok().and_then(|number| Version::new(number).ok()).unwrap_or_default()
}

fn position(number: usize) -> Position {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    Position::new(number).unwrap_or(Position::START)
}
