use async_trait::async_trait;

use crate::{
    ports::{
        Append, AppendOutcome, Committed, EventStore, FeedPage, Position, Record, Saved, Snapshot,
        SnapshotKey, SnapshotStore, Store, StreamId, TakeIn, Turn, Unavailable,
    },
    values::{CommandId, TenantId, Version},
};

/// A store that stands around another one, to count, time or spoil what is asked of it: each method
/// that it does not write itself asks the inner store.
///
/// What is around a store is one: it has [`EventStore`] and [`SnapshotStore`] by this.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
///
/// use async_trait::async_trait;
/// use palco::{
///     application::Palco,
///     ports::{Append, AppendOutcome, Store, Unavailable},
///     testing::Around,
/// };
/// use palco_memory::MemoryStore;
///
/// #[derive(Debug, Default)]
/// struct Counted {
///     store: MemoryStore,
///     appends: AtomicUsize,
/// }
///
/// #[async_trait]
/// impl Around for Counted {
///     fn inner(&self) -> &dyn Store {
///         &self.store
///     }
///
///     async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
///         self.appends.fetch_add(1, Relaxed);
///         self.inner().append(appends).await
///     }
/// }
///
/// let palco = Palco::over(Arc::new(Counted::default()));
/// # let _ = palco;
/// ```
#[async_trait]
pub trait Around: Send + Sync + std::fmt::Debug {
    /// The store that is asked.
    fn inner(&self) -> &dyn Store;

    /// As [`EventStore::append`].
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        self.inner().append(appends).await
    }

    /// As [`EventStore::read_stream`].
    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        self.inner().read_stream(tenant, stream, after, limit).await
    }

    /// As [`EventStore::read_stream_at_least`].
    async fn read_stream_at_least(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        at_least: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        self.inner().read_stream_at_least(tenant, stream, after, at_least, limit).await
    }

    /// As [`EventStore::read_feed`].
    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable> {
        self.inner().read_feed(after, limit).await
    }

    /// As [`EventStore::resolve`].
    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        self.inner().resolve(commands).await
    }

    /// As [`EventStore::take_turn`].
    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        self.inner().take_turn(tenant, stream).await
    }

    /// As [`SnapshotStore::load`].
    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        self.inner().load(key, limit, take_in).await
    }

    /// As [`SnapshotStore::save`].
    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved) {
        self.inner().save(key, snapshot, saved);
    }
}

#[async_trait]
impl<A: Around> EventStore for A {
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        Around::append(self, appends).await
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        Around::read_stream(self, tenant, stream, after, limit).await
    }

    async fn read_stream_at_least(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        at_least: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        Around::read_stream_at_least(self, tenant, stream, after, at_least, limit).await
    }

    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable> {
        Around::read_feed(self, after, limit).await
    }

    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        Around::resolve(self, commands).await
    }

    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        Around::take_turn(self, tenant, stream).await
    }
}

#[async_trait]
impl<A: Around> SnapshotStore for A {
    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        Around::load(self, key, limit, take_in).await
    }

    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved) {
        Around::save(self, key, snapshot, saved);
    }
}
