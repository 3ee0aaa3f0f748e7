use std::time::Duration;

use async_trait::async_trait;
use palco::{
    ports::{
        Asked, Checkpoints, Claim, Claimed, Commit, CommitOutcome, DeadLetter, Lease, Position,
        ProcessorId, Progress, ReadModels, Revisions, Row, StalledAppend, StreamId, Unavailable,
    },
    values::TenantId,
};
use uuid::Uuid;

use crate::{MemoryStore, event_store::count, locked};

impl MemoryStore {
    /// Lets time pass for leases, which is all that the store's own time is for: nothing here reads a
    /// clock, so it stands still otherwise.
    pub fn pass(&self, time: Duration) {
        locked(&self.processing).pass(time);
    }
}

#[async_trait]
impl Checkpoints for MemoryStore {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, Unavailable> {
        Ok(locked(&self.processing).claim(claim))
    }

    async fn commit(&self, commit: Commit) -> Result<CommitOutcome, Unavailable> {
        Ok(locked(&self.processing).commit(commit))
    }

    async fn release(&self, lease: &Lease) -> Result<(), Unavailable> {
        locked(&self.processing).release(lease);
        Ok(())
    }

    async fn leave(&self, processor: &ProcessorId, holder: Uuid) -> Result<(), Unavailable> {
        locked(&self.processing).leave(processor, holder);
        Ok(())
    }

    async fn progress(&self) -> Result<Vec<Progress>, Unavailable> {
        let records = u64::try_from(locked(&self.tables).record_count()).unwrap_or(u64::MAX);
        let end = i64::try_from(records).ok().and_then(|end| Position::new(end).ok());
        let behind = |at: Position| records.saturating_sub(at.get().unsigned_abs());
        Ok(locked(&self.processing).progress(end.unwrap_or_default(), behind))
    }

    /// Nothing that was kept is ever lost but all of it.
    async fn epoch(&self) -> Result<i64, Unavailable> {
        Ok(1)
    }

    async fn dead_letters(
        &self,
        processor: Option<&ProcessorId>,
    ) -> Result<Vec<DeadLetter>, Unavailable> {
        Ok(locked(&self.processing).dead_letters(processor))
    }

    async fn ask(
        &self,
        processor: &ProcessorId,
        tenant: TenantId,
        stream: &StreamId,
        asked: Asked,
    ) -> Result<bool, Unavailable> {
        Ok(locked(&self.processing).ask(processor, tenant, stream, asked))
    }

    /// Never any: an append takes effect when it is polled.
    async fn stalled_appends(&self, _: Duration) -> Result<Vec<StalledAppend>, Unavailable> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl ReadModels for MemoryStore {
    async fn revisions(&self, model: &str, form: u32) -> Result<Revisions, Unavailable> {
        Ok(locked(&self.processing).revisions(model, form))
    }

    async fn rebuild(&self, model: &str) -> Result<Option<u32>, Unavailable> {
        Ok(locked(&self.processing).rebuild(model))
    }

    async fn switch(&self, model: &str, building: u32) -> Result<bool, Unavailable> {
        Ok(locked(&self.processing).switch(model, building))
    }

    async fn clear(&self, model: &str, limit: u32) -> Result<u64, Unavailable> {
        Ok(locked(&self.processing).clear(model, count(limit)))
    }

    async fn rows(
        &self,
        model: &str,
        tenant: TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Row>, Unavailable> {
        Ok(locked(&self.processing).rows(model, tenant, after, count(limit)))
    }
}
