//! Background processors over the store in memory: what they keep, what they send, what they park.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "processors/engine.rs"]
mod engine;
#[path = "processors/parking.rs"]
mod parking;
#[path = "processors/paying.rs"]
mod paying;
#[path = "processors/stage.rs"]
mod stage;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use palco::{
    application::Recorded,
    ports::{Checkpoints, Claim, EventStore, Position, ProcessorId, ReadModels, Record},
    projections::{self, EVENTS},
    testing::id,
};
use palco_memory::MemoryStore;
use palco_runtime::{Failed, Processor, Processors};
use stage::{Stage, eventually, hurried, table_equals_fold};
use uuid::Uuid;

/// Takes down what it is told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) revision: u32,
    pub(crate) records: Mutex<Vec<Record>>,
}

#[async_trait]
impl Processor for Told {
    fn name(&self) -> &str {
        "told"
    }

    fn revision(&self) -> u32 {
        self.revision.max(1)
    }

    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed> {
        self.records.lock().unwrap().extend(records.iter().map(|of| of.record.clone()));
        Ok(())
    }
}

impl Told {
    pub(crate) fn count(&self) -> usize {
        self.records.lock().unwrap().len()
    }
}

#[tokio::test]
async fn tables_are_what_follows_from_the_records() {
    let stage = Stage::new();
    stage.evening(3).await;
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).project_all().run().unwrap();
    for model in projections::ALL {
        eventually(|| table_equals_fold(stage.store.as_ref(), model)).await;
    }
    stage.evening(4).await;
    for model in projections::ALL {
        eventually(|| table_equals_fold(stage.store.as_ref(), model)).await;
    }
    running.stop().await;
    let rows = stage.store.rows("availability", id(1), "", 100).await.unwrap();
    assert_eq!(rows.len(), 2, "one ticket type in each of two box offices");
}

#[tokio::test]
async fn a_lane_for_which_nothing_comes_says_that_it_has_come_to_the_end() {
    let stage = Stage::new();
    stage.evening(3).await;
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).project(EVENTS).run().unwrap();
    eventually(|| async {
        let lanes = stage.store.progress().await.unwrap();
        lanes.len() > 1 && lanes.iter().all(|lane| lane.behind == 0)
    })
    .await;
    running.stop().await;
}

#[tokio::test]
async fn every_record_is_told_once_and_in_the_order_of_its_stream() {
    let stage = Stage::new();
    for event in 3..9 {
        stage.evening(event).await;
    }
    let told = Arc::new(Told::default());
    let two = [(), ()].map(|()| {
        let told: Arc<Told> = Arc::clone(&told);
        Processors::over(stage.store.clone()).tuned(hurried()).process(told).run().unwrap()
    });
    let feed = stage.store.read_feed(Position::START, 1_000).await.unwrap();
    eventually(|| async { told.count() >= feed.records.len() }).await;
    for running in two {
        running.stop().await;
    }
    let mut records = told.records.lock().unwrap().clone();
    let streams = |records: &[Record]| {
        let mut versions: Vec<_> =
            records.iter().map(|record| (record.stream.clone(), record.version)).collect();
        versions.sort_by(|one, next| one.0.cmp(&next.0));
        versions
    };
    assert_eq!(streams(&records), streams(&feed.records));
    records.sort_by_key(|record| record.position);
    assert_eq!(records, feed.records);
}

#[tokio::test]
async fn what_follows_in_another_context_is_done_once() {
    let stage = Stage::new();
    stage.evening(3).await;
    stage.cancel(3).await;
    let names = || async { stage.names().await };
    let closed = |names: Vec<&str>| {
        names.iter().filter(|name| **name == "box_office.sales_closed").count() == 1
    };
    for round in 0..3 {
        let running = Processors::over(stage.store.clone())
            .with_clock(stage.clock.clone())
            .tuned(hurried())
            .react()
            .run()
            .unwrap();
        eventually(|| async { closed(names().await) }).await;
        running.stop().await;
        assert!(closed(names().await), "round {round}");
    }
    // As if nothing had been kept of how far it came.
    stage.react_from_the_start().await;
    assert!(closed(names().await));
}

