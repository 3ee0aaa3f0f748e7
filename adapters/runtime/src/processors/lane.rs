use std::{collections::HashMap, time::Duration};

use palco::{
    application::Recorded,
    ports::{
        Commit, CommitOutcome, DeadLetter, FeedPage, Lease, Position, ProcessorId, Record, Row,
        StreamId, Unavailable,
    },
    values::TenantId,
};
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::{
    Failed,
    guarded::Guarded,
    node::{Building, Node, Stopped},
    worker::{Work, Worker},
};

/// How long a lane for which nothing came keeps to itself how far it looked.
const QUIET: Duration = Duration::from_secs(1);

/// One lane that this process holds: takes pages, deals with what is its own, commits, goes on.
pub(super) struct Lane {
    pub(super) node: Node,
    pub(super) work: Work,
    pub(super) lease: Lease,
    pub(super) worker: Box<dyn Worker>,
    /// The streams that are not to be dealt with, and from which record on.
    pub(super) parked: HashMap<(TenantId, StreamId), DeadLetter>,
    /// Whether readers do not see its rows yet: then how far it looked is told at once.
    pub(super) building: Building,
    /// How far others know that it looked, and since when.
    told: (Position, Instant),
    asked: Instant,
}

/// Why a lane ends before it is told to.
pub(super) enum Ended {
    /// Another process has the lane.
    Fenced,
    /// It was told to.
    Stopped,
}

/// Why a lane does not go on at once.
pub(super) enum Halt {
    /// It ends.
    Ended(Ended),
    /// Nothing can be done for now: it is tried again.
    Waits(Unavailable),
}

impl From<Unavailable> for Halt {
    fn from(failed: Unavailable) -> Self {
        Self::Waits(failed)
    }
}

/// What became of records.
pub(super) enum Dealt {
    /// They are dealt with, and that is committed.
    Done,
    /// One cannot be dealt with, and nothing is committed.
    Poison { position: Position, reason: String },
}

impl Lane {
    pub(super) fn new(node: Node, work: Work, mut lease: Lease, building: Building) -> Self {
        let now = Instant::now();
        let told = (lease.position, now);
        // A sender does nothing at or below the mark, so it need not look there.
        lease.position = lease.position.max(lease.mark);
        let worker = Box::new(Guarded(work.worker(&node)));
        Self { node, work, lease, worker, parked: HashMap::new(), building, told, asked: now }
    }

    /// Runs until it is stopped or fenced; stopped, it gives the lane up.
    pub(super) async fn run(mut self, mut stopped: Stopped) {
        let ended = self.go_on(&mut stopped).await;
        if matches!(ended, Ended::Stopped) && self.node.store.release(&self.lease).await.is_err() {
            tracing::debug!(processor = %self.processor().name, "a lease is left to lapse");
        }
    }

    async fn go_on(&mut self, stopped: &mut Stopped) -> Ended {
        let mut failures = 0_u32;
        let mut known = false;
        while !stopped.already() {
            let looked = match known {
                true => self.round(stopped).await,
                false => self.learn_parked().await.map_err(Halt::Waits),
            };
            match looked {
                Ok(()) => (failures, known) = (0, true),
                Err(Halt::Ended(ended)) => return ended,
                Err(Halt::Waits(failed)) => {
                    failures = failures.saturating_add(1);
                    self.worker.forget();
                    tracing::warn!(
                        processor = %self.processor().name,
                        lane = self.lease.lane,
                        reason = %failed.reason,
                        "a page waits"
                    );
                    self.pause(failures, stopped).await;
                }
            }
        }
        Ended::Stopped
    }

    pub(super) async fn pause(&self, tries: u32, stopped: &mut Stopped) {
        tokio::select! {
            () = sleep(self.node.tuning.pause(tries)) => {}
            () = stopped.wait() => {}
        }
    }

    async fn learn_parked(&mut self) -> Result<(), Unavailable> {
        let letters = self.node.store.dead_letters(Some(self.processor())).await?;
        let own = letters.into_iter().filter(|letter| letter.lane == self.lease.lane);
        self.parked = own.map(|dead| ((dead.tenant, dead.stream.clone()), dead)).collect();
        self.asked = Instant::now();
        Ok(())
    }

    /// One look at the feed, and what follows from it.
    async fn round(&mut self, stopped: &mut Stopped) -> Result<(), Halt> {
        if !self.parked.is_empty() && self.asked.elapsed() >= self.node.tuning.renewal() {
            self.learn_parked().await?;
            self.take_up_parked(stopped).await?;
        }
        let page = tokio::select! {
            page = self.node.feed.after(self.lease.position) => page?,
            () = stopped.wait() => return Err(Halt::Ended(Ended::Stopped)),
        };
        let own = self.own(&page);
        if own.is_empty() {
            return self.move_on(page.next).await;
        }
        self.take_in(own, page.next, stopped).await
    }

