//! Commands that touch several streams, among those that touch one.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod house;

use std::{
    num::NonZeroUsize,
    ops::RangeInclusive,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use house::{Gated, House, ends, hold, turns};
use palco::{
    application::Palco,
    planning::event::{Cancel, Postpone, Publish},
    testing::{id, known},
    values::EventId,
};
use palco_runtime::WriterSettings;
use tokio::task::JoinSet;
use uuid::Uuid;

fn publish(palco: &Palco, event: u64) -> impl Future<Output = Result<(), String>> + Send + 'static {
    let me = palco.acting(id(1), id(7));
    let event: EventId = id(event);
    async move {
        let sent = me.events().send(event, Publish {}).await;
        sent.map(|_| ()).map_err(|refused| refused.code().to_owned())
    }
}

fn postpone(
    palco: &Palco,
    event: u64,
) -> impl Future<Output = Result<(), String>> + Send + 'static {
    let me = palco.acting(id(1), id(7));
    let event: EventId = id(event);
    async move {
        let sent = me.events().send(event, Postpone { reason: known("rain") }).await;
        sent.map(|_| ()).map_err(|refused| refused.code().to_owned())
    }
}

/// Eight events want the same hall at the same time; meanwhile others are put off, and places of
/// another are sold.
async fn rush(houses: &[House]) {
    let first = houses.first().unwrap();
    ends(first.stage.on_sale(1)).await;
    for event in 2..10 {
        ends(first.stage.draft(event)).await;
    }
    // The hall is free again.
    ends(cancel(&first.stage.palco, 1)).await;
    let before = first.stage.records().await;
    let mut publishing = JoinSet::new();
    let mut holding = JoinSet::new();
    for (number, house) in (0..64_u64).zip(houses.iter().cycle()) {
        let palco = &house.stage.palco;
        if number < 8 {
            publishing.spawn(publish(palco, 2 + number));
        }
        publishing.spawn(postpone(palco, 2 + number % 8));
        holding.spawn(hold(palco, 600 + number, 1));
    }
    for held in ends(holding.join_all()).await {
        held.unwrap();
    }
    ends(publishing.join_all()).await;
    let records = first.stage.records().await;
    let count = |name: &str| records.iter().filter(|of| **of == name).count();
    assert_eq!(count("event.published"), count("venue.booked"));
    assert_eq!(count("box_office.tickets_held"), 64);
    assert!(records.len() > before.len());
}

#[tokio::test]
async fn streams_under_way_are_left_alone_by_other_flights() {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default().appends(3));
    rush(&[house]).await;
    assert_eq!(store.overlaps.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_writers_book_a_hall_once() {
    let store = Gated::open();
    let house = || House::over(Arc::new(store.clone()), WriterSettings::default().appends(3));
    rush(&[house(), house(), house()]).await;
}

/// The control: two writers do touch a stream at the same time, and the watch sees it.
#[tokio::test]
async fn control_the_watch_sees_flights_that_touch_the_same_stream() {
    let store = Gated::open();
    let house = || House::over(Arc::new(store.clone()), WriterSettings::default());
    let (one, other) = (house(), house());
    ends(one.stage.on_sale(1)).await;
    ends(other.hold(599, 1)).await.unwrap();
    let (first, second) = tokio::join!(ends(one.hold(600, 1)), ends(other.hold(601, 1)));
    assert!(first.is_ok() && second.is_ok());
    assert_ne!(store.overlaps.load(Ordering::SeqCst), 0);
}

/// What waits together goes together: one call of the store for streams that wait at once.
#[tokio::test]
async fn streams_that_wait_share_a_call() {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default());
    for event in 1..40 {
        ends(house.stage.draft(event)).await;
    }
    let before = store.appends.load(Ordering::SeqCst);
    let mut sent = JoinSet::new();
    for event in 1..40 {
        let me = house.stage.me();
        sent.spawn(async move {
            let event: EventId = id(event);
            me.events().send(event, Cancel { reason: known("rain") }).await
        });
    }
    for sent in ends(sent.join_all()).await {
        sent.unwrap();
    }
    assert!(store.appends.load(Ordering::SeqCst) - before <= 3);
}

/// Four streams are out: the fewer who come then go together when they are four, or when it takes long.
async fn four_out() -> (Gated, House, JoinSet<()>) {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default());
    for event in 1..=9 {
        ends(house.stage.draft(event)).await;
    }
    store.shut();
    let mut sent = JoinSet::new();
    cancel_more(&mut sent, &store, &house, 1..=4).await;
    assert_eq!(store.streams_out(), 4);
    (store, house, sent)
}

