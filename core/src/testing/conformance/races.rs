//! Many at once. On a store without awaits they run one by one, which must come to the same.

use futures_util::future::join_all;
use uuid::Uuid;

use super::{
    a_command, a_stream, a_tenant, append, appended, assert_conflict, assert_records, duplicate,
    read_all, reading::read_pages, version,
};
use crate::ports::{
    AppendOutcome, EventStore,
    Expected::{Any, NoStream},
    Position, Record,
};

fn is_appended(outcome: &AppendOutcome) -> bool {
    matches!(outcome, AppendOutcome::Appended { .. })
}

/// Splits the outcomes into the records of the one that was appended, and the others.
#[track_caller]
fn one_appended(outcomes: Vec<AppendOutcome>) -> (Vec<Record>, Vec<AppendOutcome>) {
    let (first, others): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(is_appended);
    assert_eq!(first.len(), 1, "appended once, not {} times", first.len());
    (appended(&first[0]), others)
}

/// Of 500 that create one stream, one does; each other learns the version and what is there.
pub async fn creates_a_stream_once_for_many(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let create = |_| append(tenant).write(&stream, NoStream, 1).send(store);
    let (records, others) = one_appended(join_all((0..500).map(create)).await);
    assert_eq!(others.len(), 499);
    for outcome in &others {
        assert_conflict(outcome, &stream, version(1), &records);
    }
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// A command sent by many at once takes effect once; each gets the same records.
pub async fn carries_a_command_out_once_for_many(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let send = |_| append(tenant).command(command_id).write(&stream, Any, 2).send(store);
    let (records, others) = one_appended(join_all((0..50).map(send)).await);
    for outcome in &others {
        assert_records(&duplicate(outcome), &records);
    }
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// A key claimed by many at once belongs to one.
pub async fn gives_a_key_to_one_of_many(store: &dyn EventStore) {
    let tenant = a_tenant();
    let claim = |_| async move {
        let draft = append(tenant).write(&a_stream(), NoStream, 1);
        draft.claim("product.sku", "A-1", Uuid::now_v7()).send(store).await
    };
    let (_, others) = one_appended(join_all((0..50).map(claim)).await);
    for outcome in &others {
        assert!(matches!(outcome, AppendOutcome::GuardTaken { .. }), "{outcome:?}");
    }
}

/// Appends that name the same streams and keys in opposite order all go through.
pub async fn takes_streams_in_any_order_without_deadlock(store: &dyn EventStore) {
    let (tenant, one, other, owner) = (a_tenant(), a_stream(), a_stream(), Uuid::now_v7());
    let write = |n: u32| {
        let draft = append(tenant);
        let draft = if n.is_multiple_of(2) {
            draft.write(&one, Any, 1).write(&other, Any, 1).claim("a", "1", owner)
        } else {
            draft.claim("b", "2", owner).write(&other, Any, 1).write(&one, Any, 1)
        };
        draft.claim("b", "2", owner).claim("a", "1", owner).send(store)
    };
    for outcome in join_all((0..60).map(write)).await {
        assert_eq!(appended(&outcome).len(), 2);
    }
    assert_eq!(read_all(store, tenant, &one).await.len(), 60);
    assert_eq!(read_all(store, tenant, &other).await.len(), 60);
}

/// Versions have no gap, and the feed shows each stream in the order of its versions.
pub async fn numbers_concurrent_appends_without_a_gap(store: &dyn EventStore) {
    let tenant = a_tenant();
    let streams = [a_stream(), a_stream(), a_stream()];
    let write = |n: u16| {
        let stream = &streams[usize::from(n % 3)];
        append(tenant).write(stream, Any, (n % 4).max(1)).send(store)
    };
    let outcomes = join_all((0..60).map(write)).await;
    let written = outcomes.iter().map(|outcome| appended(outcome).len()).sum();
    let (fed, _) = read_pages(store, Position::START, 17, written).await;
    assert_eq!(fed.len(), written);
    for stream in streams {
        let records = read_all(store, tenant, &stream).await;
        let versions: Vec<_> = records.iter().map(|record| record.version).collect();
        let dense: Vec<_> = (1..).take(records.len()).map(version).collect();
        assert_eq!(versions, dense);
        let of_stream: Vec<_> =
            fed.iter().filter(|record| record.stream == stream).cloned().collect();
        assert_records(&of_stream, &records);
    }
}
