//! What a crowd asks for is decided while the flight before is out, and departs when that one has landed
//! as it was decided; else it is decided again.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod house;

use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

use house::{FOR_EVER, Gated, House, ends, hold, turns};
use palco::{
    application::{Answer, Error},
    planning::event::{ChangeDraft, Publish},
    testing::{id, known},
    ticketing::box_office::ReleaseHold,
};
use palco_memory::{FaultyStore, MemoryStore, Operation, Plan};
use palco_runtime::WriterSettings;
use tokio::task::JoinHandle;

type Sent = JoinHandle<Result<Answer, Error>>;

/// Flights of four, each followed by three.
async fn on_sale() -> (Gated, House) {
    on_sale_in_flights_of(4).await
}

async fn on_sale_in_flights_of(appends: usize) -> (Gated, House) {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default().appends(appends));
    ends(house.stage.on_sale(1)).await;
    // The writer knows the event.
    ends(house.hold(500, 1)).await.unwrap();
    (store, house)
}

/// Another name for the draft of event 2.
fn rename(house: &House, key: u64) -> Sent {
    let name = Some(known(&format!("Estreia {key}")));
    let change =
        ChangeDraft { name, doors_at: None, starts_at: None, ends_at: None, capacity: None };
    let me = house.stage.me();
    tokio::spawn(async move { me.events().send_once(id(key), id(2), change).await })
}

/// Four of these are at a shut gate, and three more are decided behind them.
async fn crowd(store: &Gated, house: &House, places: [u64; 7]) -> Vec<Sent> {
    store.shut();
    let before = store.appends.load(SeqCst);
    let send = |(key, places)| tokio::spawn(hold(&house.stage.palco, key, places));
    let sent = (600..).zip(places).map(send).collect();
    store.until_appends(before + 1).await;
    turns(20).await;
    assert_eq!(store.appends.load(SeqCst), before + 1, "never two on one stream");
    sent
}

/// A buyer who, when told of a hold, counts the flights that have set out.
fn counting(store: &Gated, house: &House, key: u64) -> JoinHandle<usize> {
    let (held, appends) = (hold(&house.stage.palco, key, 1), Arc::clone(&store.appends));
    tokio::spawn(async move {
        held.await.unwrap();
        appends.load(SeqCst)
    })
}

/// What so many buyers counted, of the flights since; the `late` ones come when the first flight is out.
async fn counts(store: &Gated, house: &House, buyers: u64, late: u64) -> Vec<usize> {
    store.shut();
    let before = store.appends.load(SeqCst);
    let mut crowd: Vec<_> = (600..600 + buyers).map(|key| counting(store, house, key)).collect();
    store.until_appends(before + 1).await;
    turns(20).await;
    crowd.extend((700..700 + late).map(|key| counting(store, house, key)));
    turns(20).await;
    assert_eq!(store.appends.load(SeqCst), before + 1, "never two on one stream");
    store.reopen();
    let mut counts = Vec::new();
    for buyer in crowd {
        counts.push(ends(buyer).await.unwrap() - before);
    }
    assert_eq!(store.overlaps.load(SeqCst), 0, "never two on one stream");
    counts
}

#[tokio::test]
async fn the_next_flight_is_out_before_anybody_is_told_of_the_last() {
    let (store, house) = on_sale().await;
    let counts = counts(&store, &house, 10, 0).await;
    assert_eq!(counts, [2, 2, 2, 2, 3, 3, 3, 3, 3, 3]);
}

#[tokio::test]
async fn a_crowd_may_come_when_the_flight_is_out() {
    let (store, house) = on_sale_in_flights_of(8).await;
    let counts = counts(&store, &house, 9, 3).await;
    assert_eq!(counts, [2; 12]);
}

/// When a flight lands, the turn may go to somebody else.
#[tokio::test]
async fn who_takes_turns_with_others_decides_nothing_ahead() {
    let (store, house) = on_sale().await;
    let elsewhere = House::over(Arc::new(store.inner.clone()), WriterSettings::default());
    ends(elsewhere.hold(800, 1)).await.unwrap();
    // It loses to that one, and takes turns from then on.
    ends(house.hold(501, 1)).await.unwrap();
    let counts = counts(&store, &house, 7, 0).await;
    assert_eq!(counts, [1, 1, 1, 1, 2, 2, 2]);
}

