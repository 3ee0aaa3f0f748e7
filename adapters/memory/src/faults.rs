use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::Poll,
};

use async_trait::async_trait;
use palco::{
    ports::{
        Append, AppendOutcome, Committed, EventStore, Expected, FeedPage, Position, Record, Saved,
        Snapshot, SnapshotKey, SnapshotStore, Store, StreamId, StreamWrite, TakeIn, Turn,
        Unavailable,
    },
    values::{CommandId, TenantId, Version},
};

use crate::locked;

const TAIL_RECORDS_MAX: u32 = 256;

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It does not reach the store, and the caller is told so.
    ErrorWithoutCommit,
    /// It does not reach the store, but the caller cannot know: the outcome is unknown.
    LostBeforeCommit,
    /// The store does it, but the answer is lost: the outcome is unknown.
    CommitThenError,
    /// Every append is a conflict, with what is there, and nothing is written: somebody was first.
    /// Repeated commands, appends without domain events and other calls are left alone.
    Conflict,
    /// It takes place only after so many turns of whatever runs it.
    Stall {
        /// How often the call yields.
        yields: u32,
    },
    /// It reaches the store twice, and the second answer comes back.
    DeliverTwice,
}

/// What the store was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// [`EventStore::append`]
    Append,
    /// [`EventStore::read_stream`]
    ReadStream,
    /// [`EventStore::read_feed`]
    ReadFeed,
    /// [`EventStore::resolve`]
    Resolve,
    /// [`EventStore::take_turn`]
    TakeTurn,
    /// [`SnapshotStore::load`]
    Load,
    /// [`SnapshotStore::save`]
    Save,
}

/// Which calls go wrong, and how. Calls are counted from 1.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    faults: Vec<Planned>,
}

#[derive(Debug, Clone, Copy)]
struct Planned {
    operation: Option<Operation>,
    nth: usize,
    fault: Fault,
}

impl Plan {
    /// No call goes wrong: they are only counted.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The `nth` call goes wrong, whatever it is.
    #[must_use]
    pub fn nth(nth: usize, fault: Fault) -> Self {
        Self { faults: vec![Planned { operation: None, nth, fault }] }
    }

    /// The `nth` call of that kind goes wrong.
    #[must_use]
    pub fn nth_of(operation: Operation, nth: usize, fault: Fault) -> Self {
        Self { faults: vec![Planned { operation: Some(operation), nth, fault }] }
    }

    /// Both plans; for a call that is in both, the first.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.faults.extend(other.faults);
        self
    }
}

/// Any store, with calls that go wrong as planned. Its clones count together.
///
/// A test first counts the calls of a story, then runs it once for each with that call failing:
///
/// ```
/// use std::sync::Arc;
/// use palco::ports::{EventStore, Position};
/// use palco_memory::{Fault, FaultyStore, MemoryStore, Plan};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let inner = Arc::new(MemoryStore::default());
/// let store = FaultyStore::new(inner, Plan::nth(2, Fault::ErrorWithoutCommit));
/// let read = || store.read_feed(Position::START, 10);
/// assert!(read().await.is_ok());
/// assert!(read().await.is_err());
/// assert!(read().await.is_ok());
/// assert_eq!(store.calls(), 3);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FaultyStore {
    inner: Arc<dyn Store>,
    plan: Plan,
    history: Arc<Mutex<Vec<Operation>>>,
}

