use std::{collections::HashMap, sync::Arc, time::Instant};

use futures_util::future::OptionFuture;
use palco::{
    application::{Error, Loader, Look},
    ports::{Store, Turn},
    values::Version,
};
use tokio::{
    sync::{
        Semaphore,
        mpsc::{UnboundedReceiver, error::TryRecvError},
        oneshot,
    },
    task::{Id, JoinError, JoinSet},
    time::sleep_until,
};

use super::{
    aboard::Flight,
    flight::{Landed, News, Source},
    job::{Job, Key, Place, unavailable},
    landing::Answered,
    lanes::{Errand, Held, Lanes},
    settings::WriterSettings,
    states::States,
    telemetry,
};

/// As many callers as one task tells.
const CROWD: usize = 8;
/// Reads of streams that are under way at once, so that flights find a connection.
const READS: usize = 4;

/// What the desk is told.
pub(super) enum Letter {
    Command(Box<Job>),
    Look(Key, Looking),
    /// To be told when everything is answered.
    Drain(oneshot::Sender<()>),
    /// Everything is to be answered now.
    Stop,
}

/// What is under way.
pub(super) enum Trip {
    Flight(Box<Flight>),
    Errand(Key, Errand),
    /// From a version on.
    Looks(Key, Version, Vec<Looking>),
    /// Answers of which callers are still to be told.
    Telling,
}

/// What came back.
pub(super) enum Back {
    Flight(Landed),
    Errand(Result<News, Error>, Option<Box<dyn Turn>>),
    Looks(Result<News, Error>),
    Told,
}

/// A look, and whoever waits for it.
pub(super) struct Looking {
    pub(super) look: Look,
    pub(super) reply: oneshot::Sender<Result<(), Error>>,
    pub(super) _place: Place,
}

/// Where all commands of a process come together: one task that decides, and knows what is under
/// way. It never waits for the store itself.
pub(super) struct Desk {
    pub(super) source: Source,
    pub(super) settings: WriterSettings,
    pub(super) states: States,
    pub(super) lanes: Lanes,
    pub(super) looks: HashMap<Key, Vec<Looking>>,
    pub(super) reads: Arc<Semaphore>,
    trips: JoinSet<Back>,
    pub(super) out: HashMap<Id, Trip>,
    pub(super) flights: usize,
    /// When a flight of fewer streams than are out may set out beside them.
    pub(super) patient_until: Option<Instant>,
    pub(super) arrived: u64,
    /// Whether there may be a crowd for which nothing was decided yet.
    pub(super) crowds: bool,
    /// When to look, at the latest, whether something can depart.
    pub(super) again: Option<Instant>,
    drains: Vec<oneshot::Sender<()>>,
    stopped: bool,
}

impl Desk {
    pub(super) fn over(store: Arc<dyn Store>, settings: WriterSettings) -> Self {
        Self {
            source: Source { loader: Arc::new(Loader::new(Arc::clone(&store))), store },
            settings,
            states: States::of(settings.states),
            lanes: Lanes::default(),
            looks: HashMap::new(),
            reads: Arc::new(Semaphore::new(READS)),
            trips: JoinSet::new(),
            out: HashMap::new(),
            flights: 0,
            patient_until: None,
            arrived: 0,
            crowds: false,
            again: None,
            drains: Vec::new(),
            stopped: false,
        }
    }

    /// Works until there is nobody left who could send a letter, and nothing left to do.
    pub(super) async fn work(mut self, mut letters: UnboundedReceiver<Letter>) {
        let mut open = true;
        loop {
            let again = self.again.take().map(|at| sleep_until(at.into()));
            tokio::select! {
                letter = letters.recv(), if open => match letter {
                    Some(letter) => self.open(letter),
                    None => open = false,
                },
                Some(back) = self.trips.join_next_with_id() => self.land(back),
                Some(()) = OptionFuture::from(again) => {}
                else => return,
            }
            open &= self.open_all(&mut letters);
            if self.stopped {
                return;
            }
            self.gather(&mut letters).await;
            self.depart();
            self.lanes.pass_turns();
            self.trim();
            if self.is_idle() {
                self.drains.drain(..).for_each(|drained| _ = drained.send(()));
                if !open {
                    return;
                }
            }
        }
    }

    fn is_idle(&self) -> bool {
        self.lanes.is_idle() && self.out.is_empty() && self.looks.is_empty()
    }