/// Somebody else wrote as many records as were to be written, so that versions alone tell nothing.
#[tokio::test]
async fn what_followed_a_flight_that_lost_is_decided_again() {
    let (store, house) = on_sale().await;
    let sent = crowd(&store, &house, [1, 1, 1, 1, 50, 1, 1]).await;
    let elsewhere = House::over(Arc::new(store.inner.clone()), WriterSettings::default());
    for key in 700..704 {
        ends(elsewhere.hold(key, 15)).await.unwrap();
    }
    store.reopen();
    let mut told = Vec::new();
    for sent in sent {
        told.push(ends(sent).await.unwrap().map(|_| ()).map_err(|refused| refused.code()));
    }
    let mut expected = [Ok(()); 7];
    expected[4] = Err("box_office.sold_out");
    assert_eq!(told, expected, "of 100 places 66 are held");
}

/// Three who follow are decided on what a flight wrote of which nobody heard yet. Meanwhile somebody else
/// writes three records there, and a look finds them: the version is that of the three who follow.
#[tokio::test]
async fn what_follows_a_flight_is_in_no_snapshot() {
    let (store, house) = on_sale().await;
    let me = house.stage.me();
    // With the next four it is 256 records, and time for a snapshot.
    for key in 1_000..1_125 {
        ends(house.hold(key, 1)).await.unwrap();
        ends(me.tickets().send(id(1), ReleaseHold { hold_id: id(key) })).await.unwrap();
    }
    store.keep_answers();
    let written = store.written.load(SeqCst);
    let sent = crowd(&store, &house, [1; 7]).await;
    store.reopen();
    store.until_written(written + 1).await;
    let elsewhere = House::over(Arc::new(store.inner.clone()), WriterSettings::default());
    for key in 700..703 {
        ends(elsewhere.hold(key, 10)).await.unwrap();
    }
    assert_eq!(available(&house).await, 100 - 1 - 4 - 30);
    store.give_answers();
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
    assert!(ends(house.writer.close(FOR_EVER)).await);
    // One that starts now begins with the snapshot.
    let fresh = House::over(Arc::new(store.inner.clone()), WriterSettings::default());
    assert_eq!(available(&fresh).await, 100 - 1 - 7 - 30);
}

async fn available(house: &House) -> u64 {
    let types = ends(house.stage.me().tickets().availability(id(1))).await.unwrap();
    types.first().unwrap().available.unwrap()
}

#[tokio::test]
async fn what_followed_a_flight_whose_adapter_panicked_goes_all_the_same() {
    let (store, house) = on_sale().await;
    store.panic_once();
    let mut told = Vec::new();
    let send = |key| tokio::spawn(hold(&house.stage.palco, key, 1));
    for sent in (600..607).map(send).collect::<Vec<_>>() {
        told.push(ends(sent).await.unwrap().is_ok());
    }
    assert_eq!(told, [false, false, false, false, true, true, true]);
}

#[tokio::test]
async fn what_follows_is_surely_not_sent_by_a_writer_that_was_stopped() {
    let (store, house) = on_sale().await;
    let sent = crowd(&store, &house, [1; 7]).await;
    assert!(!ends(house.writer.close(Duration::from_millis(20))).await);
    let mut unknown = Vec::new();
    for sent in sent {
        match ends(sent).await.unwrap() {
            Err(Error::Unavailable(failed)) => unknown.push(failed.outcome_unknown),
            told => panic!("expected unavailable, got {told:?}"),
        }
    }
    assert_eq!(unknown, [true, true, true, true, false, false, false]);
    store.reopen();
    turns(50).await;
    let of = house.stage.records().await;
    let held = of.iter().filter(|of| **of == "box_office.tickets_held").count();
    assert_eq!(held, 1 + 4, "what was under way may take effect, what was not does not");
}