#[tokio::test]
async fn a_new_revision_of_a_sender_sends_nothing_again() {
    let stage = Stage::new();
    stage.evening(3).await;
    let (old, new) = (Arc::new(Told::default()), Arc::new(Told { revision: 2, ..Told::default() }));
    let before = stage.names().await.len();
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).process(old.clone()).run().unwrap();
    eventually(|| async { old.count() >= before }).await;
    // The checkpoints of lanes for which nothing came follow in a while.
    running.stop().await;
    let end = stage.store.progress().await.unwrap();
    assert!(end.iter().any(|lane| lane.behind == 0));
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).process(new.clone()).run().unwrap();
    stage.evening(4).await;
    let after = stage.names().await.len();
    eventually(|| async { new.count() >= after - before }).await;
    running.stop().await;
    let old: Vec<_> = old.records.lock().unwrap().iter().map(|record| record.event_id).collect();
    let again = |record: &Record| old.contains(&record.event_id);
    assert!(!new.records.lock().unwrap().iter().any(again));
    let claim = Claim {
        processor: ProcessorId::new("told", 1),
        lanes: 4,
        holder: Uuid::now_v7(),
        ttl: hurried().ttl,
        sends: true,
    };
    assert_eq!(stage.store.claim(&claim).await.unwrap().leases, [], "the old revision has ended");
}

#[tokio::test]
async fn a_rebuild_takes_the_place_of_the_old_rows() {
    let stage = Stage::new();
    stage.evening(3).await;
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).project(EVENTS).run().unwrap();
    eventually(|| table_equals_fold(stage.store.as_ref(), EVENTS)).await;
    assert_eq!(stage.store.rebuild("events").await, Ok(Some(2)));
    let store: &MemoryStore = &stage.store;
    eventually(|| async {
        let revisions = store.revisions("events", EVENTS.form).await.unwrap();
        revisions.active.number == 2 && revisions.building.is_none()
    })
    .await;
    stage.evening(4).await;
    eventually(|| table_equals_fold(store, EVENTS)).await;
    eventually(|| async {
        let lanes = store.progress().await.unwrap();
        lanes.iter().all(|lane| lane.processor.revision == 2)
    })
    .await;
    let lanes = stage.store.progress().await.unwrap();
    assert!(
        lanes.iter().all(|lane| lane.epoch == 1),
        "they changed hands when it was shown: {lanes:?}"
    );
    running.stop().await;
}

#[tokio::test]
async fn a_stop_leaves_the_lanes_to_others_at_once() {
    let stage = Stage::new();
    stage.evening(3).await;
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).project(EVENTS).run().unwrap();
    eventually(|| table_equals_fold(stage.store.as_ref(), EVENTS)).await;
    running.stop().await;
    let lanes = stage.store.progress().await.unwrap();
    assert!(!lanes.is_empty());
    assert!(lanes.iter().all(|lane| lane.holder.is_none()));
}

/// Time stands still for this store's leases, so all that is shared out is shared out by release.
#[tokio::test]
async fn processes_share_the_lanes() {
    let stage = Stage::new();
    let nodes = [(), (), ()].map(|()| {
        let told = Arc::new(Told::default());
        Processors::over(stage.store.clone()).tuned(hurried()).process(told).run().unwrap()
    });
    eventually(|| async {
        let lanes = stage.store.progress().await.unwrap();
        let holders: std::collections::HashMap<_, usize> =
            lanes.iter().filter_map(|lane| lane.holder).fold(Default::default(), |mut of, who| {
                *of.entry(who).or_default() += 1;
                of
            });
        holders.len() == 3 && holders.values().all(|lanes| *lanes <= 2)
    })
    .await;
    for running in nodes {
        running.stop().await;
    }
}
