use std::{
    collections::{BTreeMap, HashSet},
    num::NonZeroUsize,
    sync::Arc,
};

use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt, stream};
use lru::LruCache;
use palco::{
    application::Loaded,
    contract::State,
    ports::{ProcessorStore, Record, Row, StreamId},
    projections::ReadModel,
    values::{Instant, TenantId, Version},
};

use super::{
    Failed,
    worker::{Worker, said},
};

/// Records of a stream that are read at once.
const PAGE: u32 = 1_000;
/// Streams that are read at once.
const READERS: usize = 8;

type Key = (TenantId, StreamId);

/// Keeps the rows of a read model. Follows the state of each stream, of which the last are in memory and
/// the others are read again when they are needed.
pub(super) struct Projecting {
    model: ReadModel,
    store: Arc<dyn ProcessorStore>,
    states: LruCache<Key, Loaded>,
    /// Streams whose state has taken in what is not committed yet.
    ahead: HashSet<Key>,
}

impl Projecting {
    pub(super) fn new(model: ReadModel, store: Arc<dyn ProcessorStore>, states: usize) -> Self {
        let states = NonZeroUsize::new(states).unwrap_or(NonZeroUsize::MIN);
        Self { model, store, states: LruCache::new(states), ahead: HashSet::new() }
    }

    /// Makes sure of the state before each stream's first record in the page.
    async fn load(&mut self, records: &[Record]) -> Result<(), Failed> {
        let mut first: BTreeMap<Key, Version> = BTreeMap::new();
        for record in records {
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
}

#[async_trait]
impl Worker for Projecting {
    async fn handle(&mut self, records: &[Record]) -> Result<Vec<Row>, Failed> {
        self.ahead.clear();
        self.load(records).await?;
        // The first and the last record of each stream.
        let mut touched: BTreeMap<Key, (Instant, Instant)> = BTreeMap::new();
        for record in records {
            let happened = said(record).map_err(|no| Failed::at(record, no))?;
            let key = key(record);
            self.ahead.insert(key.clone());
            if let Some(loaded) = self.states.peek_mut(&key) {
                loaded.state.evolve(&happened);
                loaded.version = record.version;
            }
            let at = record.recorded_at;
            touched.entry(key).and_modify(|(_, last)| *last = at).or_insert((at, at));
        }
        let rows = touched.iter().flat_map(|(key, (first, last))| {
            let (tenant, stream) = key;
            let state = self.states.peek(key).map(|loaded| &loaded.state);
            let rows = state.map(|state| (self.model.rows)(stream.id, state, *last));
            rows.into_iter().flatten().map(|row| Row {
                tenant: *tenant,
                key: row.key,
                // Kept by the store where there is a row, which there is unless the first is the first.
                created_at: self.model.created_at.then_some(*first),
                columns: row.columns,
            })
        });
        Ok(rows.collect())
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
) -> Result<Option<Loaded>, Failed> {
    let Some(state) = State::initial(aggregate) else { return Ok(None) };
    let mut loaded = Loaded { state, version: Version::ZERO };
    while loaded.version.next() < before {
        let records = store.read_stream(*tenant, stream, loaded.version, PAGE).await?;
        if records.is_empty() {
            break;
        }
        for record in records.iter().take_while(|record| record.version < before) {
            if let Ok(happened) = said(record) {
                loaded.state.evolve(&happened);
            }
            loaded.version = record.version;
        }
    }
    Ok(Some(loaded))
}
