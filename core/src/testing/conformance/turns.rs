//! Turns on a stream: first come, first served within the process.

use std::{future::Future, pin::Pin};

use futures_util::future::{Either, select};

use super::{a_stream, a_tenant, append, appended, read_all};
use crate::{
    ports::{EventStore, Expected::NoStream, StreamId, Turn, Unavailable},
    values::TenantId,
};

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Turn>, Unavailable>> + Send + 'a>>;

async fn take(store: &dyn EventStore, tenant: TenantId, stream: &StreamId) -> Box<dyn Turn> {
    store.take_turn(tenant, stream).await.expect("the store answers")
}

/// Checks that the turn does not come while the store answers twenty reads: a case knows no clock.
async fn assert_waits(store: &dyn EventStore, waiting: &mut Waiting<'_>) {
    let reads = async {
        for _ in 0..20 {
            let _ = read_all(store, a_tenant(), &a_stream()).await;
        }
    };
    let Either::Right(_) = select(waiting, Box::pin(reads)).await else {
        panic!("the turn came, although another holds it");
    };
}

/// The second gets its turn when the first has dropped it.
pub async fn makes_the_second_wait_for_the_first(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let first = take(store, tenant, &stream).await;
    let mut second = store.take_turn(tenant, &stream);
    assert_waits(store, &mut second).await;
    drop(first);
    let second = second.await.expect("the store answers");
    let mut third = store.take_turn(tenant, &stream);
    assert_waits(store, &mut third).await;
    drop(second);
    drop(third.await);
    drop(take(store, tenant, &stream).await);
}

/// One that went away while it waited, or just as its turn came, blocks nobody.
pub async fn passes_over_a_waiter_that_left(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let first = take(store, tenant, &stream).await;
    let mut leaves_early = store.take_turn(tenant, &stream);
    let mut leaves_late = store.take_turn(tenant, &stream);
    let mut stays = store.take_turn(tenant, &stream);
    for waiting in [&mut leaves_early, &mut leaves_late, &mut stays] {
        assert_waits(store, waiting).await;
    }
    drop(leaves_early);
    assert_waits(store, &mut stays).await;
    drop(first);
    drop(leaves_late);
    drop(stays.await.expect("the store answers"));
}

/// Whoever came first goes first.
pub async fn serves_waiters_in_order(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let mut turn = take(store, tenant, &stream).await;
    let mut queue: Vec<_> = (0..4).map(|_| store.take_turn(tenant, &stream)).collect();
    for waiting in &mut queue {
        assert_waits(store, waiting).await;
    }
    while !queue.is_empty() {
        drop(turn);
        turn = queue.remove(0).await.expect("the store answers");
        for waiting in &mut queue {
            assert_waits(store, waiting).await;
        }
    }
}

/// A turn is on one stream of one tenant.
pub async fn keeps_turns_of_other_streams_and_tenants_apart(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let namesake = StreamId::new("another", stream.id);
    let _turn = take(store, tenant, &stream).await;
    drop(take(store, tenant, &a_stream()).await);
    drop(take(store, tenant, &namesake).await);
    drop(take(store, a_tenant(), &stream).await);
}

/// A turn is a courtesy among those who take one: what decides is the version.
pub async fn lets_others_write_without_a_turn(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let _turn = take(store, tenant, &stream).await;
    let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(store).await);
    assert_eq!(read_all(store, tenant, &stream).await.len(), 1);
}
