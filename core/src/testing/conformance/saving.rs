use std::{
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    task::{Poll, Waker},
};

use super::version;
use crate::{
    ports::{Snapshot, SnapshotKey, Store, StreamId, Unavailable},
    values::TenantId,
};

/// The key of a stream's snapshot, under a fingerprint that is always the same.
#[must_use]
pub fn key_of(tenant: TenantId, stream: &StreamId) -> SnapshotKey {
    SnapshotKey { tenant, stream: stream.clone(), fingerprint: [7; 32] }
}

/// The end of a save, and who waits for it.
type Ending = Arc<Mutex<(Option<Result<(), Unavailable>>, Option<Waker>)>>;

/// Saves a snapshot, and waits until the store has told what became of it.
///
/// # Errors
/// What the store told.
pub async fn saved(
    store: &dyn Store,
    key: &SnapshotKey,
    at: u64,
    state: impl Into<Vec<u8>>,
) -> Result<(), Unavailable> {
    let ending = Ending::default();
    let tell = Arc::clone(&ending);
    let snapshot = Snapshot { version: version(at), state: state.into() };
    let told = Box::new(move |told| {
        let mut ending = tell.lock().unwrap_or_else(PoisonError::into_inner);
        ending.0 = Some(told);
        if let Some(waker) = ending.1.take() {
            waker.wake();
        }
    });
    store.save(key.clone(), snapshot, told);
    poll_fn(|context| {
        let mut ending = ending.lock().unwrap_or_else(PoisonError::into_inner);
        ending.1 = Some(context.waker().clone());
        ending.0.take().map_or(Poll::Pending, Poll::Ready)
    })
    .await
}
