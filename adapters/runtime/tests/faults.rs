//! Every fault at every call of the store, and callers that go away at any moment: what was
//! acknowledged is there once, what was refused left no trace, and nobody waits for ever.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod house;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use house::{Gated, House, Stage, ends, hold, turns};
use palco::{
    application::{Answer, Dispatcher, Error, Execute, Kind, Look, Palco, Recorded, Request, read},
    contract::State,
    ports::{
        Append, AppendOutcome, EventStore, Position, Saved, Snapshot, SnapshotKey, Store, StreamId,
        Unavailable,
    },
    testing::{Around, id},
    ticketing::box_office::ReleaseHold,
    values::{CommandId, TenantId, Version},
};
use palco_memory::{Fault, FaultyStore, MemoryStore, Plan};
use palco_runtime::WriterSettings;
use tokio::{sync::Notify, task::JoinSet};
use uuid::Uuid;

const FAULTS: [Fault; 6] = [
    Fault::ErrorWithoutCommit,
    Fault::LostBeforeCommit,
    Fault::CommitThenError,
    Fault::Conflict,
    Fault::Stall { yields: 3 },
    Fault::DeliverTwice,
];

/// Of four places each: 100 places are enough for 25 of them.
const BUYERS: u64 = 30;
const SOLD: usize = 25;

/// Sends a hold until it is told what became of it.
async fn told(palco: Palco, key: u64) -> (u64, Result<Answer, Error>) {
    for _ in 0..8 {
        match hold(&palco, key, 4).await {
            Err(failed) if failed.kind() == Kind::Unavailable => {}
            told => return (key, told),
        }
    }
    panic!("it fails for ever");
}

/// What is recorded, by command; the versions of every stream have no gap.
async fn recorded(store: &MemoryStore) -> BTreeMap<Uuid, usize> {
    let palco = Palco::over(Arc::new(store.clone()));
    let records = palco.feed(Position::START, 1_000).await.unwrap().records;
    let mut last: BTreeMap<StreamId, Version> = BTreeMap::new();
    let mut of = BTreeMap::new();
    for Recorded { record, domain_event } in records {
        let last = last.entry(record.stream.clone()).or_default();
        assert_eq!(record.version, last.next(), "{}", record.stream);
        *last = record.version;
        if domain_event.wire_name() == "box_office.tickets_held" {
            *of.entry(record.command_id.as_uuid()).or_default() += 1;
        }
    }
    of
}

/// A crowd at one event; what is wrong with what came of it.
async fn sale(palco: &Palco, store: &MemoryStore) -> Result<(), String> {
    let mut buying = JoinSet::new();
    for key in 600..600 + BUYERS {
        buying.spawn(told(palco.clone(), key));
    }
    let told: BTreeMap<_, _> = ends(buying.join_all()).await.into_iter().collect();
    let recorded = recorded(store).await;
    if recorded.len() != SOLD {
        return Err(format!("{} holds are recorded", recorded.len()));
    }
    for (key, told) in told {
        let effects = recorded.get(&Uuid::from_u128(key.into())).copied().unwrap_or(0);
        match (told, effects) {
            (Ok(answer), 1) if !answer.records.is_empty() => {}
            (Err(refused), 0) if refused.code() == "box_office.sold_out" => {}
            (told, effects) => return Err(format!("{key}: {effects} effects, told {told:?}")),
        }
    }
    Ok(())
}

async fn with_fault(nth: usize, fault: Fault) -> usize {
    let sound = MemoryStore::default();
    ends(Stage::over(Arc::new(sound.clone())).on_sale(1)).await;
    let faulty = FaultyStore::new(Arc::new(sound.clone()), Plan::nth(nth, fault));
    let house = House::over(Arc::new(faulty.clone()), WriterSettings::default().appends(8));
    let outcome = sale(&house.stage.palco, &sound).await;
    assert_eq!(outcome, Ok(()), "{fault:?} at call {nth}");
    faulty.calls()
}

#[tokio::test]
async fn a_crowd_comes_to_the_same_with_any_fault_at_any_call() {
    for fault in FAULTS {
        for nth in 1..=60 {
            if with_fault(nth, fault).await < nth {
                break;
            }
            assert!(nth < 60, "the story has fewer calls");
        }
    }
}

/// The same writer, by which every sending is a new command.
#[derive(Debug)]
struct Forgetful(Arc<dyn Dispatcher>);

#[async_trait]
impl Dispatcher for Forgetful {
    async fn dispatch(&self, mut request: Request) -> Result<Answer, Error> {
        request.context.command_id = CommandId::from_uuid(Uuid::now_v7()).unwrap();
        self.0.dispatch(request).await
    }

    async fn look(&self, tenant: TenantId, stream: StreamId, look: Look) -> Result<(), Error> {
        self.0.look(tenant, stream, look).await
    }
}

