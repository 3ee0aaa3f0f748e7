//! All rows, page by page, each page in one statement: nothing is locked, and what is recorded
//! meanwhile is seen as a whole or not at all.

use std::sync::Arc;

use palco::ports::{Position, Record, StreamId, Unavailable};
use sqlx::{Row, postgres::PgRow, query, query_scalar};
use uuid::Uuid;

use crate::{
    PostgresStore,
    connect::Inner,
    error::before_sending,
    record::{position, record},
};

/// Where a page of the records begins: behind this record of this stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditAfter {
    /// Whose.
    pub tenant: Uuid,
    /// Which stream.
    pub stream: StreamId,
    /// Which version of it.
    pub version: i64,
}

impl Default for AuditAfter {
    /// Before the first.
    fn default() -> Self {
        Self { tenant: Uuid::nil(), stream: StreamId::new("", Uuid::nil()), version: 0 }
    }
}

/// A record, and what is kept beside it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuditedRecord {
    /// Where it stands.
    pub at: AuditAfter,
    /// The record; `None` when the row is not of a record's form.
    pub record: Option<Record>,
    /// Whether its command id is kept as one that took effect.
    pub command_kept: bool,
}

/// A command id that took effect, and what it wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditedCommand {
    /// Whose.
    pub tenant: Uuid,
    /// Which.
    pub command_id: Uuid,
    /// Of its records, in the order of the feed.
    pub event_ids: Vec<Uuid>,
    /// Whether the last of its records is where the command has it.
    pub has_last: bool,
}

/// What a look at a page of positions found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AuditedPositions {
    /// Those that more than one record has. One at the end of a page may come with the next as well.
    pub twice: Vec<Position>,
    /// Where the next page begins; `None` when this was the last.
    pub next: Option<Position>,
}

impl PostgresStore {
    /// The records behind `after`, at most `limit`, stream by stream in the order of their versions.
    ///
    /// # Errors
    /// [`Unavailable`] when the database failed.
    pub async fn audit_records(
        &self,
        after: &AuditAfter,
        limit: u32,
    ) -> Result<Vec<AuditedRecord>, Unavailable> {
        let after = after.clone();
        self.read(move |inner| async move {
            let mut connection = inner.acquire().await?;
            let rows = query(inner.sql.audit_records.clone())
                .bind(after.tenant)
                .bind(after.stream.aggregate.as_str())
                .bind(after.stream.id)
                .bind(after.version)
                .bind(i64::from(limit))
                .fetch_all(&mut *connection)
                .await;
            rows.and_then(|rows| rows.iter().map(audited_record).collect())
                .map_err(|error| before_sending(&error))
        })
        .await
    }

    /// The command ids that took effect, behind the one given, at most `limit`.
    ///
    /// # Errors
    /// [`Unavailable`] when the database failed.
    pub async fn audit_commands(
        &self,
        (tenant, command_id): (Uuid, Uuid),
        limit: u32,
    ) -> Result<Vec<AuditedCommand>, Unavailable> {
        self.read(move |inner| async move {
            let mut connection = inner.acquire().await?;
            let rows = query(inner.sql.audit_commands.clone())
                .bind(tenant)
                .bind(command_id)
                .bind(i64::from(limit))
                .fetch_all(&mut *connection)
                .await;
            let command = |row: &PgRow| {
                Ok(AuditedCommand {
                    tenant: row.try_get("tenant_id")?,
                    command_id: row.try_get("command_id")?,
                    event_ids: row.try_get("event_ids")?,
                    has_last: row.try_get("has_last")?,
                })
            };
            rows.and_then(|rows| rows.iter().map(command).collect())
                .map_err(|error| before_sending(&error))
        })
        .await
    }

    /// Looks at the positions from `from` on, at most `limit` records, in their order.
    ///
    /// # Errors
    /// [`Unavailable`] when the database failed.
    pub async fn audit_positions(
        &self,
        from: Position,
        limit: u32,
    ) -> Result<AuditedPositions, Unavailable> {
        self.read(move |inner| async move {
            let mut connection = inner.acquire().await?;
            let row = query(inner.sql.audit_positions.clone())
                .bind(from.get())
                .bind(i64::from(limit))
                .fetch_one(&mut *connection)
                .await;
            row.and_then(|row| audited_positions(&row, from, limit))
                .map_err(|error| before_sending(&error))
        })
        .await
    }

    /// The last position that was given out: about as many records as there are, and never fewer. On a
    /// standby that is not known, and it is the first.
    ///
    /// # Errors
    /// [`Unavailable`] when the database failed.
    pub async fn last_position(&self) -> Result<Position, Unavailable> {
        self.read(move |inner| async move {
            let mut connection = inner.acquire().await?;
            let end: Result<Option<i64>, _> =
                query_scalar(inner.sql.feed_end.clone()).fetch_one(&mut *connection).await;
            let end = end.and_then(|end| position(end.unwrap_or(0)));
            end.map_err(|error| before_sending(&error))
        })
        .await
    }

    /// The revision of a read model that its view shows; `None` where it was never kept.
    ///
    /// # Errors
    /// [`Unavailable`] when the database failed.
    pub async fn shown_revision(&self, model: &'static str) -> Result<Option<u32>, Unavailable> {
        self.read(move |inner| async move {
            let mut connection = inner.acquire().await?;
            let active: Result<Option<i32>, _> = query_scalar(inner.sql.shown_revision.clone())
                .bind(model)
                .fetch_optional(&mut *connection)
                .await;
            let active = active.map_err(|error| before_sending(&error))?;
            Ok(active.map(i32::unsigned_abs))
        })
        .await
    }

    async fn read<T, F>(&self, work: impl FnOnce(Arc<Inner>) -> F + Send) -> Result<T, Unavailable>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Unavailable>> + Send + 'static,
    {
        self.to_its_end(false, work(Arc::clone(&self.inner))).await
    }
}

fn audited_positions(
    row: &PgRow,
    from: Position,
    limit: u32,
) -> Result<AuditedPositions, sqlx::Error> {
    let (positions, last): (i64, Option<i64>) = (row.try_get("positions")?, row.try_get("last")?);
    let twice: Vec<i64> = row.try_get("twice")?;
    let twice = twice.into_iter().map(position).collect::<Result<_, _>>()?;
    // With the last one, which a record of the next page may have too; but not for ever.
    let next = |last: i64| if last > from.get() { last } else { last.saturating_add(1) };
    let more = positions > 0 && positions >= i64::from(limit);
    let next = last.filter(|_| more).map(|last| position(next(last))).transpose()?;
    Ok(AuditedPositions { twice, next })
}

fn place(row: &PgRow) -> Result<AuditAfter, sqlx::Error> {
    Ok(AuditAfter {
        tenant: row.try_get("tenant_id")?,
        stream: StreamId::new(row.try_get("aggregate_type")?, row.try_get("aggregate_id")?),
        version: row.try_get("version")?,
    })
}

fn audited_record(row: &PgRow) -> Result<AuditedRecord, sqlx::Error> {
    Ok(AuditedRecord {
        at: place(row)?,
        record: record(row).ok(),
        command_kept: row.try_get("command_kept")?,
    })
}
