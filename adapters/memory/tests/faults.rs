//! Each fault does what it says, and a story survives every fault at every call.

use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Waker},
};

use palco::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{self, Any, Exact, NoStream},
        Found, Position, SnapshotStore, StreamId, Unavailable,
    },
    testing::conformance::{
        Draft, a_stream, a_tenant, append, appended, assert_conflict, assert_records, duplicate,
        key_of, loaded, read_all, saved, send_all, version,
    },
    values::{TenantId, Version},
};
use palco_memory::{Fault, FaultyStore, MemoryStore, Operation, Plan};

const FAULTS: [Fault; 6] = [
    Fault::ErrorWithoutCommit,
    Fault::LostBeforeCommit,
    Fault::CommitThenError,
    Fault::Conflict,
    Fault::Stall { yields: 3 },
    Fault::DeliverTwice,
];

/// A sound store, the same store with the first append going wrong, a tenant and a stream.
fn first_append(fault: Fault) -> (MemoryStore, FaultyStore, TenantId, StreamId) {
    let sound = MemoryStore::default();
    let plan = Plan::nth_of(Operation::Append, 1, fault);
    (sound.clone(), FaultyStore::new(Arc::new(sound), plan), a_tenant(), a_stream())
}

async fn send(store: &dyn EventStore, draft: &Draft) -> Result<AppendOutcome, Unavailable> {
    store.append(vec![draft.clone().build()]).await.map(|mut outcomes| outcomes.remove(0))
}

#[tokio::test]
async fn an_error_without_commit_writes_nothing_and_says_so_if_it_can() {
    for (fault, unknown) in [(Fault::ErrorWithoutCommit, false), (Fault::LostBeforeCommit, true)] {
        let (sound, faulty, tenant, stream) = first_append(fault);
        let draft = append(tenant).write(&stream, NoStream, 1);
        assert_eq!(send(&faulty, &draft).await.unwrap_err().outcome_unknown, unknown);
        assert_records(&read_all(&sound, tenant, &stream).await, &[]);
        assert_eq!(appended(&send(&faulty, &draft).await.unwrap()).len(), 1);
    }
}

#[tokio::test]
async fn an_error_after_commit_leaves_the_outcome_unknown_until_it_is_resolved() {
    let (sound, faulty, tenant, stream) = first_append(Fault::CommitThenError);
    let draft = append(tenant).write(&stream, NoStream, 1);
    assert!(send(&faulty, &draft).await.unwrap_err().outcome_unknown);
    let records = read_all(&sound, tenant, &stream).await;
    assert_eq!(records.len(), 1);
    assert_records(&duplicate(&send(&faulty, &draft).await.unwrap()), &records);
}

#[tokio::test]
async fn a_conflict_shows_what_is_there_and_writes_nothing() {
    for (expected, behind) in [(NoStream, 0), (Exact(version(2)), 2), (Exact(version(3)), 3)] {
        let (sound, faulty, tenant, stream) = first_append(Fault::Conflict);
        let records = appended(&append(tenant).write(&stream, NoStream, 3).send(&sound).await);
        let outcome = append(tenant).write(&stream, expected, 1).send(&faulty).await;
        assert_conflict(&outcome, &stream, version(3), &records[behind..]);
        assert_records(&read_all(&sound, tenant, &stream).await, &records);
    }
}

#[tokio::test]
async fn a_conflict_has_the_real_version_beyond_the_tail_and_before_what_was_expected() {
    let (sound, faulty, tenant, stream) = first_append(Fault::Conflict);
    let mut records = Vec::new();
    for _ in 0..3 {
        records.extend(appended(&append(tenant).write(&stream, Any, 200).send(&sound).await));
    }
    let (missing, other) = (Exact(version(9)), a_stream());
    let drafts = [
        append(tenant).write(&stream, Any, 1),
        append(tenant).write(&stream, Exact(version(700)), 1),
        append(tenant).write(&other, missing, 1),
    ];
    let outcomes = send_all(&faulty, drafts).await;
    assert_conflict(&outcomes[0], &stream, version(600), &records[..256]);
    assert_conflict(&outcomes[1], &stream, version(600), &[]);
    assert_conflict(&outcomes[2], &other, Version::ZERO, &[]);
}

#[tokio::test]
async fn a_conflict_leaves_repeated_commands_and_empty_appends_alone() {
    let (sound, faulty, tenant, stream) = first_append(Fault::Conflict);
    let draft = append(tenant).write(&stream, NoStream, 1);
    let records = appended(&draft.clone().send(&sound).await);
    let drafts = [draft, append(tenant).check(&stream, NoStream)];
    let outcomes = send_all(&faulty, drafts).await;
    assert_records(&duplicate(&outcomes[0]), &records);
    assert_eq!(appended(&outcomes[1]), []);
}

