use std::sync::Arc;

use palco::ports::{FeedPage, Position, Unavailable};
use sqlx::{PgConnection, query, query_scalar};

use crate::{
    connect::Inner,
    error::before_sending,
    record::{position, records},
};

/// The records behind `after` that no append in flight can still come before.
///
/// An append takes a lock on the sequence's value before it draws positions, and holds it to its end:
/// the published floor. Three statements, each with a snapshot of its own and in this order: an append
/// whose floor is not seen has drawn positions behind the end read before, or has ended and its
/// records are seen after.
pub(crate) async fn read(
    inner: Arc<Inner>,
    after: Position,
    limit: u32,
) -> Result<FeedPage, Unavailable> {
    let mut connection = inner.acquire().await?;
    let page = page(&inner, &mut connection, after, limit).await;
    page.map_err(|error| before_sending(&error))?.ok_or_else(|| {
        let reason = "the server is a standby: the feed is read on the primary".to_owned();
        Unavailable { reason, outcome_unknown: false }
    })
}

/// `None` on a standby, which knows of no append that is under way.
async fn page(
    inner: &Inner,
    connection: &mut PgConnection,
    after: Position,
    limit: u32,
) -> Result<Option<FeedPage>, sqlx::Error> {
    let nothing = FeedPage { records: Vec::new(), next: after };
    let sql = &inner.sql;
    let end: Option<i64> = query_scalar(sql.feed_end.clone()).fetch_one(&mut *connection).await?;
    let Some(end) = end else { return Ok(None) };
    if position(end)? <= after {
        return Ok(Some(nothing));
    }
    let floor: Option<i64> =
        query_scalar(sql.feed_floor.clone()).bind(inner.tag).fetch_one(&mut *connection).await?;
    let end = floor.map_or(end, |floor| floor.min(end));
    if position(end)? <= after {
        return Ok(Some(nothing));
    }
    let rows = query(sql.feed_records.clone())
        .bind(after.get())
        .bind(end)
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?;
    let records = records(&rows)?;
    // The last record, never the floor: behind it a record may still come.
    let next = records.last().map_or(after, |record| record.position);
    Ok(Some(FeedPage { records, next }))
}
