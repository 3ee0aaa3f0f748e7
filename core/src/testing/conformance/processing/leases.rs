//! Who works on which lane, and how far it came.

use std::time::Duration;

use uuid::Uuid;

use super::{LONG, NONE, a_lease, a_processor, claim, claimed, commit, position, up_to};
use crate::{
    ports::{
        Claim, CommitOutcome, Expected::NoStream, Lease, Position, ProcessorId, ProcessorStore,
    },
    testing::conformance::{a_stream, a_tenant, append, appended},
};

fn lanes(leases: &[Lease]) -> Vec<u16> {
    leases.iter().map(|lease| lease.lane).collect()
}

/// The first gets all; who comes next gets nothing that is held.
pub async fn gives_each_lane_to_one_holder(store: &dyn ProcessorStore) {
    let (processor, one, other) = (a_processor(), Uuid::now_v7(), Uuid::now_v7());
    let first = claimed(store, &claim(&processor, one, LONG)).await;
    assert_eq!((lanes(&first.leases), first.share), (vec![0, 1, 2, 3], 4));
    assert!(first.leases.iter().all(|lease| lease.lanes == 4 && lease.epoch == 1));
    assert!(first.leases.iter().all(|lease| lease.position == Position::START));
    let second = claimed(store, &claim(&processor, other, LONG)).await;
    assert_eq!((second.leases, second.share), (Vec::new(), 2));
}

/// What the first has beyond its share and gives up goes to the second; the odd one is the first's.
pub async fn shares_lanes_among_holders(store: &dyn ProcessorStore) {
    let (processor, one, other) = (a_processor(), Uuid::now_v7(), Uuid::now_v7());
    let wish = Claim { lanes: 3, ..claim(&processor, one, LONG) };
    let first = claimed(store, &wish).await;
    let second = claimed(store, &claim(&processor, other, LONG)).await;
    assert_eq!((second.leases.len(), second.share), (0, 1));
    let first_again = claimed(store, &wish).await;
    assert_eq!((first_again.leases.len(), first_again.share), (3, 2));
    store.release(&first.leases[2]).await.expect("the store answers");
    let second = claimed(store, &claim(&processor, other, LONG)).await;
    assert_eq!(lanes(&second.leases), [2]);
    assert_eq!(lanes(&claimed(store, &wish).await.leases), [0, 1]);
}

/// A holder that lapsed, or left, needs no share.
pub async fn counts_only_holders_that_are_there(store: &dyn ProcessorStore) {
    let (processor, one) = (a_processor(), Uuid::now_v7());
    let lapsed = Claim { lanes: 2, ..claim(&processor, Uuid::now_v7(), NONE) };
    claimed(store, &lapsed).await;
    let first = claimed(store, &claim(&processor, one, LONG)).await;
    assert_eq!((first.leases.len(), first.share), (2, 2));
    let other = claim(&processor, Uuid::now_v7(), LONG);
    assert_eq!(claimed(store, &other).await.share, 1);
    store.leave(&processor, one).await.expect("the store answers");
    assert_eq!(claimed(store, &other).await.share, 2);
}

/// To claim again is to renew.
pub async fn keeps_the_epoch_of_a_renewed_lease(store: &dyn ProcessorStore) {
    let wish = claim(&a_processor(), Uuid::now_v7(), LONG);
    assert_eq!(claimed(store, &wish).await, claimed(store, &wish).await);
}

/// Whoever takes a lapsed lane, or one that was given up, has a higher epoch.
pub async fn raises_the_epoch_when_a_lane_changes_hands(store: &dyn ProcessorStore) {
    let processor = a_processor();
    for round in 1..4 {
        let taken = claimed(store, &claim(&processor, Uuid::now_v7(), NONE)).await;
        assert_eq!(taken.leases.len(), 4);
        assert!(taken.leases.iter().all(|lease| lease.epoch == round));
    }
}

/// A lapsed lease that nobody took goes on.
pub async fn does_not_raise_it_for_the_same_holder(store: &dyn ProcessorStore) {
    let wish = claim(&a_processor(), Uuid::now_v7(), NONE);
    assert_eq!(claimed(store, &wish).await, claimed(store, &wish).await);
}

/// The first claim settles it, for later revisions as well: the lanes' checkpoints rest on it.
pub async fn keeps_the_number_of_lanes(store: &dyn ProcessorStore) {
    let processor = a_processor();
    claimed(store, &Claim { lanes: 3, ..claim(&processor, Uuid::now_v7(), NONE) }).await;
    let later = Claim { lanes: 8, ..claim(&processor, Uuid::now_v7(), NONE) };
    let next = ProcessorId { revision: 2, ..processor.clone() };
    for wish in [later.clone(), Claim { processor: next, ..later }] {
        let claimed = claimed(store, &wish).await;
        assert_eq!(lanes(&claimed.leases), [0, 1, 2]);
        assert!(claimed.leases.iter().all(|lease| lease.lanes == 3));
    }
}

/// The next goes on where the last stood.
pub async fn hands_on_the_position(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    assert_eq!(commit(store, up_to(&lease, 17)).await, CommitOutcome::Done);
    store.release(&lease).await.expect("the store answers");
    let next = claimed(store, &claim(&processor, Uuid::now_v7(), LONG)).await;
    assert_eq!(next.leases[0].position, position(17));
    assert_eq!(next.leases[0].epoch, 2);
}

