use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use palco::ports::{StalledAppend, Unavailable};
use tokio::time::sleep;

use super::node::{Node, Stopped};

/// How often figures are told.
const TOLD: Duration = Duration::from_secs(2);

/// Tells how far the processors are, and which append keeps the feed back.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    stalled: Arc<Mutex<Vec<StalledAppend>>>,
}

impl Watch {
    pub(super) fn stalled(&self) -> Vec<StalledAppend> {
        self.stalled.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) async fn run(self, node: Node, mut stopped: Stopped) {
        while !stopped.already() {
            if let Err(failed) = self.look(&node).await {
                tracing::debug!(reason = %failed.reason, "no figures");
            }
            tokio::select! {
                () = sleep(TOLD.min(node.tuning.stall)) => {}
                () = stopped.wait() => {}
            }
        }
    }

    async fn look(&self, node: &Node) -> Result<(), Unavailable> {
        let stalled = node.store.stalled_appends(node.tuning.stall).await?;
        for append in &stalled {
            tracing::error!(
                pid = append.pid,
                open_ms = whole(append.open_for.as_millis()),
                application = append.application,
                waits_for = append.waits_for,
                "an append keeps the feed back"
            );
        }
        let age = stalled.first().map_or(0, |append| whole(append.open_for.as_millis()));
        metrics::gauge!("palco_feed_floor_age_milliseconds").set(figure(age));
        *self.stalled.lock().unwrap_or_else(PoisonError::into_inner) = stalled;
        for lane in node.store.progress().await? {
            let labels = [
                ("processor", lane.processor.name.to_string()),
                ("revision", lane.processor.revision.to_string()),
                ("lane", lane.lane.to_string()),
            ];
            metrics::gauge!("palco_processor_behind_records", &labels).set(figure(lane.behind));
            metrics::gauge!("palco_processor_behind_milliseconds", &labels)
                .set(figure(lane.behind_ms));
            metrics::gauge!("palco_processor_parked_streams", &labels).set(figure(lane.parked));
        }
        Ok(())
    }
}

fn whole(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// A gauge is a float; figures beyond 2^32 are not told apart from it.
fn figure(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
