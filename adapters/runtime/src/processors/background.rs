use std::sync::Arc;

use tokio::sync::Mutex;

use super::{Processors, Running};

/// A place for the processors of a host that starts and stops them: at most one set at a time. Clones
/// are one place.
#[derive(Debug, Clone, Default)]
pub struct Background(Arc<Mutex<Option<Running>>>);

impl Background {
    /// Starts them, unless some are under way already; whether it did.
    pub async fn start(&self, processors: Processors) -> bool {
        let mut running = self.0.lock().await;
        let starts = running.is_none();
        if starts {
            *running = Some(processors.run());
        }
        starts
    }

    /// Stops them, if any are under way, and waits for their end.
    pub async fn stop(&self) {
        if let Some(running) = self.0.lock().await.take() {
            running.stop().await;
        }
    }
}
