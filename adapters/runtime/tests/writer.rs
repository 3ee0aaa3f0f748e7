//! The writer does what one command at a time does, only sooner.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use palco::{
    application::Palco,
    ports::{Position, Store},
    testing::{OnSale, crowd, goldens, instant},
};
use palco_memory::{ManualClock, MemoryStore, SequentialIds};
use palco_runtime::Writer;
use tokio::task::JoinSet;

fn writing(store: Arc<dyn Store>) -> Palco {
    let writer = Arc::new(Writer::over(store.clone()));
    Palco::over(store).with_dispatcher(writer)
}

#[tokio::test]
async fn the_golden_scenarios_are_answered_alike() {
    let store = Arc::new(MemoryStore::default());
    let palco = writing(store.clone());
    for golden in goldens() {
        golden.check(&golden.asked_of(&palco, store.as_ref()).await);
    }
}

#[tokio::test]
async fn the_same_commands_one_after_the_other_give_the_same_records() {
    let mut stories = Vec::new();
    for gathers in [false, true] {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let palco = if gathers { writing(store.clone()) } else { Palco::over(store.clone()) };
        let clock = ManualClock::at(instant("2026-11-23T12:00:00Z"));
        let palco = palco.with_clock(Arc::new(clock)).with_ids(Arc::new(SequentialIds::new(7)));
        let sale = OnSale::of(50);
        sale.open(&palco).await;
        let mut told = Vec::new();
        for number in 0..120 {
            told.extend(sale.buy(&palco, number).await);
        }
        let records = palco.feed(Position::START, 1_000).await.expect("the feed").records;
        stories.push((told, records));
    }
    let [one, other] = stories.as_slice() else { unreachable!("two of them") };
    assert!(one.1.len() > 60, "a story worth telling");
    assert_eq!(one, other);
}

async fn sells(palcos: &[Palco], places: u64, buyers: u64) {
    let sale = OnSale::of(places);
    let first = palcos.first().expect("one of them");
    sale.open(first).await;
    let mut buying = JoinSet::new();
    for (number, palco) in (0..buyers).zip(palcos.iter().cycle().cloned()) {
        buying.spawn(async move { sale.buy(&palco, number).await });
    }
    let bought: Vec<_> = buying.join_all().await.into_iter().flatten().collect();
    let left = sale.sell_out(first).await;
    sale.check(first, [bought, left].concat()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_sold_once_to_a_crowd() {
    let (places, buyers) = crowd();
    sells(&[writing(Arc::new(MemoryStore::default()))], places, buyers.min(1_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_sold_once_by_several_writers() {
    let (places, buyers) = crowd();
    let store = Arc::new(MemoryStore::default());
    let palcos: Vec<_> = (0..3).map(|_| writing(store.clone())).collect();
    sells(&palcos, places, buyers.min(1_000)).await;
}
