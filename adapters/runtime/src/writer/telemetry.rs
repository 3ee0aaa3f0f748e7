//! What the writer tells of itself, through the facade of `metrics`: once a flight, never once a
//! command. The names are documented in docs/operations.md.

use metrics::{counter, gauge, histogram};

/// Flights leave with so many appends, and so many refusals to confirm.
pub(super) fn departed(appends: usize, refusals: usize) {
    if let Ok(appends) = u32::try_from(appends) {
        histogram!("palco_append_batch_size").record(appends);
    }
    counter!("palco_refusals_total").increment(count(refusals));
}

pub(super) fn landed(seconds: f64) {
    histogram!("palco_append_seconds").record(seconds);
}

/// A flight lost to another process.
pub(super) fn conflict() {
    counter!("palco_conflicts_total").increment(1);
}

/// A mailbox was full.
pub(super) fn busy() {
    counter!("palco_busy_total").increment(1);
}

/// Commands that wait, of all streams.
pub(super) fn waiting(commands: usize) {
    if let Ok(commands) = u32::try_from(commands) {
        gauge!("palco_mailbox_depth").set(commands);
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
