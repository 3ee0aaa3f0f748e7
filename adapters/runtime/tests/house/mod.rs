//! A house with one event on sale, over a store that a test holds up, and watches.
#![allow(dead_code, reason = "shared by test files of which each uses a part")]

#[path = "../../../../core/tests/application/stage.rs"]
pub(crate) mod stage;

use std::{
    collections::HashSet,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use palco::{
    application::{Answer, Error, Palco},
    ports::{Append, AppendOutcome, EventStore, Store, StreamId, Unavailable},
    testing::{Around, id, instant},
    values::{CommandId, TenantId},
};
use palco_memory::{ManualClock, MemoryStore};
use palco_runtime::{Writer, WriterSettings};
use tokio::sync::Semaphore;

pub(crate) use stage::{Stage, hold_of};

/// Nothing here takes long: whoever waits so long waits for ever.
pub(crate) const FOR_EVER: Duration = Duration::from_secs(60);

/// A writer over a store, and the door to it.
pub(crate) struct House {
    pub(crate) writer: Arc<Writer>,
    pub(crate) stage: Stage,
}

impl House {
    pub(crate) fn over(store: Arc<dyn Store>, settings: WriterSettings) -> Self {
        let writer = Arc::new(Writer::with_settings(store.clone(), settings));
        let clock = ManualClock::at(instant("2026-11-23T12:00:00Z"));
        let palco = Palco::over(store).with_clock(Arc::new(clock)).with_dispatcher(writer.clone());
        Self { writer, stage: Stage { palco } }
    }

    pub(crate) async fn hold(&self, key: u64, places: u64) -> Result<Answer, Error> {
        hold(&self.stage.palco, key, places).await
    }
}

/// A hold under that key, at the event that is on sale.
pub(crate) fn hold(
    palco: &Palco,
    key: u64,
    places: u64,
) -> impl Future<Output = Result<Answer, Error>> + Send + 'static {
    let me = palco.acting(id(1), id(7));
    let key: CommandId = id(key);
    async move { me.tickets().send_once(key, id(1), hold_of(places)).await }
}

/// Ends, or the test fails.
pub(crate) async fn ends<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(FOR_EVER, work).await.expect("it does not end")
}

/// Goes on once others had their turn so many times.
pub(crate) async fn turns(number: usize) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

/// The store in memory, with a gate before every append.
#[derive(Debug, Clone)]
pub(crate) struct Gated {
    pub(crate) inner: MemoryStore,
    gate: Arc<Semaphore>,
    /// Behind which appends that were written wait to be told.
    answers: Arc<Semaphore>,
    pub(crate) written: Arc<AtomicUsize>,
    panics: Arc<AtomicBool>,
    under_way: Arc<Mutex<HashSet<(TenantId, StreamId)>>>,
    /// Flights that touched a stream which was under way already.
    pub(crate) overlaps: Arc<AtomicUsize>,
    pub(crate) appends: Arc<AtomicUsize>,
}

impl Gated {
    pub(crate) fn open() -> Self {
        Self {
            inner: MemoryStore::default(),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            answers: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            written: Arc::default(),
            panics: Arc::default(),
            under_way: Arc::default(),
            overlaps: Arc::default(),
            appends: Arc::default(),
        }
    }

    /// From now on appends wait.
    pub(crate) fn shut(&self) {
        self.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn reopen(&self) {
        self.gate.add_permits(Semaphore::MAX_PERMITS);
    }

    /// From now on appends are written, and nobody hears of it.
    pub(crate) fn keep_answers(&self) {
        self.answers.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn give_answers(&self) {
        self.answers.add_permits(Semaphore::MAX_PERMITS);
    }

    /// Until so many appends were written.
    pub(crate) async fn until_written(&self, number: usize) {
        ends(async {
            while self.written.load(Ordering::SeqCst) < number {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    /// The next append is the adapter's end.
    pub(crate) fn panic_once(&self) {
        self.panics.store(true, Ordering::SeqCst);
    }

    /// How many streams are being written to.
    pub(crate) fn streams_out(&self) -> usize {
        self.under_way.lock().expect("no panic").len()
    }

    /// Until so many appends have come as far as the gate.
    pub(crate) async fn until_appends(&self, number: usize) {
        ends(async {
            while self.appends.load(Ordering::SeqCst) < number {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

#[async_trait]
impl Around for Gated {
    fn inner(&self) -> &dyn Store {
        &self.inner
    }

    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        self.appends.fetch_add(1, Ordering::SeqCst);
        assert!(!self.panics.swap(false, Ordering::SeqCst), "asked for by a test");
        let streams: HashSet<_> = appends
            .iter()
            .flat_map(|of| of.writes.iter().map(|write| (of.tenant, write.stream.clone())))
            .collect();
        let lock = || self.under_way.lock().expect("no panic");
        if streams.iter().any(|stream| !lock().insert(stream.clone())) {
            self.overlaps.fetch_add(1, Ordering::SeqCst);
        }
        tokio::task::yield_now().await;
        drop(self.gate.acquire().await.expect("a gate"));
        let outcomes = self.inner.append(appends).await;
        self.written.fetch_add(1, Ordering::SeqCst);
        drop(self.answers.acquire().await.expect("a gate"));
        streams.iter().for_each(|stream| _ = lock().remove(stream));
        outcomes
    }
}