async fn cancel_more(
    sent: &mut JoinSet<()>,
    store: &Gated,
    house: &House,
    events: RangeInclusive<u64>,
) {
    for event in events {
        sent.spawn(cancel(&house.stage.palco, event));
    }
    let before = store.appends.load(Ordering::SeqCst);
    turns(20).await;
    assert!(store.appends.load(Ordering::SeqCst) <= before + 1);
}

#[tokio::test(start_paused = true)]
async fn a_flight_beside_another_has_as_many_streams() {
    let (store, house, mut sent) = four_out().await;
    cancel_more(&mut sent, &store, &house, 5..=7).await;
    assert_eq!(store.streams_out(), 4);
    cancel_more(&mut sent, &store, &house, 8..=8).await;
    assert_eq!(store.streams_out(), 8);
    store.reopen();
    ends(sent.join_all()).await;
}

#[tokio::test(start_paused = true)]
async fn a_few_do_not_wait_long_for_a_flight_that_is_out() {
    let (store, house, mut sent) = four_out().await;
    cancel_more(&mut sent, &store, &house, 5..=5).await;
    assert_eq!(store.streams_out(), 4);
    tokio::time::advance(Duration::from_millis(4)).await;
    turns(20).await;
    assert_eq!(store.streams_out(), 4);
    tokio::time::advance(Duration::from_millis(2)).await;
    turns(20).await;
    assert_eq!(store.streams_out(), 5);
    store.reopen();
    ends(sent.join_all()).await;
}

/// A sold-out event: however many are refused, the store is asked a few times.
#[tokio::test]
async fn the_refused_are_looked_up_together() {
    let store = palco_memory::FaultyStore::new(
        Arc::new(palco_memory::MemoryStore::default()),
        palco_memory::Plan::none(),
    );
    let house = House::over(Arc::new(store.clone()), WriterSettings::default());
    ends(house.stage.on_sale(1)).await;
    ends(house.hold(600, 100)).await.unwrap();
    let before = store.calls();
    let mut sent = JoinSet::new();
    for key in 1_000..1_900 {
        sent.spawn(hold(&house.stage.palco, key, 1));
    }
    for refused in ends(sent.join_all()).await {
        assert_eq!(refused.unwrap_err().code(), "box_office.sold_out");
    }
    let calls = store.calls() - before;
    assert!(calls <= 6, "{calls} calls for 900 refusals");
}

/// A lane with much to do leaves room for the others.
#[tokio::test]
async fn a_busy_stream_leaves_room_for_the_others() {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default().appends(8));
    ends(house.stage.on_sale(1)).await;
    ends(house.stage.draft(2)).await;
    store.shut();
    let before = store.appends.load(Ordering::SeqCst);
    let mut busy = JoinSet::new();
    for key in 600..690 {
        busy.spawn(hold(&house.stage.palco, key, 1));
    }
    store.until_appends(before + 1).await;
    let other = tokio::spawn(cancel(&house.stage.palco, 2));
    turns(20).await;
    store.reopen();
    ends(other).await.unwrap();
    assert!(house.stage.records().await.len() < 60, "it did not wait for all of them");
    for held in ends(busy.join_all()).await {
        held.unwrap();
    }
}

fn cancel(palco: &Palco, event: u64) -> impl Future<Output = ()> + Send + 'static {
    let me = palco.acting(id(1), id(7));
    let event: EventId = id(event);
    async move {
        me.events().send(event, Cancel { reason: known("rain") }).await.unwrap();
    }
}

/// Of more streams at once than states are kept, each is looked at as the store has it, and each is
/// written to: what waits for a state has it when it comes.
#[tokio::test]
async fn more_streams_at_once_than_states_are_kept() {
    const EVENTS: u64 = 200;
    let store = Gated::open();
    let few = WriterSettings::default().states(NonZeroUsize::MIN).appends(8);
    let before = House::over(Arc::new(store.clone()), few);
    for event in 1..=EVENTS {
        ends(before.stage.draft(event)).await;
    }

    let house = House::over(Arc::new(store.clone()), few);
    let mut looks = JoinSet::new();
    for event in 1..=EVENTS {
        let me = house.stage.me();
        looks.spawn(async move { me.state("event", Uuid::from_u128(event.into())).await });
    }
    for looked in ends(looks.join_all()).await {
        looked.unwrap();
    }

    let house = House::over(Arc::new(store), few);
    let mut sent = JoinSet::new();
    for event in 1..=EVENTS {
        sent.spawn(cancel(&house.stage.palco, event));
    }
    ends(sent.join_all()).await;
}
