//! What [`Checkpoints`](crate::ports::Checkpoints) and [`ReadModels`](crate::ports::ReadModels) are:
//! every store that background processors work on passes these cases, by
//! [`processor_conformance!`](crate::processor_conformance).
//!
//! A case knows no clock: a lease of no length lapses at once, one of an hour does not lapse.

pub mod leases;
pub mod parked;
pub mod rows;

use std::time::Duration;

use smol_str::SmolStr;
use uuid::Uuid;

use crate::{
    ports::{
        Claim, Claimed, Commit, CommitOutcome, Lease, Position, ProcessorId, ProcessorStore, Row,
    },
    values::{Instant, TenantId},
};

const LONG: Duration = Duration::from_secs(3_600);
const NONE: Duration = Duration::ZERO;

/// A processor that nobody else has.
fn a_processor() -> ProcessorId {
    ProcessorId { name: SmolStr::new(format!("sample_{}", Uuid::now_v7().simple())), revision: 1 }
}

/// What one process asks for.
fn claim(processor: &ProcessorId, holder: Uuid, ttl: Duration) -> Claim {
    Claim { processor: processor.clone(), lanes: 4, holder, ttl, sends: false }
}

async fn claimed(store: &dyn ProcessorStore, claim: &Claim) -> Claimed {
    store.claim(claim).await.expect("the store answers")
}

/// The lease of the first lane, by a holder of its own.
async fn a_lease(store: &dyn ProcessorStore, processor: &ProcessorId) -> Lease {
    let all = claimed(store, &claim(processor, Uuid::now_v7(), LONG)).await;
    all.leases.into_iter().next().expect("a lane")
}

fn up_to(lease: &Lease, at: i64) -> Commit {
    Commit {
        lease: lease.clone(),
        position: position(at),
        ttl: LONG,
        rows: Vec::new(),
        parked: Vec::new(),
        freed: Vec::new(),
    }
}

async fn commit(store: &dyn ProcessorStore, commit: Commit) -> CommitOutcome {
    store.commit(commit).await.expect("the store answers")
}

fn position(at: i64) -> Position {
    Position::new(at).expect("a position")
}

fn instant(second: u32) -> Instant {
    Instant::parse(&format!("2026-11-23T12:00:{second:02}.500Z")).expect("an instant")
}

/// A row of `venues`.
fn a_venue(tenant: TenantId, id: Uuid, name: &str, second: u32) -> Row {
    let at = instant(second);
    let columns = format!(
        r#"{{"id":"{id}","name":"{name}","address":"Rua \"A\", 1","timezone":"America/Recife","capacity":900,"updated_at":"{at}"}}"#
    );
    Row { tenant, key: id.to_string(), created_at: Some(at), columns }
}

async fn venues(store: &dyn ProcessorStore, tenant: TenantId) -> Vec<Row> {
    store.rows("venues", tenant, "", 100).await.expect("the store answers")
}

/// The lease of the first lane of a revision of `venues`.
async fn a_venue_lease(store: &dyn ProcessorStore, revision: u32) -> Lease {
    store.revisions("venues", 1).await.expect("the store answers");
    a_lease(store, &ProcessorId::new("venues", revision)).await
}

/// One `#[tokio::test]` for each case of this [suite](crate::testing::conformance::processing). Takes
/// the name of an async function that makes a fresh store, as
/// [`store_conformance!`](crate::store_conformance) does.
#[macro_export]
macro_rules! processor_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests! { [$crate::testing::conformance::processing] $fresh
            leases {
                gives_each_lane_to_one_holder,
                shares_lanes_among_holders,
                counts_only_holders_that_are_there,
                keeps_the_epoch_of_a_renewed_lease,
                raises_the_epoch_when_a_lane_changes_hands,
                does_not_raise_it_for_the_same_holder,
                keeps_the_number_of_lanes,
                hands_on_the_position,
                never_moves_a_checkpoint_back,
                refuses_a_stale_epoch,
                refuses_a_lease_that_was_given_up,
                renews_with_a_commit,
                leaves_a_mark_where_a_sender_was,
                keeps_revisions_of_others_apart,
                tells_how_far_each_lane_is,
                finds_no_append_that_stalls,
            }
            parked {
                parks_a_stream,
                parks_nothing_by_a_stale_lease,
                hands_a_senders_letters_to_its_next_revision,
                frees_a_stream,
                moves_a_parked_stream_on,
                takes_what_the_operator_asks,
                lists_by_position,
            }
            rows {
                begins_with_one_revision,
                writes_rows_with_the_checkpoint,
                keeps_when_a_row_was_made,
                writes_nothing_by_a_stale_lease,
                keeps_tenants_apart,
                pages_by_key,
                refuses_an_unknown_read_model,
                builds_beside_and_shows_at_once,
                shows_nothing_that_is_behind,
                starts_anew_for_a_higher_form,
                clears_what_was_replaced,
                keeps_figures_of_a_box_office,
                keeps_an_event_without_a_venue,
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_is_named_in_the_macro() {
        let files = [include_str!("leases.rs"), include_str!("parked.rs"), include_str!("rows.rs")];
        let unnamed = super::super::unnamed(include_str!("mod.rs"), &files);
        assert!(unnamed.is_empty(), "not in processor_conformance!: {unnamed:?}");
    }
}
