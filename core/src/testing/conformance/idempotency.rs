//! A command id takes effect once per tenant, for ever.

use uuid::Uuid;

use super::{
    a_command, a_stream, a_tenant, append, appended, assert_conflict, assert_records, duplicate,
    read_all, version,
};
use crate::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{Any, Exact, NoStream},
    },
    values::Version,
};

/// The same append sent again writes nothing and gives the first records.
pub async fn repeats_the_first_records(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let sent = append(tenant).write(&stream, Any, 3);
    let records = appended(&sent.clone().send(store).await);
    for _ in 0..3 {
        assert_records(&duplicate(&sent.clone().send(store).await), &records);
    }
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// The first records, not the stream's latest; that its version would conflict now is no matter.
pub async fn repeats_them_after_the_stream_moved_on(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let sent = append(tenant).write(&stream, NoStream, 1);
    let records = appended(&sent.clone().send(store).await);
    let _ = appended(&append(tenant).write(&stream, Exact(version(1)), 4).send(store).await);
    assert_records(&duplicate(&sent.send(store).await), &records);
    assert_eq!(read_all(store, tenant, &stream).await.len(), 5);
}

/// Decided afresh, a repeated command has other domain events, versions and guards: none counts.
pub async fn repeats_them_whatever_else_is_wrong(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let sent = append(tenant).command(command_id).write(&stream, NoStream, 1);
    let records = appended(&sent.send(store).await);
    let claim = append(tenant).write(&a_stream(), NoStream, 1);
    let _ = appended(&claim.claim("space", "key", Uuid::now_v7()).send(store).await);

    let again = append(tenant)
        .command(command_id)
        .write(&stream, Exact(version(77)), 5)
        .claim("space", "key", Uuid::now_v7())
        .claim("space", "other key", Uuid::now_v7());
    assert_records(&duplicate(&again.send(store).await), &records);
    let claim = append(tenant).write(&a_stream(), NoStream, 1);
    let _ = appended(&claim.claim("space", "other key", Uuid::now_v7()).send(store).await);
}

/// A command id belongs to the tenant, not to a stream.
pub async fn repeats_them_on_another_stream(store: &dyn EventStore) {
    let (tenant, stream, other) = (a_tenant(), a_stream(), a_stream());
    let command_id = a_command();
    let sent = append(tenant).command(command_id).write(&stream, NoStream, 1);
    let records = appended(&sent.send(store).await);
    let elsewhere = append(tenant).command(command_id).write(&other, NoStream, 1);
    assert_records(&duplicate(&elsewhere.send(store).await), &records);
    assert_records(&read_all(store, tenant, &other).await, &[]);
}

/// What one command wrote to several streams comes back whole, in the order of its writes.
pub async fn repeats_an_append_of_several_streams(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let _ = appended(&append(tenant).write(&other, NoStream, 2).send(store).await);
    let sent = append(tenant).write(&one, NoStream, 2).write(&other, Exact(version(2)), 2);
    let records = appended(&sent.clone().send(store).await);
    assert_eq!(records.len(), 4);
    assert_records(&duplicate(&sent.send(store).await), &records);
}

/// Another request under a known id is refused and writes nothing.
pub async fn refuses_another_request_under_a_known_id(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let first = append(tenant).command(command_id).request(1).write(&stream, NoStream, 1);
    let records = appended(&first.clone().send(store).await);
    let second = append(tenant).command(command_id).request(2).write(&stream, Any, 1);
    let second = second.claim("space", "key", Uuid::now_v7());
    assert_eq!(second.send(store).await, AppendOutcome::CommandIdReused);
    assert_records(&read_all(store, tenant, &stream).await, &records);
    assert_records(&duplicate(&first.send(store).await), &records);
    let claim = append(tenant).write(&stream, Any, 1).claim("space", "key", Uuid::now_v7());
    let _ = appended(&claim.send(store).await);
}

/// The same id in two tenants is two commands.
pub async fn keeps_tenants_commands_apart(store: &dyn EventStore) {
    let stream = a_stream();
    let command_id = a_command();
    for (tenant, request) in [(a_tenant(), 1), (a_tenant(), 1), (a_tenant(), 2)] {
        let draft = append(tenant).command(command_id).request(request);
        let records = appended(&draft.write(&stream, NoStream, 1).send(store).await);
        assert_records(&read_all(store, tenant, &stream).await, &records);
    }
}

/// A command that was not appended may be sent again, even as another request.
pub async fn forgets_a_command_that_wrote_nothing(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let command_id = a_command();
    let owner = Uuid::now_v7();
    let claim = append(tenant).write(&a_stream(), NoStream, 1).claim("space", "key", owner);
    let _ = appended(&claim.send(store).await);

    let stale = append(tenant).command(command_id).write(&stream, Exact(version(3)), 1);
    assert_conflict(&stale.send(store).await, &stream, Version::ZERO, &[]);
    let taken = append(tenant).command(command_id).write(&stream, NoStream, 1);
    let outcome = taken.claim("space", "key", Uuid::now_v7()).send(store).await;
    assert!(matches!(outcome, AppendOutcome::GuardTaken { .. }), "{outcome:?}");
    let large = append(tenant).command(command_id).write(&stream, NoStream, 257);
    assert_eq!(large.send(store).await, AppendOutcome::Oversized);

    assert_eq!(store.resolve(&[(tenant, command_id)]).await, Ok(vec![None]));
    let afresh = append(tenant).command(command_id).request(9).write(&stream, NoStream, 1);
    assert_eq!(appended(&afresh.send(store).await).len(), 1);
}

/// `resolve` tells what each id wrote, in the order asked, and `None` for one that wrote nothing.
pub async fn resolves_what_was_written(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), a_stream(), a_stream());
    let (first, second, missing) = (a_command(), a_command(), a_command());
    let draft = append(tenant).command(first).request(1);
    let first_records = appended(&draft.write(&one, NoStream, 2).send(store).await);
    let draft = append(tenant).command(second).request(2).write(&other, NoStream, 1);
    let second_records = appended(&draft.write(&one, Exact(version(2)), 1).send(store).await);

    let asked = [(tenant, second), (tenant, missing), (tenant, first)];
    let found = store.resolve(&asked).await.expect("the store answers");
    let [Some(of_second), None, Some(of_first)] = found.as_slice() else {
        panic!("expected the second, nothing, the first; got {found:?}");
    };
    assert_eq!((of_second.request_hash, of_first.request_hash), ([2; 32], [1; 32]));
    assert_records(&of_second.records, &second_records);
    assert_records(&of_first.records, &first_records);
}

/// Another tenant's command is as good as missing.
pub async fn resolves_within_the_tenant_only(store: &dyn EventStore) {
    let (tenant, stranger) = (a_tenant(), a_tenant());
    let draft = append(tenant).write(&a_stream(), NoStream, 1);
    let command_id = draft.clone().build().command_id;
    let _ = appended(&draft.send(store).await);
    assert_eq!(store.resolve(&[(stranger, command_id)]).await, Ok(vec![None]));
}
