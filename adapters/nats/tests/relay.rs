//! From the store to the consumer: a relay that dies loses nothing, and one that must not go on stands.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the other test files")]

mod broker;

use std::{
    collections::HashSet,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use broker::{Broker, message};
use palco::{
    application::Palco,
    planning::venue::ChangeCapacity,
    ports::{Position, Publisher},
    testing::{id, scene::hall},
    values::{Capacity, VenueId},
};
use palco_memory::MemoryStore;
use palco_nats::{Delivery, Inbox, NatsPublisher};
use palco_runtime::{Processors, Relay, Tuning};
use tokio::time::sleep;
use uuid::Uuid;

const VENUES: u64 = 6;
const CHANGES: u64 = 40;

/// In more of a hurry than a server: a lane that its holder left is free at once.
fn hurried() -> Tuning {
    Tuning {
        ttl: Duration::from_millis(200),
        poll_min: Duration::from_millis(2),
        poll_max: Duration::from_millis(10),
        backoff: Duration::from_millis(5),
        page: 9,
        ..Tuning::default()
    }
}

/// Some venues, each with a capacity that changes often.
async fn written(palco: &Palco) {
    let me = palco.acting(id(1), id(7));
    for venue in 1..=VENUES {
        let venue_id: VenueId = id(venue);
        me.venues().send(venue_id, hall()).await.unwrap();
        for capacity in 2..=CHANGES {
            let capacity = Capacity::new(capacity).unwrap();
            me.venues().send(venue_id, ChangeCapacity { capacity }).await.unwrap();
        }
    }
}

/// What came by now.
async fn read(inbox: &Inbox) -> Vec<Delivery> {
    let read = Mutex::new(Vec::new());
    let handle = || {
        inbox.handle(|delivery| {
            read.lock().unwrap().push(delivery);
            async { Ok::<(), io::Error>(()) }
        })
    };
    while handle().await.expect("the broker answers") > 0 {}
    read.into_inner().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_dies_again_and_again_loses_nothing() {
    let broker = Broker::start();
    let store = Arc::new(MemoryStore::default());
    let palco = Palco::over(store.clone());
    written(&palco).await;

    let relay = || async {
        let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
        let relay = Relay::to(Arc::new(publisher));
        Processors::over(store.clone()).tuned(hurried()).relay(relay).run().unwrap()
    };
    for round in 0..12 {
        // Dropped, it leaves its leases, and what it published without a word at the checkpoint.
        let running = relay().await;
        sleep(Duration::from_millis(3 * round)).await;
        drop(running);
        store.pass(hurried().ttl);
    }
    let running = relay().await;
    let inbox = Inbox::open(&broker.settings(), "letters", "palco.>").await.unwrap();
    let mut deliveries = Vec::new();
    for _ in 0..60 {
        deliveries.extend(read(&inbox).await);
        if deliveries.len() >= usize::try_from(VENUES * CHANGES).unwrap() {
            break;
        }
    }
    running.stop().await;

    let records = palco.feed(Position::START, 1_000).await.unwrap().records;
    let expected: HashSet<(String, String)> =
        records.iter().map(|of| (of.record.event_id.to_string(), of.message().body)).collect();
    let came: HashSet<(String, String)> =
        deliveries.iter().map(|of| (of.event_id.to_string(), of.body.clone())).collect();
    assert_eq!(deliveries.len(), expected.len(), "each once");
    assert_eq!(came, expected);
    for venue in 1..=VENUES {
        let of_venue = records.iter().map(|of| &of.record);
        let of_venue = of_venue.filter(|of| of.stream.id == Uuid::from(id::<VenueId>(venue)));
        let of_venue: Vec<_> = of_venue.map(|record| record.event_id).collect();
        let in_order = deliveries.iter().map(|of| of.event_id).filter(|of| of_venue.contains(of));
        assert_eq!(in_order.collect::<Vec<_>>(), of_venue);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_lost_records_it_goes_on_only_when_told() {
    let broker = Broker::start();
    let publisher = Arc::new(NatsPublisher::connect(&broker.settings()).await.unwrap());
    // Of a store that was at its second epoch, and is back at the first.
    publisher.publish(2, &[message(1, 1)]).await.unwrap();
    let store = Arc::new(MemoryStore::default());
    written(&Palco::over(store.clone())).await;

    let processors = || Processors::over(store.clone()).tuned(hurried());
    let running = processors().relay(Relay::to(publisher.clone())).run().unwrap();
    sleep(Duration::from_millis(300)).await;
    running.stop().await;
    assert_eq!(publisher.last_epoch().await.unwrap(), Some(2), "it published nothing");

    let relay = Relay::to(publisher.clone()).accepting(2);
    let running = processors().relay(relay).run().unwrap();
    for _ in 0..600 {
        if publisher.last_epoch().await.unwrap() == Some(1) {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    running.stop().await;
    assert_eq!(publisher.last_epoch().await.unwrap(), Some(1));
}
