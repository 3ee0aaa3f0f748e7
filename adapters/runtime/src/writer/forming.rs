use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use palco::{
    application::{Error, Step, rests_on, step},
    contract::DomainEvent,
    ports::{Append, StreamId},
    values::{CommandId, TenantId, Version},
};

use super::{
    aboard::{Flight, Follower, Refused, Sent, Verdict},
    flight::Cargo,
    job::{Job, Key, unavailable},
    lanes::{Errand, Lanes},
    settings::WriterSettings,
    states::States,
    telemetry,
};

/// Refusals in one flight, as many times the appends: nothing is written for them.
const REFUSALS_PER_APPEND: usize = 4;
/// States that one command may look at, and look for.
const LOOKS: usize = 8;

/// What can be set out with now: a flight, and errands of lanes that need to catch up first.
pub(super) struct Formed {
    pub(super) flight: Flight,
    pub(super) cargo: Cargo,
    pub(super) errands: Vec<(Key, Errand)>,
    /// When to look again, at the latest, at lanes in which more is to gather.
    pub(super) again: Option<Instant>,
}

pub(super) fn form(lanes: &mut Lanes, states: &mut States, settings: &WriterSettings) -> Formed {
    Forming::of(lanes, states, settings).filled()
}

/// What is to follow a flight that is out, if crowds wait behind it: as many as fill a quarter of a
/// flight. A quarter is left for streams that are ready when it departs.
pub(super) fn form_after(
    out: &Flight,
    lanes: &mut Lanes,
    states: &mut States,
    settings: &WriterSettings,
) -> Option<Follower> {
    let crowd = settings.crowd();
    // Who takes turns lets others go first.
    let may_follow = |key: &&Key| {
        lanes.waiting_for(key) >= crowd && !out.sealed.contains(*key) && !states.takes_turns(key)
    };
    let follows: Vec<Key> = out.locked.iter().filter(may_follow).cloned().collect();
    if follows.is_empty() {
        return None;
    }
    let most = settings.appends.saturating_sub(crowd).max(1);
    let Formed { flight, cargo, .. } =
        Forming { follows, most, ..Forming::of(lanes, states, settings) }.filled();
    (!flight.locked.is_empty()).then_some(Follower { flight, cargo })
}

/// The follower itself, with what else is ready.
pub(super) fn form_on(
    follower: Follower,
    lanes: &mut Lanes,
    states: &mut States,
    settings: &WriterSettings,
) -> Formed {
    let Follower { flight, cargo } = follower;
    let bytes = cargo.appends.iter().map(Append::bytes).fold(0, usize::saturating_add);
    Forming { flight, cargo, bytes, ..Forming::of(lanes, states, settings) }.filled()
}

struct Forming<'a> {
    lanes: &'a mut Lanes,
    states: &'a mut States,
    settings: &'a WriterSettings,
    /// Lanes that are under way, and served all the same; if there are such, then no others.
    follows: Vec<Key>,
    /// Appends.
    most: usize,
    flight: Flight,
    cargo: Cargo,
    errands: Vec<(Key, Errand)>,
    again: Option<Instant>,
    /// Streams that a command waits for which came before.
    held: HashSet<Key>,
    /// Commands whose append is in the flight.
    ids: HashSet<(TenantId, CommandId)>,
    bytes: usize,
}

impl<'a> Forming<'a> {
    fn of(lanes: &'a mut Lanes, states: &'a mut States, settings: &'a WriterSettings) -> Self {
        Self {
            lanes,
            states,
            settings,
            follows: Vec::new(),
            most: settings.appends,
            flight: Flight::default(),
            cargo: Cargo::default(),
            errands: Vec::new(),
            again: None,
            held: HashSet::new(),
            ids: HashSet::new(),
            bytes: 0,
        }
    }

    fn filled(mut self) -> Formed {
        telemetry::waiting(self.lanes.waiting());
        self.fill();
        self.finish()
    }

    fn taken(&self) -> usize {
        self.flight.sent.len().saturating_add(self.flight.refused.len())
    }

    fn is_full(&self) -> bool {
        let refusals = self.most.saturating_mul(REFUSALS_PER_APPEND);
        self.flight.sent.len() >= self.most
            || self.flight.refused.len() >= refusals
            || self.bytes >= self.settings.bytes
    }

