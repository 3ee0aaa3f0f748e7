use std::{collections::BTreeSet, num::NonZeroU64, sync::Arc};

use async_trait::async_trait;

use super::{
    Answer, Dispatcher, Error, Loader, Look, Recorded, Request, SnapshotCounts, Step, cache::Cache,
    read,
};
use crate::{
    ports::{Append, AppendOutcome, Record, Store, StreamId, Turn},
    values::TenantId,
};

/// Rounds that a command may lose before it takes turns with the others.
const FREE_ROUNDS: u32 = 2;
/// Rounds after which a conflict is told.
const ROUNDS: u32 = 64;

/// One command at a time over a store: load, decide, append; on a conflict take in what others wrote
/// and decide again.
#[derive(Debug)]
pub struct Execute {
    store: Arc<dyn Store>,
    loader: Loader,
    cache: Cache,
}

impl Execute {
    /// Over this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        let loader = Loader::new(Arc::clone(&store));
        Self { store, loader, cache: Cache::default() }
    }

    /// The same with a snapshot of a stream every so many records, instead of every 256.
    #[must_use]
    pub fn snapshots_every(self, records: NonZeroU64) -> Self {
        Self { loader: self.loader.snapshots_every(records), ..self }
    }

    /// What became of snapshots since the start.
    #[must_use]
    pub fn snapshot_counts(&self) -> SnapshotCounts {
        self.loader.snapshot_counts()
    }

    /// Takes in all that the store has of a stream beyond what is known; whether that was anything.
    async fn catch_up(&self, tenant: TenantId, stream: &StreamId) -> Result<bool, Error> {
        let Some(known) = self.cache.version(tenant, stream) else {
            let loaded = self.loader.load(tenant, stream).await?;
            let news = loaded.as_ref().is_some_and(|loaded| loaded.written().is_some());
            if let Some(loaded) = loaded {
                self.cache.know(tenant, stream, loaded);
            }
            return Ok(news);
        };
        let mut news = false;
        let take_in = |records: &[_]| {
            news |= !records.is_empty();
            self.cache.take_in(records);
        };
        self.loader.catch_up(tenant, stream, known, take_in).await?;
        Ok(news)
    }

    /// Takes in what was written just now, and has snapshots kept of streams that have grown.
    fn written(&self, recorded: &[Recorded]) {
        self.cache.take_in(recorded);
        for of_stream in recorded.chunk_by(|one, next| one.record.stream == next.record.stream) {
            let Some(Recorded { record: first, .. }) = of_stream.first() else { continue };
            self.cache.with(first.tenant, &first.stream, |loaded| {
                self.loader.keep(first.tenant, &first.stream, of_stream.len(), loaded);
            });
        }
    }

    /// The answer to a command that took effect before.
    fn first_answer(&self, request: &Request, records: Vec<Record>) -> Result<Answer, Error> {
        let records = read(records)?;
        self.cache.take_in(&records);
        Ok(Answer::of(request.stream(), records, true))
    }

    /// What stands between a command and its refusal: it may have taken effect before.
    async fn took_effect(&self, request: &Request) -> Result<Option<Answer>, Error> {
        let key = (request.context.tenant, request.context.command_id);
        let found = self.store.resolve(&[key]).await?.into_iter().next().flatten();
        let Some(committed) = found else { return Ok(None) };
        if committed.request_hash != request.hash() {
            return Err(Error::CommandIdReused { command_id: request.context.command_id });
        }
        self.first_answer(request, committed.records).map(Some)
    }

    /// The step on states of which those in `fresh` are known to be as the store has them.
    async fn take_step(
        &self,
        request: &Request,
        fresh: &mut BTreeSet<StreamId>,
    ) -> Result<Step, Error> {
        let tenant = request.context.tenant;
        loop {
            match self.cache.step(request) {
                Ok(Step::Needs(stream)) => {
                    self.catch_up(tenant, &stream).await?;
                    fresh.insert(stream);
                }
                Ok(Step::Append(append, domain_events)) => {
                    return Ok(Step::Append(append, domain_events));
                }
                refused => {
                    if !self.refresh(request, fresh).await? {
                        return refused;
                    }
                }
            }
        }
    }

    /// Before a refusal is believed, every state that it rests on is brought up to date. Whether one
    /// of them was behind.
    async fn refresh(
        &self,
        request: &Request,
        fresh: &mut BTreeSet<StreamId>,
    ) -> Result<bool, Error> {
        let mut behind = false;
        for stream in self.cache.rests_on(request) {
            if fresh.insert(stream.clone()) {
                behind |= self.catch_up(request.context.tenant, &stream).await?;
            }
        }
        Ok(behind)
    }

    fn nothing_changed(&self, request: &Request) -> Result<Answer, Error> {
        let stream = request.stream();
        let version = self.cache.version(request.context.tenant, &stream).unwrap_or_default();
        Ok(Answer::unchanged(stream, version))
    }

    async fn append(&self, append: Append) -> Result<AppendOutcome, Error> {
        let outcomes = self.store.append(vec![append]).await?;
        outcomes.into_iter().next().ok_or_else(|| {
            Error::Unavailable(crate::ports::Unavailable {
                reason: "the store gave no outcome".to_owned(),
                outcome_unknown: true,
            })
        })
    }
}

