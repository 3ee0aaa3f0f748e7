use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use palco::{
    ports::{StreamId, Turn},
    values::TenantId,
};
use tokio::sync::OwnedMutexGuard;

use crate::locked;

type Key = (TenantId, StreamId);
type Queue = Arc<tokio::sync::Mutex<()>>;

/// A queue for each stream on which somebody has or awaits the turn, and for no other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns {
    queues: Arc<Mutex<HashMap<Key, Queue>>>,
}

impl Turns {
    pub(crate) async fn take(&self, tenant: TenantId, stream: &StreamId) -> Box<dyn Turn> {
        let key = (tenant, stream.clone());
        let queue = Arc::clone(locked(&self.queues).entry(key.clone()).or_default());
        let place = Place { turns: self.clone(), key };
        let held = queue.lock_owned().await;
        Box::new(Held { _held: held, _place: place })
    }
}

/// The turn. It is passed on first, and the place given up after that: the fields drop in order.
#[derive(Debug)]
struct Held {
    _held: OwnedMutexGuard<()>,
    _place: Place,
}

impl Turn for Held {}

/// A place in a queue, kept while waiting and while at turn; whoever gives up the last one takes
/// the queue away.
#[derive(Debug)]
struct Place {
    turns: Turns,
    key: Key,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut queues = locked(&self.turns.queues);
        // Those who wait or hold have the queue too, and nobody joins it without this lock.
        if queues.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            queues.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Waker},
    };

    use palco::testing::conformance::{a_stream, a_tenant};

    use super::*;

    #[tokio::test]
    async fn a_queue_goes_with_the_last_who_is_in_it() {
        let (turns, tenant, stream) = (Turns::default(), a_tenant(), a_stream());
        let first = turns.take(tenant, &stream).await;
        {
            let mut second = pin!(turns.take(tenant, &stream));
            assert!(second.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            drop(first);
            assert_eq!(locked(&turns.queues).len(), 1);
        }
        assert!(locked(&turns.queues).is_empty(), "also when it left before it was served");
        drop(turns.take(tenant, &stream).await);
        assert!(locked(&turns.queues).is_empty());
    }
}
