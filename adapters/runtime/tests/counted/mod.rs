use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use async_trait::async_trait;
use palco::{
    ports::{
        Append, AppendOutcome, Committed, EventStore, Record, SnapshotKey, SnapshotStore, Store,
        StreamId, TakeIn, Turn, Unavailable,
    },
    testing::Around,
    values::{CommandId, TenantId, Version},
};
use palco_postgres::PostgresStore;

/// The store, and how often it was called: each append is one transaction, whatever comes of it.
#[derive(Debug)]
pub(crate) struct Counted {
    store: PostgresStore,
    appends: AtomicU64,
    turns: AtomicU64,
    reads: AtomicU64,
}

impl Counted {
    pub(crate) fn over(store: PostgresStore) -> Self {
        Self {
            store,
            appends: AtomicU64::default(),
            turns: AtomicU64::default(),
            reads: AtomicU64::default(),
        }
    }

    pub(crate) fn calls(&self) -> (u64, u64, u64) {
        (self.appends.load(Relaxed), self.turns.load(Relaxed), self.reads.load(Relaxed))
    }
}

#[async_trait]
impl Around for Counted {
    fn inner(&self) -> &dyn Store {
        &self.store
    }

    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        self.appends.fetch_add(1, Relaxed);
        self.store.append(appends).await
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        self.reads.fetch_add(1, Relaxed);
        self.store.read_stream(tenant, stream, after, limit).await
    }

    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        self.reads.fetch_add(1, Relaxed);
        self.store.resolve(commands).await
    }

    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        self.turns.fetch_add(1, Relaxed);
        self.store.take_turn(tenant, stream).await
    }

    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        self.reads.fetch_add(1, Relaxed);
        self.store.load(key, limit, take_in).await
    }
}
