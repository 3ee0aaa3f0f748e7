//! Poison: what cannot be taken in parks its stream, and nothing else.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use palco::{
    application::Recorded,
    ports::{
        Asked, Checkpoints, Claim, Commit, CommitOutcome, DeadLetter, Expected, NewRecord,
        Position, ProcessorId, Record, StreamId,
    },
    projections::VENUES,
    testing::{
        conformance::{Draft, append, appended, happened},
        id,
    },
    values::{TenantId, Version},
};
use palco_memory::MemoryStore;
use palco_runtime::{Failed, Processor, Processors, Tuning};
use uuid::Uuid;

use super::stage::{Stage, eventually, hurried, table_equals_fold};

/// Fails at one record while it is poison, and takes down the rest.
#[derive(Debug, Default)]
struct Delicate {
    older_revisions: u32,
    poison: Mutex<Option<Uuid>>,
    panics: AtomicBool,
    tries: AtomicU32,
    outside_is_down: AtomicBool,
    done: Mutex<Vec<Record>>,
}

#[async_trait]
impl Processor for Delicate {
    fn name(&self) -> &str {
        "delicate"
    }

    fn revision(&self) -> u32 {
        self.older_revisions + 1
    }

    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed> {
        if self.outside_is_down.load(Ordering::SeqCst) {
            self.tries.fetch_add(1, Ordering::SeqCst);
            return Err(Failed::for_now("the broker is away"));
        }
        let poison = *self.poison.lock().unwrap();
        if let Some(record) = records.iter().find(|of| Some(of.record.event_id) == poison) {
            self.tries.fetch_add(1, Ordering::SeqCst);
            assert!(!self.panics.load(Ordering::SeqCst), "it is poison");
            return Err(Failed::at(record, "it is poison"));
        }
        self.done.lock().unwrap().extend(records.iter().map(|of| of.record.clone()));
        Ok(())
    }
}

impl Delicate {
    fn versions(&self, stream: &StreamId) -> Vec<u64> {
        let done = self.done.lock().unwrap();
        done.iter().filter(|of| of.stream == *stream).map(|of| of.version.get()).collect()
    }
}

struct Scene {
    store: Arc<MemoryStore>,
    processor: Arc<Delicate>,
    poisoned: StreamId,
    others: Vec<StreamId>,
}

fn tenant() -> TenantId {
    id(1)
}

