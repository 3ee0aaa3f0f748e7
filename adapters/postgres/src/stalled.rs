use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use palco::ports::StalledAppend;
use sqlx::{Row, postgres::PgRow};

/// An append by its session and its floor, which no other append of the session has.
type Append = (Option<i32>, i64);

/// Appends of which the server does not show this role since when they are open, and when each of them was
/// seen first.
#[derive(Default)]
pub(crate) struct FirstSeen(Mutex<HashMap<Append, Instant>>);

impl FirstSeen {
    /// Of all that are open now, those that are open for longer.
    pub(crate) fn stalled(
        &self,
        rows: &[PgRow],
        longer: Duration,
    ) -> Result<Vec<StalledAppend>, sqlx::Error> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *seen);
        let mut stalled = Vec::with_capacity(rows.len());
        for row in rows {
            let append: Append = (row.try_get("pid")?, row.try_get("floor")?);
            let open_ms: Option<i64> = row.try_get("open_ms")?;
            let open_for = match open_ms {
                Some(open_ms) => Duration::from_millis(open_ms.max(0).unsigned_abs()),
                None => {
                    let first = before.get(&append).copied().unwrap_or_else(Instant::now);
                    seen.insert(append, first);
                    first.elapsed()
                }
            };
            if open_ms.is_some() || open_for >= longer {
                stalled.push(StalledAppend {
                    pid: append.0,
                    open_for,
                    at_least: open_ms.is_none(),
                    application: row.try_get("application")?,
                    waits_for: row.try_get("wait_event")?,
                });
            }
        }
        stalled.sort_by_key(|append| std::cmp::Reverse(append.open_for));
        Ok(stalled)
    }
}
