//! Who is aboard a flight.

use std::collections::{HashMap, HashSet};

use palco::{
    contract::{DomainEvent, Rejection},
    values::Version,
};

use super::{
    flight::Cargo,
    job::{Job, Key},
    lanes::Held,
};

/// A command whose append is under way.
pub(super) struct Sent {
    pub(super) job: Box<Job>,
    pub(super) domain_events: Vec<DomainEvent>,
    pub(super) touched: Vec<Key>,
}

/// Why a command writes nothing, if what it was decided on is still so.
pub(super) enum Verdict {
    Rejected(Rejection),
    Nothing(Version),
    /// It is not decided yet, only looked up.
    Ask,
}

/// A command that writes nothing.
pub(super) struct Refused {
    pub(super) job: Box<Job>,
    pub(super) verdict: Verdict,
    pub(super) rests_on: Vec<Key>,
}

/// Commands under way together, and the streams that nobody else touches meanwhile.
#[derive(Default)]
pub(super) struct Flight {
    pub(super) sent: Vec<Sent>,
    pub(super) refused: Vec<Refused>,
    pub(super) locked: HashSet<Key>,
    /// Streams whose state was not evolved by the last command: nothing more is decided on it.
    pub(super) sealed: HashSet<Key>,
    /// In the order of the cargo's reads.
    pub(super) reads: Vec<Key>,
    pub(super) turns: Vec<(Key, Held)>,
    pub(super) follower: Option<Box<Follower>>,
}

/// A flight that waits for the one before it to land.
pub(super) struct Follower {
    pub(super) flight: Flight,
    pub(super) cargo: Cargo,
}

impl Flight {
    /// How many commands of each lane it carries.
    pub(super) fn commands(&self) -> HashMap<&Key, usize> {
        let mut commands = HashMap::new();
        let refused = self.refused.iter().map(|of| &of.job.key);
        for key in self.sent.iter().map(|of| &of.job.key).chain(refused) {
            let count: &mut usize = commands.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        commands
    }

    /// It will not be landed by this writer.
    pub(super) fn abandon(self, reason: &str, is_out: bool) {
        self.sent.into_iter().for_each(|of| of.job.abandon(reason, is_out));
        self.refused.into_iter().for_each(|of| of.job.abandon(reason, false));
        if let Some(follower) = self.follower {
            follower.flight.abandon(reason, false);
        }
    }
}