    /// Every lane in its turn, each its share of what there is room for, until there is no room or
    /// nothing is left.
    fn fill(&mut self) {
        loop {
            let before = self.taken();
            let room = self.most.saturating_sub(self.flight.sent.len());
            let share = room.checked_div(self.lanes_to_serve()).unwrap_or(0).max(1);
            let mut place = 0_usize;
            while let Some(key) = self.lane_at(place).filter(|_| !self.is_full()) {
                self.serve(&key, share);
                place = place.saturating_add(1);
            }
            if self.is_full() || self.taken() == before {
                return;
            }
        }
    }

    fn lanes_to_serve(&self) -> usize {
        if self.follows.is_empty() { self.lanes.ready() } else { self.follows.len() }
    }

    fn lane_at(&self, place: usize) -> Option<Key> {
        match self.follows.is_empty() {
            true => self.lanes.ready_at(place),
            false => self.follows.get(place).cloned(),
        }
    }

    fn is_own(&self, key: &Key) -> bool {
        self.flight.locked.contains(key) || self.follows.contains(key)
    }

    fn is_free(&self, key: &Key) -> bool {
        (self.is_own(key) || !self.lanes.is_under_way(key))
            && !self.held.contains(key)
            && !self.flight.sealed.contains(key)
    }

    fn serve(&mut self, key: &Key, share: usize) {
        if !self.is_free(key) {
            return;
        }
        if self.gathers(key) {
            self.held.insert(key.clone());
            return;
        }
        if let Some(errand) = self.errand(key) {
            self.held.insert(key.clone());
            self.errands.push((key.clone(), errand));
            return;
        }
        for _ in 0..share {
            if self.is_full() || !self.is_free(key) {
                return;
            }
            let Some(job) = self.lanes.next(key) else { return };
            if let Err((job, wanted)) = self.take(job) {
                // It is served before those that came after it, here and at the streams it wants.
                self.held.insert(key.clone());
                self.held.extend(wanted);
                self.lanes.put_back([job].into());
                return;
            }
        }
    }

    /// Whether more is to gather in the lane first. A turn that it has is the others' meanwhile.
    fn gathers(&mut self, key: &Key) -> bool {
        if self.is_own(key) {
            return false;
        }
        let until = self.states.gathers_until(key, self.lanes.waiting_for(key));
        if let Some(until) = until {
            drop(self.lanes.take_turn(key));
            self.again = Some(self.again.map_or(until, |again| again.min(until)));
        }
        until.is_some()
    }

    fn errand(&mut self, key: &Key) -> Option<Errand> {
        if self.is_own(key) || !self.lanes.has_more(key) {
            return None;
        }
        let turn = self.states.takes_turns(key) && !self.lanes.has_turn(key);
        let asked = self.lanes.take_errand(key);
        asked.or_else(|| turn.then(|| Errand { stream: key.clone(), turn }))
    }

    /// Decides a command and puts it into the flight, or gives it back with the streams that it
    /// would touch, of which one is under way elsewhere.
    fn take(&mut self, job: Box<Job>) -> Result<(), (Box<Job>, Vec<Key>)> {
        if job.ask {
            self.refuse(job, Verdict::Ask, Vec::new());
            return Ok(());
        }
        match self.decide(&job) {
            Ok(Step::Append(append, domain_events)) => self.send(job, append, domain_events),
            Ok(Step::Nothing | Step::Needs(_)) => {
                let version = self.states.newest(&job.key).map_or(Version::ZERO, |of| of.version);
                self.look_again(job, Verdict::Nothing(version))
            }
            Err(Error::Rejected(refusal)) => self.look_again(job, Verdict::Rejected(refusal)),
            Err(failed) => {
                job.answer(Err(failed));
                Ok(())
            }
        }
    }

