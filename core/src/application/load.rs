use std::{
    mem,
    num::NonZeroU64,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use super::{Error, Loaded, Recorded};
use crate::{
    contract::{DomainEvent, State, read_recorded},
    ports::{Found, Record, Saved, Snapshot, SnapshotKey, Store, StreamId, Written},
    values::{TenantId, Version},
};

/// Records that one read asks for: a thousand and what came meanwhile are one round trip.
const STREAM_PAGE: u32 = 1_024;

/// Records between two snapshots, at the least. Reading so many takes about as long as one append
/// takes to be durable: with fewer a snapshot would save nobody anything.
const EVERY: NonZeroU64 = NonZeroU64::MIN.saturating_add(255);

/// Loads the states of streams, from their snapshots where there are any, and has snapshots kept.
#[derive(Debug)]
pub struct Loader {
    store: Arc<dyn Store>,
    every: NonZeroU64,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    saved: AtomicU64,
    failed: AtomicU64,
    unreadable: AtomicU64,
}

/// What became of snapshots since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapshotCounts {
    /// Kept by the store.
    pub saved: u64,
    /// Not kept, since the store failed or was busy.
    pub failed: u64,
    /// Found, but not to be read; the records were read instead.
    pub unreadable: u64,
}

impl Loader {
    /// Over this store, with a snapshot every 256 records.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, every: EVERY, counts: Arc::default() }
    }

    /// The same with a snapshot every so many records; less often where the state is larger than
    /// that.
    #[must_use]
    pub fn snapshots_every(self, records: NonZeroU64) -> Self {
        Self { every: records, ..self }
    }

    /// What became of snapshots since the start.
    #[must_use]
    pub fn snapshot_counts(&self) -> SnapshotCounts {
        let Counts { saved, failed, unreadable } = &*self.counts;
        SnapshotCounts {
            saved: saved.load(Relaxed),
            failed: failed.load(Relaxed),
            unreadable: unreadable.load(Relaxed),
        }
    }

    /// The state of a stream as the store has it now, at version zero where nobody wrote to it;
    /// `None` where there is no aggregate of that name. One round trip for up to 1 023 records
    /// behind the snapshot, if there is one.
    ///
    /// # Errors
    /// `Unavailable` when the store failed, `Unreadable` for a record that a newer version wrote.
    pub async fn load(&self, tenant: TenantId, stream: &StreamId) -> Result<Option<Loaded>, Error> {
        let (Some(key), Some(nothing)) = (key(tenant, stream), Loaded::initial(&stream.aggregate))
        else {
            return Ok(None);
        };
        let reading = Arc::new(Mutex::new(Reading::of(stream, nothing.clone())));
        let taken_in = Arc::clone(&reading);
        let take_in = Box::new(move |found: Found<'_>| locked(&taken_in).take_in(found));
        self.store.load(&key, STREAM_PAGE, take_in).await?;
        let Reading { mut loaded, records, kept, failed, .. } =
            mem::replace(&mut *locked(&reading), Reading::of(stream, nothing));
        failed?;
        if kept.is_none() {
            self.counts.unreadable.fetch_add(1, Relaxed);
        }
        let mut full = kept.is_none() || is_full(records);
        while full {
            let records = self.news(tenant, stream, loaded.version).await?;
            full = is_full(records.len());
            for Recorded { record, domain_event } in &records {
                loaded.evolve(record.version, domain_event);
            }
        }
        match kept {
            Some(before) if !self.is_due(before, &loaded) => {}
            _ => self.save(key, &loaded),
        }
        Ok(Some(loaded))
    }

    /// A page of what was recorded behind a version.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    async fn news(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
    ) -> Result<Vec<Recorded>, Error> {
        read(self.store.read_stream(tenant, stream, after, STREAM_PAGE).await?)
    }

    /// All that was recorded behind a version, page by page, until `take_in` has had all of it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn catch_up(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        mut after: Version,
        mut take_in: impl FnMut(&[Recorded]) + Send,
    ) -> Result<(), Error> {
        loop {
            let records = self.news(tenant, stream, after).await?;
            take_in(&records);
            match records.last() {
                Some(last) if is_full(records.len()) => after = last.record.version,
                _ => return Ok(()),
            }
        }
    }

    /// Has a snapshot kept if it is time for one: the stream has `grown` by so many records just now.
    /// Only hands it over; a failure is counted, and the stream gets one when it has grown again.
    pub fn keep(&self, tenant: TenantId, stream: &StreamId, grown: usize, loaded: &Loaded) {
        if self.is_time(grown, loaded) {
            self.keep_now(tenant, stream, loaded);
        }
    }

    /// Whether it is time for a snapshot of a stream that has `grown` by so many records just now.
    #[must_use]
    pub fn is_time(&self, grown: usize, loaded: &Loaded) -> bool {
        let grown = u64::try_from(grown).unwrap_or(u64::MAX);
        self.is_due(loaded.version.get().saturating_sub(grown), loaded)
    }

    fn is_due(&self, before: u64, loaded: &Loaded) -> bool {
        is_due(self.every, loaded.state.size(), before, loaded.version.get())
    }

    /// Has a snapshot kept. It writes all of the state down, which takes time where that is large.
    pub fn keep_now(&self, tenant: TenantId, stream: &StreamId, loaded: &Loaded) {
        if let Some(key) = key(tenant, stream) {
            self.save(key, loaded);
        }
    }

    fn save(&self, key: SnapshotKey, loaded: &Loaded) {
        let snapshot = Snapshot { version: loaded.version, state: loaded.state.to_snapshot() };
        let counts = Arc::clone(&self.counts);
        let saved: Saved = Box::new(move |outcome| {
            let of = if outcome.is_ok() { &counts.saved } else { &counts.failed };
            of.fetch_add(1, Relaxed);
        });
        self.store.save(key, snapshot, saved);
    }
}