/// What follows books a hall, which the flight before it does not touch.
#[tokio::test]
async fn what_is_decided_again_gives_its_streams_back() {
    let store = Gated::open();
    let house = House::over(Arc::new(store.clone()), WriterSettings::default().appends(4));
    ends(house.stage.draft(2)).await;
    store.shut();
    let before = store.appends.load(SeqCst);
    let mut sent: Vec<Sent> = (600..604).map(|key| rename(&house, key)).collect();
    let me = house.stage.me();
    sent.push(tokio::spawn(async move { me.events().send_once(id(605), id(2), Publish {}).await }));
    store.until_appends(before + 1).await;
    turns(20).await;
    let elsewhere = House::over(Arc::new(store.inner.clone()), WriterSettings::default());
    ends(rename(&elsewhere, 700)).await.unwrap().unwrap();
    store.reopen();
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
}

/// Of a lone command no state runs ahead on which more could be decided.
#[tokio::test]
async fn nothing_is_decided_behind_a_lone_command() {
    let (store, house) = on_sale().await;
    store.shut();
    let before = store.appends.load(SeqCst);
    let send = |key| tokio::spawn(hold(&house.stage.palco, key, 1));
    let lone = send(600);
    store.until_appends(before + 1).await;
    let crowd: Vec<Sent> = (601..604).map(send).collect();
    turns(20).await;
    store.reopen();
    for sent in crowd.into_iter().chain([lone]) {
        ends(sent).await.unwrap().unwrap();
    }
    assert_eq!(store.appends.load(SeqCst), before + 2, "none was in vain");
}

/// Refused on what the flight before it takes, they are told so when that was taken.
#[tokio::test]
async fn refusals_rest_on_what_the_flight_before_leaves() {
    let store = FaultyStore::new(Arc::new(MemoryStore::default()), Plan::none());
    let house = House::over(Arc::new(store.clone()), WriterSettings::default().appends(4));
    ends(house.stage.on_sale(1)).await;
    ends(house.hold(500, 4)).await.unwrap();
    let before = store.history().len();
    let send = |key| tokio::spawn(hold(&house.stage.palco, key, 24));
    let mut told = Vec::new();
    for sent in (600..607).map(send).collect::<Vec<Sent>>() {
        told.push(ends(sent).await.unwrap().is_ok());
    }
    assert_eq!(told, [true, true, true, true, false, false, false]);
    let history = store.history().split_off(before);
    assert_eq!(history, [Operation::Append, Operation::Resolve, Operation::ReadStream]);
}

/// There is one flight at a time, and the crowd, good for 30 of them, has the next one ready whenever
/// one lands.
#[tokio::test]
async fn a_crowd_leaves_room_for_other_streams() {
    let store = Gated::open();
    let settings = WriterSettings::default().appends(4).flights(1);
    let house = House::over(Arc::new(store.clone()), settings);
    ends(house.stage.on_sale(1)).await;
    let before = store.appends.load(SeqCst);
    let send = |key| tokio::spawn(hold(&house.stage.palco, key, 1));
    let crowd: Vec<Sent> = (600..690).map(send).collect();
    store.until_appends(before + 2).await;
    ends(house.stage.draft(2)).await;
    let flights = store.appends.load(SeqCst) - before;
    assert!(flights < 16, "{flights} flights");
    for sent in crowd {
        ends(sent).await.unwrap().unwrap();
    }
}

/// Not so much room that a flight gets larger than it may be.
#[tokio::test]
async fn what_a_follower_carries_counts() {
    let store = Gated::open();
    // Each append is as much as a flight may carry.
    let settings = WriterSettings::default().appends(4).bytes(1).flights(1);
    let house = House::over(Arc::new(store.clone()), settings);
    ends(house.stage.on_sale(1)).await;
    ends(house.stage.draft(2)).await;
    store.shut();
    let before = store.appends.load(SeqCst);
    let send = |key| tokio::spawn(hold(&house.stage.palco, key, 1));
    let mut sent: Vec<Sent> = (600..603).map(send).collect();
    store.until_appends(before + 1).await;
    sent.push(rename(&house, 700));
    turns(20).await;
    store.reopen();
    for sent in sent {
        ends(sent).await.unwrap().unwrap();
    }
    assert_eq!(store.appends.load(SeqCst), before + 4);
}
