use std::{sync::Arc, time::Duration};

use palco::{
    application::Palco,
    ports::{Clock, ProcessorStore, StalledAppend},
};
use tokio::sync::Mutex;

use crate::{NotStarted, Processors, Running, Writer, WriterSettings};

/// Palco over one store, put together as a service embeds it: commands go through a [`Writer`],
/// processors work in the background, and closing it leaves nothing half done. Its parts can also be
/// put together by hand, where a service wants others.
///
/// ```
/// use std::sync::Arc;
/// use palco_memory::MemoryStore;
/// use palco_runtime::Engine;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), palco_runtime::NotStarted> {
/// let engine = Engine::over(Arc::new(MemoryStore::default()));
/// let palco = engine.palco().clone();
/// engine.start(engine.processors().project_all().react()).await?;
/// assert!(engine.close().await);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    palco: Palco,
    writer: Arc<Writer>,
    store: Arc<dyn ProcessorStore>,
    clock: Option<Arc<dyn Clock>>,
    running: Arc<Mutex<Option<Running>>>,
}

impl Engine {
    /// Over a store, on the system's clock.
    #[must_use]
    pub fn over(store: Arc<dyn ProcessorStore>) -> Self {
        Self::over_with(store, WriterSettings::default())
    }

    /// The same with other settings of the writer.
    #[must_use]
    pub fn over_with(store: Arc<dyn ProcessorStore>, settings: WriterSettings) -> Self {
        let writer = Arc::new(Writer::with_settings(Arc::clone(&store) as Arc<_>, settings));
        let palco = Palco::over(Arc::clone(&store) as Arc<_>)
            .with_dispatcher(Arc::clone(&writer) as Arc<_>);
        Self { palco, writer, store, clock: None, running: Arc::default() }
    }

    /// On another clock.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        let palco = self.palco.with_clock(Arc::clone(&clock));
        Self { palco, clock: Some(clock), ..self }
    }

    /// Where commands are sent.
    #[must_use]
    pub fn palco(&self) -> &Palco {
        &self.palco
    }

    /// Processors over its store, on its clock, that send what follows the way that all other commands go.
    /// None is chosen yet.
    pub fn processors(&self) -> Processors {
        let through = Arc::clone(&self.writer) as Arc<_>;
        let processors = Processors::over(Arc::clone(&self.store)).through(through);
        self.clock.iter().cloned().fold(processors, Processors::with_clock)
    }

    /// Starts processors, which run until they are stopped: at most one set at a time.
    ///
    /// # Errors
    /// [`NotStarted`]: the processors are dropped then, with the gateway that they have.
    pub async fn start(&self, processors: Processors) -> Result<(), NotStarted> {
        let mut running = self.running.lock().await;
        if running.is_some() {
            return Err(NotStarted::AlreadyRunning);
        }
        *running = Some(processors.run()?);
        Ok(())
    }

    /// Stops the processors, if any are under way, and waits for their end.
    pub async fn stop(&self) {
        let mut running = self.running.lock().await;
        if let Some(running) = running.take() {
            running.stop().await;
        }
    }

    /// Says to the processors that something was appended: see [`Running::wake`].
    pub async fn wake(&self) {
        if let Some(running) = &*self.running.lock().await {
            running.wake().await;
        }
    }

    /// The appends that keep the feed back, as the processors saw them last: see
    /// [`Running::stalled_appends`]. None while no processors run.
    pub async fn stalled_appends(&self) -> Vec<StalledAppend> {
        let running = self.running.lock().await;
        running.as_ref().map(Running::stalled_appends).unwrap_or_default()
    }

    /// Stops what runs in the background, takes no more commands, and waits until those that are under
    /// way are answered: each is by its deadline. Whether all of them were.
    #[must_use]
    pub async fn close(&self) -> bool {
        self.stop().await;
        // A little more than a command may take.
        let patience = self.writer.deadline().saturating_add(Duration::from_secs(1));
        self.writer.close(patience).await
    }
}
