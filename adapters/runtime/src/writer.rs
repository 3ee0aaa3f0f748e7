use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use palco::{
    application::{Answer, Dispatcher, Error, Look, Request},
    ports::{Store, StreamId},
    values::TenantId,
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
    time::timeout,
};
use tracing::Instrument;

mod aboard;
mod departing;
mod desk;
mod flight;
mod following;
mod forming;
mod job;
mod landing;
mod lanes;
mod looks;
mod settings;
mod states;
mod telemetry;

use desk::{Desk, Letter, Looking};
use job::{Job, Place, Slot, unavailable};

pub use settings::WriterSettings;

/// Gathers commands: those for one stream are decided one after the other and appended together,
/// and streams that wait at the same time share a call of the store.
///
/// It works on the tokio runtime of whoever calls it first, which needs its timer. When that runtime
/// ends, callers are told, and the next call begins anew on its own.
///
/// ```
/// use std::sync::Arc;
/// use palco::application::Palco;
/// use palco_memory::MemoryStore;
/// use palco_runtime::Writer;
///
/// let store = Arc::new(MemoryStore::default());
/// let writer = Arc::new(Writer::over(store.clone()));
/// let palco = Palco::over(store).with_dispatcher(writer.clone());
/// ```
pub struct Writer {
    store: Arc<dyn Store>,
    settings: WriterSettings,
    desk: Mutex<Option<mpsc::UnboundedSender<Letter>>>,
    accepted: Arc<AtomicUsize>,
    closed: AtomicBool,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accepted = self.accepted.load(Ordering::Relaxed);
        f.debug_struct("Writer").field("accepted", &accepted).finish_non_exhaustive()
    }
}

impl Writer {
    /// Over a store. Whoever else writes to that store may do so: another writer, another process.
    #[must_use]
    pub fn over(store: Arc<dyn Store>) -> Self {
        Self::with_settings(store, WriterSettings::default())
    }

    /// The same with other settings.
    #[must_use]
    pub fn with_settings(store: Arc<dyn Store>, settings: WriterSettings) -> Self {
        Self {
            store,
            settings,
            desk: Mutex::default(),
            accepted: Arc::default(),
            closed: AtomicBool::new(false),
        }
    }

    /// Takes no more commands, and waits until those that it has are answered, but no longer than
    /// `patience`; what is left then gets an error. Whether all were answered in time.
    #[must_use]
    pub async fn close(&self, patience: Duration) -> bool {
        self.closed.store(true, Ordering::Release);
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(desk) = desk else { return true };
        let (drained, all) = oneshot::channel();
        if desk.send(Letter::Drain(drained)).is_err() {
            return true;
        }
        let in_time = timeout(patience, all).await.is_ok_and(|drained| drained.is_ok());
        if !in_time {
            // If the desk is gone, so are its commands: their callers were told.
            let _ = desk.send(Letter::Stop);
        }
        in_time
    }

    /// The longest that a command takes.
    pub(crate) fn deadline(&self) -> Duration {
        self.settings.deadline
    }

    fn post(&self, letter: Letter) -> Result<(), Error> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        if self.closed.load(Ordering::Acquire) {
            return Err(unavailable("the writer is closed", false));
        }
        let letter = match &*desk {
            Some(open) => match open.send(letter) {
                Ok(()) => return Ok(()),
                Err(returned) => returned.0,
            },
            None => letter,
        };
        let runtime = Handle::try_current();
        let runtime = runtime.map_err(|_| unavailable("there is no tokio runtime here", false))?;
        let (open, letters) = mpsc::unbounded_channel();
        runtime.spawn(Desk::over(Arc::clone(&self.store), self.settings).work(letters));
        let sent = open.send(letter);
        *desk = Some(open);
        sent.map_err(|_| unavailable("the tokio runtime is at its end", false))
    }

    fn place(&self) -> Result<Place, Error> {
        Place::among(&self.accepted, self.settings.accepted).ok_or_else(|| {
            telemetry::busy();
            Error::Busy
        })
    }

    async fn carry_out(&self, request: Request) -> Result<Answer, Error> {
        let place = self.place()?;
        let slot = Arc::new(Slot::default());
        let (reply, mut answer) = oneshot::channel();
        self.post(Letter::Command(Job::new(request, reply, Arc::clone(&slot), place)))?;
        match timeout(self.settings.deadline, &mut answer).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(unavailable("the writer ended", slot.give_up())),
            Err(_) => {
                let outcome_unknown = slot.give_up();
                // It may have been answered at this very moment.
                let late = || Err(unavailable("the deadline has passed", outcome_unknown));
                answer.try_recv().unwrap_or_else(|_| late())
            }
        }
    }
}

#[async_trait]
impl Dispatcher for Writer {
    async fn dispatch(&self, request: Request) -> Result<Answer, Error> {
        let span = tracing::debug_span!(
            "command",
            name = request.command().wire_name(),
            trace_parent = request.trace_parent.map(tracing::field::display)
        );
        self.carry_out(request).instrument(span).await
    }

    async fn look(&self, tenant: TenantId, stream: StreamId, look: Look) -> Result<(), Error> {
        let place = self.place()?;
        let (reply, looked) = oneshot::channel();
        self.post(Letter::Look((tenant, stream), Looking { look, reply, _place: place }))?;
        match timeout(self.settings.deadline, looked).await {
            Ok(Ok(looked)) => looked,
            Ok(Err(_)) => Err(unavailable("the writer ended", false)),
            Err(_) => Err(unavailable("the deadline has passed", false)),
        }
    }
}
