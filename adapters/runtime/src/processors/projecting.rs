use std::{
    collections::{BTreeMap, HashSet},
    num::NonZeroUsize,
    sync::Arc,
};

use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt, stream};
use lru::LruCache;
use palco::{
    application::Recorded,
    contract::State,
    ports::{ProcessorStore, Record, Row, StreamId},
    projections::{Projected, ReadModel},
    values::{Instant, TenantId, Version},
};

use super::{Failed, worker::Worker};

/// Records of a stream that are read at once.
const PAGE: u32 = 1_000;
/// Streams that are read at once.
const READERS: usize = 8;

type Key = (TenantId, StreamId);

/// A stream's state, and the instant of its first record once there is one.
struct Followed {
    state: State,
    version: Version,
    since: Option<Instant>,
}

/// Keeps the rows of a read model. Follows the state of each stream, of which the last are in memory and
/// the others are read again when they are needed.
pub(super) struct Projecting {
    model: ReadModel,
    store: Arc<dyn ProcessorStore>,
    states: LruCache<Key, Followed>,
    /// Streams whose state has taken in what is not committed yet.
    ahead: HashSet<Key>,
}

impl Projecting {
    pub(super) fn new(model: ReadModel, store: Arc<dyn ProcessorStore>, states: usize) -> Self {
        let states = NonZeroUsize::new(states).unwrap_or(NonZeroUsize::MIN);
        Self { model, store, states: LruCache::new(states), ahead: HashSet::new() }
    }

    /// Makes sure of the state before each stream's first record in the page.
    async fn load(&mut self, records: &[Recorded]) -> Result<(), Failed> {
        let mut first: BTreeMap<Key, Version> = BTreeMap::new();
        for Recorded { record, .. } in records {
            first.entry(key(record)).or_insert(record.version);
        }
        // All of a page must fit, or the last would push out the first.
        if let Some(needed) = NonZeroUsize::new(first.len()).filter(|n| *n > self.states.cap()) {
            self.states.resize(needed);
        }
        let mut missing = Vec::new();
        for (key, version) in first {
            let known = self.states.get(&key).map(|loaded| loaded.version.next());
            if known != Some(version) {
                missing.push((key, version));
            }
        }
        let (store, aggregate) = (&self.store, self.model.aggregate);
        let loads = missing.into_iter().map(|(key, version)| async move {
            let loaded = load(store.as_ref(), aggregate, &key, version).await?;
            Ok::<_, Failed>(loaded.map(|loaded| (key, loaded)))
        });
        let loaded: Vec<_> = stream::iter(loads).buffer_unordered(READERS).try_collect().await?;
        for (key, loaded) in loaded.into_iter().flatten() {
            self.states.put(key, loaded);
        }
        Ok(())
    }

    fn rows(&self, (tenant, stream): &Key, followed: &Followed, last: Instant) -> Vec<Row> {
        let created_at = followed.since.filter(|_| self.model.created_at);
        let rows = (self.model.rows)(stream.id, &followed.state, last).into_iter();
        let row = |row: Projected| Row {
            tenant: *tenant,
            key: row.key,
            created_at,
            columns: row.columns,
        };
        rows.map(row).collect()
    }
}

#[async_trait]
impl Worker for Projecting {
    async fn handle(&mut self, records: &[Recorded]) -> Result<Vec<Row>, Failed> {
        self.ahead.clear();
        self.load(records).await?;
        // The last record of each stream.
        let mut touched: BTreeMap<Key, Instant> = BTreeMap::new();
        for Recorded { record, domain_event } in records {
            let key = key(record);
            self.ahead.insert(key.clone());
            if let Some(followed) = self.states.peek_mut(&key) {
                followed.state.evolve(domain_event);
                followed.version = record.version;
                followed.since.get_or_insert(record.recorded_at);
            }
            touched.insert(key, record.recorded_at);
        }
        let rows = touched.iter().filter_map(|(key, last)| {
            self.states.peek(key).map(|followed| self.rows(key, followed, *last))
        });
        Ok(rows.flatten().collect())
    }

    fn forget(&mut self) {
        for key in self.ahead.drain() {
            self.states.pop(&key);
        }
    }
}

fn key(record: &Record) -> Key {
    (record.tenant, record.stream.clone())
}

/// The state before a version. A record that cannot be read is passed over: it is one that the operator
/// has left out, or its stream would be parked there.
async fn load(
    store: &dyn ProcessorStore,
    aggregate: &str,
    (tenant, stream): &Key,
    before: Version,
) -> Result<Option<Followed>, Failed> {
    let Some(state) = State::initial(aggregate) else { return Ok(None) };
    let mut loaded = Followed { state, version: Version::ZERO, since: None };
    while loaded.version.next() < before {
        let records = store.read_stream(*tenant, stream, loaded.version, PAGE).await?;
        if records.is_empty() {
            break;
        }
        for record in records.into_iter().take_while(|record| record.version < before) {
            loaded.version = record.version;
            loaded.since.get_or_insert(record.recorded_at);
            if let Ok(recorded) = Recorded::read(record) {
                loaded.state.evolve(&recorded.domain_event);
            }
        }
    }
    Ok(Some(loaded))
}
