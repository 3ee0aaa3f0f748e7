//! Against a real broker: order, repeats, failures of a handler, a broker that is killed.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod broker;

use std::{
    collections::HashSet,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use broker::{Broker, message};
use palco::ports::{Message, Publisher};
use palco_nats::{Delivery, Inbox, InboxError, NatsError, NatsPublisher};
use uuid::Uuid;

const EVERY: &str = "palco.*.sample.>";

/// Handles batches until none comes any more.
async fn read(inbox: &Inbox) -> Vec<Delivery> {
    let read = Arc::new(Mutex::new(Vec::new()));
    let handle = || {
        inbox.handle(|delivery| {
            read.lock().unwrap().push(delivery);
            async { Ok::<(), io::Error>(()) }
        })
    };
    while handle().await.expect("the broker answers") > 0 {}
    std::mem::take(&mut *read.lock().unwrap())
}

fn ids(deliveries: &[Delivery]) -> Vec<Uuid> {
    deliveries.iter().map(|delivery| delivery.event_id).collect()
}

fn ids_of(messages: &[Message]) -> Vec<Uuid> {
    messages.iter().map(|message| message.event_id).collect()
}

#[tokio::test]
async fn what_is_published_is_read_in_order_and_once() {
    let broker = Broker::start();
    let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
    assert_eq!(publisher.last_epoch().await.unwrap(), None);

    let messages: Vec<Message> = (1..=20).map(|version| message(1, version)).collect();
    publisher.publish(1, &messages).await.unwrap();
    // As after a crash between the broker's word and the checkpoint.
    publisher.publish(1, &messages).await.unwrap();
    assert_eq!(publisher.last_epoch().await.unwrap(), Some(1));

    let inbox = Inbox::open(&broker.settings(), "letters", EVERY).await.unwrap();
    let deliveries = read(&inbox).await;
    assert_eq!(ids(&deliveries), ids_of(&messages));
    let first = &deliveries[0];
    assert_eq!(first.subject, format!("palco.{}.sample.happened", messages[0].tenant));
    assert_eq!((first.body.as_str(), first.deliveries), (messages[0].body.as_str(), 1));
}

/// The control of the test above: without the message's id the broker keeps both.
#[tokio::test]
async fn without_its_id_a_repeat_is_delivered_twice() {
    let broker = Broker::start();
    let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
    let again = Message { event_id: Uuid::now_v7(), ..message(1, 1) };
    publisher.publish(1, &[message(1, 1), again]).await.unwrap();
    let inbox = Inbox::open(&broker.settings(), "letters", EVERY).await.unwrap();
    assert_eq!(read(&inbox).await.len(), 2);
}

#[tokio::test]
async fn what_a_handler_failed_on_comes_again_with_what_is_behind_it() {
    let broker = Broker::start();
    let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
    let messages: Vec<Message> = (1..=9).map(|version| message(1, version)).collect();
    publisher.publish(1, &messages).await.unwrap();

    let inbox = Inbox::open(&broker.settings(), "letters", EVERY).await.unwrap();
    let mut handled = Vec::new();
    let outcome = inbox
        .handle(|delivery| {
            let fails = delivery.event_id == messages[4].event_id;
            if !fails {
                handled.push(delivery.event_id);
            }
            async move { if fails { Err(io::Error::other("not now")) } else { Ok(()) } }
        })
        .await;
    assert!(matches!(outcome, Err(InboxError::Handler(_))), "{outcome:?}");
    let again = read(&inbox).await;
    assert_eq!(again[0].deliveries, 2);
    handled.extend(ids(&again));
    assert_eq!(handled, ids_of(&messages));
}

/// Of a batch the last ones wait for all before them, and one may take long by itself.
#[tokio::test]
async fn what_waits_behind_a_slow_handler_goes_to_nobody_else() {
    let broker = Broker::start();
    let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
    let messages: Vec<Message> = (1..=4).map(|version| message(1, version)).collect();
    publisher.publish(1, &messages).await.unwrap();

    let settings = broker.settings().ack_wait(Duration::from_secs(1));
    let slow = Inbox::open(&settings, "letters", EVERY).await.unwrap();
    let other = Inbox::open(&settings, "letters", EVERY).await.unwrap();
    let handled = slow.handle(|delivery| {
        let takes = if delivery.event_id == messages[1].event_id { 1_500 } else { 500 };
        async move {
            tokio::time::sleep(Duration::from_millis(takes)).await;
            Ok::<(), io::Error>(())
        }
    });
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        [read(&other).await, read(&other).await].concat()
    };
    let (handled, delivered_again) = tokio::join!(handled, meanwhile);
    assert_eq!((handled.unwrap(), ids(&delivered_again)), (4, Vec::new()));
}

