use std::{
    collections::HashSet,
    num::NonZeroUsize,
    time::{Duration, Instant},
};

use lru::LruCache;
use palco::{
    application::{Loaded, Recorded},
    contract::DomainEvent,
    ports::Record,
    values::Version,
};

use super::{
    desk::{Desk, Trip},
    flight::News,
    job::Key,
};

/// Flights in a row without anybody else's record, after which turns are no longer taken.
const QUIET_FLIGHTS: u8 = 16;

/// From one flight to the next, where turns are taken and few commands come.
const GATHERING: Duration = Duration::from_millis(25);

/// Commands that are not worth a turn before that time, unless no more went the last time.
const FEW: usize = 8;

/// The states that were used last, and those that are in use.
///
/// What was committed is never mixed with what is only under way. Commands that go together are
/// decided one on another, on a second state that runs ahead; it is made when a stream first has
/// more than one command in a flight, and taken along by every commit after that, so that it is
/// copied again only when a flight did not come through as it was decided.
#[derive(Debug)]
pub(super) struct States {
    known: LruCache<Key, Known>,
    most: NonZeroUsize,
    /// As many may be known before it is seen which are not in use.
    room: usize,
}

#[derive(Debug)]
struct Known {
    committed: Loaded,
    ahead: Option<Loaded>,
    turns: u8,
    /// Commands of the lane that went last, and when.
    last: Option<(usize, Instant)>,
}

/// An eighth more than that: it is not looked through for every stream that comes.
fn room(streams: usize) -> usize {
    streams.saturating_add(streams / 8)
}

impl States {
    pub(super) fn of(streams: NonZeroUsize) -> Self {
        Self { known: LruCache::unbounded(), most: streams, room: room(streams.get()) }
    }

    pub(super) fn are_crowded(&self) -> bool {
        self.known.len() > self.room
    }

    /// Forgets those that were not used for the longest time, as many as are too many; but none that is
    /// in use: what was read for a command that waits is there when it is decided.
    pub(super) fn trim(&mut self, in_use: &HashSet<Key>) {
        let excess = self.known.len().saturating_sub(self.most.get());
        let oldest = self.known.iter().rev().map(|(key, _)| key);
        let gone: Vec<Key> =
            oldest.filter(|key| !in_use.contains(*key)).take(excess).cloned().collect();
        for key in gone {
            self.known.pop(&key);
        }
        self.room = room(self.known.len().max(self.most.get()));
    }

    /// Makes the stream one of those used last. Of one that is not known it is assumed that nothing
    /// happened in it: the version check of the append finds out.
    pub(super) fn begin(&mut self, key: &Key) {
        if self.known.get(key).is_none()
            && let Some(committed) = Loaded::initial(&key.1.aggregate)
        {
            self.known.put(key.clone(), Known { committed, ahead: None, turns: 0, last: None });
        }
    }

    /// Begins anew with a stream that is known further than the store has it: what it lost never was.
    pub(super) fn forget_beyond(&mut self, key: &Key, actual: Version) {
        if let Some(known) = self.known.peek_mut(key)
            && known.committed.version > actual
            && let Some(nothing) = Loaded::initial(&key.1.aggregate)
        {
            known.committed = nothing;
            known.ahead = None;
        }
    }

    /// What the next command is decided on.
    pub(super) fn newest(&self, key: &Key) -> Option<&Loaded> {
        let known = self.known.peek(key)?;
        let ahead = known.ahead.as_ref();
        Some(ahead.filter(|of| of.version > known.committed.version).unwrap_or(&known.committed))
    }

    /// What was committed, as far as it is known.
    pub(super) fn committed(&self, key: &Key) -> Option<&Loaded> {
        self.known.peek(key).map(|known| &known.committed)
    }

    pub(super) fn version(&self, key: &Key) -> Version {
        self.committed(key).map_or(Version::ZERO, |loaded| loaded.version)
    }