#[tokio::test]
async fn a_stall_yields_before_the_call_takes_place() {
    let (sound, faulty, tenant, stream) = first_append(Fault::Stall { yields: 2 });
    let draft = append(tenant).write(&stream, NoStream, 1);
    let mut sent = pin!(send(&faulty, &draft));
    for _ in 0..2 {
        assert!(sent.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_records(&read_all(&sound, tenant, &stream).await, &[]);
    }
    assert_eq!(appended(&sent.await.unwrap()).len(), 1);
}

#[tokio::test]
async fn a_call_delivered_twice_gives_the_second_answer() {
    let (sound, faulty, tenant, stream) = first_append(Fault::DeliverTwice);
    let outcome = append(tenant).write(&stream, NoStream, 2).send(&faulty).await;
    let records = read_all(&sound, tenant, &stream).await;
    assert_eq!(records.len(), 2);
    assert_records(&duplicate(&outcome), &records);
}

#[tokio::test]
async fn a_read_that_fails_leaves_no_outcome_unknown() {
    for fault in [Fault::ErrorWithoutCommit, Fault::LostBeforeCommit, Fault::CommitThenError] {
        let (tenant, stream) = (a_tenant(), a_stream());
        let plan = (1..=6).map(|nth| Plan::nth(nth, fault)).fold(Plan::none(), Plan::and);
        let faulty = FaultyStore::new(Arc::new(MemoryStore::default()), plan);
        let failures = [
            faulty.read_stream(tenant, &stream, Version::ZERO, 1).await.err(),
            faulty.read_feed(Position::START, 1).await.err(),
            faulty.resolve(&[]).await.err(),
            faulty.take_turn(tenant, &stream).await.err(),
            loaded(&faulty, &key_of(tenant, &stream), 1).await.err(),
            saved(&faulty, &key_of(tenant, &stream), 1, "{}").await.err(),
        ];
        assert!(
            failures.iter().all(|failure| failure.as_ref().is_some_and(|f| !f.outcome_unknown))
        );
        // A turn whose answer was lost is not held for ever.
        assert!(faulty.take_turn(tenant, &stream).await.is_ok());
        use Operation::{Load, ReadFeed, ReadStream, Resolve, Save, TakeTurn};
        let called = [ReadStream, ReadFeed, Resolve, TakeTurn, Load, Save, TakeTurn];
        assert_eq!(faulty.history(), called);
    }
}

#[tokio::test]
async fn a_save_goes_wrong_as_planned() {
    for (fault, heard, kept) in [
        (Fault::ErrorWithoutCommit, false, false),
        (Fault::LostBeforeCommit, false, false),
        (Fault::CommitThenError, false, true),
        (Fault::Conflict, true, true),
        (Fault::Stall { yields: 1 }, true, true),
        (Fault::DeliverTwice, true, true),
    ] {
        let (sound, tenant, stream) = (MemoryStore::default(), a_tenant(), a_stream());
        let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(&sound).await);
        let plan = Plan::nth_of(Operation::Save, 1, fault);
        let faulty = FaultyStore::new(Arc::new(sound), plan);
        let key = key_of(tenant, &stream);
        assert_eq!(saved(&faulty, &key, 1, "{}").await.is_ok(), heard, "{fault:?}");
        assert_eq!(loaded(&faulty, &key, 1).await.unwrap().snapshot.is_some(), kept, "{fault:?}");
    }
}

#[tokio::test]
async fn a_load_goes_wrong_as_planned() {
    for (fault, answered, heard) in [
        (Fault::ErrorWithoutCommit, false, 0),
        (Fault::LostBeforeCommit, false, 0),
        (Fault::CommitThenError, false, 3),
        (Fault::Conflict, true, 3),
        (Fault::Stall { yields: 1 }, true, 3),
        (Fault::DeliverTwice, true, 3),
    ] {
        let (sound, tenant, stream) = (MemoryStore::default(), a_tenant(), a_stream());
        let _ = appended(&append(tenant).write(&stream, NoStream, 3).send(&sound).await);
        let plan = Plan::nth_of(Operation::Load, 1, fault);
        let faulty = FaultyStore::new(Arc::new(sound), plan);
        let (sender, found) = std::sync::mpsc::channel();
        let take_in = Box::new(move |_: Found<'_>| sender.send(()).unwrap());
        let loaded = faulty.load(&key_of(tenant, &stream), 10, take_in).await;
        assert_eq!((loaded.is_ok(), found.try_iter().count()), (answered, heard), "{fault:?}");
    }
}

#[tokio::test]
async fn calls_are_counted_per_kind_and_together_over_all_clones() {
    let first = Plan::nth_of(Operation::Resolve, 2, Fault::ErrorWithoutCommit);
    let plan = first.and(Plan::nth(4, Fault::ErrorWithoutCommit));
    let faulty = FaultyStore::new(Arc::new(MemoryStore::default()), plan);
    let clone = faulty.clone();
    assert!(faulty.resolve(&[]).await.is_ok());
    assert!(clone.append(Vec::new()).await.is_ok());
    assert!(clone.resolve(&[]).await.is_err());
    assert!(faulty.append(Vec::new()).await.is_err());
    assert!(clone.append(Vec::new()).await.is_ok());
    assert_eq!((faulty.calls(), clone.calls()), (5, 5));
}

/// Appends two domain events one after the other as a careful client does: sends again, under the
/// same command id, what failed, and rests on the version that a conflict tells.
async fn append_two(store: &dyn EventStore, tenant: TenantId, stream: &StreamId) {
    let commands = [append(tenant), append(tenant)];
    for command in commands {
        let mut expected = NoStream;
        for _ in 0..6 {
            match send(store, &command.clone().write(stream, expected, 1)).await {
                Ok(AppendOutcome::Appended { .. } | AppendOutcome::Duplicate { .. }) => break,
                Ok(AppendOutcome::Conflict { actual, .. }) => {
                    expected = Expected::after(actual);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
}

#[tokio::test]
async fn a_story_comes_to_the_same_with_any_fault_at_any_call() {
    let counted = FaultyStore::new(Arc::new(MemoryStore::default()), Plan::none());
    append_two(&counted, a_tenant(), &a_stream()).await;
    assert_eq!(counted.calls(), 3, "the second command meets a conflict");
    for fault in FAULTS {
        for nth in 1..=counted.calls() {
            let (sound, tenant, stream) = (MemoryStore::default(), a_tenant(), a_stream());
            let faulty = FaultyStore::new(Arc::new(sound.clone()), Plan::nth(nth, fault));
            append_two(&faulty, tenant, &stream).await;
            let written = read_all(&sound, tenant, &stream).await.len();
            assert_eq!(written, 2, "{fault:?} at call {nth}");
        }
    }
}