#[tokio::test]
async fn processes_of_one_name_share_and_names_are_apart() {
    let broker = Broker::start();
    let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
    publisher.publish(1, &[message(1, 1), message(2, 1)]).await.unwrap();
    let open = |name| {
        let settings = broker.settings();
        async move { Inbox::open(&settings, name, EVERY).await.unwrap() }
    };
    let (one, same, other) = (open("letters").await, open("letters").await, open("till").await);
    assert_eq!(read(&one).await.len(), 2);
    let none = same.handle(|_| async { Ok::<(), io::Error>(()) }).await.unwrap();
    assert_eq!(none, 0);
    assert_eq!(read(&other).await.len(), 2);
}

/// Killed again and again while messages are published, each batch until it is confirmed: nothing is
/// lost, nothing comes twice, and no stream is out of order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_killed_loses_nothing_and_keeps_the_order() {
    let mut broker = Broker::start();
    let publisher = NatsPublisher::connect(&broker.settings()).await.unwrap();
    let of_batch = |batch: u64| {
        let places = (1..=30_u64).map(move |n| (n % 3, batch * 10 + n.div_ceil(3)));
        places.map(|(stream, version)| message(u128::from(stream) + 1, version)).collect()
    };
    let (failures, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let (failed, stopped) = (Arc::clone(&failures), Arc::clone(&stop));
    let publishing = tokio::spawn(async move {
        let mut published = 0;
        for batch in 0.. {
            let batch: Vec<Message> = of_batch(batch);
            while publisher.publish(1, &batch).await.is_err() {
                failed.fetch_add(1, SeqCst);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            published += batch.len();
            if stopped.load(SeqCst) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        published
    });
    // Whether a message is on its way at that moment is a matter of luck, which turns within a few.
    for kills in 1..=50 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        broker.kill();
        tokio::time::sleep(Duration::from_millis(100)).await;
        broker.restart();
        if kills >= 3 && failures.load(SeqCst) > 0 {
            break;
        }
    }
    stop.store(true, SeqCst);
    let expected: usize = publishing.await.unwrap();
    assert!(failures.load(SeqCst) > 0, "it was never killed while it was used");

    let inbox = Inbox::open(&broker.settings(), "letters", EVERY).await.unwrap();
    let deliveries = read(&inbox).await;
    let once: HashSet<Uuid> = deliveries.iter().map(|delivery| delivery.event_id).collect();
    assert_eq!((deliveries.len(), once.len()), (expected, expected));
    for stream in 1..=3_u128 {
        let of_stream = deliveries.iter().map(|delivery| delivery.event_id.as_u128());
        let of_stream: Vec<u128> = of_stream.filter(|id| id >> 64 == stream).collect();
        assert!(of_stream.is_sorted(), "stream {stream} is out of order");
    }
}

#[tokio::test]
async fn a_stream_of_other_subjects_is_refused() {
    let broker = Broker::start();
    NatsPublisher::connect(&broker.settings()).await.unwrap();
    let other = broker.settings().subjects("other");
    assert_eq!(NatsPublisher::connect(&other).await.unwrap_err(), NatsError::Subjects);
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_told() {
    let nobody = palco_nats::NatsSettings::new("nats://palco:secret@127.0.0.1:1");
    let refused = NatsPublisher::connect(&nobody).await.unwrap_err();
    assert_eq!(refused, NatsError::Connect);
    assert!(!format!("{refused:?} {refused}").contains("secret"));
}
