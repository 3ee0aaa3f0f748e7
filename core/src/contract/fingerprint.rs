use sha2::{Digest, Sha256};

use super::State;

/// One line for each aggregate: its name, and SHA-256 over the form of its state and over the states
/// that the domain events of the corpus add up to, as JSON and as snapshots have them. Written by
/// `./test regenerate`, so that a change of any of it is a change here.
const REVISIONS: &str = include_str!("state_revisions.txt");

impl State {
    /// What a snapshot of an aggregate of that name depends on: its form, and what domain events make of
    /// it. A state that was kept under another fingerprint is of no use. `None` where there is no
    /// aggregate of that name.
    #[must_use]
    pub fn fingerprint(aggregate: &str) -> Option<[u8; 32]> {
        let line = REVISIONS
            .lines()
            .find(|line| line.split_once(' ').is_some_and(|(name, _)| name == aggregate))?;
        Some(Sha256::digest(line).into())
    }
}
