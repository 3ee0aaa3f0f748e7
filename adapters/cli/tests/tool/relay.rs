use std::{collections::HashSet, convert::Infallible, sync::Mutex, time::Duration};

use palco_nats::{Inbox, NatsSettings};
use serde_json::Value;

use crate::{
    broker::Broker,
    server::{Schema, Told},
};

impl Schema {
    fn relay(&self, broker: &Broker, more: &[&str]) -> Told {
        self.palco(&[&["relay", "--nats-url", &broker.url()], more].concat())
    }

    /// The event ids of all that is recorded.
    fn recorded(&self) -> Vec<String> {
        let told = self.palco(&["feed", "tail"]).fine();
        let id = |line: &str| {
            let record: Value = serde_json::from_str(line).expect("JSON");
            record["event_id"].as_str().expect("an id").to_owned()
        };
        told.lines().map(id).collect()
    }
}

/// The event ids of all that the broker keeps.
async fn kept(settings: &NatsSettings, subjects: &str) -> Vec<String> {
    let inbox = Inbox::open(settings, "reader", subjects).await.expect("an inbox");
    let kept = Mutex::new(Vec::new());
    let handle = || {
        inbox.handle(|delivery| {
            kept.lock().expect("no panic").push(delivery.event_id.to_string());
            async { Ok::<(), Infallible>(()) }
        })
    };
    while handle().await.expect("the broker answers") > 0 {}
    kept.into_inner().expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_recorded_comes_to_the_broker_once() {
    let (broker, schema) = (Broker::start(), Schema::on_sale().await);
    for _ in 0..2 {
        let told = schema.relay(&broker, &[]).fine();
        assert_eq!(told, "all that was recorded is with the broker\n");
    }
    let recorded = schema.recorded();
    let kept = kept(&broker.settings(), "palco.>").await;
    assert_eq!(kept.len(), recorded.len());
    assert_eq!(HashSet::<String>::from_iter(kept), HashSet::from_iter(recorded));
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_subjects_and_names_are_chosen() {
    let (broker, schema) = (Broker::start(), Schema::on_sale().await);
    let chosen = ["--stream", "TRIAL", "--subjects", "trial", "--name", "trial", "--json"];
    let told: Value = serde_json::from_str(&schema.relay(&broker, &chosen).fine()).expect("JSON");
    assert_eq!(told, serde_json::json!({ "relay": "trial", "parked": 0 }));
    let settings = broker.settings().stream("TRIAL").subjects("trial");
    assert_eq!(kept(&settings, "trial.>").await.len(), schema.recorded().len());
    assert_eq!(schema.relay(&broker, &["--subjects", "a.b"]).exit, 2);
    assert_eq!(schema.relay(&broker, &["--stream", "TRIAL"]).exit, 1, "it keeps other subjects");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_a_store_that_lost_records_are_not_passed_over() {
    let (broker, schema) = (Broker::start(), Schema::on_sale().await);
    schema.relay(&broker, &[]).fine();
    schema.run("update palco.store_meta set epoch = epoch + 1").await;
    let told = schema.relay(&broker, &[]);
    assert_eq!(told.exit, 1, "{told:?}");
    assert!(told.err.contains("--accept-epoch 1"), "{}", told.err);
    assert_eq!(schema.relay(&broker, &["--accept-epoch", "7"]).exit, 1);
    schema.relay(&broker, &["--accept-epoch", "1"]).fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_later_follows() {
    let (broker, schema) = (Broker::start(), Schema::new());
    schema.palco(&["migrate"]).fine();
    let mut relay = schema.command(&["relay", "--nats-url", &broker.url(), "--follow"]);
    let mut relay = relay.spawn().expect("the program starts");
    schema.sell().await;
    let recorded = schema.recorded();
    let mut came = 0;
    for _ in 0..600 {
        came += kept(&broker.settings(), "palco.>").await.len();
        if came >= recorded.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(came, recorded.len());
    assert!(relay.try_wait().expect("its state").is_none(), "it follows");
    relay.kill().expect("it ends");
    relay.wait().expect("it ends");
}
