use std::{sync::Arc, time::Duration};

use palco::{
    application::Palco,
    ports::{Clock, PaymentGateway, ProcessorStore},
    projections::ReadModel,
};

use crate::{Background, Processors, Writer};

/// Palco over one store, put together as a service embeds it: commands go through a [`Writer`],
/// processors work in the background, and closing it leaves nothing half done. Its parts can also be
/// put together by hand, where a service wants others.
///
/// ```
/// use std::sync::Arc;
/// use palco::projections;
/// use palco_memory::MemoryStore;
/// use palco_runtime::Engine;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let engine = Engine::over(Arc::new(MemoryStore::default()));
/// let palco = engine.palco().clone();
/// let processors = engine.processors(projections::ALL.to_vec(), true, None);
/// assert!(engine.background().start(processors).await);
/// assert!(engine.close().await);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    palco: Palco,
    writer: Arc<Writer>,
    store: Arc<dyn ProcessorStore>,
    clock: Option<Arc<dyn Clock>>,
    background: Background,
}

impl Engine {
    /// Over a store, on the system's clock.
    #[must_use]
    pub fn over(store: Arc<dyn ProcessorStore>) -> Self {
        let writer = Arc::new(Writer::over(Arc::clone(&store) as Arc<_>));
        let palco = Palco::over(Arc::clone(&store) as Arc<_>)
            .with_dispatcher(Arc::clone(&writer) as Arc<_>);
        Self { palco, writer, store, clock: None, background: Background::default() }
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

    /// Where processors run until they are stopped.
    #[must_use]
    pub fn background(&self) -> &Background {
        &self.background
    }

    /// Processors that keep these read models; whether they carry out what follows, such as a hold that
    /// is sold once it is paid; and the gateway through which they charge. More can be added.
    #[must_use]
    pub fn processors(
        &self,
        models: Vec<ReadModel>,
        react: bool,
        gateway: Option<Arc<dyn PaymentGateway>>,
    ) -> Processors {
        let mut processors = Processors::over(Arc::clone(&self.store));
        if let Some(clock) = &self.clock {
            processors = processors.with_clock(Arc::clone(clock));
        }
        processors = models.into_iter().fold(processors, Processors::project);
        if react {
            processors = processors.react_through(Arc::clone(&self.writer) as Arc<_>);
        }
        match gateway {
            Some(gateway) => processors.charge_through(gateway, Arc::clone(&self.writer) as Arc<_>),
            None => processors,
        }
    }

    /// Stops what runs in the background, takes no more commands, and waits until those that are under
    /// way are answered: each is by its deadline. Whether all of them were.
    pub async fn close(&self) -> bool {
        self.background.stop().await;
        // A little more than a command may take.
        let patience = self.writer.deadline().saturating_add(Duration::from_secs(1));
        self.writer.close(patience).await
    }
}