#[async_trait]
impl Dispatcher for Execute {
    async fn dispatch(&self, request: Request) -> Result<Answer, Error> {
        let tenant = request.context.tenant;
        let mut turn: Option<Box<dyn Turn>> = None;
        let mut fresh = BTreeSet::new();
        let mut round = 0_u32;
        loop {
            let decided = self.take_step(&request, &mut fresh).await;
            let (append, domain_events) = match decided {
                Ok(Step::Append(append, domain_events)) => (append, domain_events),
                Ok(_) => {
                    let before = self.took_effect(&request).await?;
                    return before.map_or_else(|| self.nothing_changed(&request), Ok);
                }
                Err(Error::Rejected(refusal)) => {
                    return self.took_effect(&request).await?.ok_or(Error::Rejected(refusal));
                }
                Err(failed) => return Err(failed),
            };
            match self.append(append).await? {
                AppendOutcome::Appended { records } => {
                    let recorded = Recorded::of(records, domain_events);
                    self.written(&recorded);
                    return Ok(Answer::of(request.stream(), recorded, false));
                }
                AppendOutcome::Duplicate { records } => {
                    return self.first_answer(&request, records);
                }
                AppendOutcome::CommandIdReused => {
                    let command_id = request.context.command_id;
                    return Err(Error::CommandIdReused { command_id });
                }
                AppendOutcome::Oversized => return Err(Error::TooLarge),
                AppendOutcome::GuardTaken { space, .. } => return Err(Error::KeyTaken { space }),
                AppendOutcome::Conflict { stream, actual, tail } => {
                    round = round.saturating_add(1);
                    if round >= ROUNDS {
                        return Err(Error::Conflict { stream, actual, rounds: round });
                    }
                    self.cache.forget_beyond(tenant, &stream, actual);
                    self.cache.take_in(&read(tail)?);
                    fresh.clear();
                    if round >= FREE_ROUNDS && turn.is_none() {
                        // Without its turn a command may lose the next round as well; no more than
                        // that rests on it.
                        turn = self.store.take_turn(tenant, &stream).await.ok();
                        self.catch_up(tenant, &stream).await?;
                    }
                }
            }
        }
    }

    async fn look(&self, tenant: TenantId, stream: StreamId, look: Look) -> Result<(), Error> {
        let mut look = Some(look);
        while let Some(looking) = look.take() {
            self.catch_up(tenant, &stream).await?;
            look = self.cache.look(tenant, &stream, looking);
        }
        Ok(())
    }
}
