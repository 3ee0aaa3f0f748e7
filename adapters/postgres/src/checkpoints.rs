use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use palco::{
    ports::{
        Asked, Checkpoints, Claim, Claimed, Commit, CommitOutcome, DeadLetter, Lease, ProcessorId,
        Progress, StalledAppend, StreamId, Unavailable,
    },
    values::TenantId,
};
use sqlx::{PgConnection, Row as _, postgres::PgRow, query};
use uuid::Uuid;

use crate::{
    PostgresStore,
    connect::Inner,
    error::{before_sending, unreadable},
    read_models::{self, Table},
    record::{number, position, version},
};

#[async_trait]
impl Checkpoints for PostgresStore {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, Unavailable> {
        let Claim { processor, lanes, holder, ttl, sends } = claim;
        let statement = query(self.inner.sql.claim.clone())
            .bind(processor.name.to_string())
            .bind(signed(processor.revision))
            .bind(i32::from(*lanes).max(1))
            .bind(*holder)
            .bind(millis(*ttl))
            .bind(*sends);
        let rows = self.rows_of(statement).await?;
        claimed(processor, &rows).map_err(|error| before_sending(&error))
    }

    async fn commit(&self, commit: Commit) -> Result<CommitOutcome, Unavailable> {
        let work = write(Arc::clone(&self.inner), commit);
        self.to_its_end(true, work).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), Unavailable> {
        let statement = query(self.inner.sql.release.clone())
            .bind(lease.processor.name.to_string())
            .bind(signed(lease.processor.revision))
            .bind(i32::from(lease.lane))
            .bind(epoch(lease));
        self.rows_of(statement).await.map(|_| ())
    }

    async fn leave(&self, processor: &ProcessorId, holder: Uuid) -> Result<(), Unavailable> {
        let statement = query(self.inner.sql.leave.clone())
            .bind(processor.name.to_string())
            .bind(signed(processor.revision))
            .bind(holder);
        self.rows_of(statement).await.map(|_| ())
    }

    async fn progress(&self) -> Result<Vec<Progress>, Unavailable> {
        let rows = self.rows_of(query(self.inner.sql.progress.clone())).await?;
        read_all(&rows, progress)
    }

    async fn epoch(&self) -> Result<i64, Unavailable> {
        let rows = self.rows_of(query(self.inner.sql.epoch.clone())).await?;
        let epoch = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| row.try_get(0));
        epoch.map_err(|error| before_sending(&error))
    }

    async fn dead_letters(
        &self,
        processor: Option<&ProcessorId>,
    ) -> Result<Vec<DeadLetter>, Unavailable> {
        let statement = query(self.inner.sql.dead_letters.clone())
            .bind(processor.map(|id| id.name.to_string()))
            .bind(processor.map(|id| signed(id.revision)));
        let rows = self.rows_of(statement).await?;
        read_all(&rows, dead_letter)
    }

    async fn ask(
        &self,
        processor: &ProcessorId,
        tenant: TenantId,
        stream: &StreamId,
        asked: Asked,
    ) -> Result<bool, Unavailable> {
        let asked = match asked {
            Asked::Retry => "retry",
            Asked::Skip => "skip",
        };
        let statement = query(self.inner.sql.ask.clone())
            .bind(tenant.as_uuid())
            .bind(processor.name.to_string())
            .bind(signed(processor.revision))
            .bind(stream.aggregate.to_string())
            .bind(stream.id)
            .bind(asked);
        let rows = self.rows_of(statement).await?;
        Ok(!rows.is_empty())
    }

    async fn stalled_appends(&self, longer: Duration) -> Result<Vec<StalledAppend>, Unavailable> {
        let statement =
            query(self.inner.sql.stalled_appends.clone()).bind(self.inner.tag).bind(millis(longer));
        let rows = self.rows_of(statement).await?;
        let stalled = self.inner.first_seen.stalled(&rows, longer);
        stalled.map_err(|error| before_sending(&error))
    }
}

/// The transaction ends with this, whatever becomes of the caller: it runs on a task of its own.
async fn write(inner: Arc<Inner>, commit: Commit) -> Result<CommitOutcome, Unavailable> {
    let table = match commit.rows.is_empty() {
        true => None,
        false => Some(Table::of(&inner.sql, &commit.lease.processor.name)?),
    };
    let mut transaction = inner.begin().await?;
    let done = write_all(&inner, &mut transaction, &commit, table).await;
    // Whether it went through does not matter: done again, it is the same.
    if done.map_err(|error| before_sending(&error))? {
        transaction.commit().await.map_err(|error| before_sending(&error))?;
        return Ok(CommitOutcome::Done);
    }
    transaction.rollback().await.map_err(|error| before_sending(&error))?;
    Ok(CommitOutcome::Fenced)
}

