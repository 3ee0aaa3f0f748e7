use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use palco::{
    application::{Answer, Error, Recorded, read},
    ports::{AppendOutcome, Committed, Record, StreamId, Unavailable},
    values::Version,
};

use super::{
    aboard::{Flight, Refused, Sent, Verdict},
    desk::Desk,
    flight::{Fate, Landed},
    job::{Job, Key, unavailable},
    lanes::Errand,
    telemetry,
};

/// Rounds after which a conflict is told.
const ROUNDS: u32 = 64;

/// As many records as a conflict shows at most.
const TAIL: usize = 256;

/// A command, and what its caller is told.
pub(super) type Answered = (Box<Job>, Result<Answer, Error>);

/// What a flight showed of the streams that it touched.
#[derive(Default)]
struct Shown {
    /// Written, or found as they were expected.
    confirmed: HashSet<Key>,
    /// An append to them was not written: what was decided after it was decided on what is not.
    fallen: HashSet<Key>,
    /// Somebody else wrote to them.
    lost: HashSet<Key>,
    /// How many records were written to them.
    written: HashMap<Key, usize>,
    /// They could not be read.
    unread: HashMap<Key, Error>,
    /// What callers are told, once all of it is taken in.
    answers: Vec<Answered>,
    /// To be decided again.
    again: VecDeque<Box<Job>>,
    /// What has to be read before that, by the lane that needs it.
    errands: Vec<(Key, Errand)>,
}

impl Desk {
    pub(super) fn land_flight(&mut self, mut flight: Flight, landed: Landed) {
        telemetry::landed(landed.seconds);
        self.let_follow(&mut flight, &landed);
        let Flight { sent, refused, locked, reads, turns, .. } = flight;
        let mut shown = Shown::default();
        for (key, news) in reads.into_iter().zip(landed.news) {
            match news {
                Ok(news) if news.is_empty() => _ = shown.confirmed.insert(key),
                Ok(news) => {
                    self.states.take_in_news(&key, news);
                    shown.fallen.insert(key);
                }
                Err(failed) => _ = shown.unread.insert(key, failed),
            }
        }
        let mut fates = landed.fates.into_iter();
        for sent in sent {
            let missing = || Fate::Unknown(no_answer());
            self.land_append(sent, fates.next().unwrap_or_else(missing), &mut shown);
        }
        let mut found = landed.found.map(Vec::into_iter);
        for refused in refused {
            let found = match &mut found {
                Ok(found) => found.next().ok_or_else(no_answer),
                Err(failed) => Err(failed.clone()),
            };
            self.land_refusal(refused, found, &mut shown);
        }
        self.tell(std::mem::take(&mut shown.answers));
        for (key, turn) in turns {
            if turn.is_fresh() && !shown.lost.contains(&key) {
                self.lanes.give_turn(&key, turn);
            }
        }
        let written = std::mem::take(&mut shown.written);
        self.come_back(locked, shown);
        // Once what did not come through is forgotten: it is in no snapshot.
        for (key, grown) in written {
            self.keep(key, grown);
        }
    }

    /// Has a snapshot kept of a stream that has grown enough. To make a text of a large state takes
    /// longer than anything else here: not at the desk.
    fn keep(&mut self, key: Key, grown: usize) {
        let committed = self.states.committed(&key);
        if !committed.is_some_and(|loaded| self.source.loader.is_time(grown, loaded)) {
            return;
        }
        // What follows is decided on a state that runs ahead. That is another one even when it is of the
        // same version: then somebody else wrote as much.
        let loaded = match self.lanes.is_under_way(&key) {
            true => self.states.committed(&key).cloned(),
            false => self.states.copy(&key),
        };
        if let Some(loaded) = loaded {
            let loader = Arc::clone(&self.source.loader);
            // What is not kept is made from the records: nobody waits for it.
            drop(tokio::task::spawn_blocking(move || loader.keep_now(key.0, &key.1, &loaded)));
        }
    }

    fn come_back(&mut self, locked: HashSet<Key>, shown: Shown) {
        if !shown.lost.is_empty() {
            telemetry::conflict();
        }
        for key in &shown.fallen {
            self.states.fall_back(key);
        }
        for key in locked.intersection(&shown.lost) {
            self.states.note_loss(key);
        }
        self.lanes.put_back(shown.again);
        for (lane, errand) in shown.errands {
            self.lanes.send_for(&lane, errand);
        }
        for key in &locked {
            self.lanes.come_back(key);
        }
    }

    /// The flight's task panicked: nobody knows what became of what it was to append.
    pub(super) fn lose_flight(&mut self, mut flight: Flight) {
        if let Some(follower) = flight.follower.take() {
            self.disband(*follower);
        }
        let touched = flight.sent.iter().flat_map(|sent| sent.touched.iter().cloned());
        let shown = Shown { fallen: touched.collect(), ..Shown::default() };
        let locked = std::mem::take(&mut flight.locked);
        flight.abandon("the store's adapter panicked", true);
        self.come_back(locked, shown);
    }

