use std::{future::Future, sync::Arc};

use async_trait::async_trait;
use palco::{
    ports::{
        Append, AppendOutcome, Committed, EventStore, FeedPage, Position, Record, StreamId, Turn,
        Unavailable,
    },
    values::{CommandId, TenantId, Version},
};
use sqlx::{Row, postgres::PgRow, query};
use uuid::Uuid;

use crate::{
    PostgresStore, append,
    connect::Inner,
    error::{before_sending, task_ended, unreadable},
    feed,
    record::{number, record, records},
    replicas::{self, Wanted},
    turn,
};

impl PostgresStore {
    /// Runs it to its end even when the caller goes away: a future of sqlx that is dropped half-way
    /// leaves a connection in the middle of something. But no longer than a call may take.
    pub(crate) async fn to_its_end<T: Send + 'static>(
        &self,
        outcome_unknown: bool,
        work: impl Future<Output = Result<T, Unavailable>> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let inner = Arc::clone(&self.inner);
        let task =
            self.inner.runtime.spawn(async move { inner.in_time(outcome_unknown, work).await });
        task.await.map_err(|_| task_ended(outcome_unknown))?
    }
}

#[async_trait]
impl EventStore for PostgresStore {
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        self.to_its_end(true, append::append(Arc::clone(&self.inner), appends)).await
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        let reading = read_stream(Arc::clone(&self.inner), tenant, stream.clone(), after, limit);
        self.to_its_end(false, reading).await
    }

    async fn read_stream_at_least(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        at_least: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        let wanted = Wanted { tenant, stream: stream.clone(), after, at_least, limit };
        match replicas::read(&self.inner, &wanted).await {
            Some(records) => Ok(records),
            None => self.read_stream(tenant, stream, after, limit).await,
        }
    }

    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable> {
        if limit == 0 {
            return Ok(FeedPage { records: Vec::new(), next: after });
        }
        self.to_its_end(false, feed::read(Arc::clone(&self.inner), after, limit)).await
    }

    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        self.to_its_end(false, resolve(Arc::clone(&self.inner), commands.to_vec())).await
    }

    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        turn::take(&self.inner, (tenant, stream.clone())).await
    }
}

async fn read_stream(
    inner: Arc<Inner>,
    tenant: TenantId,
    stream: StreamId,
    after: Version,
    limit: u32,
) -> Result<Vec<Record>, Unavailable> {
    let mut connection = inner.acquire().await?;
    let rows = query(inner.sql.read_stream.clone())
        .bind(tenant.as_uuid())
        .bind(stream.aggregate.as_str())
        .bind(stream.id)
        .bind(number(after))
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await;
    rows.and_then(|rows| records(&rows)).map_err(|error| before_sending(&error))
}

async fn resolve(
    inner: Arc<Inner>,
    commands: Vec<(TenantId, CommandId)>,
) -> Result<Vec<Option<Committed>>, Unavailable> {
    let (tenants, ids): (Vec<Uuid>, Vec<Uuid>) =
        commands.iter().map(|(tenant, id)| (tenant.as_uuid(), id.as_uuid())).unzip();
    let mut connection = inner.acquire().await?;
    let rows =
        query(inner.sql.resolve.clone()).bind(tenants).bind(ids).fetch_all(&mut *connection).await;
    let found = rows.and_then(|rows| committed(&rows, commands.len()));
    let found = found.map_err(|error| before_sending(&error))?;
    // What it found is a fact only when this is committed.
    connection.end().await.map_err(|error| before_sending(&error))?;
    Ok(found)
}

fn committed(rows: &[PgRow], asked: usize) -> Result<Vec<Option<Committed>>, sqlx::Error> {
    let mut found = vec![None; asked];
    for row in rows {
        let place: i64 = row.try_get("place")?;
        let place = usize::try_from(place).map_err(unreadable)?;
        let Some(slot) = found.get_mut(place.saturating_sub(1)) else { continue };
        if slot.is_none() {
            let request_hash = row.try_get("request_hash")?;
            *slot = Some(Committed { request_hash, records: Vec::new() });
        }
        if let Some(committed) = slot {
            committed.records.push(record(row)?);
        }
    }
    Ok(found)
}
