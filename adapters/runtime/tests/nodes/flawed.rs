//! Stores that break one promise: the controls.

use std::time::Duration;

use async_trait::async_trait;
use palco::{ports::*, testing::Around, values::TenantId};
use palco_postgres::PostgresStore;
use sqlx::Row as _;
use uuid::Uuid;

use super::database::{Database, connection};

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The checkpoint is committed in another transaction than the rows.
    Torn,
    /// Whatever epoch comes, the lane's own is taken for it.
    Unfenced,
}

pub(crate) struct Flawed {
    pub(crate) inner: PostgresStore,
    pub(crate) schema: String,
    pub(crate) flaw: Flaw,
}

impl std::fmt::Debug for Flawed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.flaw.fmt(f)
    }
}

impl Flawed {
    async fn commit_torn(&self, commit: Commit) -> Result<CommitOutcome, Unavailable> {
        let checkpoint = Commit { rows: Vec::new(), ..commit.clone() };
        let outcome = self.inner.commit(checkpoint).await?;
        if outcome == CommitOutcome::Done && !commit.rows.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
            return self.inner.commit(commit).await;
        }
        Ok(outcome)
    }

    async fn commit_unfenced(&self, mut commit: Commit) -> Result<CommitOutcome, Unavailable> {
        let text = "select epoch from palco.checkpoints
             where processor = $1 and revision = $2 and lane = $3";
        let database = std::mem::ManuallyDrop::new(Database(self.schema.clone(), None));
        let row = sqlx::query(database.sql(text))
            .bind(commit.lease.processor.name.as_str())
            .bind(i32::try_from(commit.lease.processor.revision).unwrap())
            .bind(i32::from(commit.lease.lane))
            .fetch_one(&mut connection().await)
            .await
            .unwrap();
        commit.lease.epoch = row.get::<i64, _>("epoch").unsigned_abs();
        self.inner.commit(commit).await
    }
}

#[async_trait]
impl Checkpoints for Flawed {
    async fn epoch(&self) -> Result<i64, Unavailable> {
        self.inner.epoch().await
    }

    async fn claim(&self, claim: &Claim) -> Result<Claimed, Unavailable> {
        self.inner.claim(claim).await
    }

    async fn commit(&self, commit: Commit) -> Result<CommitOutcome, Unavailable> {
        match self.flaw {
            Flaw::Torn => self.commit_torn(commit).await,
            Flaw::Unfenced => self.commit_unfenced(commit).await,
        }
    }

    async fn release(&self, lease: &Lease) -> Result<(), Unavailable> {
        self.inner.release(lease).await
    }

    async fn leave(&self, processor: &ProcessorId, holder: Uuid) -> Result<(), Unavailable> {
        self.inner.leave(processor, holder).await
    }

    async fn progress(&self) -> Result<Vec<Progress>, Unavailable> {
        self.inner.progress().await
    }

    async fn dead_letters(
        &self,
        processor: Option<&ProcessorId>,
    ) -> Result<Vec<DeadLetter>, Unavailable> {
        self.inner.dead_letters(processor).await
    }

    async fn ask(
        &self,
        processor: &ProcessorId,
        tenant: TenantId,
        stream: &StreamId,
        asked: Asked,
    ) -> Result<bool, Unavailable> {
        self.inner.ask(processor, tenant, stream, asked).await
    }

    async fn stalled_appends(&self, longer: Duration) -> Result<Vec<StalledAppend>, Unavailable> {
        self.inner.stalled_appends(longer).await
    }
}

#[async_trait]
impl ReadModels for Flawed {
    async fn revisions(&self, model: &str, form: u32) -> Result<Revisions, Unavailable> {
        self.inner.revisions(model, form).await
    }

    async fn rebuild(&self, model: &str) -> Result<Option<u32>, Unavailable> {
        self.inner.rebuild(model).await
    }

    async fn switch(&self, model: &str, building: u32) -> Result<bool, Unavailable> {
        self.inner.switch(model, building).await
    }

    async fn clear(&self, model: &str, limit: u32) -> Result<u64, Unavailable> {
        self.inner.clear(model, limit).await
    }

    async fn rows(
        &self,
        model: &str,
        tenant: TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Row>, Unavailable> {
        self.inner.rows(model, tenant, after, limit).await
    }
}

#[async_trait]
impl Around for Flawed {
    fn inner(&self) -> &dyn Store {
        &self.inner
    }
}
