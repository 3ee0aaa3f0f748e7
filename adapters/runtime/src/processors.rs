//! Background processors: read models, policies, and what a host adds of its own.

mod charging;
mod feed;
mod guarded;
mod keeper;
mod lane;
mod model;
mod node;
mod parked;
mod processor;
mod projecting;
mod reacting;
mod relaying;
mod tuning;
mod watch;
mod worker;

use std::{sync::Arc, time::Duration};

use palco::{
    application::{Charging, Dispatcher, Execute},
    ports::{
        Clock, PaymentGateway, ProcessorId, ProcessorStore, StalledAppend, Store, SystemClock,
    },
    projections::{self, ReadModel},
};
use thiserror::Error;
use tokio::{
    runtime::Handle,
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use charging::AtGateway;
use feed::Feed;
use keeper::Keeper;
use model::Model;
use node::{Building, Node, Stop, Stopped, stopping};
use reacting::Reacting;
use watch::Watch;
use worker::Work;

pub use processor::{Failed, Processor};
pub use relaying::Relay;
pub use tuning::Tuning;

/// How long the end of processors waits for their pages.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is to run in the background of this process: read models, policies, and what a host adds of its
/// own.
///
/// Each goes through the feed in lanes, by the hash of the stream. Any number of processes share the
/// lanes: a lane is leased, and its checkpoint moves only by the hand of whoever holds the lease. The
/// rows of a read model and its checkpoint are one transaction, so a crash at any point leaves the table
/// as if there had been none.
///
/// ```
/// use std::sync::Arc;
/// use palco::projections::{EVENTS, VENUES};
/// use palco_memory::MemoryStore;
/// use palco_runtime::Processors;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), palco_runtime::NotStarted> {
/// let store = Arc::new(MemoryStore::default());
/// let running = Processors::over(store).project(EVENTS).project(VENUES).react().run()?;
/// running.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Processors {
    store: Arc<dyn ProcessorStore>,
    tuning: Tuning,
    clock: Arc<dyn Clock>,
    models: Vec<ReadModel>,
    processors: Vec<Arc<dyn Processor>>,
    dispatcher: Option<Arc<dyn Dispatcher>>,
    reacts: bool,
    gateway: Option<Arc<dyn PaymentGateway>>,
}

impl Processors {
    /// Nothing yet, over a store.
    #[must_use]
    pub fn over(store: Arc<dyn ProcessorStore>) -> Self {
        Self {
            store,
            tuning: Tuning::default(),
            clock: Arc::new(SystemClock),
            models: Vec::new(),
            processors: Vec::new(),
            dispatcher: None,
            reacts: false,
            gateway: None,
        }
    }

    /// With other times and sizes.
    #[must_use]
    pub fn tuned(self, tuning: Tuning) -> Self {
        Self { tuning: tuning.within_limits(), ..self }
    }

    /// With another clock, by which the commands that follow are decided.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// What [`react`](Self::react) and [`charge`](Self::charge) send goes the way that all other commands
    /// go; without it, over the same store, one at a time.
    #[must_use]
    pub fn through(self, dispatcher: Arc<dyn Dispatcher>) -> Self {
        Self { dispatcher: Some(dispatcher), ..self }
    }

    /// Keeps a read model up to date.
    #[must_use]
    pub fn project(mut self, model: ReadModel) -> Self {
        self.models.push(model);
        self
    }

    /// Keeps every read model up to date.
    #[must_use]
    pub fn project_all(self) -> Self {
        projections::ALL.into_iter().fold(self, Self::project)
    }

    /// Sends the commands that follow from what happened: a cancelled event closes its box office.
    #[must_use]
    pub fn react(self) -> Self {
        Self { reacts: true, ..self }
    }

    /// Makes the calls to a payment gateway that follow from what happened, and tells the payments what
    /// it answers: see [`Charging`]. There is one for all payments of the store: a host that has several
    /// gateways gives one that passes each call on to the right one.
    #[must_use]
    pub fn charge(self, gateway: Arc<dyn PaymentGateway>) -> Self {
        Self { gateway: Some(gateway), ..self }
    }

