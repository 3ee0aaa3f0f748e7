use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use palco::{
    ports::{StreamId, Turn, Unavailable},
    values::TenantId,
};
use sqlx::{PgPool, Postgres, Transaction, query};
use tokio::sync::{OwnedMutexGuard, oneshot};
use uuid::Uuid;

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

/// How long the server lets a holder be silent: one that was stopped in its turn keeps all others from
/// writing to the stream.
const SILENCE: &str = "2s";

type Key = (TenantId, StreamId);

/// Turns on streams: first come, first served within the process, then one process at a time.
pub(crate) struct Turns {
    pool: PgPool,
    /// The queues that somebody stands in.
    queues: Mutex<HashMap<Key, Weak<tokio::sync::Mutex<()>>>>,
    /// The streams whose turn this process has.
    held: Mutex<Vec<Key>>,
}

impl Turns {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool, queues: Mutex::default(), held: Mutex::default() }
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

    fn held(&self) -> MutexGuard<'_, Vec<Key>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Whether an append to the stream may go without asking whose turn it is: it is this process's,
    /// or none can be taken.
    pub(crate) fn has_turn(&self, tenant: Uuid, aggregate: &str, id: Uuid) -> bool {
        let is_it = |(of, stream): &Key| {
            of.as_uuid() == tenant && stream.aggregate == aggregate && stream.id == id
        };
        self.pooler == Pooler::Transaction || self.turns.held().iter().any(is_it)
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
    key: Key,
    place: OwnedMutexGuard<()>,
    granted: oneshot::Sender<Result<Held, Unavailable>>,
) {
    match inner.in_time(false, locked(&inner, &key)).await {
        Ok(transaction) => {
            inner.turns.held().push(key.clone());
            let (release, released) = oneshot::channel();
            // Not sent to a caller that is gone, `release` is dropped here, and the wait is over.
            let _ = granted.send(Ok(Held { _release: release }));
            let _ = released.await;
            inner.turns.held().retain(|held| *held != key);
            // Before the next in the queue asks for the lock. A connection that fails here fails the test
            // that the pool makes when it comes back.
            let ended =
                async { transaction.rollback().await.map_err(|error| before_sending(&error)) };
            let _ = inner.in_time(false, ended).await;
        }
        Err(failed) => {
            let _ = granted.send(Err(failed));
        }
    }
    drop(place);
}

/// A transaction that has the lock.
async fn locked(inner: &Inner, key: &Key) -> Result<Transaction<'static, Postgres>, Unavailable> {
    let begun = inner.turns.pool.begin().await;
    let mut transaction = begun.map_err(|error| before_sending(&error))?;
    let locked = query(inner.sql.take_turn.clone())
        .bind(LOCK_TIMEOUT)
        .bind(SILENCE)
        .bind(inner.tag)
        .bind(key.1.aggregate.as_str())
        .bind(key.1.id)
        .execute(&mut *transaction)
        .await;
    locked.map_err(|error| before_sending(&error))?;
    Ok(transaction)
}