/// So many domain events of a form that can be read.
fn started(stream: &StreamId, expected: Expected, count: usize) -> Draft {
    let of = || NewRecord {
        event_type: "event.started".into(),
        ..happened(r#"{"type":"event.started"}"#)
    };
    append(tenant()).write_these(stream, expected, (0..count).map(|_| of()).collect())
}

impl Scene {
    /// Ten streams of three records, of which the second of the first stream is poison.
    async fn set() -> Self {
        let store = Arc::new(MemoryStore::default());
        let streams: Vec<_> = (0..10).map(|_| StreamId::new("sample", Uuid::now_v7())).collect();
        let mut poison = None;
        for stream in &streams {
            let draft = started(stream, Expected::NoStream, 3);
            let records = appended(&draft.send(store.as_ref()).await);
            poison = poison.or(Some(records[1].event_id));
        }
        let processor = Arc::new(Delicate::default());
        *processor.poison.lock().unwrap() = poison;
        let (poisoned, others) = (streams[0].clone(), streams[1..].to_vec());
        Self { store, processor, poisoned, others }
    }

    fn run(&self) -> palco_runtime::Running {
        let processor = self.processor.clone();
        Processors::over(self.store.clone()).tuned(hurried()).process(processor).run().unwrap()
    }

    async fn letters(&self) -> Vec<DeadLetter> {
        self.store.dead_letters(None).await.unwrap()
    }

    async fn others_are_done(&self, versions: &[u64]) -> bool {
        self.others.iter().all(|stream| self.processor.versions(stream) == versions)
    }

    async fn ask(&self, asked: Asked) {
        let of = ProcessorId::new("delicate", self.processor.revision());
        assert_eq!(self.store.ask(&of, tenant(), &self.poisoned, asked).await, Ok(true));
    }
}

#[tokio::test]
async fn a_panic_parks_its_stream_and_no_other() {
    let scene = Scene::set().await;
    scene.processor.panics.store(true, Ordering::SeqCst);
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    eventually(|| scene.others_are_done(&[1, 2, 3])).await;
    let letter = scene.letters().await.remove(0);
    assert_eq!((letter.stream, letter.version.get()), (scene.poisoned.clone(), 2));
    assert_eq!(letter.reason, "it panicked");
    running.stop().await;
}

/// Cannot deal with the last record, nor with those before it for now.
#[derive(Debug, Default)]
struct Undone(AtomicU32);

#[async_trait]
impl Processor for Undone {
    fn name(&self) -> &str {
        "undone"
    }

    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed> {
        self.0.fetch_add(1, Ordering::SeqCst);
        match records.last().filter(|of| of.record.version.get() == 3) {
            Some(record) => Err(Failed::at(record, "it is poison")),
            None => Err(Failed::for_now("the broker is away")),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_before_poison_is_not_tried_without_a_pause() {
    let store = Arc::new(MemoryStore::default());
    let draft = started(&StreamId::new("sample", Uuid::now_v7()), Expected::NoStream, 3);
    let _ = appended(&draft.send(store.as_ref()).await);
    let processor = Arc::new(Undone::default());
    let tuning = Tuning { backoff: Duration::from_millis(50), ..hurried() };
    let running = Processors::over(store).tuned(tuning).process(processor.clone()).run().unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    running.stop().await;
    let tries = processor.0.load(Ordering::SeqCst);
    assert!((2..100).contains(&tries), "{tries} tries");
}

#[tokio::test]
async fn poison_parks_its_stream_and_no_other() {
    let scene = Scene::set().await;
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    eventually(|| scene.others_are_done(&[1, 2, 3])).await;
    let letter = scene.letters().await.remove(0);
    assert_eq!((letter.stream, letter.version.get(), letter.tries), {
        (scene.poisoned.clone(), 2, 3)
    });
    assert_eq!(letter.reason, "it is poison");
    assert_eq!(scene.processor.versions(&scene.poisoned), [1]);
    // What comes later waits behind it, and the others go on.
    for stream in scene.others.iter().chain([&scene.poisoned]) {
        let draft = started(stream, Expected::Any, 1);
        let _ = appended(&draft.send(scene.store.as_ref()).await);
    }
    eventually(|| scene.others_are_done(&[1, 2, 3, 4])).await;
    assert_eq!(scene.processor.versions(&scene.poisoned), [1]);
    running.stop().await;
}

/// A process that takes up a lane knows of every stream that is parked in it, however many there are.
#[tokio::test]
async fn of_thousands_of_parked_streams_none_is_dealt_with() {
    let scene = Scene::set().await;
    let claim = Claim {
        processor: ProcessorId::new("delicate", scene.processor.revision()),
        lanes: 1,
        holder: Uuid::now_v7(),
        ttl: Duration::from_secs(60),
        sends: true,
    };
    let lease = scene.store.claim(&claim).await.unwrap().leases.remove(0);
    let letter = |stream: &StreamId, at| DeadLetter {
        processor: claim.processor.clone(),
        lane: 0,
        tenant: tenant(),
        stream: stream.clone(),
        version: Version::new(1).unwrap(),
        position: Position::new(at).unwrap(),
        reason: "it is poison".into(),
        tries: 3,
        asked: None,
    };
    let many = (1..=10_000).map(|at| letter(&StreamId::new("sample", Uuid::now_v7()), at));
    let commit = Commit {
        lease: lease.clone(),
        position: Position::START,
        ttl: claim.ttl,
        rows: Vec::new(),
        parked: many.chain([letter(&scene.poisoned, 10_001)]).collect(),
        freed: Vec::new(),
    };
    assert_eq!(scene.store.commit(commit).await, Ok(CommitOutcome::Done));
    scene.store.release(&lease).await.unwrap();
    scene.store.leave(&claim.processor, claim.holder).await.unwrap();

    let running = scene.run();
    eventually(|| scene.others_are_done(&[1, 2, 3])).await;
    assert_eq!(scene.processor.versions(&scene.poisoned), [0; 0]);
    running.stop().await;
}

#[tokio::test]
async fn a_record_that_cannot_be_read_parks_its_stream_and_is_told_to_nobody() {
    let scene = Scene::set().await;
    *scene.processor.poison.lock().unwrap() = None;
    let unreadable = append(tenant()).write_these(
        &scene.poisoned,
        Expected::Any,
        vec![happened(r#"{"secret":"of a later version"}"#)],
    );
    let _ = appended(&unreadable.send(scene.store.as_ref()).await);
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    eventually(|| scene.others_are_done(&[1, 2, 3])).await;
    let letter = scene.letters().await.remove(0);
    assert_eq!((letter.stream, letter.version.get(), letter.tries), {
        (scene.poisoned.clone(), 4, 3)
    });
    assert!(!letter.reason.contains("secret"), "{}", letter.reason);
    assert_eq!(scene.processor.versions(&scene.poisoned), [1, 2, 3]);
    scene.ask(Asked::Skip).await;
    eventually(|| async { scene.letters().await.is_empty() }).await;
    running.stop().await;
}

#[tokio::test]
async fn a_retry_goes_on_in_order() {
    let scene = Scene::set().await;
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    scene.ask(Asked::Retry).await;
    // Still poison: parked again, and the operator sees how often.
    eventually(|| async {
        let letters = scene.letters().await;
        letters.len() == 1 && letters[0].tries == 6 && letters[0].asked.is_none()
    })
    .await;
    *scene.processor.poison.lock().unwrap() = None;
    scene.ask(Asked::Retry).await;
    eventually(|| async { scene.letters().await.is_empty() }).await;
    eventually(|| async { scene.processor.versions(&scene.poisoned) == [1, 2, 3] }).await;
    let draft = started(&scene.poisoned, Expected::Any, 1);
    let _ = appended(&draft.send(scene.store.as_ref()).await);
    eventually(|| async { scene.processor.versions(&scene.poisoned) == [1, 2, 3, 4] }).await;
    running.stop().await;
}

#[tokio::test]
async fn a_skip_leaves_the_record_out() {
    let scene = Scene::set().await;
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    scene.ask(Asked::Skip).await;
    eventually(|| async { scene.letters().await.is_empty() }).await;
    eventually(|| async { scene.processor.versions(&scene.poisoned) == [1, 3] }).await;
    running.stop().await;
}

#[tokio::test]
async fn who_takes_over_knows_what_is_parked() {
    let scene = Scene::set().await;
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    running.stop().await;
    let tries = scene.processor.tries.load(Ordering::SeqCst);
    let running = scene.run();
    let draft = started(&scene.poisoned, Expected::Any, 1);
    let _ = appended(&draft.send(scene.store.as_ref()).await);
    scene.ask(Asked::Skip).await;
    eventually(|| async { scene.processor.versions(&scene.poisoned) == [1, 3, 4] }).await;
    assert_eq!(scene.processor.tries.load(Ordering::SeqCst), tries);
    running.stop().await;
}

#[tokio::test]
async fn a_new_revision_goes_on_with_what_is_parked() {
    let mut scene = Scene::set().await;
    let running = scene.run();
    eventually(|| async { scene.letters().await.len() == 1 }).await;
    eventually(|| scene.others_are_done(&[1, 2, 3])).await;
    running.stop().await;
    scene.processor = Arc::new(Delicate { older_revisions: 1, ..Delicate::default() });
    let running = scene.run();
    let parked = async || scene.letters().await.iter().all(|of| of.processor.revision == 2);
    eventually(parked).await;
    scene.ask(Asked::Retry).await;
    eventually(|| async { scene.letters().await.is_empty() }).await;
    assert_eq!(scene.processor.versions(&scene.poisoned), [2, 3]);
    assert!(scene.others_are_done(&[]).await);
    running.stop().await;
}

#[tokio::test]
async fn nothing_is_parked_because_the_outside_is_away() {
    let scene = Scene::set().await;
    *scene.processor.poison.lock().unwrap() = None;
    scene.processor.outside_is_down.store(true, Ordering::SeqCst);
    let running = scene.run();
    eventually(|| async { scene.processor.tries.load(Ordering::SeqCst) > 20 }).await;
    assert_eq!(scene.letters().await, []);
    scene.processor.outside_is_down.store(false, Ordering::SeqCst);
    eventually(|| scene.others_are_done(&[1, 2, 3])).await;
    running.stop().await;
}

/// A read model takes what it can read, and leaves out what the operator tells it to.
#[tokio::test]
async fn a_record_of_no_known_form_parks_its_row() {
    let stage = Stage::new();
    stage.evening(3).await;
    let hall = StreamId::new("venue", Uuid::from_u128(1_003));
    let unreadable = append(id(1)).write_these(&hall, Expected::Any, vec![happened("{}")]);
    let _ = appended(&unreadable.send(stage.store.as_ref()).await);
    stage.evening(4).await;
    let running =
        Processors::over(stage.store.clone()).tuned(hurried()).project(VENUES).run().unwrap();
    let letters = || async { stage.store.dead_letters(None).await.unwrap() };
    eventually(|| async { letters().await.len() == 1 }).await;
    let letter = letters().await.remove(0);
    assert_eq!(letter.stream, hall);
    let asked = stage.store.ask(&letter.processor, letter.tenant, &hall, Asked::Skip).await;
    assert_eq!(asked, Ok(true));
    eventually(|| async { letters().await.is_empty() }).await;
    eventually(|| table_equals_fold(stage.store.as_ref(), VENUES)).await;
    running.stop().await;
}