/// Everything of a commit, behind the fence; whether the lease stood.
async fn write_all(
    inner: &Inner,
    connection: &mut PgConnection,
    commit: &Commit,
    table: Option<Table<'_>>,
) -> Result<bool, sqlx::Error> {
    let (sql, lease) = (&inner.sql, &commit.lease);
    let ProcessorId { name, revision } = &lease.processor;
    let stands = query(sql.fence.clone())
        .bind(name.as_str())
        .bind(signed(*revision))
        .bind(i32::from(lease.lane))
        .bind(epoch(lease))
        .bind(commit.position.get())
        .bind(millis(commit.ttl))
        .fetch_optional(&mut *connection)
        .await?;
    if stands.is_none() {
        return Ok(false);
    }
    if let Some(table) = table {
        read_models::write(connection, &table, signed(*revision), &commit.rows).await?;
    }
    for (tenant, stream) in &commit.freed {
        query(sql.free.clone())
            .bind(tenant.as_uuid())
            .bind(name.as_str())
            .bind(signed(*revision))
            .bind(stream.aggregate.as_str())
            .bind(stream.id)
            .execute(&mut *connection)
            .await?;
    }
    for dead in &commit.parked {
        query(sql.park.clone())
            .bind(dead.tenant.as_uuid())
            .bind(name.as_str())
            .bind(signed(*revision))
            .bind(dead.stream.aggregate.as_str())
            .bind(dead.stream.id)
            .bind(i32::from(lease.lane))
            .bind(number(dead.version))
            .bind(dead.position.get())
            .bind(dead.reason.as_str())
            .bind(signed(dead.tries))
            .execute(&mut *connection)
            .await?;
    }
    Ok(true)
}

fn claimed(processor: &ProcessorId, rows: &[PgRow]) -> Result<Claimed, sqlx::Error> {
    let mut claimed = Claimed { leases: Vec::new(), share: 0 };
    for row in rows {
        claimed.share = small(row, "share")?;
        // A holder without a lane is told of its share all the same.
        let Some(lane) = row.try_get::<Option<i32>, _>("lane")? else { continue };
        claimed.leases.push(Lease {
            processor: processor.clone(),
            lane: u16::try_from(lane).map_err(unreadable)?,
            lanes: small(row, "lanes")?,
            epoch: row.try_get::<i64, _>("epoch")?.unsigned_abs(),
            position: position(row.try_get("position")?)?,
            mark: position(row.try_get("mark")?)?,
        });
    }
    Ok(claimed)
}

fn progress(row: &PgRow) -> Result<Progress, sqlx::Error> {
    Ok(Progress {
        processor: processor(row)?,
        lane: small(row, "lane")?,
        holder: row.try_get("holder")?,
        epoch: row.try_get::<i64, _>("epoch")?.unsigned_abs(),
        position: position(row.try_get("position")?)?,
        end: position(row.try_get("feed_end")?)?,
        behind: row.try_get::<i64, _>("behind")?.max(0).unsigned_abs(),
        behind_ms: row.try_get::<i64, _>("behind_ms")?.max(0).unsigned_abs(),
        parked: row.try_get::<i64, _>("parked")?.unsigned_abs(),
    })
}

fn dead_letter(row: &PgRow) -> Result<DeadLetter, sqlx::Error> {
    let tenant: Uuid = row.try_get("tenant_id")?;
    let asked: Option<&str> = row.try_get("asked")?;
    Ok(DeadLetter {
        processor: processor(row)?,
        lane: small(row, "lane")?,
        tenant: TenantId::try_from(tenant).map_err(unreadable)?,
        stream: StreamId::new(row.try_get("aggregate_type")?, row.try_get("aggregate_id")?),
        version: version(row.try_get("version")?)?,
        position: position(row.try_get("position")?)?,
        reason: row.try_get("reason")?,
        tries: u32::try_from(row.try_get::<i32, _>("tries")?).map_err(unreadable)?,
        asked: asked.map(|asked| if asked == "skip" { Asked::Skip } else { Asked::Retry }),
    })
}

fn processor(row: &PgRow) -> Result<ProcessorId, sqlx::Error> {
    let revision: i32 = row.try_get("revision")?;
    Ok(ProcessorId::new(row.try_get("processor")?, revision.unsigned_abs()))
}

fn small(row: &PgRow, column: &str) -> Result<u16, sqlx::Error> {
    u16::try_from(row.try_get::<i32, _>(column)?).map_err(unreadable)
}

pub(crate) fn read_all<T>(
    rows: &[PgRow],
    read: impl Fn(&PgRow) -> Result<T, sqlx::Error>,
) -> Result<Vec<T>, Unavailable> {
    rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| before_sending(&error))
}

pub(crate) fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn epoch(lease: &Lease) -> i64 {
    i64::try_from(lease.epoch).unwrap_or(i64::MAX)
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
