use std::collections::BTreeMap;

use palco::ports::{Claim, Claimed, Lease, ProcessorId};
use tokio::{task::JoinHandle, time::sleep};

use super::{
    lane::Lane,
    node::{Building, Node, Stop, Stopped, stopping},
    worker::Work,
};

/// Keeps this process's share of one processor's lanes: claims, renews, starts and stops lanes.
pub(super) struct Keeper {
    pub(super) node: Node,
    pub(super) work: Work,
    pub(super) processor: ProcessorId,
    pub(super) building: Building,
    running: BTreeMap<u16, Running>,
}

struct Running {
    epoch: u64,
    stop: Stop,
    task: JoinHandle<()>,
}

impl Keeper {
    pub(super) fn new(node: Node, work: Work, processor: ProcessorId, building: Building) -> Self {
        Self { node, work, processor, building, running: BTreeMap::new() }
    }

    pub(super) async fn run(mut self, mut stopped: Stopped) {
        while !stopped.already() {
            let claim = Claim {
                processor: self.processor.clone(),
                lanes: self.node.tuning.lanes,
                holder: self.node.holder,
                ttl: self.node.tuning.ttl,
                sends: self.work.sends(),
            };
            match self.node.store.claim(&claim).await {
                Ok(claimed) => self.follow(claimed).await,
                // The leases stand until they lapse, and whoever takes them then fences these lanes.
                Err(failed) => tracing::warn!(
                    processor = %self.processor.name,
                    reason = %failed.reason,
                    "a claim waits"
                ),
            }
            tokio::select! {
                () = sleep(self.node.tuning.renewal()) => {}
                () = stopped.wait() => {}
            }
        }
        self.stop_all().await;
    }

    /// Runs the lanes that are held, and no others, and gives up what is beyond the share.
    async fn follow(&mut self, claimed: Claimed) {
        let held: BTreeMap<u16, Lease> =
            claimed.leases.into_iter().map(|lease| (lease.lane, lease)).collect();
        self.running.retain(|lane, running| {
            let same = held.get(lane).is_some_and(|lease| lease.epoch == running.epoch);
            same && !running.task.is_finished()
        });
        for (place, (lane, lease)) in held.into_iter().enumerate() {
            let beyond = place >= usize::from(claimed.share);
            match self.running.get(&lane) {
                Some(running) if beyond => {
                    let _ = running.stop.send(true);
                }
                Some(_) => {}
                // It has ended, and may not have been able to give its lane up.
                None if beyond => drop(self.node.store.release(&lease).await),
                None => self.start(lease),
            }
        }
    }

    fn start(&mut self, lease: Lease) {
        let (stop, stopped) = stopping();
        let (number, epoch) = (lease.lane, lease.epoch);
        let lane = Lane::new(self.node.clone(), self.work.clone(), lease, self.building.clone());
        let task = tokio::spawn(lane.run(stopped));
        self.running.insert(number, Running { epoch, stop, task });
    }

    async fn stop_all(self) {
        let mut tasks = Vec::new();
        for (_, Running { stop, task, .. }) in self.running {
            let _ = stop.send(true);
            tasks.push(task);
        }
        for task in tasks {
            let _ = task.await;
        }
        let _ = self.node.store.leave(&self.processor, self.node.holder).await;
    }
}