#[tokio::test]
async fn control_a_dispatcher_that_forgets_command_ids_is_found_out() {
    let sound = MemoryStore::default();
    ends(Stage::over(Arc::new(sound.clone())).on_sale(1)).await;
    let house = House::over(Arc::new(sound.clone()), WriterSettings::default());
    let forgetful = Arc::new(Forgetful(house.writer.clone()));
    let palco = house.stage.palco.clone().with_dispatcher(forgetful);
    assert!(sale(&palco, &sound).await.is_err());
}

/// Callers that go away after so many turns of the others.
#[tokio::test]
async fn a_caller_that_goes_away_changes_nothing_for_the_others() {
    for patience in 0..24 {
        let store = MemoryStore::default();
        let house = House::over(Arc::new(store.clone()), WriterSettings::default().appends(4));
        ends(house.stage.on_sale(1)).await;
        let mut buying = JoinSet::new();
        for key in 600..640_u64 {
            let sent = hold(&house.stage.palco, key, 1);
            let goes = key % 2 == 0;
            buying.spawn(async move {
                tokio::select! {
                    biased;
                    answer = sent => Some((key, answer)),
                    () = turns(patience + usize::try_from(key % 5).unwrap()), if goes => None,
                }
            });
        }
        let told: Vec<_> = ends(buying.join_all()).await.into_iter().flatten().collect();
        let stayed = told.iter().filter(|(key, _)| key % 2 == 1).count();
        assert_eq!(stayed, 20, "all who stayed were answered");
        let recorded = recorded(&store).await;
        for (key, answer) in &told {
            assert!(answer.is_ok(), "{key}: {answer:?}");
            assert_eq!(recorded.get(&Uuid::from_u128((*key).into())), Some(&1), "{key}");
        }
        assert!(recorded.values().all(|effects| *effects == 1));
        ends(house.hold(700, 1)).await.unwrap();
        assert!(ends(house.writer.close(std::time::Duration::from_secs(30))).await);
        assert_eq!(format!("{:?}", house.writer), "Writer { accepted: 0, .. }");
    }
}

/// The second is decided while the first is under way, or in the same flight.
#[tokio::test]
async fn a_command_that_is_sent_twice_at_once_takes_effect_once() {
    // Its appends take a moment longer than a look-up.
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default());
    ends(house.stage.on_sale(1)).await;
    let mut sent = JoinSet::new();
    for number in 0..60 {
        let palco = house.stage.palco.clone();
        sent.spawn(async move { hold(&palco, 600 + number / 3, 1).await });
    }
    let answers: Vec<_> = ends(sent.join_all()).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 20);
    assert!(recorded(&store.inner).await.values().all(|effects| *effects == 1));
}

/// A command sent again gets its first records, whatever happened since.
#[tokio::test]
async fn what_was_done_is_not_done_again() {
    let store = MemoryStore::default();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default());
    ends(house.stage.on_sale(1)).await;
    let first = ends(house.hold(600, 4)).await.unwrap();
    for key in 601..620 {
        ends(house.hold(key, 4)).await.unwrap();
    }
    let elsewhere = House::over(Arc::new(store.clone()), WriterSettings::default());
    let mut again = JoinSet::new();
    for number in 0..40 {
        let palco = if number % 2 == 0 { &house } else { &elsewhere }.stage.palco.clone();
        again.spawn(async move { hold(&palco, 600 + number % 20, 4).await });
    }
    for answer in ends(again.join_all()).await {
        assert!(answer.unwrap().repeated);
    }
    let again = ends(elsewhere.hold(600, 4)).await.unwrap();
    assert_eq!(again.records, first.records);
    let other_body = ends(elsewhere.hold(600, 3)).await.unwrap_err();
    assert_eq!(other_body, Error::CommandIdReused { command_id: id(600) });
    assert_eq!(recorded(&store).await.len(), 20);
}

/// A store in place of which another one can be had, as a standby that had not got all of it.
#[derive(Debug, Default)]
struct Promoted {
    first: MemoryStore,
    standby: MemoryStore,
    is_promoted: AtomicBool,
}

#[async_trait]
impl Around for Promoted {
    fn inner(&self) -> &dyn Store {
        if self.is_promoted.load(Ordering::SeqCst) { &self.standby } else { &self.first }
    }
}