    /// Runs a processor of the host's own.
    #[must_use]
    pub fn process(mut self, processor: Arc<dyn Processor>) -> Self {
        self.processors.push(processor);
        self
    }

    /// Hands every record to a broker.
    #[must_use]
    pub fn relay(self, relay: Relay) -> Self {
        let relaying = relay.over(Arc::clone(&self.store));
        self.process(Arc::new(relaying))
    }

    /// Starts them, on tasks of the runtime that this is called in. They run until they are stopped or
    /// dropped: then the leases lapse, and another process goes on.
    ///
    /// # Errors
    /// [`NotStarted::NoRuntime`].
    pub fn run(mut self) -> Result<Running, NotStarted> {
        Handle::try_current().map_err(|_| NotStarted::NoRuntime)?;
        self.send_what_follows();
        let feed = Arc::new(Feed::of(Arc::clone(&self.store), self.tuning));
        let node = Node { store: self.store, feed, tuning: self.tuning, holder: Uuid::now_v7() };
        let (stop, stopped) = stopping();
        let watch = Watch::default();
        let mut tasks = vec![tokio::spawn(watch.clone().run(node.clone(), stopped.clone()))];
        for model in self.models {
            tasks.push(tokio::spawn(Model::new(node.clone(), model).run(stopped.clone())));
        }
        for processor in self.processors {
            let id = ProcessorId::new(processor.name(), processor.revision());
            let work = Work::Process(processor);
            tasks.push(keep(node.clone(), work, id, stopped.clone()));
        }
        Ok(Running { node, stop, watch, tasks })
    }

    fn send_what_follows(&mut self) {
        let alone = || Arc::new(Execute::new(Arc::clone(&self.store) as Arc<dyn Store>)) as Arc<_>;
        let dispatcher = self.dispatcher.take().unwrap_or_else(alone);
        if self.reacts {
            let (dispatcher, clock) = (Arc::clone(&dispatcher), Arc::clone(&self.clock));
            self.processors.push(Arc::new(Reacting { dispatcher, clock }));
        }
        if let Some(gateway) = self.gateway.take() {
            let charging = Charging::new(dispatcher, gateway, Arc::clone(&self.clock));
            self.processors.push(Arc::new(AtGateway::new(charging)));
        }
    }
}

/// Why processors were not started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotStarted {
    /// Others run in their place.
    #[error("processors run already: stop them first")]
    AlreadyRunning,
    /// They run on tasks of tokio.
    #[error("there is no tokio runtime here")]
    NoRuntime,
}

fn keep(node: Node, work: Work, id: ProcessorId, stopped: Stopped) -> JoinHandle<()> {
    tokio::spawn(Keeper::new(node, work, id, Building::default()).run(stopped))
}

/// Processors under way. Dropped, they stop as well, without a word to the other processes.
#[derive(Debug)]
pub struct Running {
    node: Node,
    stop: Stop,
    watch: Watch,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Ends them: each finishes its page, and gives its lanes up to the other processes. One that has not
    /// within 10 seconds, since the database or a gateway does not answer, is left where it is, as after a
    /// crash: its lease lapses, and who goes on takes in the page anew.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let until = Instant::now().checked_add(PATIENCE);
        for mut task in self.tasks {
            let ended = match until {
                Some(until) => timeout_at(until, &mut task).await.is_ok(),
                None => false,
            };
            if !ended {
                task.abort();
            }
        }
    }

    /// Says that something was appended, so that it need not wait for the next look at the feed.
    pub async fn wake(&self) {
        self.node.feed.wake().await;
    }

    /// The appends that have kept the feed back for longer than [`Tuning::stall`], as of the last look.
    /// Nothing is skipped for them: the feed waits until such an append ends, or the operator ends its
    /// session.
    #[must_use]
    pub fn stalled_appends(&self) -> Vec<StalledAppend> {
        self.watch.stalled()
    }
}
