//! Checks of what is recorded: pure, a stream at a time, in the order of its versions.
//!
//! Who reads the records is somebody else's part: the operations tool reads a whole database stream
//! by stream, a test reads the feed and keeps a [`StreamAudit`] for each stream.

mod promises;

use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

use super::{Recorded, step::event_id_of};
use crate::{
    contract::{DomainEvent, State},
    ports::{Position, Record, StreamId},
    values::{CommandId, Instant, QuotaCode, TenantId, Version},
};
use promises::Promises;

/// What is wrong with what is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fault {
    /// A record is not the next of its stream: the versions of a stream are 1, 2, 3 with no gap.
    #[error("expected version {expected}: records are missing before it")]
    VersionGap {
        /// The version that comes next.
        expected: Version,
    },
    /// A record stands in the feed before the one that precedes it in its stream.
    #[error("it stands in the feed before the version that precedes it")]
    OutOfOrder {},
    /// Two records have one position.
    #[error("more than one record has this position")]
    PositionTaken {},
    /// This version of Palco does not read it.
    #[error("not of a form that this version reads: {reason}")]
    Unreadable {
        /// What was expected.
        reason: String,
    },
    /// The type that the record is kept under is not what it says, or not of its stream.
    #[error("what it says is not of the type or the stream that it is kept under")]
    Misplaced {},
    /// More is in use of a quota than it is large, and a smaller size did not lead to that.
    #[error(
        "quota {quota} is oversold by {over} places, {overcommitted} of them by a smaller size"
    )]
    Oversold {
        /// Which quota.
        quota: QuotaCode,
        /// Places in use beyond its size.
        over: u64,
        /// Of them, those that were recorded as overcommitted.
        overcommitted: u64,
    },
    /// A record of a command id that is not kept among those that took effect.
    #[error("its command id is not kept: sent again, the command would take effect twice")]
    CommandUnknown {},
    /// A row of a read model is not what the records say.
    #[error("the row of {read_model} with the key {key} is not what the records say")]
    RowDiffers {
        /// Which read model.
        read_model: String,
        /// Which row of the tenant's.
        key: String,
    },
    /// A command id that took effect, and whose records are not all there.
    #[error("records of the command are missing: {found} are there, not the first ones of it")]
    CommandIncomplete {
        /// How many are there.
        found: usize,
    },
}

/// One stream, checked record by record.
///
/// After a record that is missing or unreadable nothing is known of what is in use, and only the
/// order of the rest is checked.
#[derive(Debug)]
pub struct StreamAudit {
    state: Option<State>,
    last: Version,
    position: Position,
    recorded: Option<(Instant, Instant)>,
    promises: Promises,
}

impl StreamAudit {
    /// Of a stream of which nothing was seen yet.
    #[must_use]
    pub fn of(stream: &StreamId) -> Self {
        Self {
            state: State::initial(&stream.aggregate),
            last: Version::ZERO,
            position: Position::START,
            recorded: None,
            promises: Promises::default(),
        }
    }

    /// The version of the last record that was taken in.
    #[must_use]
    pub fn last(&self) -> Version {
        self.last
    }

    /// The position of the last record that was taken in.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// What the records add up to, with the instants of the first and the last of them; `None` when
    /// there is none, or one is missing or unreadable.
    #[must_use]
    pub fn state(&self) -> Option<(&State, Instant, Instant)> {
        let (first, last) = self.recorded?;
        self.state.as_ref().map(|state| (state, first, last))
    }

    /// Takes in the record that comes next, and tells what is wrong with it.
    pub fn take_in(&mut self, record: &Record) -> Vec<Fault> {
        let mut faults = Vec::new();
        let expected = self.last.next();
        self.last = record.version;
        if record.version != expected {
            faults.push(Fault::VersionGap { expected });
            self.state = None;
        }
        if record.position <= self.position {
            faults.push(Fault::OutOfOrder {});
        }
        self.position = record.position;
        let first = self.recorded.map_or(record.recorded_at, |(first, _)| first);
        self.recorded = Some((first, record.recorded_at));
        match Recorded::read(record.clone()) {
            Ok(read) => faults.extend(self.evolve(record, &read.domain_event)),
            Err(unreadable) => faults.push(self.unreadable(unreadable)),
        }
        faults
    }

    /// Takes in that there is a record of this version that nobody can read.
    pub fn skip(&mut self, version: Version) {
        self.last = version;
        self.state = None;
    }

    fn unreadable(&mut self, error: super::Error) -> Fault {
        self.state = None;
        let reason = reason_of(error);
        Fault::Unreadable { reason }
    }

    fn evolve(&mut self, record: &Record, happened: &DomainEvent) -> Vec<Fault> {
        let name = happened.wire_name();
        let room = name.split_once('.').map(|(room, _)| room);
        if record.event_type != name || room != Some(record.stream.aggregate.as_str()) {
            self.state = None;
            return vec![Fault::Misplaced {}];
        }
        let Some(state) = &mut self.state else { return Vec::new() };
        state.evolve(happened);
        self.promises.take_in(happened, state, record.recorded_at)
    }
}

/// Whether the records of a command are all there, by their event ids in the order of the feed: each
/// follows from the command and its place among them. What is missing at the end shows in its stream.
#[must_use]
pub fn check_command(tenant: TenantId, command_id: CommandId, event_ids: &[Uuid]) -> Option<Fault> {
    let derived = (0..).map(|index| event_id_of(tenant, command_id, index));
    let complete =
        !event_ids.is_empty() && event_ids.iter().copied().eq(derived.take(event_ids.len()));
    (!complete).then_some(Fault::CommandIncomplete { found: event_ids.len() })
}

/// Why a record is unreadable, without where it is.
pub(super) fn reason_of(error: super::Error) -> String {
    if let super::Error::Unreadable { reason, .. } = error { reason } else { error.to_string() }
}
