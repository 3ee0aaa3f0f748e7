use std::{
    num::NonZeroU64,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use super::{Error, Loaded};
use crate::{
    contract::{DomainEvent, State, read_recorded, read_state, to_json},
    ports::{Record, Saved, Snapshot, SnapshotKey, Store, StreamId},
    values::{TenantId, Version},
};

/// Records that one read asks for: a thousand and what came meanwhile are one round trip.
const PAGE: u32 = 1_024;

/// Records between two snapshots, at the least. Reading so many takes about as long as one append
/// takes to be durable: with fewer a snapshot would save nobody anything.
const EVERY: NonZeroU64 = NonZeroU64::MIN.saturating_add(255);

/// A stream is let grow by this part of itself before it gets its next snapshot: then all that is
/// ever written of a state that grows with its stream is a small multiple of its last size.
const PART: u64 = 8;

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

    /// The same with a snapshot every so many records; less often in a long stream, after an eighth
    /// of it.
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
        let (Some(key), Some(state)) = (key(tenant, stream), State::initial(&stream.aggregate))
        else {
            return Ok(None);
        };
        let mut loaded = Loaded { state, version: Version::ZERO };
        let loading = self.store.load(&key, PAGE).await?;
        let mut full = is_full(loading.records.len());
        let mut kept = Some(0);
        if let Some(snapshot) = loading.snapshot {
            match read_state(&stream.aggregate, &snapshot.state) {
                Ok(state) => {
                    loaded = Loaded { state, version: snapshot.version };
                    kept = Some(snapshot.version.get());
                }
                Err(_) => {
                    self.counts.unreadable.fetch_add(1, Relaxed);
                    (kept, full) = (None, true);
                }
            }
        }
        if kept.is_some() {
            for written in &loading.records {
                let of = (written.version, &*written.event_type, written.schema_version);
                loaded.evolve(written.version, &recorded(stream, of, &written.data)?);
            }
        }
        while full {
            let records = self.news(tenant, stream, loaded.version).await?;
            full = is_full(records.len());
            for (record, happened) in &records {
                loaded.evolve(record.version, happened);
            }
        }
        match kept {
            Some(before) if !is_due(self.every, before, loaded.version.get()) => {}
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
    ) -> Result<Vec<(Record, DomainEvent)>, Error> {
        read(self.store.read_stream(tenant, stream, after, PAGE).await?)
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
        mut take_in: impl FnMut(&[(Record, DomainEvent)]) + Send,
    ) -> Result<(), Error> {
        loop {
            let records = self.news(tenant, stream, after).await?;
            take_in(&records);
            match records.last() {
                Some((last, _)) if is_full(records.len()) => after = last.version,
                _ => return Ok(()),
            }
        }
    }

    /// Has a snapshot kept if it is time for one: the stream has `grown` by so many records just now.
    /// Only hands it over; a failure is counted, and the stream gets one when it has grown again.
    pub fn keep(&self, tenant: TenantId, stream: &StreamId, grown: usize, loaded: &Loaded) {
        if self.is_time(grown, loaded.version) {
            self.keep_now(tenant, stream, loaded);
        }
    }

    /// Whether it is time for a snapshot of a stream that has `grown` by so many records just now.
    #[must_use]
    pub fn is_time(&self, grown: usize, version: Version) -> bool {
        let now = version.get();
        let before = now.saturating_sub(u64::try_from(grown).unwrap_or(u64::MAX));
        is_due(self.every, before, now)
    }

    /// Has a snapshot kept. It makes a text of all of the state, which takes time where that is large.
    pub fn keep_now(&self, tenant: TenantId, stream: &StreamId, loaded: &Loaded) {
        if let Some(key) = key(tenant, stream) {
            self.save(key, loaded);
        }
    }

    fn save(&self, key: SnapshotKey, loaded: &Loaded) {
        let snapshot = Snapshot { version: loaded.version, state: to_json(&loaded.state) };
        let counts = Arc::clone(&self.counts);
        let saved: Saved = Box::new(move |outcome| {
            let of = if outcome.is_ok() { &counts.saved } else { &counts.failed };
            of.fetch_add(1, Relaxed);
        });
        self.store.save(key, snapshot, saved);
    }
}

/// Whether a mark lies behind `before`, and at or before `now`. Marks follow from the versions alone,
/// so that every process has the same ones and none has to remember.
fn is_due(every: NonZeroU64, before: u64, now: u64) -> bool {
    let part = now.checked_next_power_of_two().unwrap_or(u64::MAX) / PART;
    let apart = NonZeroU64::new(part).map_or(every, |part| part.max(every));
    before / apart < now / apart
}

fn is_full(records: usize) -> bool {
    u32::try_from(records).is_ok_and(|length| length >= PAGE)
}

fn key(tenant: TenantId, stream: &StreamId) -> Option<SnapshotKey> {
    let fingerprint = State::fingerprint(&stream.aggregate)?;
    Some(SnapshotKey { tenant, stream: stream.clone(), fingerprint })
}

fn recorded(
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
pub fn read(records: Vec<Record>) -> Result<Vec<(Record, DomainEvent)>, Error> {
    let read = |record: Record| {
        let of = (record.version, &*record.event_type, record.schema_version);
        let happened = recorded(&record.stream, of, &record.data)?;
        Ok((record, happened))
    };
    records.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(every: u64, upto: u64) -> Vec<u64> {
        let every = NonZeroU64::new(every).unwrap();
        (0..upto)
            .zip(1..)
            .filter(|(before, now)| is_due(every, *before, *now))
            .map(|of| of.1)
            .collect()
    }

    #[test]
    fn a_snapshot_is_due_every_so_many_records() {
        assert_eq!(marks(256, 1_100), [256, 512, 768, 1_024]);
        assert_eq!(marks(1, 5), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_long_stream_grows_by_an_eighth_at_least_before_its_next() {
        let marks = marks(256, 1_000_000);
        assert!(marks.len() < 90, "{}", marks.len());
        for pair in marks.windows(2) {
            let grown = pair[1].saturating_sub(pair[0]);
            assert!(grown >= 256 && (pair[0] < 2_048 || grown >= pair[0] / 9), "{pair:?}");
            assert!(grown <= 256.max(pair[0] / 3), "{pair:?}");
        }
    }

    #[test]
    fn a_mark_that_was_jumped_over_is_due() {
        assert!(is_due(EVERY, 250, 300));
        assert!(is_due(EVERY, 0, 1_000));
        assert!(!is_due(EVERY, 256, 511));
        assert!(!is_due(EVERY, 300, 300));
    }
}