#[tokio::test]
async fn a_stream_that_lost_records_is_read_again() {
    for one_at_a_time in [false, true] {
        let store = Arc::new(Promoted::default());
        let standby = House::over(Arc::new(store.standby.clone()), WriterSettings::default());
        ends(standby.stage.on_sale(1)).await;
        ends(standby.hold(600, 1)).await.unwrap();

        let House { stage: Stage { mut palco }, writer } =
            House::over(store.clone(), WriterSettings::default());
        if one_at_a_time {
            palco = palco.with_dispatcher(Arc::new(Execute::new(store.clone())));
        }
        let stage = Stage { palco };
        ends(stage.on_sale(1)).await;
        for key in 600..603 {
            ends(hold(&stage.palco, key, 1)).await.unwrap();
        }
        store.is_promoted.store(true, Ordering::SeqCst);
        let held = ends(hold(&stage.palco, 603, 1)).await.unwrap();
        let lost = ends(hold(&stage.palco, 602, 1)).await.unwrap();
        assert!(!lost.repeated && lost.version == held.version.next());
        drop(writer);
    }
}

/// A store in which somebody else writes between the first append of the last list and the rest.
#[derive(Debug, Default)]
struct Interrupted {
    memory: MemoryStore,
    is_last: AtomicBool,
    saved: Mutex<Vec<Snapshot>>,
}

#[async_trait]
impl Around for Interrupted {
    fn inner(&self) -> &dyn Store {
        &self.memory
    }

    async fn append(&self, mut appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        let is_last = self.is_last.load(Ordering::SeqCst) && appends.len() > 1;
        let rest = appends.split_off(if is_last { 1 } else { appends.len() });
        let mut outcomes = self.memory.append(appends).await?;
        if is_last {
            self.is_last.store(false, Ordering::SeqCst);
            let other = House::over(Arc::new(self.memory.clone()), WriterSettings::default());
            for key in 0..u64::try_from(rest.len()).unwrap() {
                ends(other.hold(20_000 + key, 3)).await.unwrap();
            }
        }
        outcomes.extend(self.memory.append(rest).await?);
        Ok(outcomes)
    }

    fn save(&self, _: SnapshotKey, snapshot: Snapshot, _: Saved) {
        self.saved.lock().unwrap().push(snapshot);
    }
}

/// What was decided one on another and is not so: no snapshot is made of it.
#[tokio::test]
async fn a_snapshot_is_of_what_was_committed() {
    let store = Arc::new(Interrupted::default());
    let house = House::over(store.clone(), WriterSettings::default());
    ends(house.stage.on_sale(1)).await;
    let me = house.stage.me();
    for key in 10_000..10_126 {
        ends(house.hold(key, 1)).await.unwrap();
        ends(me.tickets().send(id(1), ReleaseHold { hold_id: id(key) })).await.unwrap();
    }
    store.is_last.store(true, Ordering::SeqCst);
    let mut last = JoinSet::new();
    for key in 600..603 {
        last.spawn(hold(&house.stage.palco, key, 1));
    }
    for held in ends(last.join_all()).await {
        held.unwrap();
    }
    ends(house.writer.close(house::FOR_EVER)).await;
    let office = StreamId::new("box_office", Uuid::from_u128(1));
    let records = store.memory.read_stream(id(1), &office, Version::ZERO, 256).await;
    let mut state = State::initial("box_office").unwrap();
    for recorded in read(records.unwrap()).unwrap() {
        state.evolve(&recorded.domain_event);
    }
    let saved = store.saved.lock().unwrap().pop().unwrap();
    assert_eq!(saved.version.get(), 256);
    assert!(State::from_snapshot("box_office", &saved.state) == Some(state));
}

/// A store that once does not answer, and may still be at it.
#[derive(Debug, Default)]
struct Silent {
    memory: MemoryStore,
    is_silent: AtomicBool,
    came: Notify,
    gives_up: Notify,
}

#[async_trait]
impl Around for Silent {
    fn inner(&self) -> &dyn Store {
        &self.memory
    }

    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        if self.is_silent.swap(false, Ordering::SeqCst) {
            self.came.notify_one();
            self.gives_up.notified().await;
            return Err(Unavailable { reason: "silence".to_owned(), outcome_unknown: true });
        }
        self.memory.append(appends).await
    }
}

/// A hold that was sent behind a release, whose caller went away: the two may yet take effect, although
/// there is no place for the hold alone.
#[tokio::test]
async fn what_may_still_be_under_way_is_not_refused_for_sure() {
    let store = Arc::new(Silent::default());
    let house = House::over(store.clone(), WriterSettings::default());
    ends(house.stage.on_sale(1)).await;
    ends(house.hold(600, 100)).await.unwrap();
    store.is_silent.store(true, Ordering::SeqCst);
    let me = house.stage.me();
    let freeing =
        tokio::spawn(
            async move { me.tickets().send(id(1), ReleaseHold { hold_id: id(600) }).await },
        );
    let asking = tokio::spawn(hold(&house.stage.palco, 601, 1));
    ends(store.came.notified()).await;
    freeing.abort();
    turns(20).await;
    store.gives_up.notify_one();
    let Err(Error::Unavailable(told)) = ends(asking).await.unwrap() else {
        panic!("it is told so")
    };
    assert!(told.outcome_unknown, "{told:?}");
}