impl FaultyStore {
    /// `inner`, with the faults of `plan`.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>, plan: Plan) -> Self {
        Self { inner, plan, history: Arc::default() }
    }

    /// How many calls there were, those that went wrong included.
    #[must_use]
    pub fn calls(&self) -> usize {
        locked(&self.history).len()
    }

    /// What was called, in order.
    #[must_use]
    pub fn history(&self) -> Vec<Operation> {
        locked(&self.history).clone()
    }

    /// Counts the call, and says how it goes wrong.
    fn next_fault(&self, operation: Operation) -> Option<Fault> {
        let mut history = locked(&self.history);
        history.push(operation);
        let of_kind = || history.iter().filter(|earlier| **earlier == operation).count();
        let is_due = |planned: &&Planned| match planned.operation {
            None => planned.nth == history.len(),
            Some(kind) => kind == operation && planned.nth == of_kind(),
        };
        self.plan.faults.iter().find(is_due).map(|planned| planned.fault)
    }

    async fn call<T, F>(
        &self,
        fault: Option<Fault>,
        writes: bool,
        call: impl Fn() -> F,
    ) -> Result<T, Unavailable>
    where
        F: Future<Output = Result<T, Unavailable>>,
    {
        match fault {
            None | Some(Fault::Conflict) => call().await,
            Some(Fault::ErrorWithoutCommit) => Err(unavailable(false)),
            Some(Fault::LostBeforeCommit) => Err(unavailable(writes)),
            Some(Fault::CommitThenError) => {
                drop(call().await?);
                Err(unavailable(writes))
            }
            Some(Fault::Stall { yields }) => {
                stall(yields).await;
                call().await
            }
            Some(Fault::DeliverTwice) => {
                drop(call().await?);
                call().await
            }
        }
    }

    async fn conflicts(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        let mut outcomes = Vec::with_capacity(appends.len());
        for append in appends {
            let known = self.inner.resolve(&[(append.tenant, append.command_id)]).await?;
            let writes = append.writes.iter().find(|write| !write.domain_events.is_empty());
            match (known.as_slice(), writes) {
                ([None], Some(write)) => {
                    outcomes.push(self.conflict(append.tenant, write).await?);
                }
                // It writes nothing: the store knows the command, or there is nothing to write.
                _ => outcomes.extend(self.inner.append(vec![append]).await?),
            }
        }
        Ok(outcomes)
    }

    async fn conflict(
        &self,
        tenant: TenantId,
        write: &StreamWrite,
    ) -> Result<AppendOutcome, Unavailable> {
        let read = |after| self.inner.read_stream(tenant, &write.stream, after, TAIL_RECORDS_MAX);
        let expected = match write.expected {
            Expected::Exact(version) => version,
            Expected::NoStream | Expected::Any => Version::ZERO,
        };
        let tail = read(expected).await?;
        // A stream that is not as long as expected has its end before that.
        let mut actual = if tail.is_empty() { Version::ZERO } else { expected };
        while let Some(last) = read(actual).await?.last() {
            actual = last.version;
        }
        Ok(AppendOutcome::Conflict { stream: write.stream.clone(), actual, tail })
    }
}

fn unavailable(outcome_unknown: bool) -> Unavailable {
    Unavailable { reason: "the plan lets this call fail".into(), outcome_unknown }
}

pub(crate) async fn stall(yields: u32) {
    let mut left = yields;
    poll_fn(|context| match left.checked_sub(1) {
        None => Poll::Ready(()),
        Some(fewer) => {
            left = fewer;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await;
}

#[async_trait]
impl EventStore for FaultyStore {
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        let fault = self.next_fault(Operation::Append);
        if fault == Some(Fault::Conflict) {
            return self.conflicts(appends).await;
        }
        self.call(fault, true, || self.inner.append(appends.clone())).await
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        let fault = self.next_fault(Operation::ReadStream);
        self.call(fault, false, || self.inner.read_stream(tenant, stream, after, limit)).await
    }

    async fn read_stream_at_least(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        at_least: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        let fault = self.next_fault(Operation::ReadStream);
        let read = || self.inner.read_stream_at_least(tenant, stream, after, at_least, limit);
        self.call(fault, false, read).await
    }

    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable> {
        let fault = self.next_fault(Operation::ReadFeed);
        self.call(fault, false, || self.inner.read_feed(after, limit)).await
    }

    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        let fault = self.next_fault(Operation::Resolve);
        self.call(fault, false, || self.inner.resolve(commands)).await
    }

    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        let fault = self.next_fault(Operation::TakeTurn);
        self.call(fault, false, || self.inner.take_turn(tenant, stream)).await
    }
}

#[async_trait]
impl SnapshotStore for FaultyStore {
    /// An answer that is lost was heard until it broke off: all of it was taken in, and then it failed.
    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        match self.next_fault(Operation::Load) {
            None | Some(Fault::Conflict) => {}
            Some(Fault::ErrorWithoutCommit | Fault::LostBeforeCommit) => {
                return Err(unavailable(false));
            }
            Some(Fault::CommitThenError) => {
                self.inner.load(key, limit, take_in).await?;
                return Err(unavailable(false));
            }
            Some(Fault::Stall { yields }) => stall(yields).await,
            Some(Fault::DeliverTwice) => {
                self.inner.load(key, limit, Box::new(|_| {})).await?;
            }
        }
        self.inner.load(key, limit, take_in).await
    }

    /// Nobody waits for a save: one that stalls is one that has not ended yet.
    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved) {
        let unheard = || Box::new(|_| {});
        match self.next_fault(Operation::Save) {
            None | Some(Fault::Conflict | Fault::Stall { .. }) => {
                self.inner.save(key, snapshot, saved);
            }
            Some(Fault::ErrorWithoutCommit | Fault::LostBeforeCommit) => {
                saved(Err(unavailable(false)));
            }
            Some(Fault::CommitThenError) => {
                self.inner.save(key, snapshot, unheard());
                saved(Err(unavailable(false)));
            }
            Some(Fault::DeliverTwice) => {
                self.inner.save(key.clone(), snapshot.clone(), unheard());
                self.inner.save(key, snapshot, saved);
            }
        }
    }
}
