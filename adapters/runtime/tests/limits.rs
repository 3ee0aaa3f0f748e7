//! What is bounded, and how it ends: full mailboxes, deadlines, shutting down, a panic.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod house;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;

use house::{Gated, House, ends, hold};
use palco::{
    application::{Answer, Dispatcher, Error},
    ports::{Record, SnapshotKey, SnapshotStore, Store, StreamId, TakeIn, Unavailable},
    testing::{Around, id},
    ticketing::box_office::ReleaseHold,
    values::{TenantId, Version},
};
use palco_memory::MemoryStore;
use palco_runtime::{Writer, WriterSettings};
use tokio::{sync::Semaphore, task::JoinHandle};
use uuid::Uuid;

async fn on_sale(settings: WriterSettings) -> (Gated, House) {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), settings);
    ends(house.stage.on_sale(1)).await;
    (store, house)
}

/// Holds that wait at a shut gate: the first under way, the others behind it.
async fn waiting(
    store: &Gated,
    house: &House,
    number: u64,
) -> Vec<JoinHandle<Result<Answer, Error>>> {
    store.shut();
    let before = store.appends.load(std::sync::atomic::Ordering::SeqCst);
    let mut sent = Vec::new();
    for key in 600..600 + number {
        sent.push(tokio::spawn(hold(&house.stage.palco, key, 1)));
        house::turns(8).await;
        store.until_appends(before + 1).await;
    }
    sent
}

fn unknown(sent: Result<Answer, Error>) -> bool {
    match sent {
        Err(Error::Unavailable(failed)) => failed.outcome_unknown,
        other => panic!("expected unavailable, got {other:?}"),
    }
}

#[tokio::test]
async fn a_full_mailbox_is_told_and_takes_nothing_from_those_in_it() {
    let (store, house) = on_sale(WriterSettings::default().mailbox(4)).await;
    let sent = waiting(&store, &house, 5).await;
    let refused = ends(house.hold(700, 1)).await.unwrap_err();
    assert_eq!((refused.code(), &refused), ("store.busy", &Error::Busy));
    store.reopen();
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
    ends(house.hold(700, 1)).await.unwrap();
    assert_eq!(house.stage.records().await.len(), 5 + 6);
}

#[tokio::test]
async fn so_is_a_writer_with_too_many_commands_in_all() {
    let (store, house) = on_sale(WriterSettings::default().accepted(3)).await;
    let sent = waiting(&store, &house, 3).await;
    assert_eq!(ends(house.hold(700, 1)).await.unwrap_err(), Error::Busy);
    store.reopen();
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
    ends(house.hold(700, 1)).await.unwrap();
}

/// A store whose states come late, or not at all.
#[derive(Debug, Clone)]
struct Late {
    inner: MemoryStore,
    gate: Arc<Semaphore>,
}

#[async_trait]
impl Around for Late {
    fn inner(&self) -> &dyn Store {
        &self.inner
    }

    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        drop(self.gate.acquire().await.expect("a gate"));
        self.inner.load(key, limit, take_in).await
    }
}

