use std::{
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;

use super::{Error, Loaded, Look, Recorded, Request, Step, rests_on, step};
use crate::{
    contract::State,
    ports::StreamId,
    values::{TenantId, Version},
};

/// The states that were used last. Each is confirmed by the version check of the append that rests on
/// it, so it may be old: then the append is a conflict that brings what is missing.
#[derive(Debug)]
pub(super) struct Cache(Mutex<LruCache<(TenantId, StreamId), Loaded>>);

/// Streams whose state is kept.
const STREAMS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1_023);

impl Default for Cache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(STREAMS)))
    }
}

impl Cache {
    /// A panic elsewhere cannot leave a state half changed: it is only touched by `evolve`, which has
    /// no panic.
    fn lock(&self) -> MutexGuard<'_, LruCache<(TenantId, StreamId), Loaded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the step on the states at hand.
    pub(super) fn step(&self, request: &Request) -> Result<Step, Error> {
        let mut states = self.lock();
        states.promote(&(request.context.tenant, request.stream()));
        let tenant = request.context.tenant;
        step(request, |stream| states.peek(&(tenant, stream.clone())))
    }

    /// Every stream that a refusal of the request may rest on.
    pub(super) fn rests_on(&self, request: &Request) -> Vec<StreamId> {
        let states = self.lock();
        let main = states.peek(&(request.context.tenant, request.stream()));
        rests_on(request, main.map(|main| &main.state))
    }

    /// The version up to which a stream's state is known.
    pub(super) fn version(&self, tenant: TenantId, stream: &StreamId) -> Option<Version> {
        self.lock().peek(&(tenant, stream.clone())).map(|loaded| loaded.version)
    }

    /// Looks at the state of a stream, if it was written to. The look comes back where the stream is not
    /// known, or no longer.
    pub(super) fn look(&self, tenant: TenantId, stream: &StreamId, look: Look) -> Option<Look> {
        let mut states = self.lock();
        match states.get(&(tenant, stream.clone())) {
            Some(loaded) => look(loaded.written()),
            None if State::initial(&stream.aggregate).is_some() => return Some(look),
            // Of no aggregate's name: it is never known.
            None => look(None),
        }
        None
    }

    /// Forgets a stream that is known further than the store has it: what it lost never was.
    pub(super) fn forget_beyond(&self, tenant: TenantId, stream: &StreamId, actual: Version) {
        let key = (tenant, stream.clone());
        let mut states = self.lock();
        if states.peek(&key).is_some_and(|known| known.version > actual) {
            states.pop(&key);
        }
    }

    /// Knows a stream that was not known, or not so far.
    pub(super) fn know(&self, tenant: TenantId, stream: &StreamId, loaded: Loaded) {
        let mut states = self.lock();
        let known = states.get(&(tenant, stream.clone())).map(|known| known.version);
        if known.is_none_or(|known| known < loaded.version) {
            states.put((tenant, stream.clone()), loaded);
        }
    }

    /// Passes what is known of a stream.
    pub(super) fn with(&self, tenant: TenantId, stream: &StreamId, pass: impl FnOnce(&Loaded)) {
        if let Some(loaded) = self.lock().peek(&(tenant, stream.clone())) {
            pass(loaded);
        }
    }

    /// Takes records in that come next; those that are known already change nothing.
    pub(super) fn take_in(&self, records: &[Recorded]) {
        let mut states = self.lock();
        for Recorded { record, domain_event } in records {
            if let Some(loaded) = states.peek_mut(&(record.tenant, record.stream.clone())) {
                loaded.evolve(record.version, domain_event);
            }
        }
    }
}
