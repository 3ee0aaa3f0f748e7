use std::{
    fmt,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use palco::{
    ports::{
        Append, AppendOutcome, Committed, EventStore, FeedPage, Position, Record, Saved, Snapshot,
        SnapshotKey, SnapshotStore, StreamId, TakeIn, Turn, Unavailable,
    },
    values::{CommandId, TenantId, Version},
};

use crate::{locked, processing::Processing, tables::Tables, turns::Turns};

/// A store that lives as long as the process, or as its last clone: clones are one store.
///
/// Every call takes effect at once when it is polled, whole, so a call that is dropped before
/// has not taken place.
#[derive(Clone, Default)]
pub struct MemoryStore {
    pub(crate) tables: Arc<Mutex<Tables>>,
    pub(crate) processing: Arc<Mutex<Processing>>,
    turns: Turns,
}

/// Not the records: a test's failure would print every one of them.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let records = locked(&self.tables).record_count();
        f.debug_struct("MemoryStore").field("records", &records).finish_non_exhaustive()
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        Ok(locked(&self.tables).append(appends))
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        Ok(locked(&self.tables).read_stream(tenant, stream, after, count(limit)))
    }

    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable> {
        Ok(locked(&self.tables).read_feed(after, count(limit)))
    }

    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        let tables = locked(&self.tables);
        Ok(commands.iter().map(|(tenant, id)| tables.resolve(*tenant, *id)).collect())
    }

    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        Ok(self.turns.take(tenant, stream).await)
    }
}

#[async_trait]
impl SnapshotStore for MemoryStore {
    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        // Out of the lock first: taking in takes its time.
        let found = locked(&self.tables).load(key, count(limit));
        found.into_iter().for_each(take_in);
        Ok(())
    }

    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved) {
        locked(&self.tables).save(key, snapshot);
        saved(Ok(()));
    }
}

pub(crate) fn count(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