    fn decide(&mut self, job: &Job) -> Result<Step, Error> {
        let tenant = job.request.context.tenant;
        self.states.begin(&job.key);
        for _ in 0..LOOKS {
            let newest = |stream: &StreamId| self.states.newest(&(tenant, stream.clone()));
            // Deciders have no panic; if one has, it is one command's.
            let decided = catch_unwind(AssertUnwindSafe(|| step(&job.request, newest)));
            match decided
                .unwrap_or_else(|_| Err(unavailable("the command's rules panicked", false)))?
            {
                Step::Needs(stream) => self.states.begin(&(tenant, stream)),
                decided @ (Step::Append(..) | Step::Nothing) => return Ok(decided),
            }
        }
        Err(unavailable("the states that the command needs are not to be had", false))
    }

    fn send(
        &mut self,
        job: Box<Job>,
        append: Append,
        domain_events: Vec<DomainEvent>,
    ) -> Result<(), (Box<Job>, Vec<Key>)> {
        let of_write = |stream: &StreamId| (append.tenant, stream.clone());
        let touched: Vec<Key> = append.writes.iter().map(|of| of_write(&of.stream)).collect();
        if !touched.iter().all(|key| self.is_free(key)) {
            return Err((job, touched));
        }
        if append.is_oversized() {
            job.answer(Err(Error::TooLarge));
            return Ok(());
        }
        if touched.len() > 1 || self.lanes.has_more(&job.key) {
            let mut rest = domain_events.as_slice();
            for (write, key) in append.writes.iter().zip(&touched) {
                let (own, others) =
                    rest.split_at_checked(write.domain_events.len()).unwrap_or_default();
                rest = others;
                if !own.is_empty() {
                    self.states.run_ahead(key, own);
                }
            }
        } else {
            self.flight.sealed.insert(job.key.clone());
        }
        self.bytes = self.bytes.saturating_add(append.bytes());
        touched.iter().for_each(|key| self.lock(key));
        self.ids.insert(job.id());
        self.cargo.appends.push(append);
        self.flight.sent.push(Sent { job, domain_events, touched });
        Ok(())
    }

    fn look_again(&mut self, job: Box<Job>, verdict: Verdict) -> Result<(), (Box<Job>, Vec<Key>)> {
        let tenant = job.request.context.tenant;
        let main = self.states.newest(&job.key).map(|main| &main.state);
        let streams = rests_on(&job.request, main).into_iter();
        let rests_on: Vec<Key> = streams.map(|stream| (tenant, stream)).collect();
        // The same command twice: the second is judged on what the first did, and looked up before
        // that is there. It waits for it.
        if self.ids.contains(&job.id()) || !rests_on.iter().all(|key| self.is_free(key)) {
            return Err((job, rests_on));
        }
        self.refuse(job, verdict, rests_on);
        Ok(())
    }

    fn refuse(&mut self, job: Box<Job>, verdict: Verdict, rests_on: Vec<Key>) {
        self.lock(&job.key);
        rests_on.iter().for_each(|key| self.lock(key));
        self.cargo.ids.push(job.id());
        self.flight.refused.push(Refused { job, verdict, rests_on });
    }

    fn lock(&mut self, key: &Key) {
        if !self.flight.locked.contains(key) {
            self.flight.locked.insert(key.clone());
            self.flight.turns.extend(self.lanes.take_turn(key).map(|turn| (key.clone(), turn)));
        }
    }

    /// A state that a refusal rests on is confirmed by an append to its stream in the same flight,
    /// or else is brought up to date.
    fn finish(self) -> Formed {
        let Self { lanes, states, mut flight, mut cargo, errands, again, .. } = self;
        let written: HashSet<&Key> = flight.sent.iter().flat_map(|sent| &sent.touched).collect();
        let reads: HashSet<&Key> = flight.refused.iter().flat_map(|of| &of.rests_on).collect();
        let reads: Vec<Key> = reads.difference(&written).copied().cloned().collect();
        let known = |key: &Key| states.newest(key).map_or(Version::ZERO, |of| of.version);
        cargo.reads = reads.iter().map(|key| (key.clone(), known(key))).collect();
        flight.reads = reads;
        for (key, commands) in flight.commands() {
            states.note_departure(key, commands);
        }
        for key in flight.locked.iter().chain(errands.iter().map(|(key, _)| key)) {
            lanes.set_out(key.clone());
        }
        lanes.tidy();
        Formed { flight, cargo, errands, again }
    }
}
