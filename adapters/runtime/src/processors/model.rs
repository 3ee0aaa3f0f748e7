use std::{collections::BTreeMap, time::Duration};

use palco::{
    ports::{ProcessorId, Revision, Revisions, Unavailable},
    projections::ReadModel,
};
use tokio::{task::JoinHandle, time::sleep};

use super::{
    keeper::Keeper,
    node::{Building, Node, Stop, Stopped, stopping},
    worker::Work,
};

/// Rows of a replaced revision that are removed at once.
const CLEARED: u32 = 5_000;
/// How often a revision that is being built is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Keeps the revisions of one read model: the active one, and one that is built beside it until it is as
/// far, when readers are shown it instead.
pub(super) struct Model {
    node: Node,
    model: ReadModel,
    running: BTreeMap<u32, (Building, Stop, JoinHandle<()>)>,
}

impl Model {
    pub(super) fn new(node: Node, model: ReadModel) -> Self {
        Self { node, model, running: BTreeMap::new() }
    }

    pub(super) async fn run(mut self, mut stopped: Stopped) {
        let mut cleared = false;
        while !stopped.already() {
            let pause = match self.look(&mut cleared).await {
                Ok(true) => LOOK,
                Ok(false) => self.node.tuning.renewal(),
                Err(failed) => {
                    tracing::warn!(model = self.model.name, reason = %failed.reason, "a read model waits");
                    self.node.tuning.renewal()
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                () = stopped.wait() => {}
            }
        }
        for (_, (_, stop, task)) in std::mem::take(&mut self.running) {
            let _ = stop.send(true);
            let _ = task.await;
        }
    }

    /// Whether a revision is being built.
    async fn look(&mut self, cleared: &mut bool) -> Result<bool, Unavailable> {
        let (store, name) = (&self.node.store, self.model.name);
        let mut revisions = store.revisions(name, self.model.form).await?;
        if let Some(building) = revisions.building
            && store.switch(name, building.number).await?
        {
            tracing::info!(model = name, revision = building.number, "readers see a new revision");
            revisions = store.revisions(name, self.model.form).await?;
            *cleared = false;
        }
        self.follow(revisions);
        if !*cleared {
            *cleared = self.node.store.clear(name, CLEARED).await? == 0;
        }
        Ok(revisions.building.is_some())
    }

    /// Runs the revisions whose rows are of the form that this code writes.
    fn follow(&mut self, revisions: Revisions) {
        let active = (revisions.active, false);
        let wanted: BTreeMap<u32, bool> = std::iter::once(active)
            .chain(revisions.building.map(|building| (building, true)))
            .filter(|(revision, _)| revision.form == self.model.form)
            .map(|(Revision { number, .. }, building)| (number, building))
            .collect();
        // A stop that is dropped says so.
        self.running.retain(|number, _| wanted.contains_key(number));
        for (number, is_building) in wanted {
            let (building, ..) = self.running.entry(number).or_insert_with(|| {
                let (stop, stopped) = stopping();
                let processor = ProcessorId::new(self.model.name, number);
                let (work, building) = (Work::Project(self.model), Building::default());
                let keeper = Keeper::new(self.node.clone(), work, processor, building.clone());
                (building, stop, tokio::spawn(keeper.run(stopped)))
            });
            building.set(is_building);
        }
    }
}
