//! What a [`Store`](crate::ports::Store) is: every adapter passes these cases.
//!
//! [`store_conformance!`](crate::store_conformance) makes one test of each case, so that a failure
//! names what is not kept:
//!
//! ```text
//! async fn fresh() -> Box<MemoryStore> {
//!     Box::default()
//! }
//!
//! palco::store_conformance!(fresh);
//! ```
//!
//! Each case gets a store of its own that nobody else writes to: the feed shows every tenant. What
//! `fresh` gives may hold more than the store, a database to drop afterwards for example, as long
//! as it dereferences to the store. A case knows no runtime; the test around it stands on tokio, a
//! dev-dependency of the adapter (`macros`, `rt`, `time`).

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "an assertion that does not hold ends the test"
)]

pub mod append;
pub mod batches;
mod draft;
pub mod guards;
pub mod idempotency;
pub mod limits;
mod loading;
mod outcome;
pub mod processing;
pub mod races;
pub mod reading;
mod saving;
pub mod snapshots;
pub mod turns;

pub use draft::{
    Draft, a_command, a_stream, a_tenant, an_actor, append, happened, send_all, version,
};
pub use loading::{Loading, loaded};
pub use outcome::{appended, assert_conflict, assert_records, duplicate, read_all};
pub use saving::{key_of, saved};

/// One `#[tokio::test]` for each case of the [suite](crate::testing::conformance), in a module per
/// file of it. Takes the name of an async function, in the same module, that makes a fresh store:
/// `async fn fresh() -> impl Deref<Target: Store>`.
#[macro_export]
macro_rules! store_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests! { [$crate::testing::conformance] $fresh
            append {
                creates_a_stream,
                does_not_create_a_stream_twice,
                goes_ahead_at_the_expected_version,
                conflicts_at_another_version,
                conflicts_beyond_the_end,
                goes_ahead_at_any_version,
                caps_the_tail_of_a_conflict,
                writes_several_streams_at_once,
                writes_nothing_when_one_stream_conflicts,
                names_the_first_stream_that_conflicts,
                checks_a_stream_that_it_does_not_write,
                ignores_an_append_without_domain_events,
                keeps_every_field,
                keeps_any_json,
            }
            batches {
                accepts_an_empty_list,
                gives_each_append_its_own_outcome,
                builds_on_an_earlier_append,
                conflicts_behind_an_append_that_failed,
                conflicts_behind_a_duplicate,
                lets_others_pass_an_append_that_failed,
                sees_guards_of_an_earlier_append,
                repeats_a_command_within_one_list,
                refuses_a_reused_command_id_within_one_list,
            }
            idempotency {
                repeats_the_first_records,
                repeats_them_after_the_stream_moved_on,
                repeats_them_whatever_else_is_wrong,
                repeats_them_on_another_stream,
                repeats_an_append_of_several_streams,
                refuses_another_request_under_a_known_id,
                keeps_tenants_commands_apart,
                forgets_a_command_that_wrote_nothing,
                resolves_what_was_written,
                resolves_within_the_tenant_only,
            }
            guards {
                refuses_a_key_of_another_owner,
                lets_an_owner_claim_again,
                frees_a_released_key,
                ignores_the_release_of_anothers_key,
                applies_guards_in_order,
                keeps_spaces_and_tenants_apart,
                claims_nothing_when_the_append_fails,
                checks_versions_before_guards,
            }
            limits {
                takes_as_many_domain_events_as_allowed,
                refuses_more_domain_events_than_allowed,
                takes_as_many_bytes_as_allowed,
                refuses_more_bytes_than_allowed,
                refuses_a_stream_named_twice,
                checks_the_size_first,
            }
            reading {
                numbers_versions_without_a_gap,
                pages_through_a_stream,
                finds_nothing_in_an_unknown_stream,
                reads_behind_no_further_than_asked_for,
                shows_a_foreign_tenant_nothing,
                keeps_aggregates_of_one_id_apart,
                feeds_every_tenant_in_order,
                pages_through_the_feed,
                stands_still_at_the_end_of_the_feed,
                starts_with_an_empty_feed,
            }
            races {
                creates_a_stream_once_for_many,
                carries_a_command_out_once_for_many,
                gives_a_key_to_one_of_many,
                takes_streams_in_any_order_without_deadlock,
                numbers_concurrent_appends_without_a_gap,
            }
            snapshots {
                loads_every_record_without_a_snapshot,
                loads_a_snapshot_and_what_came_after_it,
                loads_no_more_records_than_asked_for,
                keeps_keys_apart,
                never_replaces_a_newer_snapshot_by_an_older,
                keeps_no_snapshot_beyond_the_stream,
                gives_a_state_back_to_the_letter,
            }
            turns {
                makes_the_second_wait_for_the_first,
                passes_over_a_waiter_that_left,
                serves_waiters_in_order,
                keeps_turns_of_other_streams_and_tenants_apart,
                lets_others_write_without_a_turn,
            }
        }
    };
}

/// One test for each case of a suite, in a module per file of it.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ([$suite:path] $fresh:ident $($file:ident { $($case:ident),+ $(,)? })+) => {
        $(mod $file {
            use $suite as suite;

            $(#[::tokio::test]
            async fn $case() {
                let store = super::$fresh().await;
                let case = suite::$file::$case(&*store);
                let patience = ::std::time::Duration::from_secs(120);
                let done = ::tokio::time::timeout(patience, case).await;
                assert!(done.is_ok(), "the store keeps somebody waiting");
            })+
        })+
    };
}

/// The cases in the files that the module's macro does not name: they would never be run.
#[cfg(test)]
fn unnamed(module: &str, files: &[&str]) -> Vec<String> {
    let cases = files.iter().flat_map(|file| file.lines()).filter_map(|line| {
        line.strip_prefix("pub async fn ").and_then(|rest| rest.split('(').next())
    });
    let unnamed = cases.filter(|case| !module.contains(&format!("                {case},\n")));
    unnamed.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_is_named_in_the_macro() {
        let files = [
            include_str!("append.rs"),
            include_str!("batches.rs"),
            include_str!("guards.rs"),
            include_str!("idempotency.rs"),
            include_str!("limits.rs"),
            include_str!("races.rs"),
            include_str!("reading.rs"),
            include_str!("snapshots.rs"),
            include_str!("turns.rs"),
        ];
        let unnamed = super::unnamed(include_str!("mod.rs"), &files);
        assert!(unnamed.is_empty(), "not in store_conformance!: {unnamed:?}");
    }
}
