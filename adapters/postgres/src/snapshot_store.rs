use std::{future::ready, mem, sync::Arc};

use async_trait::async_trait;
use futures_util::TryStreamExt;
use lz4_flex::block::{compress_prepend_size, decompress, uncompressed_size};
use palco::{
    ports::{Found, Saved, Snapshot, SnapshotKey, SnapshotStore, TakeIn, Unavailable, Written},
    values::Version,
};
use sqlx::{Row, postgres::PgRow, query};

use crate::{
    PostgresStore,
    connect::Inner,
    error::{before_sending, unreadable},
    record::{number, version},
};

/// Snapshots that are saved at once; more are declined. They are not worth the connections of those
/// who wait for an answer.
pub(crate) const SAVES: usize = 2;

#[async_trait]
impl SnapshotStore for PostgresStore {
    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        let loading = load(Arc::clone(&self.inner), key.clone(), limit, take_in);
        self.to_its_end(false, loading).await
    }

    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved) {
        let Ok(permit) = Arc::clone(&self.inner.saves).try_acquire_owned() else {
            return saved(Err(declined()));
        };
        let inner = Arc::clone(&self.inner);
        self.inner.runtime.spawn(async move {
            let outcome = inner.in_time(true, save(&inner, &key, &snapshot)).await;
            drop(permit);
            saved(outcome);
        });
    }
}

fn declined() -> Unavailable {
    let reason = "as many snapshots as may be are being saved".into();
    Unavailable { reason, outcome_unknown: false }
}

async fn load(
    inner: Arc<Inner>,
    key: SnapshotKey,
    limit: u32,
    mut take_in: TakeIn,
) -> Result<(), Unavailable> {
    let mut connection = inner.acquire().await?;
    let rows = query(inner.sql.load.clone())
        .bind(key.tenant.as_uuid())
        .bind(key.stream.aggregate.as_str())
        .bind(key.stream.id)
        .bind(key.fingerprint)
        .bind(i64::from(limit))
        .fetch(&mut *connection);
    let mut last = Version::ZERO;
    // While one row is taken in, the server sends the next ones.
    let read = rows.try_for_each(|row| ready(found(&row, &mut last).map(&mut take_in))).await;
    read.map_err(|error| before_sending(&error))
}

/// What is in a row, behind that of the `last` version.
fn found<'a>(row: &'a PgRow, last: &mut Version) -> Result<Found<'a>, sqlx::Error> {
    let version = version(row.try_get(0)?)?;
    // Of a union SQL does not promise it.
    if version <= mem::replace(last, version) {
        return Err(sqlx::Error::Protocol("a record came out of its order".into()));
    }
    if let Some(packed) = row.try_get::<Option<&[u8]>, _>(1)? {
        // What cannot be unpacked is a state that cannot be read, and is passed over as one.
        let state = unpacked(packed).unwrap_or_default();
        return Ok(Found::Snapshot(Snapshot { version, state }));
    }
    let schema_version: i32 = row.try_get(3)?;
    Ok(Found::Record(Written {
        version,
        event_type: row.try_get::<&str, _>(2)?.into(),
        schema_version: u16::try_from(schema_version).map_err(unreadable)?,
        data: row.try_get::<&str, _>(4)?.into(),
    }))
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, block) = uncompressed_size(packed).ok()?;
    // No block says more than that: a length that is damaged must not take the memory.
    if length > block.len().saturating_mul(255) {
        return None;
    }
    decompress(block, length).ok().filter(|state| state.len() == length)
}

async fn save(inner: &Inner, key: &SnapshotKey, snapshot: &Snapshot) -> Result<(), Unavailable> {
    let mut session = inner.acquire().await?;
    let done = query(inner.sql.save.clone())
        .bind(key.tenant.as_uuid())
        .bind(key.stream.aggregate.as_str())
        .bind(key.stream.id)
        .bind(key.fingerprint)
        .bind(number(snapshot.version))
        .bind(compress_prepend_size(&snapshot.state))
        .execute(&mut *session)
        .await;
    done.map_err(|error| before_sending(&error))?;
    session.end().await.map_err(|error| before_sending(&error))
}