#[tokio::test]
async fn looks_are_bounded_too_and_end_with_those_who_look() {
    let store = Late { inner: MemoryStore::default(), gate: Arc::new(Semaphore::new(0)) };
    let settings = WriterSettings::default().accepted(3).deadline(Duration::from_millis(20));
    let writer = Arc::new(Writer::with_settings(Arc::new(store.clone()), settings));
    let kept = Arc::new(());
    let looks: Vec<_> = (0..4)
        .map(|_| {
            let (writer, kept) = (Arc::clone(&writer), Arc::clone(&kept));
            let office = StreamId::new("box_office", Uuid::from_u128(1));
            tokio::spawn(
                async move { writer.look(id(1), office, Box::new(move |_| drop(kept))).await },
            )
        })
        .collect();
    let mut codes = Vec::new();
    for look in looks {
        codes.push(ends(look).await.unwrap().unwrap_err().code());
    }
    assert_eq!(
        codes,
        ["store.unavailable", "store.unavailable", "store.unavailable", "store.busy"]
    );
    assert!(Arc::strong_count(&kept) > 1, "the desk has those that waited");
    store.gate.add_permits(1_000);
    ends(async {
        while Arc::strong_count(&kept) > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    ends(writer.look(id(1), StreamId::new("box_office", Uuid::from_u128(2)), Box::new(|_| ())))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_deadline_tells_whether_the_command_was_sent() {
    let settings = WriterSettings::default().deadline(Duration::from_millis(300));
    let (store, house) = on_sale(settings).await;
    let mut sent = waiting(&store, &house, 2).await.into_iter();
    let mut next = || sent.next().expect("two of them");
    assert!(unknown(ends(next()).await.unwrap()), "it is under way");
    assert!(!unknown(ends(next()).await.unwrap()), "it was still waiting");
    store.reopen();
    assert!(ends(house.writer.close(Duration::from_secs(30))).await);
    let of = house.stage.records().await;
    assert_eq!(of.iter().filter(|of| **of == "box_office.tickets_held").count(), 1);
}

#[tokio::test]
async fn closing_answers_all_that_were_accepted_and_takes_no_more() {
    let (store, house) = on_sale(WriterSettings::default()).await;
    let sent = waiting(&store, &house, 9).await;
    let writer = house.writer.clone();
    let closing = tokio::spawn(async move { writer.close(Duration::from_secs(30)).await });
    house::turns(20).await;
    assert!(!unknown(house.hold(700, 1).await), "it is closed at once");
    let look = house.stage.me().tickets().availability(palco::testing::id(1)).await;
    assert_eq!(look.unwrap_err().code(), "store.unavailable");
    store.reopen();
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
    assert!(ends(closing).await.unwrap());
    assert!(ends(house.writer.close(Duration::ZERO)).await, "again, it does nothing");
}

/// On one thread, which goes on with whoever was woken last: before a task that the desk left behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn closing_ends_once_a_whole_crowd_is_answered() {
    let (store, house) = on_sale(WriterSettings::default()).await;
    let sent = waiting(&store, &house, 40).await;
    let writer = house.writer.clone();
    // Those who send run on another thread than this.
    let accepted = || format!("{writer:?}");
    ends(async {
        while accepted() != "Writer { accepted: 40, .. }" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let closing = tokio::spawn(async move {
        let in_time = writer.close(Duration::from_secs(30)).await;
        (in_time, format!("{writer:?}"))
    });
    let me = house.stage.me();
    let id = palco::testing::id(1);
    ends(async { while me.tickets().availability(id).await.is_ok() {} }).await;
    store.reopen();
    let closed = ends(closing).await.unwrap();
    assert_eq!(closed, (true, "Writer { accepted: 0, .. }".to_owned()));
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn closing_without_patience_tells_everybody_the_truth() {
    let (store, house) = on_sale(WriterSettings::default()).await;
    let sent = waiting(&store, &house, 3).await;
    assert!(!ends(house.writer.close(Duration::from_millis(20))).await);
    let mut told = Vec::new();
    for sent in sent {
        told.push(unknown(ends(sent).await.unwrap()));
    }
    assert_eq!(told, [true, false, false]);
    store.reopen();
    house::turns(50).await;
    let of = house.stage.records().await;
    let held = of.iter().filter(|of| **of == "box_office.tickets_held").count();
    assert_eq!(held, 1, "what was under way may take effect, what was not does not");
}

#[tokio::test]
async fn a_panic_of_the_adapter_hangs_nobody() {
    let (store, house) = on_sale(WriterSettings::default()).await;
    store.panic_once();
    assert!(unknown(ends(house.hold(600, 1)).await));
    ends(house.hold(600, 1)).await.unwrap();
}

#[test]
fn a_writer_outlives_the_runtime_that_it_began_on() {
    let store = Gated::open();
    let house = House::over(Arc::new(store), WriterSettings::default());
    let run = |key| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let answer: Answer = runtime.block_on(async {
            ends(house.stage.on_sale(1)).await;
            ends(house.hold(key, 1)).await.unwrap()
        });
        answer.version
    };
    assert!(run(600) < run(601));
    assert!(run(602) > Version::ZERO);
}

/// What nobody waits for is not kept: no lane, no place, no command.
#[tokio::test]
async fn nothing_is_left_of_those_who_went_away() {
    let (store, house) = on_sale(WriterSettings::default()).await;
    for sent in waiting(&store, &house, 20).await {
        sent.abort();
    }
    store.reopen();
    ends(house.hold(700, 1)).await.unwrap();
    ends(house.hold(701, 1)).await.unwrap();
    assert_eq!(format!("{:?}", house.writer), "Writer { accepted: 0, .. }");
}

/// A store in which somebody takes a place, and gives it back, whenever it is read.
#[derive(Debug, Default)]
struct Restless {
    memory: MemoryStore,
    is_restless: AtomicBool,
}

#[async_trait]
impl Around for Restless {
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
        if self.is_restless.load(Ordering::SeqCst) {
            let other = House::over(Arc::new(self.memory.clone()), WriterSettings::default());
            let key = 10_000 + after.get();
            ends(other.hold(key, 1)).await.unwrap();
            let free = ReleaseHold { hold_id: id(key) };
            ends(other.stage.me().tickets().send(id(1), free)).await.unwrap();
        }
        self.inner().read_stream(tenant, stream, after, limit).await
    }
}

#[tokio::test]
async fn what_was_refused_in_too_many_rounds_was_not_sent() {
    let store = Arc::new(Restless::default());
    let house = House::over(store.clone(), WriterSettings::default());
    ends(house.stage.on_sale(1)).await;
    ends(house.hold(600, 99)).await.unwrap();
    store.is_restless.store(true, Ordering::SeqCst);
    let Err(Error::Unavailable(failed)) = ends(house.hold(601, 2)).await else {
        panic!("the store is never still")
    };
    assert!(failed.reason.contains("in many rounds") && !failed.outcome_unknown, "{failed:?}");
}
