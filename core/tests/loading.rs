//! What a state is loaded from: snapshots that are there, missing, broken, foreign or refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{num::NonZeroU64, sync::Arc};

use async_trait::async_trait;
use palco::{
    application::{Error, Execute, Loaded, Loader, Palco, Recorded, SnapshotCounts, read},
    contract::{State, to_json},
    planning::venue::ChangeCapacity,
    ports::{Expected::Any, NewRecord, Record, SnapshotKey, Store, StreamId, Unavailable},
    testing::{
        Around,
        conformance::{a_tenant, append, appended, happened, loaded, read_all, saved},
        id,
    },
    values::{Capacity, TenantId, Version},
};
use palco_memory::{Fault, FaultyStore, MemoryStore, Operation, Plan};
use tokio::sync::Notify;
use uuid::Uuid;

/// A venue in a store of its own, whose capacity changes all the time.
struct Stage {
    store: Arc<dyn Store>,
    memory: MemoryStore,
    tenant: TenantId,
    stream: StreamId,
}

impl Stage {
    async fn with(records: u64, plan: Plan) -> Self {
        let memory = MemoryStore::default();
        let store = Arc::new(FaultyStore::new(Arc::new(memory.clone()), plan));
        let stream = StreamId::new("venue", Uuid::now_v7());
        let stage = Self { store, memory, tenant: a_tenant(), stream };
        stage.write(vec![of_type(
            "venue.registered",
            r#"{"type":"venue.registered","name":"Hall","address":"Here","timezone":"UTC","capacity":1}"#,
        )])
        .await;
        stage.grow(2..=records).await;
        stage
    }

    async fn write(&self, records: Vec<NewRecord>) {
        let draft = append(self.tenant).write_these(&self.stream, Any, records);
        let _ = appended(&draft.send(&self.memory).await);
    }

    async fn grow(&self, capacities: impl IntoIterator<Item = u64>) {
        for capacity in capacities {
            let data = format!(
                r#"{{"type":"venue.capacity_changed","capacity":{capacity},"previous":1}}"#
            );
            self.write(vec![of_type("venue.capacity_changed", &data)]).await;
        }
    }

    fn loader(&self) -> Loader {
        Loader::new(Arc::clone(&self.store)).snapshots_every(NonZeroU64::new(10).unwrap())
    }

    fn key(&self) -> SnapshotKey {
        let fingerprint = State::fingerprint("venue").unwrap();
        SnapshotKey { tenant: self.tenant, stream: self.stream.clone(), fingerprint }
    }

    async fn load(&self, loader: &Loader) -> Result<Loaded, Error> {
        Ok(loader.load(self.tenant, &self.stream).await?.unwrap())
    }

    /// The version of the snapshot in the store.
    async fn kept(&self) -> Option<u64> {
        let loading = loaded(&self.memory, &self.key(), 0).await.unwrap();
        loading.snapshot.map(|snapshot| snapshot.version.get())
    }

    /// The state, from all records.
    async fn truth(&self) -> Loaded {
        let records = read_all(&self.memory, self.tenant, &self.stream).await;
        let state = State::initial("venue").unwrap();
        let mut loaded = Loaded { state, version: Version::ZERO };
        for Recorded { record, domain_event } in read(records).unwrap() {
            loaded.evolve(record.version, &domain_event);
        }
        loaded
    }
}

fn of_type(event_type: &str, data: &str) -> NewRecord {
    NewRecord { event_type: event_type.into(), ..happened(data) }
}

const fn counts(saved: u64, failed: u64, unreadable: u64) -> SnapshotCounts {
    SnapshotCounts { saved, failed, unreadable }
}

#[tokio::test]
async fn a_state_from_its_snapshot_is_the_state_from_its_records() {
    let stage = Stage::with(25, Plan::none()).await;
    let loader = stage.loader();
    let first = stage.load(&loader).await.unwrap();
    assert_eq!((first.version.get(), stage.kept().await), (25, Some(25)));
    for grown in [26..=26, 27..=33] {
        stage.grow(grown).await;
        let loaded = stage.load(&loader).await.unwrap();
        let truth = stage.truth().await;
        assert_eq!(loaded, truth);
        assert_eq!(to_json(&loaded.state), to_json(&truth.state));
    }
    assert_eq!((stage.kept().await, loader.snapshot_counts()), (Some(33), counts(2, 0, 0)));
}

