use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use palco::projections::ReadModel;
use palco_postgres::PostgresStore;
use palco_runtime::{Engine, Processors};
use tokio::time::timeout;

use crate::gateway::{Halt, NativeGateway};

/// How long a gateway of Python's has for what it was asked when the processors are to end.
const GRACE: Duration = Duration::from_secs(5);

/// What works as long as a Palco is open.
#[derive(Clone)]
pub(crate) struct Open {
    pub(crate) engine: Engine,
    /// Of the gateways that the processors may be asking.
    halts: Arc<Mutex<Vec<Halt>>>,
    postgres: Option<PostgresStore>,
}

impl Open {
    pub(crate) fn over(engine: Engine, postgres: Option<PostgresStore>) -> Self {
        Self { engine, halts: Arc::default(), postgres }
    }

    pub(crate) fn processors(
        &self,
        models: Vec<ReadModel>,
        react: bool,
        gateway: Option<NativeGateway>,
    ) -> Processors {
        let port = gateway.map(|NativeGateway { port, halt, .. }| {
            self.halts().push(halt);
            port
        });
        let mut processors = models.into_iter().fold(self.engine.processors(), Processors::project);
        if react {
            processors = processors.react();
        }
        port.into_iter().fold(processors, Processors::charge)
    }

    /// A gateway that does not answer is waited for a while, and then no longer.
    pub(crate) async fn stop_processors(&self) {
        let mut stopping = pin!(self.engine.stop());
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
        // Those that it could not wait for are told so by their own calls.
        let _ = self.engine.close().await;
        if let Some(store) = self.postgres {
            store.close().await;
        }
    }
}