    fn own<'a>(&self, page: &'a FeedPage) -> Vec<&'a Record> {
        let Lease { lane, lanes, .. } = self.lease;
        let own = page.records.iter().filter(|record| {
            self.work.wants(&record.stream) && record.stream.lane(record.tenant, lanes) == lane
        });
        own.filter(|record| !self.is_parked(record)).collect()
    }

    pub(super) fn is_parked(&self, record: &Record) -> bool {
        !self.parked.is_empty() && self.parked.contains_key(&(record.tenant, record.stream.clone()))
    }

    /// There was nothing for this lane up to a position.
    async fn move_on(&mut self, next: Position) -> Result<(), Halt> {
        self.lease.position = next;
        let (told, since) = self.told;
        if next > told && (self.building.is_so() || since.elapsed() >= QUIET) {
            self.commit(self.commit_of(next, Vec::new())).await?;
        }
        Ok(())
    }

    /// Deals with records that are its own, of which the last page ends at `next`.
    async fn take_in(
        &mut self,
        mut records: Vec<&Record>,
        next: Position,
        stopped: &mut Stopped,
    ) -> Result<(), Halt> {
        loop {
            records.retain(|record| !self.is_parked(record));
            let Dealt::Poison { position, .. } = self.deal_with(&records, next).await? else {
                return Ok(());
            };
            let place = records.partition_point(|record| record.position < position);
            let rest = records.split_off(place.min(records.len().saturating_sub(1)));
            // What stands before it is not held up.
            if let Some(last) = records.last().map(|record| record.position)
                && let Dealt::Poison { .. } = self.deal_with(&records, last).await?
            {
                // The worker has changed its mind: the page is taken from the start.
                return Ok(());
            }
            let Some((poison, later)) = rest.split_first() else { return Ok(()) };
            self.try_alone(poison, 0, stopped).await?;
            records = later.to_vec();
        }
    }

    /// Deals with records in order, all of them or none, and commits that the lane has come to a position.
    pub(super) async fn deal_with(
        &mut self,
        records: &[&Record],
        upto: Position,
    ) -> Result<Dealt, Halt> {
        let span = tracing::debug_span!(
            "processor",
            name = self.processor().name.as_str(),
            lane = self.lease.lane,
            records = records.len()
        );
        let failed = match read(records) {
            Ok(records) => match self.worker.handle(&records).instrument(span).await {
                Ok(rows) => {
                    self.commit(self.commit_of(upto, rows)).await?;
                    return Ok(Dealt::Done);
                }
                Err(failed) => failed,
            },
            Err(unreadable) => unreadable,
        };
        self.worker.forget();
        match failed {
            Failed::Unavailable { reason } => {
                Err(Halt::Waits(Unavailable { reason, outcome_unknown: false }))
            }
            Failed::Record { position, reason } => Ok(Dealt::Poison { position, reason }),
        }
    }

    /// Tries one record a few times; then its stream is parked.
    pub(super) async fn try_alone(
        &mut self,
        record: &Record,
        before: u32,
        stopped: &mut Stopped,
    ) -> Result<(), Halt> {
        let at = record.position.max(self.lease.position);
        let mut tries = 0_u32;
        let reason = loop {
            let Dealt::Poison { reason, .. } = self.deal_with(&[record], at).await? else {
                return Ok(());
            };
            tries = tries.saturating_add(1);
            if tries >= self.node.tuning.tries {
                break reason;
            }
            self.pause(tries, stopped).await;
            if stopped.already() {
                return Err(Halt::Ended(Ended::Stopped));
            }
        };
        let letter = self.letter(record, reason, before.saturating_add(tries));
        let parked = Commit { parked: vec![letter.clone()], ..self.commit_of(at, Vec::new()) };
        self.commit(parked).await?;
        tracing::error!(
            processor = %self.processor().name,
            stream = %letter.stream,
            version = letter.version.get(),
            "a stream is parked"
        );
        metrics::counter!("palco_dead_letters_total", "processor" => self.processor().name.to_string())
            .increment(1);
        self.parked.insert((letter.tenant, letter.stream.clone()), letter);
        Ok(())
    }

    fn letter(&self, record: &Record, reason: String, tries: u32) -> DeadLetter {
        DeadLetter {
            processor: self.processor().clone(),
            lane: self.lease.lane,
            tenant: record.tenant,
            stream: record.stream.clone(),
            version: record.version,
            position: record.position,
            reason,
            tries,
            asked: None,
        }
    }

    pub(super) fn commit_of(&self, position: Position, rows: Vec<Row>) -> Commit {
        Commit {
            lease: self.lease.clone(),
            position,
            ttl: self.node.tuning.ttl,
            rows,
            parked: Vec::new(),
            freed: Vec::new(),
        }
    }

    pub(super) async fn commit(&mut self, commit: Commit) -> Result<(), Halt> {
        let position = commit.position;
        match self.node.store.commit(commit).await? {
            CommitOutcome::Done => {
                self.lease.position = self.lease.position.max(position);
                self.told = (self.lease.position, Instant::now());
                Ok(())
            }
            CommitOutcome::Fenced => {
                tracing::warn!(
                    processor = %self.processor().name,
                    lane = self.lease.lane,
                    epoch = self.lease.epoch,
                    "a lane has another holder"
                );
                Err(Halt::Ended(Ended::Fenced))
            }
        }
    }

    pub(super) fn processor(&self) -> &ProcessorId {
        &self.lease.processor
    }
}

/// What the records say; the first that cannot be read is at fault.
fn read(records: &[&Record]) -> Result<Vec<Recorded>, Failed> {
    let read = |record: &&Record| {
        Recorded::read((*record).clone()).map_err(|unreadable| Failed::Record {
            position: record.position,
            reason: unreadable.to_string(),
        })
    };
    records.iter().map(read).collect()
}