/// A load that is under way.
struct Reading {
    stream: StreamId,
    loaded: Loaded,
    /// How many were found.
    records: usize,
    /// The version of the snapshot, zero without one; `None` if it cannot be read.
    kept: Option<u64>,
    /// Whether each record could be read.
    failed: Result<(), Error>,
}

impl Reading {
    fn of(stream: &StreamId, nothing: Loaded) -> Self {
        let stream = stream.clone();
        Self { stream, loaded: nothing, records: 0, kept: Some(0), failed: Ok(()) }
    }

    fn take_in(&mut self, found: Found<'_>) {
        match found {
            Found::Snapshot(snapshot) => self.begin_with(&snapshot),
            Found::Record(written) => {
                self.records = self.records.saturating_add(1);
                // Behind a snapshot that cannot be read they are of no use.
                if self.kept.is_some() && self.failed.is_ok() {
                    self.failed = self.evolve(&written);
                }
            }
        }
    }

    fn begin_with(&mut self, snapshot: &Snapshot) {
        let state = State::from_snapshot(&self.stream.aggregate, &snapshot.state);
        self.kept = state.map(|state| {
            self.loaded = Loaded { state, version: snapshot.version };
            snapshot.version.get()
        });
    }

    fn evolve(&mut self, written: &Written<'_>) -> Result<(), Error> {
        let of = (written.version, &*written.event_type, written.schema_version);
        let happened = recorded(&self.stream, of, &written.data)?;
        self.loaded.evolve(written.version, &happened);
        Ok(())
    }
}

fn locked(reading: &Mutex<Reading>) -> MutexGuard<'_, Reading> {
    reading.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a mark lies behind `before`, and at or before `now`. A state that keeps more than `every`
/// facts gets its next snapshot after as many records: so what is ever written of it stays a small
/// multiple of its size, and what is read behind a snapshot is no more than the snapshot. Marks follow
/// from version and state, so that every process has the same ones and none has to remember.
fn is_due(every: NonZeroU64, size: u64, before: u64, now: u64) -> bool {
    let large = size.checked_next_power_of_two().and_then(NonZeroU64::new);
    let apart = large.filter(|large| *large > every).unwrap_or(every);
    before / apart < now / apart
}

fn is_full(records: usize) -> bool {
    u32::try_from(records).is_ok_and(|length| length >= STREAM_PAGE)
}

fn key(tenant: TenantId, stream: &StreamId) -> Option<SnapshotKey> {
    let fingerprint = State::fingerprint(&stream.aggregate)?;
    Some(SnapshotKey { tenant, stream: stream.clone(), fingerprint })
}

pub(super) fn recorded(
    stream: &StreamId,
    (version, event_type, schema_version): (Version, &str, u16),
    data: &str,
) -> Result<DomainEvent, Error> {
    read_recorded(event_type, schema_version, data).map_err(|invalid| Error::Unreadable {
        stream: stream.clone(),
        version,
        reason: invalid.to_string(),
    })
}

/// Reads what records say, in whichever form they were written.
///
/// # Errors
/// `Unreadable` for the first that a newer version wrote.
pub fn read(records: Vec<Record>) -> Result<Vec<Recorded>, Error> {
    records.into_iter().map(Recorded::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(every: u64, size: impl Fn(u64) -> u64, upto: u64) -> Vec<u64> {
        let every = NonZeroU64::new(every).unwrap();
        (0..upto)
            .zip(1..)
            .filter(|(before, now)| is_due(every, size(*now), *before, *now))
            .map(|of| of.1)
            .collect()
    }

    #[test]
    fn a_snapshot_is_due_every_so_many_records() {
        assert_eq!(marks(256, |_| 1, 1_100), [256, 512, 768, 1_024]);
        assert_eq!(marks(1, |_| 1, 5), [1, 2, 3, 4, 5]);
        assert_eq!(marks(256, |_| 1, 1_000_000).len(), 1_000_000 / 256);
    }

    #[test]
    fn a_large_state_is_kept_when_as_many_records_came_as_it_has_facts() {
        assert_eq!(marks(256, |_| 900, 4_000), [1_024, 2_048, 3_072]);
        assert_eq!(marks(256, |now| now, 5_000), [256, 512, 1_024, 2_048, 4_096]);
    }

    #[test]
    fn a_mark_that_was_jumped_over_is_due() {
        assert!(is_due(EVERY, 1, 250, 300));
        assert!(is_due(EVERY, 1, 0, 1_000));
        assert!(!is_due(EVERY, 1, 256, 511));
        assert!(!is_due(EVERY, 1, 300, 300));
    }
}
