//! What could not be taken in, and what becomes of its stream.

use super::{LONG, NONE, a_lease, a_processor, claim, claimed, commit, position, up_to};
use crate::{
    ports::{
        Asked, Claim, Commit, CommitOutcome, DeadLetter, Lease, ProcessorId, ProcessorStore,
        StreamId,
    },
    testing::conformance::{a_stream, a_tenant, version},
    values::TenantId,
};

fn letter(lease: &Lease, tenant: TenantId, stream: &StreamId, at: i64) -> DeadLetter {
    DeadLetter {
        processor: lease.processor.clone(),
        lane: lease.lane,
        tenant,
        stream: stream.clone(),
        version: version(3),
        position: position(at),
        reason: "expected an object".into(),
        tries: 5,
        asked: None,
    }
}

async fn letters(store: &dyn ProcessorStore, processor: &ProcessorId) -> Vec<DeadLetter> {
    store.dead_letters(Some(processor)).await.expect("the store answers")
}

async fn park(store: &dyn ProcessorStore, lease: &Lease, letter: DeadLetter) -> CommitOutcome {
    commit(store, Commit { parked: vec![letter], ..up_to(lease, 7) }).await
}

/// It is found by its processor, or among all, and counted.
pub async fn parks_a_stream(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    let letter = letter(&lease, a_tenant(), &a_stream(), 7);
    assert_eq!(park(store, &lease, letter.clone()).await, CommitOutcome::Done);
    assert_eq!(letters(store, &processor).await, std::slice::from_ref(&letter));
    assert_eq!(letters(store, &a_processor()).await, []);
    let all = store.dead_letters(None).await.expect("the store answers");
    assert!(all.contains(&letter));
    let progress = store.progress().await.expect("the store answers");
    let lane = progress.iter().find(|of| of.processor == processor && of.lane == lease.lane);
    assert_eq!(lane.expect("the lane").parked, 1);
}

/// The fence stands before everything.
pub async fn parks_nothing_by_a_stale_lease(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let stale = claimed(store, &claim(&processor, a_stream().id, NONE)).await.leases[0].clone();
    let fresh = claimed(store, &claim(&processor, a_stream().id, LONG)).await.leases[0].clone();
    let (tenant, stream) = (a_tenant(), a_stream());
    let dead = letter(&stale, tenant, &stream, 7);
    assert_eq!(park(store, &stale, dead.clone()).await, CommitOutcome::Fenced);
    assert_eq!(letters(store, &processor).await, []);
    assert_eq!(park(store, &fresh, dead).await, CommitOutcome::Done);
    let free = Commit { freed: vec![(tenant, stream)], ..up_to(&stale, 8) };
    assert_eq!(commit(store, free).await, CommitOutcome::Fenced);
    assert_eq!(letters(store, &processor).await.len(), 1);
}

/// Of that tenant and stream, and of no other.
pub async fn frees_a_stream(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let own = letter(&lease, tenant, &stream, 7);
    let others = letter(&lease, a_tenant(), &stream, 8);
    let parked = Commit { parked: vec![own, others.clone()], ..up_to(&lease, 9) };
    assert_eq!(commit(store, parked).await, CommitOutcome::Done);
    let freed = Commit { freed: vec![(tenant, stream)], ..up_to(&lease, 9) };
    assert_eq!(commit(store, freed).await, CommitOutcome::Done);
    assert_eq!(letters(store, &processor).await, [others]);
}

/// Parked again it is parked at another record, and nobody has asked for anything.
pub async fn moves_a_parked_stream_on(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    let first = letter(&lease, tenant, &stream, 7);
    assert_eq!(park(store, &lease, first).await, CommitOutcome::Done);
    let asked = store.ask(&processor, tenant, &stream, Asked::Skip).await;
    assert_eq!(asked, Ok(true));
    let next = DeadLetter { version: version(4), ..letter(&lease, tenant, &stream, 9) };
    let commit_of =
        Commit { parked: vec![next.clone()], freed: vec![(tenant, stream)], ..up_to(&lease, 9) };
    assert_eq!(commit(store, commit_of).await, CommitOutcome::Done);
    assert_eq!(letters(store, &processor).await, [next]);
}

/// The last word counts; nobody can ask for what is not parked.
pub async fn takes_what_the_operator_asks(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    let (tenant, stream) = (a_tenant(), a_stream());
    assert_eq!(store.ask(&processor, tenant, &stream, Asked::Retry).await, Ok(false));
    let dead = letter(&lease, tenant, &stream, 7);
    assert_eq!(park(store, &lease, dead).await, CommitOutcome::Done);
    for asked in [Asked::Retry, Asked::Skip] {
        assert_eq!(store.ask(&processor, tenant, &stream, asked).await, Ok(true));
        assert_eq!(letters(store, &processor).await[0].asked, Some(asked));
    }
    assert_eq!(store.ask(&processor, a_tenant(), &stream, Asked::Retry).await, Ok(false));
}

/// The oldest first.
pub async fn lists_by_position(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    let parked = [9, 7, 8].map(|at| letter(&lease, a_tenant(), &a_stream(), at));
    let parked = Commit { parked: parked.into(), ..up_to(&lease, 9) };
    assert_eq!(commit(store, parked).await, CommitOutcome::Done);
    let found = letters(store, &processor).await;
    assert_eq!(found.iter().map(|dead| dead.position.get()).collect::<Vec<_>>(), [7, 8, 9]);
}

/// What an older revision of a sender did not deal with is for the new one.
pub async fn hands_a_senders_letters_to_its_next_revision(store: &dyn ProcessorStore) {
    let (one, holder) = (a_processor(), a_stream().id);
    let two = ProcessorId { revision: 2, ..one.clone() };
    let sends = |processor: &ProcessorId| Claim { sends: true, ..claim(processor, holder, LONG) };
    let lease = claimed(store, &sends(&one)).await.leases[1].clone();
    let (tenant, stream) = (a_tenant(), a_stream());
    let letter = letter(&lease, tenant, &stream, 7);
    assert_eq!(park(store, &lease, letter.clone()).await, CommitOutcome::Done);

    let lease = claimed(store, &sends(&two)).await.leases[1].clone();
    assert_eq!(letters(store, &one).await, []);
    assert_eq!(letters(store, &two).await, [DeadLetter { processor: two.clone(), ..letter }]);
    assert_eq!(store.ask(&two, tenant, &stream, Asked::Retry).await, Ok(true));
    let free = Commit { freed: vec![(tenant, stream)], ..up_to(&lease, 8) };
    assert_eq!(commit(store, free).await, CommitOutcome::Done);
    assert_eq!(letters(store, &two).await, []);
}
