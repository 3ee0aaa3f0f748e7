use std::{
    collections::{HashMap, HashSet, VecDeque},
    time::{Duration, Instant},
};

use palco::{application::rests_on, ports::Turn};

use super::{
    job::{Job, Key},
    states::States,
};

/// What has to be read before the next command of a lane is decided.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    /// The stream to catch up with: the lane's own, or one that its first command touches.
    pub(super) stream: Key,
    /// Whether to wait for the stream's turn first.
    pub(super) turn: bool,
}

/// How long a turn is kept from flight to flight, as long as commands come.
const KEPT: Duration = Duration::from_millis(8);

/// A stream's turn, and when it came.
pub(super) struct Held {
    _turn: Box<dyn Turn>,
    since: Instant,
}

impl Held {
    pub(super) fn new(turn: Box<dyn Turn>) -> Self {
        Self { _turn: turn, since: Instant::now() }
    }

    /// Whether it is still the others' time to wait.
    pub(super) fn is_fresh(&self) -> bool {
        self.since.elapsed() < KEPT
    }
}

/// The commands that wait for one stream, in the order of their arrival.
#[derive(Default)]
struct Lane {
    waiting: VecDeque<Box<Job>>,
    queued: bool,
    errand: Option<Errand>,
    turn: Option<Held>,
}

/// A lane for every stream that has commands waiting, and for no other; which of them are to be
/// served next; and which streams are under way.
#[derive(Default)]
pub(super) struct Lanes {
    lanes: HashMap<Key, Lane>,
    ready: VecDeque<Key>,
    under_way: HashSet<Key>,
    waiting: usize,
    /// Lanes whose turn is kept although nothing waits in them at this moment.
    keeping: Vec<Key>,
}

impl Lanes {
    /// Lets a command wait, unless as many as `most` do; how many do then.
    pub(super) fn add(&mut self, job: Box<Job>, most: usize) -> Result<usize, Box<Job>> {
        let lane = self.lanes.entry(job.key.clone()).or_default();
        if lane.waiting.len() >= most {
            return Err(job);
        }
        let key = job.key.clone();
        lane.waiting.push_back(job);
        let waiting = lane.waiting.len();
        self.waiting = self.waiting.saturating_add(1);
        self.queue(&key);
        Ok(waiting)
    }

    /// Lets commands wait again, before those that came after them.
    pub(super) fn put_back(&mut self, mut jobs: VecDeque<Box<Job>>) {
        jobs.make_contiguous().sort_by_key(|job| job.number);
        for job in jobs.into_iter().rev() {
            job.put_back();
            let key = job.key.clone();
            self.lanes.entry(key.clone()).or_default().waiting.push_front(job);
            self.waiting = self.waiting.saturating_add(1);
            self.queue(&key);
        }
    }

    fn queue(&mut self, key: &Key) {
        if let Some(lane) = self.lanes.get_mut(key)
            && !lane.queued
            && !lane.waiting.is_empty()
            && !self.under_way.contains(key)
        {
            lane.queued = true;
            self.ready.push_back(key.clone());
        }
    }

    /// The lane at that place of those to be served.
    pub(super) fn ready_at(&self, place: usize) -> Option<Key> {
        self.ready.get(place).cloned()
    }

    pub(super) fn ready(&self) -> usize {
        self.ready.len()
    }

    /// The next command of a lane that somebody still waits for.
    pub(super) fn next(&mut self, key: &Key) -> Option<Box<Job>> {
        let lane = self.lanes.get_mut(key)?;
        while let Some(job) = lane.waiting.pop_front() {
            self.waiting = self.waiting.saturating_sub(1);
            if job.take() {
                return Some(job);
            }
        }
        None
    }

    pub(super) fn has_more(&self, key: &Key) -> bool {
        self.waiting_for(key) > 0
    }

    /// Commands that wait for the stream.
    pub(super) fn waiting_for(&self, key: &Key) -> usize {
        self.lanes.get(key).map_or(0, |lane| lane.waiting.len())
    }

    pub(super) fn is_under_way(&self, key: &Key) -> bool {
        self.under_way.contains(key)
    }

    pub(super) fn set_out(&mut self, key: Key) {
        self.under_way.insert(key);
    }

    /// Takes lanes that are under way, or have nothing to do any more, out of those to be served.
    pub(super) fn tidy(&mut self) {
        let Self { lanes, ready, under_way, .. } = self;
        ready.retain(|key| {
            let Some(lane) = lanes.get_mut(key) else { return false };
            lane.queued = !under_way.contains(key) && !lane.waiting.is_empty();
            let stays = lane.queued;
            if lane.waiting.is_empty() && !under_way.contains(key) {
                lanes.remove(key);
            }
            stays
        });
    }

    /// The stream is no longer under way.
    pub(super) fn come_back(&mut self, key: &Key) {
        self.under_way.remove(key);
        self.queue(key);
        // What nobody waits in goes, with all that belongs to it; a turn stays for a moment.
        let Some(lane) = self.lanes.get(key) else { return };
        match (lane.waiting.is_empty(), &lane.turn) {
            (true, None) => _ = self.lanes.remove(key),
            (true, Some(_)) => self.keeping.push(key.clone()),
            (false, _) => {}
        }
    }

    pub(super) fn send_for(&mut self, key: &Key, errand: Errand) {
        if let Some(lane) = self.lanes.get_mut(key) {
            lane.errand = Some(errand);
        }
    }

    pub(super) fn take_errand(&mut self, key: &Key) -> Option<Errand> {
        self.lanes.get_mut(key)?.errand.take()
    }

    pub(super) fn give_turn(&mut self, key: &Key, turn: Held) {
        self.lanes.entry(key.clone()).or_default().turn = Some(turn);
    }

    /// Whether those who were just answered may yet come with more for a turn that is kept.
    pub(super) fn keeps_turns(&self) -> bool {
        !self.keeping.is_empty()
    }

    /// Passes on the turns of lanes for which nobody came.
    pub(super) fn pass_turns(&mut self) {
        for key in std::mem::take(&mut self.keeping) {
            if !self.under_way.contains(&key)
                && self.lanes.get(&key).is_some_and(|lane| lane.waiting.is_empty())
            {
                self.lanes.remove(&key);
            }
        }
    }

    pub(super) fn has_turn(&self, key: &Key) -> bool {
        self.lanes.get(key).is_some_and(|lane| lane.turn.is_some())
    }

    pub(super) fn take_turn(&mut self, key: &Key) -> Option<Held> {
        self.lanes.get_mut(key)?.turn.take()
    }

    /// Commands that wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    pub(super) fn is_idle(&self) -> bool {
        self.waiting == 0 && self.under_way.is_empty()
    }

    /// The streams that are under way, and those that what waits will be decided on.
    pub(super) fn in_use(&self, states: &States) -> HashSet<Key> {
        let mut in_use = self.under_way.clone();
        for (key, lane) in &self.lanes {
            let main = states.newest(key).map(|main| &main.state);
            let streams = lane.waiting.iter().flat_map(|job| rests_on(&job.request, main));
            in_use.extend(streams.map(|stream| (key.0, stream)));
            in_use.extend(lane.errand.iter().map(|errand| errand.stream.clone()));
        }
        in_use
    }

    /// All that wait.
    pub(super) fn take_all(&mut self) -> VecDeque<Box<Job>> {
        self.waiting = 0;
        self.ready.clear();
        self.lanes.drain().flat_map(|(_, lane)| lane.waiting).collect()
    }
}