    /// Whether more may come.
    pub(super) fn open_all(&mut self, letters: &mut UnboundedReceiver<Letter>) -> bool {
        loop {
            match letters.try_recv() {
                Ok(letter) => self.open(letter),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn open(&mut self, letter: Letter) {
        match letter {
            Letter::Command(mut job) => {
                self.arrived = self.arrived.saturating_add(1);
                job.number = self.arrived;
                match self.lanes.add(job, self.settings.mailbox) {
                    Ok(waiting) => self.crowds |= waiting >= self.settings.crowd(),
                    Err(job) => {
                        telemetry::busy();
                        job.answer(Err(Error::Busy));
                    }
                }
            }
            Letter::Look(key, looking) => self.looks.entry(key).or_default().push(looking),
            Letter::Drain(drained) => self.drains.push(drained),
            Letter::Stop => self.stop(),
        }
    }

    pub(super) fn spawn(&mut self, trip: Trip, back: impl Future<Output = Back> + Send + 'static) {
        let task = self.trips.spawn(back);
        self.out.insert(task.id(), trip);
    }

    fn land(&mut self, back: Result<(Id, Back), JoinError>) {
        let (id, back) = match back {
            Ok((id, back)) => (id, Ok(back)),
            Err(failed) => (failed.id(), Err(())),
        };
        let panicked = || unavailable("the store's adapter panicked", false);
        match (self.out.remove(&id), back) {
            (Some(Trip::Flight(flight)), back) => {
                self.flights = self.flights.saturating_sub(1);
                match back {
                    Ok(Back::Flight(landed)) => self.land_flight(*flight, landed),
                    Ok(_) | Err(()) => self.lose_flight(*flight),
                }
            }
            (Some(Trip::Errand(key, errand)), Ok(Back::Errand(news, turn))) => {
                self.land_errand(&key, &errand, news, turn);
            }
            (Some(Trip::Errand(key, errand)), _) => {
                self.land_errand(&key, &errand, Err(panicked()), None);
            }
            (Some(Trip::Looks(key, known, looking)), Ok(Back::Looks(news))) => {
                self.land_looks(key, known, looking, news);
            }
            (Some(Trip::Looks(key, known, looking)), _) => {
                self.land_looks(key, known, looking, Err(panicked()));
            }
            (Some(Trip::Telling) | None, _) => {}
        }
    }

    /// Gives the answers; half of a crowd gets them from a task of its own. A thread of the runtime that
    /// is woken for one caller sleeps again before the next is answered, and to wake it takes longer
    /// than to answer. Whichever takes up that task has half of the callers to go on with.
    pub(super) fn tell(&mut self, mut answers: Vec<Answered>) {
        if answers.len() > CROWD {
            let half = answers.split_off(answers.len() / 2);
            self.spawn(Trip::Telling, async move {
                half.into_iter().for_each(|(job, answer)| job.answer(answer));
                Back::Told
            });
        }
        answers.into_iter().for_each(|(job, answer)| job.answer(answer));
    }

    /// Without what was to be read, whoever waits first is told so: the next may have more luck.
    fn land_errand(
        &mut self,
        key: &Key,
        errand: &Errand,
        news: Result<News, Error>,
        turn: Option<Box<dyn Turn>>,
    ) {
        match news {
            Ok(news) => {
                let is_news = !news.is_empty();
                self.states.take_in_news(&errand.stream, news);
                if errand.turn {
                    self.states.note_turn(&errand.stream, is_news);
                }
                if let Some(turn) = turn {
                    self.lanes.give_turn(key, Held::new(turn));
                }
            }
            Err(failed) => {
                if let Some(job) = self.lanes.next(key) {
                    job.answer(Err(failed));
                }
            }
        }
        self.lanes.come_back(key);
    }

    /// Answers everything at once: what is under way may still take effect.
    fn stop(&mut self) {
        const REASON: &str = "the writer was shut down";
        self.stopped = true;
        self.trips.detach_all();
        for (_, trip) in self.out.drain() {
            match trip {
                Trip::Flight(flight) => flight.abandon(REASON, true),
                Trip::Looks(_, _, looking) => {
                    for Looking { reply, .. } in looking {
                        let _ = reply.send(Err(unavailable(REASON, false)));
                    }
                }
                Trip::Errand(..) | Trip::Telling => {}
            }
        }
        self.lanes.take_all().into_iter().for_each(|job| job.abandon(REASON, false));
        for Looking { reply, .. } in self.looks.drain().flat_map(|(_, looking)| looking) {
            let _ = reply.send(Err(unavailable(REASON, false)));
        }
    }
}

impl Trip {
    /// The stream that is read.
    pub(super) fn stream(&self) -> Option<&Key> {
        match self {
            Self::Looks(key, ..) | Self::Errand(_, Errand { stream: key, .. }) => Some(key),
            Self::Flight(_) | Self::Telling => None,
        }
    }

    pub(super) fn looks_at(&self) -> Option<&Key> {
        match self {
            Self::Looks(key, ..) => Some(key),
            Self::Flight(_) | Self::Errand(..) | Self::Telling => None,
        }
    }
}