    fn land_append(&mut self, sent: Sent, fate: Fate, shown: &mut Shown) {
        let Sent { mut job, domain_events, touched } = sent;
        let outcome = match fate {
            Fate::Told(AppendOutcome::Appended { records }) => {
                shown.confirmed.extend(touched);
                for record in &records {
                    let key = (record.tenant, record.stream.clone());
                    let written = shown.written.entry(key).or_default();
                    *written = written.saturating_add(1);
                }
                let recorded = Recorded::of(records, domain_events);
                self.states.take_in_all(&recorded);
                let stream = job.request.stream();
                return shown.answers.push((job, Ok(Answer::of(stream, recorded, false))));
            }
            Fate::Told(AppendOutcome::Conflict { stream, actual, tail }) => {
                self.lose(job, (stream, actual, tail), touched, shown);
                return;
            }
            Fate::Missing => {
                job.in_doubt = true;
                shown.fallen.extend(touched);
                return once_more(job, shown, too_many_rounds);
            }
            Fate::Found(committed) => self.took_effect(&job, committed, true),
            Fate::Told(AppendOutcome::Duplicate { records }) => {
                self.first_answer(&job, records, true)
            }
            Fate::Told(AppendOutcome::CommandIdReused) => Err(reused(&job)),
            Fate::Told(AppendOutcome::Oversized) => Err(Error::TooLarge),
            Fate::Told(AppendOutcome::GuardTaken { space, .. }) => Err(Error::KeyTaken { space }),
            Fate::Failed(failed) | Fate::Unknown(failed) => Err(failed.into()),
        };
        shown.fallen.extend(touched);
        shown.answers.push((job, outcome));
    }

    /// Somebody else wrote to the stream first, or an append before it was not written.
    fn lose(
        &mut self,
        mut job: Box<Job>,
        (stream, actual, tail): (StreamId, Version, Vec<Record>),
        touched: Vec<Key>,
        shown: &mut Shown,
    ) {
        let key = (job.request.context.tenant, stream);
        self.states.forget_beyond(&key, actual);
        // Of a stream that was not known, more is there than this: it is loaded in one go.
        let unknown = self.states.version(&key) == Version::ZERO && tail.len() >= TAIL;
        match read(tail) {
            Ok(_) if unknown => {}
            Ok(tail) => self.states.take_in_all(&tail),
            Err(failed) => {
                shown.fallen.extend(touched);
                return shown.answers.push((job, Err(failed)));
            }
        }
        let follows = shown.fallen.contains(&key) && !shown.lost.contains(&key);
        if follows {
            // That one may have been a repeat, and this one may be.
            job.ask = true;
            shown.fallen.extend(touched);
            shown.again.push_back(job);
            return;
        }
        shown.lost.insert(key.clone());
        shown.fallen.extend(touched);
        let behind = self.states.version(&key) != actual;
        let turn = key != job.key && self.states.takes_turns(&key);
        if behind || turn {
            shown.errands.push((job.key.clone(), Errand { stream: key.clone(), turn }));
        }
        once_more(job, shown, |rounds| Error::Conflict { stream: key.1, actual, rounds });
    }

    fn land_refusal(
        &mut self,
        refused: Refused,
        found: Result<Option<Committed>, Unavailable>,
        shown: &mut Shown,
    ) {
        let Refused { mut job, verdict, rests_on } = refused;
        let answer = match found {
            Err(failed) => Err(Error::from(failed)),
            Ok(Some(committed)) => self.took_effect(&job, committed, job.in_doubt),
            Ok(None) => {
                if let Some(failed) = rests_on.iter().find_map(|key| shown.unread.get(key)) {
                    return shown.answers.push((job, Err(failed.clone())));
                }
                let confirmed = |key| {
                    shown.confirmed.contains(key)
                        && !shown.fallen.contains(key)
                        && !shown.lost.contains(key)
                };
                match verdict {
                    Verdict::Ask => {
                        job.ask = false;
                        return shown.again.push_back(job);
                    }
                    _ if !rests_on.iter().all(confirmed) => {
                        return once_more(job, shown, too_many_rounds);
                    }
                    // What was sent may be under way in a server that heard nothing of it.
                    _ if job.in_doubt => {
                        let reason = "it was sent, and the store did not say what became of it";
                        Err(unavailable(reason, true))
                    }
                    Verdict::Nothing(version) => {
                        Ok(Answer::unchanged(job.request.stream(), version))
                    }
                    Verdict::Rejected(refusal) => Err(Error::Rejected(refusal)),
                }
            }
        };
        shown.answers.push((job, answer));
    }

    /// The answer to a command that the store has; it may have it from here if it was `sent`.
    fn took_effect(
        &mut self,
        job: &Job,
        committed: Committed,
        sent: bool,
    ) -> Result<Answer, Error> {
        if committed.request_hash != job.request.hash() {
            return Err(reused(job));
        }
        // Decided by this very command, whose answer was lost, it is no repeat.
        let context = &job.request.context;
        let own = |record: &Record| record.recorded_at == context.now;
        let repeated = !(sent && committed.records.iter().all(own));
        self.first_answer(job, committed.records, repeated)
    }

    fn first_answer(
        &mut self,
        job: &Job,
        records: Vec<Record>,
        repeated: bool,
    ) -> Result<Answer, Error> {
        let records = read(records)?;
        self.states.take_in_all(&records);
        Ok(Answer::of(job.request.stream(), records, repeated))
    }
}

/// Decides it again, unless it lost as many rounds as it may: then that is told.
fn once_more(mut job: Box<Job>, shown: &mut Shown, lost: impl FnOnce(u32) -> Error) {
    job.rounds = job.rounds.saturating_add(1);
    if job.rounds < ROUNDS {
        return shown.again.push_back(job);
    }
    let told = lost(job.rounds);
    shown.answers.push((job, Err(told)));
}

/// Of what was sent, the job itself knows.
fn too_many_rounds(_: u32) -> Error {
    unavailable("the store could not be written to in many rounds", false)
}

fn reused(job: &Job) -> Error {
    Error::CommandIdReused { command_id: job.request.context.command_id }
}

fn no_answer() -> Unavailable {
    Unavailable { reason: "the store gave no answer".to_owned(), outcome_unknown: true }
}