    /// Takes in what was decided and is not committed yet.
    pub(super) fn run_ahead(&mut self, key: &Key, happened: &[DomainEvent]) {
        let Some(Known { committed, ahead, .. }) = self.known.peek_mut(key) else { return };
        let current = ahead.take_if(|ahead| ahead.version >= committed.version);
        let mut newest = current.unwrap_or_else(|| committed.clone());
        for happened in happened {
            newest.evolve(newest.version.next(), happened);
        }
        *ahead = Some(newest);
    }

    /// What was under way did not come through as it was decided.
    pub(super) fn fall_back(&mut self, key: &Key) {
        if let Some(known) = self.known.peek_mut(key) {
            known.ahead = None;
        }
    }

    /// Takes in what was read from the store: a state, where none was known, or records.
    pub(super) fn take_in_news(&mut self, key: &Key, news: News) {
        if let (Some(state), Some(known)) = (news.state, self.known.peek_mut(key))
            && known.committed.version < state.version
        {
            known.committed = state;
            known.ahead = None;
        }
        self.take_in_all(&news.records);
    }

    /// The state of a stream that is not under way, as it was committed, to be kept: the one that ran
    /// ahead, if it is the same by now.
    pub(super) fn copy(&mut self, key: &Key) -> Option<Loaded> {
        let Known { committed, ahead, .. } = self.known.peek_mut(key)?;
        let same = ahead.take_if(|ahead| ahead.version == committed.version);
        Some(same.unwrap_or_else(|| committed.clone()))
    }

    /// Takes in a committed record; one that is known, or that does not come next, changes nothing.
    pub(super) fn take_in(&mut self, key: &Key, record: &Record, happened: &DomainEvent) {
        let Some(Known { committed, ahead, .. }) = self.known.peek_mut(key) else { return };
        for loaded in ahead.iter_mut().chain([committed]) {
            loaded.evolve(record.version, happened);
        }
    }

    /// The same for records of any streams.
    pub(super) fn take_in_all(&mut self, records: &[Recorded]) {
        for Recorded { record, domain_event } in records {
            self.take_in(&(record.tenant, record.stream.clone()), record, domain_event);
        }
    }

    /// A flight that touched the stream lost to somebody else.
    pub(super) fn note_loss(&mut self, key: &Key) {
        if let Some(known) = self.known.peek_mut(key) {
            // At the first loss: who waited for a second one would go on in small flights past those
            // who wait for their turns.
            known.turns = QUIET_FLIGHTS;
        }
    }

    /// A turn was taken, and somebody else had written since, or not.
    pub(super) fn note_turn(&mut self, key: &Key, news: bool) {
        if let Some(known) = self.known.peek_mut(key) {
            known.turns = if news { QUIET_FLIGHTS } else { known.turns.saturating_sub(1) };
        }
    }

    /// So many commands of the stream's lane set out.
    pub(super) fn note_departure(&mut self, key: &Key, commands: usize) {
        if let Some(known) = self.known.peek_mut(key) {
            known.last = Some((commands, Instant::now()));
        }
    }

    /// Until when more are to gather before so many are worth a turn. A turn costs the others the same
    /// for one command as for hundreds; a crowd that comes back at once is not kept waiting.
    pub(super) fn gathers_until(&self, key: &Key, waiting: usize) -> Option<Instant> {
        let known = self.known.peek(key).filter(|known| known.turns > 0)?;
        let (commands, departed) = known.last?;
        // Of half as many as went alone, each turn would carry less than the one before.
        let enough = commands.min(FEW.max(commands.div_ceil(2)));
        let until = departed.checked_add(GATHERING)?;
        (waiting < enough && Instant::now() < until).then_some(until)
    }

    /// Whether others write to the stream as well, so that turns are taken.
    pub(super) fn takes_turns(&self, key: &Key) -> bool {
        self.known.peek(key).is_some_and(|known| known.turns > 0)
    }
}

impl Desk {
    /// Keeps the states of no more streams than are to be kept, and of those that something waits for.
    pub(super) fn trim(&mut self) {
        if self.states.are_crowded() {
            let mut in_use = self.lanes.in_use(&self.states);
            in_use.extend(self.out.values().filter_map(Trip::stream).cloned());
            self.states.trim(&in_use);
        }
    }
}
