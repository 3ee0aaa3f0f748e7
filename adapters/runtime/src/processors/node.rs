use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use palco::ports::ProcessorStore;
use tokio::sync::watch;
use uuid::Uuid;

use super::{Tuning, feed::Feed};

/// What all that runs in this process shares.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) store: Arc<dyn ProcessorStore>,
    pub(super) feed: Arc<Feed>,
    pub(super) tuning: Tuning,
    /// No other process has it, now or later.
    pub(super) holder: Uuid,
}

/// Says when to stop; dropped, it says so too.
pub(super) type Stop = watch::Sender<bool>;

/// Whether readers do not see a revision's rows yet. Its lanes go on as they are when readers do: a stop
/// and a start would be two who have the same leases for a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Building(Arc<AtomicBool>);

impl Building {
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Relaxed)
    }

    pub(super) fn set(&self, building: bool) {
        self.0.store(building, Relaxed);
    }
}

/// Hears when to stop.
#[derive(Debug, Clone)]
pub(super) struct Stopped(watch::Receiver<bool>);

pub(super) fn stopping() -> (Stop, Stopped) {
    let (stop, stopped) = watch::channel(false);
    (stop, Stopped(stopped))
}

impl Stopped {
    pub(super) fn already(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    pub(super) async fn wait(&mut self) {
        // Who would say it is gone: that says it.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