/// The control: what is in a snapshot is believed, so the cases that ignore one prove something.
#[tokio::test]
async fn a_snapshot_that_can_be_read_is_believed() {
    let stage = Stage::with(25, Plan::none()).await;
    let other = Stage::with(3, Plan::none()).await.truth().await;
    saved(&stage.memory, &stage.key(), 25, other.state.to_snapshot()).await.unwrap();
    assert_eq!(stage.load(&stage.loader()).await.unwrap().state, other.state);
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_read_is_ignored_and_replaced() {
    let of_another = State::initial("box_office").unwrap().to_snapshot();
    // Of another name by one bit: a venue all the same, were it not for the check.
    let mut damaged = Stage::with(25, Plan::none()).await.truth().await.state.to_snapshot();
    *damaged.iter_mut().find(|byte| **byte == b'H').unwrap() ^= 1;
    for broken in [&*of_another, &*damaged, b"", b"{}", b"of no form at all"] {
        let stage = Stage::with(25, Plan::none()).await;
        saved(&stage.memory, &stage.key(), 25, broken).await.unwrap();
        let loader = stage.loader();
        assert_eq!(stage.load(&loader).await.unwrap(), stage.truth().await, "{broken:?}");
        assert_eq!(loader.snapshot_counts(), counts(1, 0, 1));
        assert_eq!(stage.load(&loader).await.unwrap(), stage.truth().await, "{broken:?}");
        assert_eq!(loader.snapshot_counts(), counts(1, 0, 1), "it was replaced");
    }
}

#[tokio::test]
async fn a_snapshot_of_another_form_is_ignored_and_left_alone() {
    let stage = Stage::with(25, Plan::none()).await;
    let other = SnapshotKey { fingerprint: [9; 32], ..stage.key() };
    saved(&stage.memory, &other, 25, "of another version").await.unwrap();
    assert_eq!(stage.load(&stage.loader()).await.unwrap(), stage.truth().await);
    let left = loaded(&stage.memory, &other, 0).await.unwrap().snapshot.unwrap();
    assert_eq!(left.state, b"of another version");
}

#[tokio::test]
async fn a_save_that_fails_is_counted_and_told_to_nobody() {
    let plan = Plan::nth_of(Operation::Save, 1, Fault::ErrorWithoutCommit);
    let stage = Stage::with(25, plan).await;
    let loader = stage.loader();
    assert_eq!(stage.load(&loader).await.unwrap(), stage.truth().await);
    assert_eq!((stage.kept().await, loader.snapshot_counts()), (None, counts(0, 1, 0)));
    assert_eq!(stage.load(&loader).await.unwrap(), stage.truth().await);
    assert_eq!((stage.kept().await, loader.snapshot_counts()), (Some(25), counts(1, 1, 0)));
}

#[tokio::test]
async fn a_load_that_fails_is_told() {
    // Before anything was found, and after all of it was.
    for fault in [Fault::ErrorWithoutCommit, Fault::CommitThenError] {
        let stage = Stage::with(2, Plan::nth_of(Operation::Load, 1, fault)).await;
        let loader = stage.loader();
        let failed = stage.load(&loader).await.unwrap_err();
        assert_eq!(failed.code(), "store.unavailable");
        assert_eq!(stage.load(&loader).await.unwrap(), stage.truth().await);
    }
}

#[tokio::test]
async fn a_stream_of_several_pages_is_loaded_whole() {
    let stage = Stage::with(2_500, Plan::none()).await;
    let loaded = stage.load(&stage.loader()).await.unwrap();
    assert_eq!(loaded.version.get(), 2_500);
    assert_eq!(loaded, stage.truth().await);
    // Broken, it is read from the first record on.
    saved(&stage.memory, &stage.key(), 2_500, "{").await.unwrap();
    assert_eq!(stage.load(&stage.loader()).await.unwrap(), loaded);
}

#[tokio::test]
async fn a_record_of_a_newer_version_is_unreadable() {
    let stage = Stage::with(3, Plan::none()).await;
    let newer = r#"{"type":"venue.capacity_changed","capacity":9,"previous":1,"why":"fire"}"#;
    let newer = NewRecord { schema_version: 2, ..of_type("venue.capacity_changed", newer) };
    stage.write(vec![newer]).await;
    let failed = stage.load(&stage.loader()).await.unwrap_err();
    assert!(matches!(&failed, Error::Unreadable { version, .. } if version.get() == 4));
    assert_eq!(failed.code(), "store.unreadable");
}

#[tokio::test]
async fn there_is_no_state_of_an_aggregate_that_nobody_knows() {
    let stage = Stage::with(1, Plan::none()).await;
    let unknown = StreamId::new("circus", stage.stream.id);
    assert_eq!(stage.loader().load(stage.tenant, &unknown).await, Ok(None));
    let empty = StreamId::new("venue", Uuid::now_v7());
    let loaded = stage.loader().load(stage.tenant, &empty).await.unwrap().unwrap();
    assert_eq!((loaded.version.get(), Some(loaded.state)), (0, State::initial("venue")));
}

#[tokio::test]
async fn commands_leave_a_snapshot_that_the_next_process_begins_with() {
    let stage = Stage::with(8, Plan::none()).await;
    let execute = Execute::new(Arc::clone(&stage.store));
    let execute = Arc::new(execute.snapshots_every(NonZeroU64::new(10).unwrap()));
    let palco = Palco::over(Arc::clone(&stage.store)).with_dispatcher(execute.clone());
    let me = palco.acting(stage.tenant, id(7));
    for (capacity, kept) in [(90, None), (91, Some(10)), (92, Some(10))] {
        let command = ChangeCapacity { capacity: Capacity::new(capacity).unwrap() };
        me.venues().send(stage.stream.id.try_into().unwrap(), command).await.unwrap();
        assert_eq!(stage.kept().await, kept);
    }
    assert_eq!(execute.snapshot_counts(), counts(1, 0, 0));

    let other = FaultyStore::new(Arc::new(stage.memory.clone()), Plan::none());
    let next = Palco::over(Arc::new(other.clone())).acting(stage.tenant, id(7));
    let state = next.state("venue", stage.stream.id).await.unwrap();
    assert_eq!(state, stage.truth().await.state);
    assert_eq!(other.history(), [Operation::Load]);
}

/// A store whose readers of one stream wait, at the version that they know already.
#[derive(Debug)]
struct Slow {
    memory: MemoryStore,
    stream: StreamId,
    waits: Notify,
    goes_on: Notify,
}

impl Slow {
    async fn wait(&self, stream: &StreamId, after: Version) {
        if *stream == self.stream && after > Version::ZERO {
            self.waits.notify_one();
            self.goes_on.notified().await;
        }
    }
}

#[async_trait]
impl Around for Slow {
    fn inner(&self) -> &dyn Store {
        &self.memory
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        self.wait(stream, after).await;
        self.inner().read_stream(tenant, stream, after, limit).await
    }

    async fn read_stream_at_least(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        at_least: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        self.wait(stream, after).await;
        self.inner().read_stream_at_least(tenant, stream, after, at_least, limit).await
    }
}

/// While one stream is read, more others are looked at than states are kept.
#[tokio::test]
async fn a_state_that_was_forgotten_while_it_was_read_is_no_empty_one() {
    let Stage { memory, tenant, stream, .. } = Stage::with(2, Plan::none()).await;
    let (waits, goes_on) = Default::default();
    let store = Arc::new(Slow { memory, stream: stream.clone(), waits, goes_on });
    let me = Palco::over(store.clone()).acting(tenant, id(7));
    for me in [me.clone(), me.at_least(Version::ZERO)] {
        let before = me.state("venue", stream.id).await.unwrap();
        let flood = async {
            store.waits.notified().await;
            for _ in 0..1_024 {
                me.state("venue", Uuid::now_v7()).await.unwrap_err();
            }
            store.goes_on.notify_one();
        };
        let (again, ()) = tokio::join!(me.state("venue", stream.id), flood);
        assert_eq!(to_json(&again.unwrap()), to_json(&before));
    }
}

/// Not even the store itself: what the caller knows of was lost, or is of another stream.
#[tokio::test]
async fn nothing_is_answered_as_of_a_version_that_the_store_does_not_have() {
    let Stage { store, tenant, stream, .. } = Stage::with(2, Plan::none()).await;
    let me = Palco::over(store).acting(tenant, id(7));
    let at_least = |version: u64| me.clone().at_least(Version::new(version).unwrap());
    at_least(2).state("venue", stream.id).await.unwrap();
    let missing = at_least(3).state("venue", stream.id).await.unwrap_err();
    assert_eq!(missing.code(), "store.unavailable");
    let nobody = at_least(1).state("venue", Uuid::now_v7()).await.unwrap_err();
    assert_eq!(nobody.code(), "venue.not_found");
}

/// A store whose copy, which readers behind ask, has nothing yet.
#[derive(Debug)]
struct Behind(MemoryStore);

#[async_trait]
impl Around for Behind {
    fn inner(&self) -> &dyn Store {
        &self.0
    }

    async fn read_stream_at_least(
        &self,
        _: TenantId,
        _: &StreamId,
        _: Version,
        _: Version,
        _: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        Ok(Vec::new())
    }
}

/// A store around another, that changes nothing.
#[derive(Debug)]
struct Plain(Behind);

#[async_trait]
impl Around for Plain {
    fn inner(&self) -> &dyn Store {
        &self.0
    }
}

#[tokio::test]
async fn a_store_around_another_reads_behind_where_the_other_does() {
    let Stage { memory, tenant, stream, .. } = Stage::with(1, Plan::none()).await;
    let faulty = FaultyStore::new(Arc::new(Behind(memory.clone())), Plan::none());
    let around: [Arc<dyn Store>; 2] = [Arc::new(Plain(Behind(memory))), Arc::new(faulty)];
    for store in around {
        let me = Palco::over(store).acting(tenant, id(7));
        me.state("venue", stream.id).await.unwrap();
        let behind = me.at_least(Version::ZERO).state("venue", stream.id).await.unwrap_err();
        assert_eq!(behind.code(), "venue.not_found");
    }
}
