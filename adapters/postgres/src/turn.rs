use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use palco::{
    ports::{StreamId, Turn, Unavailable},
    values::TenantId,
};
use sqlx::{PgPool, query};
use tokio::sync::{OwnedMutexGuard, oneshot};

use crate::{
    Pooler,
    connect::Inner,
    error::{before_sending, task_ended},
};

/// Turns that one process holds at once, on streams of its own choice. Apart from the connections
/// that write, so that who waits for a turn does not keep its holder from writing.
pub(crate) const CONNECTIONS: u32 = 4;

/// How long to wait for another process: a holder that hangs must not hang everybody.
const LOCK_TIMEOUT: &str = "5s";

type Key = (TenantId, StreamId);

/// Turns on streams: first come, first served within the process, then one process at a time.
pub(crate) struct Turns {
    pool: PgPool,
    /// The queues that somebody stands in.
    queues: Mutex<HashMap<Key, Weak<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool, queues: Mutex::default() }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    fn queue(&self, key: &Key) -> Arc<tokio::sync::Mutex<()>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.retain(|_, queue| queue.strong_count() > 0);
        if let Some(queue) = queues.get(key).and_then(Weak::upgrade) {
            return queue;
        }
        let queue = Arc::default();
        queues.insert(key.clone(), Arc::downgrade(&queue));
        queue
    }
}

/// Dropped, it tells the task that holds the lock to let go.
struct Held {
    _release: oneshot::Sender<()>,
}

impl Turn for Held {}

/// A turn within the process. The holder of a lock would keep a connection of the pooler's from those
/// who write, and a few of them all.
struct Place {
    _place: OwnedMutexGuard<()>,
}

impl Turn for Place {}

/// The caller waits in the queue itself, so that leaving gives up its place; what it holds of the
/// database is a task's, which notices that the caller is gone and ends the transaction.
pub(crate) async fn take(inner: &Arc<Inner>, key: Key) -> Result<Box<dyn Turn>, Unavailable> {
    let place = inner.turns.queue(&key).lock_owned().await;
    if inner.pooler == Pooler::Transaction {
        return Ok(Box::new(Place { _place: place }));
    }
    let (granted, turn) = oneshot::channel();
    inner.runtime.spawn(hold(Arc::clone(inner), key, place, granted));
    let held = turn.await.map_err(|_| task_ended(false))??;
    Ok(Box::new(held))
}

async fn hold(
    inner: Arc<Inner>,
    (tenant, stream): Key,
    place: OwnedMutexGuard<()>,
    granted: oneshot::Sender<Result<Held, Unavailable>>,
) {
    let mut transaction = match inner.turns.pool.begin().await {
        Ok(transaction) => transaction,
        Err(error) => {
            let _ = granted.send(Err(before_sending(&error)));
            return;
        }
    };
    let locked = query(inner.sql.take_turn.clone())
        .bind(LOCK_TIMEOUT)
        .bind(inner.tag)
        .bind(format!("{tenant}/{stream}"))
        .execute(&mut *transaction)
        .await;
    match locked {
        Ok(_) => {
            let (release, released) = oneshot::channel();
            // Not sent to a caller that is gone, `release` is dropped here, and the wait is over.
            let _ = granted.send(Ok(Held { _release: release }));
            let _ = released.await;
        }
        Err(error) => {
            let _ = granted.send(Err(before_sending(&error)));
        }
    }
    // Before the next in the queue asks for the lock. A connection that fails here fails the test
    // that the pool makes when it comes back.
    let _ = transaction.rollback().await;
    drop(place);
}
