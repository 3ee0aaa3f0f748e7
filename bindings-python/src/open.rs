use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use palco::{application::Palco, ports::ProcessorStore, projections::ReadModel};
use palco_postgres::PostgresStore;
use palco_runtime::{Background, Processors, Writer};
use tokio::time::timeout;

use crate::{
    clock::ManualClock,
    gateway::{Halt, NativeGateway},
};

/// As long as a command may take, and a little more: so closing answers every one of them.
const PATIENCE: Duration = Duration::from_secs(11);
/// How long a gateway of Python's has for what it was asked when the processors are to end.
const GRACE: Duration = Duration::from_secs(5);

/// What works as long as a Palco is open.
#[derive(Clone)]
pub(crate) struct Open {
    pub(crate) palco: Palco,
    writer: Arc<Writer>,
    store: Arc<dyn ProcessorStore>,
    clock: Option<ManualClock>,
    pub(crate) background: Background,
    /// Of the gateways that the processors may be asking.
    halts: Arc<Mutex<Vec<Halt>>>,
    postgres: Option<PostgresStore>,
}

impl Open {
    pub(crate) fn over(store: Arc<dyn ProcessorStore>, postgres: Option<PostgresStore>) -> Self {
        let writer = Arc::new(Writer::over(Arc::clone(&store) as Arc<_>));
        let palco = Palco::over(Arc::clone(&store) as Arc<_>)
            .with_dispatcher(Arc::clone(&writer) as Arc<_>);
        let (background, halts) = Default::default();
        Self { palco, writer, store, clock: None, background, halts, postgres }
    }

    pub(crate) fn by(self, clock: Option<ManualClock>) -> Self {
        match clock.clone() {
            Some(ManualClock(by)) => {
                Self { palco: self.palco.with_clock(Arc::new(by)), clock, ..self }
            }
            None => self,
        }
    }

    pub(crate) fn processors(
        &self,
        models: Vec<ReadModel>,
        react: bool,
        gateway: Option<NativeGateway>,
    ) -> Processors {
        let mut processors = Processors::over(Arc::clone(&self.store));
        if let Some(ManualClock(clock)) = self.clock.clone() {
            processors = processors.with_clock(Arc::new(clock));
        }
        let mut processors = models.into_iter().fold(processors, Processors::project);
        if let Some(NativeGateway { port, halt, .. }) = gateway {
            self.halts().push(halt);
            processors = processors.charge_through(port, Arc::clone(&self.writer) as Arc<_>);
        }
        match react {
            true => processors.react_through(Arc::clone(&self.writer) as Arc<_>),
            false => processors,
        }
    }

    /// A gateway that does not answer is waited for a while, and then no longer.
    pub(crate) async fn stop_processors(&self) {
        let mut stopping = pin!(self.background.stop());
        if timeout(GRACE, stopping.as_mut()).await.is_err() {
            self.halts().iter().for_each(Halt::now);
            stopping.await;
        }
        self.halts().clear();
    }

    fn halts(&self) -> MutexGuard<'_, Vec<Halt>> {
        self.halts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is under way ends first.
    pub(crate) async fn close(self) {
        self.stop_processors().await;
        self.writer.close(PATIENCE).await;
        if let Some(store) = self.postgres {
            store.close().await;
        }
    }
}