/// What is done stays done.
pub async fn never_moves_a_checkpoint_back(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let lease = a_lease(store, &processor).await;
    for at in [17, 5] {
        assert_eq!(commit(store, up_to(&lease, at)).await, CommitOutcome::Done);
    }
    let progress = store.progress().await.expect("the store answers");
    let lane = progress.iter().find(|of| of.processor == processor && of.lane == 0);
    assert_eq!(lane.expect("the lane").position, position(17));
}

/// Who was replaced moves nothing, however little it knows of it.
pub async fn refuses_a_stale_epoch(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let stale = claimed(store, &claim(&processor, Uuid::now_v7(), NONE)).await;
    let fresh = claimed(store, &claim(&processor, Uuid::now_v7(), LONG)).await;
    assert_eq!(commit(store, up_to(&stale.leases[0], 9)).await, CommitOutcome::Fenced);
    // Nor may it give away what is not its own.
    store.release(&stale.leases[0]).await.expect("the store answers");
    assert_eq!(commit(store, up_to(&fresh.leases[0], 3)).await, CommitOutcome::Done);
    let progress = store.progress().await.expect("the store answers");
    let lane = progress.iter().find(|of| of.processor == processor && of.lane == 0);
    assert_eq!(lane.expect("the lane").position, position(3));
}

/// What was given up is nobody's.
pub async fn refuses_a_lease_that_was_given_up(store: &dyn ProcessorStore) {
    let lease = a_lease(store, &a_processor()).await;
    store.release(&lease).await.expect("the store answers");
    assert_eq!(commit(store, up_to(&lease, 9)).await, CommitOutcome::Fenced);
}

/// Who commits is there.
pub async fn renews_with_a_commit(store: &dyn ProcessorStore) {
    let processor = a_processor();
    let first = claimed(store, &claim(&processor, Uuid::now_v7(), NONE)).await;
    assert_eq!(commit(store, up_to(&first.leases[0], 1)).await, CommitOutcome::Done);
    let second = claimed(store, &claim(&processor, Uuid::now_v7(), LONG)).await;
    assert_eq!(lanes(&second.leases), [1, 2, 3]);
}

/// A sender's new revision knows what the old one did, which does no more from then on.
pub async fn leaves_a_mark_where_a_sender_was(store: &dyn ProcessorStore) {
    let (one, holder) = (a_processor(), Uuid::now_v7());
    let sends = |processor: &ProcessorId| Claim { sends: true, ..claim(processor, holder, LONG) };
    let old = claimed(store, &sends(&one)).await.leases;
    assert_eq!(commit(store, up_to(&old[1], 17)).await, CommitOutcome::Done);
    let two = ProcessorId { revision: 2, ..one.clone() };
    let new = claimed(store, &sends(&two)).await.leases;
    let marks: Vec<_> = new.iter().map(|lease| (lease.position.get(), lease.mark.get())).collect();
    assert_eq!(marks, [(0, 0), (0, 17), (0, 0), (0, 0)]);
    assert_eq!(commit(store, up_to(&old[1], 18)).await, CommitOutcome::Fenced);
    assert_eq!(claimed(store, &sends(&one)).await.leases, []);
    assert_eq!(claimed(store, &sends(&two)).await.leases, new);
}

/// One that sends nothing runs beside its next revision.
pub async fn keeps_revisions_of_others_apart(store: &dyn ProcessorStore) {
    let one = a_processor();
    let two = ProcessorId { revision: 2, ..one.clone() };
    let (old, new) = (a_lease(store, &one).await, a_lease(store, &two).await);
    assert_eq!(commit(store, up_to(&old, 17)).await, CommitOutcome::Done);
    assert_eq!(new.mark, Position::START);
    assert_eq!(commit(store, up_to(&new, 5)).await, CommitOutcome::Done);
}

/// Lag is told in records, and who works on a lane.
pub async fn tells_how_far_each_lane_is(store: &dyn ProcessorStore) {
    let draft = append(a_tenant()).write(&a_stream(), NoStream, 5);
    let records = appended(&draft.send(store_of(store)).await);
    let (processor, holder) = (a_processor(), Uuid::now_v7());
    let leases = claimed(store, &claim(&processor, holder, LONG)).await.leases;
    let third = records[2].position;
    assert_eq!(commit(store, up_to(&leases[2], third.get())).await, CommitOutcome::Done);
    store.release(&leases[3]).await.expect("the store answers");
    let progress = store.progress().await.expect("the store answers");
    let own: Vec<_> = progress.iter().filter(|of| of.processor == processor).collect();
    assert_eq!(own.iter().map(|of| of.lane).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(own.iter().all(|of| of.end == records[4].position && of.parked == 0));
    assert_eq!((own[2].position, own[2].behind), (third, 2));
    assert!(own[0].behind >= 5);
    assert_eq!((own[0].holder, own[3].holder), (Some(holder), None));
}

fn store_of(store: &dyn ProcessorStore) -> &dyn crate::ports::EventStore {
    store
}

/// Nobody appends, so nobody stalls.
pub async fn finds_no_append_that_stalls(store: &dyn ProcessorStore) {
    assert_eq!(store.stalled_appends(Duration::from_secs(5)).await, Ok(Vec::new()));
}
