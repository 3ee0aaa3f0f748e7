//! Several appends in one call: each has its own outcome, in list order.

use uuid::Uuid;

use super::{
    a_command, a_stream, a_tenant, append, appended, assert_conflict, assert_records, duplicate,
    read_all, send_all, version,
};
use crate::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{Any, Exact, NoStream},
    },
    values::Version,
};

/// A call without appends has no outcomes.
pub async fn accepts_an_empty_list(store: &dyn EventStore) {
    assert_eq!(store.append(Vec::new()).await, Ok(Vec::new()));
    assert_eq!(store.resolve(&[]).await, Ok(Vec::new()));
}

/// Outcomes stand in the order of the appends, also across tenants, and positions follow it.
pub async fn gives_each_append_its_own_outcome(store: &dyn EventStore) {
    let (tenant, other, stream) = (a_tenant(), a_tenant(), a_stream());
    let outcomes = send_all(
        store,
        [
            append(tenant).write(&stream, NoStream, 1),
            append(tenant).write(&stream, NoStream, 1),
            append(other).write(&stream, NoStream, 2),
            append(tenant),
            append(tenant).write(&stream, Any, 300),
        ],
    )
    .await;
    let (mine, foreign) = (appended(&outcomes[0]), appended(&outcomes[2]));
    assert_conflict(&outcomes[1], &stream, version(1), &mine);
    assert_eq!(appended(&outcomes[3]), []);
    assert_eq!(outcomes[4], AppendOutcome::Oversized);
    assert!(mine[0].position < foreign[0].position);
    assert_records(&read_all(store, tenant, &stream).await, &mine);
    assert_records(&read_all(store, other, &stream).await, &foreign);
}

/// A later append may expect the version that an earlier one leaves.
pub async fn builds_on_an_earlier_append(store: &dyn EventStore) {
    let (tenant, stream, second_stream) = (a_tenant(), a_stream(), a_stream());
    let outcomes = send_all(
        store,
        [
            append(tenant).write(&stream, NoStream, 2),
            append(tenant).write(&stream, Exact(version(2)), 1).write(&second_stream, NoStream, 1),
            append(tenant).write(&stream, Any, 1),
            append(tenant)
                .write(&second_stream, Exact(version(1)), 1)
                .check(&stream, Exact(version(4))),
        ],
    )
    .await;
    let records: Vec<_> = outcomes.iter().flat_map(appended).collect();
    let of = |stream| records.iter().filter(|record| record.stream == stream).cloned().collect();
    let wanted: Vec<_> = of(stream.clone());
    assert_records(&read_all(store, tenant, &stream).await, &wanted);
    let wanted: Vec<_> = of(second_stream.clone());
    assert_records(&read_all(store, tenant, &second_stream).await, &wanted);
}

/// What was decided on an append that did not go through does not go through either, although the
/// stream happens to have the version that it expects: somebody else's.
pub async fn conflicts_behind_an_append_that_failed(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 3).send(store).await);
    let outcomes = send_all(
        store,
        [
            append(tenant).write(&stream, Exact(version(1)), 2),
            append(tenant).write(&stream, Exact(version(3)), 1),
            append(tenant).write(&stream, Exact(version(4)), 1),
        ],
    )
    .await;
    assert_conflict(&outcomes[0], &stream, version(3), &records[1..]);
    assert_conflict(&outcomes[1], &stream, version(3), &[]);
    assert_conflict(&outcomes[2], &stream, version(3), &[]);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// A repeated command's first records need not be those that its follower was decided on.
pub async fn conflicts_behind_a_duplicate(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let sent = append(tenant).write(&stream, NoStream, 1);
    let records = appended(&sent.clone().send(store).await);
    let follower = append(tenant).write(&stream, Exact(version(1)), 1);
    let outcomes = send_all(store, [sent, follower.clone()]).await;
    assert_records(&duplicate(&outcomes[0]), &records);
    assert_conflict(&outcomes[1], &stream, version(1), &[]);
    // Sent again in a call of its own, it rests on what is there.
    let _ = appended(&follower.send(store).await);
}

/// An append that fails concerns no other stream, and nobody who expects nothing of its stream.
pub async fn lets_others_pass_an_append_that_failed(store: &dyn EventStore) {
    let (tenant, stream, other) = (a_tenant(), a_stream(), a_stream());
    let missing = Exact(version(9));
    let outcomes = send_all(
        store,
        [
            append(tenant).write(&stream, missing, 1),
            append(tenant).write(&other, NoStream, 1),
            append(tenant).write(&stream, Any, 1),
            append(a_tenant()).write(&stream, NoStream, 1),
        ],
    )
    .await;
    assert_conflict(&outcomes[0], &stream, Version::ZERO, &[]);
    for passed in &outcomes[1..] {
        assert_eq!(appended(passed).len(), 1);
    }
}

/// A key claimed by one append is taken for the next.
pub async fn sees_guards_of_an_earlier_append(store: &dyn EventStore) {
    let tenant = a_tenant();
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let outcomes = send_all(
        store,
        [
            append(tenant).write(&a_stream(), NoStream, 1).claim("product.sku", "A-1", one),
            append(tenant).write(&a_stream(), NoStream, 1).claim("product.sku", "A-1", other),
            append(tenant).write(&a_stream(), NoStream, 1).release("product.sku", "A-1", one),
            append(tenant).write(&a_stream(), NoStream, 1).claim("product.sku", "A-1", other),
        ],
    )
    .await;
    assert!(matches!(outcomes[1], AppendOutcome::GuardTaken { .. }), "{:?}", outcomes[1]);
    for passed in [&outcomes[0], &outcomes[2], &outcomes[3]] {
        assert_eq!(appended(passed).len(), 1);
    }
}

/// The same command twice in one list takes effect once.
pub async fn repeats_a_command_within_one_list(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let outcomes = send_all(
        store,
        [
            append(tenant).command(command_id).write(&stream, NoStream, 2),
            append(tenant).command(command_id).write(&stream, Exact(version(2)), 1),
        ],
    )
    .await;
    let records = appended(&outcomes[0]);
    assert_records(&duplicate(&outcomes[1]), &records);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// The same command id with another request is refused, in one list too.
pub async fn refuses_a_reused_command_id_within_one_list(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let outcomes = send_all(
        store,
        [
            append(tenant).command(command_id).request(1).write(&stream, NoStream, 1),
            append(tenant).command(command_id).request(2).write(&stream, Exact(version(1)), 1),
        ],
    )
    .await;
    let records = appended(&outcomes[0]);
    assert_eq!(outcomes[1], AppendOutcome::CommandIdReused);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}
