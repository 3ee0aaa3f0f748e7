use std::sync::{
    Arc,
    atomic::{AtomicU8, AtomicUsize, Ordering},
};

use palco::{
    application::{Answer, Error, Request},
    ports::{StreamId, Unavailable},
    values::{CommandId, TenantId},
};
use tokio::sync::oneshot;

/// A stream within its tenant.
pub(super) type Key = (TenantId, StreamId);

pub(super) type Reply = oneshot::Sender<Result<Answer, Error>>;

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const GONE: u8 = 2;

/// Between a caller and its command: who gives up while the command waits knows that nothing was
/// written.
#[derive(Debug, Default)]
pub(super) struct Slot(AtomicU8);

impl Slot {
    fn turn(&self, from: u8, to: u8) -> bool {
        self.0.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// The caller waits no longer. Whether its command may take effect all the same.
    pub(super) fn give_up(&self) -> bool {
        !self.turn(WAITING, GONE)
    }
}

/// One of those that are not answered yet; it gives up its place when it is dropped.
#[derive(Debug)]
pub(super) struct Place(Arc<AtomicUsize>);

impl Place {
    /// `None` where there are as many as may be.
    pub(super) fn among(taken: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        let before = taken.fetch_add(1, Ordering::Relaxed);
        let place = Self(Arc::clone(taken));
        (before < most).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A command, and whoever waits for what becomes of it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) request: Request,
    /// The stream that it is for.
    pub(super) key: Key,
    /// In the order of arrival.
    pub(super) number: u64,
    /// Rounds that it lost.
    pub(super) rounds: u32,
    /// To be looked up before it is decided: those around it had taken effect before.
    pub(super) ask: bool,
    /// It was sent once and nobody knows for sure what became of it, so its caller cannot either.
    pub(super) in_doubt: bool,
    reply: Reply,
    slot: Arc<Slot>,
    _place: Place,
}

impl Job {
    pub(super) fn new(request: Request, reply: Reply, slot: Arc<Slot>, place: Place) -> Box<Self> {
        let key = (request.context.tenant, request.stream());
        Box::new(Self {
            request,
            key,
            number: 0,
            rounds: 0,
            ask: false,
            in_doubt: false,
            reply,
            slot,
            _place: place,
        })
    }

    pub(super) fn id(&self) -> (TenantId, CommandId) {
        (self.request.context.tenant, self.request.context.command_id)
    }

    /// Takes it up, unless nobody waits for it any more.
    pub(super) fn take(&self) -> bool {
        !self.reply.is_closed() && (self.in_doubt || self.slot.turn(WAITING, TAKEN))
    }

    /// It waits again: nothing of it was written.
    pub(super) fn put_back(&self) {
        if !self.in_doubt {
            self.slot.turn(TAKEN, WAITING);
        }
    }

    /// A caller that went away hears nothing.
    pub(super) fn answer(self: Box<Self>, mut answer: Result<Answer, Error>) {
        if let Err(Error::Unavailable(failed)) = &mut answer {
            failed.outcome_unknown |= self.in_doubt;
        }
        let _ = self.reply.send(answer);
    }

    /// It will not be carried out by this writer.
    pub(super) fn abandon(self: Box<Self>, reason: &str, sent: bool) {
        self.answer(Err(unavailable(reason, sent)));
    }
}

pub(super) fn unavailable(reason: &str, outcome_unknown: bool) -> Error {
    Error::Unavailable(Unavailable { reason: reason.to_owned(), outcome_unknown })
}
