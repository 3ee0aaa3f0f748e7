//! Connections that are kept, and whether they live.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{Connection, PgConnection, postgres::PgPoolOptions};
use tokio::time::timeout;

use crate::{error::PATIENCE, identity::Watch};

/// How long a connection may have been idle and still go unasked whether it lives.
const FRESH: Duration = Duration::from_secs(1);

/// How long a connection in doubt may take to say that it lives.
const PING: Duration = Duration::from_secs(1);

/// When a call of the database failed last. Those who share a pool share it.
#[derive(Clone, Default)]
pub(crate) struct LastFailure(Arc<Mutex<Option<Instant>>>);

impl LastFailure {
    pub(crate) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether that was so lately.
    fn was_within(&self, time: Duration) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() <= time)
    }
}

/// A connection is asked whether it lives when it comes back, off the caller's path, and again
/// before use only when it has lain idle for long, or while a call failed: a server that went away took
/// them all with it. On every use that would be a second round trip. No caller can leave one in the
/// middle of something, since all that uses one runs on a task; only a call that takes too long does, and
/// then it has a moment to get through.
///
/// With a `watch` one that lay idle is asked where it leads as well: behind a pooler it may outlive the
/// server that it led to.
pub(crate) fn pool(
    max_connections: u32,
    failure: &LastFailure,
    watch: Option<&Arc<Watch>>,
) -> PgPoolOptions {
    let watch = watch.cloned();
    let failure = failure.clone();
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        // The pool itself asks as well, and waits for ever: it would have one connection less.
        .after_release({
            let failure = failure.clone();
            move |connection, _| {
                let in_doubt = failure.was_within(PATIENCE);
                Box::pin(async move {
                    if in_doubt {
                        ping(connection).await?;
                    }
                    Ok(true)
                })
            }
        })
        .before_acquire(move |connection, meta| {
            let in_doubt = meta.idle_for >= FRESH || failure.was_within(meta.idle_for);
            let watch = watch.clone().filter(|_| in_doubt);
            Box::pin(async move {
                match watch {
                    Some(watch) => in_time(watch.look(connection)).await?,
                    None if in_doubt => ping(connection).await?,
                    None => {}
                }
                Ok(true)
            })
        })
}

async fn ping(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    in_time(connection.ping()).await
}

/// Over a connection that was cut without a word nobody answers.
async fn in_time(asking: impl Future<Output = Result<(), sqlx::Error>>) -> Result<(), sqlx::Error> {
    timeout(PING, asking).await.map_err(io::Error::from)?
}
