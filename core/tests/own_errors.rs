//! Every error that belongs to no room is produced here.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    application::{Error, IncomingWebhook, Palco, catalogue},
    contract::{LIMITS, read_command, read_domain_event, split::answer},
    planning::venue::Release,
    ports::{
        Append, AppendOutcome, Call, Fact, Found, GatewayError, Inquiry, Listed, NotVerified,
        PaymentGateway, Position, Record, SnapshotKey, Store, StreamId, TakeIn, Unavailable,
        Webhook, Written,
    },
    testing::{Around, id, instant},
    values::{Currency, Money, Period, TenantId, Version},
};
use palco_memory::MemoryStore;
use serde_json::Value;
use uuid::Uuid;

/// A store that gives one answer to every append, and the same records to every reader.
#[derive(Debug, Clone, Default)]
struct Scripted {
    empty: MemoryStore,
    outcome: Option<AppendOutcome>,
    records: Vec<Record>,
    fails: bool,
}

#[async_trait]
impl Around for Scripted {
    fn inner(&self) -> &dyn Store {
        &self.empty
    }

    async fn append(&self, _: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        Ok(self.outcome.clone().into_iter().collect())
    }

    async fn load(&self, _: &SnapshotKey, _: u32, mut take_in: TakeIn) -> Result<(), Unavailable> {
        if self.fails {
            return Err(Unavailable { reason: "it is away".to_owned(), outcome_unknown: false });
        }
        for record in &self.records {
            take_in(Found::Record(Written {
                version: record.version,
                event_type: record.event_type.as_str().into(),
                schema_version: record.schema_version,
                data: record.data.as_str().into(),
            }));
        }
        Ok(())
    }
}

const REGISTERED: &str =
    r#"{"type":"venue.registered","name":"Hall","address":"Here","timezone":"UTC","capacity":1}"#;
const BOOKED: &str = r#"{"type":"venue.booked","event_id":"00000000-0000-0000-0000-000000000009","period":{"starts_at":"2026-12-01T12:00:00.000Z","ends_at":"2026-12-01T13:00:00.000Z"},"capacity":1,"setup_minutes":0,"teardown_minutes":0}"#;

fn recorded(version: u64, data: &str) -> Record {
    Record {
        position: Position::new(1).unwrap(),
        tenant: id(1),
        stream: StreamId::new("venue", Uuid::from_u128(3)),
        version: Version::new(version).unwrap(),
        command_id: id(4),
        actor: id(7),
        recorded_at: instant("2026-11-23T12:00:00Z"),
        trace_parent: None,
        event_id: Uuid::from_u128(5),
        event_type: read_domain_event(data).map_or("venue.registered", |of| of.wire_name()).into(),
        schema_version: 1,
        data: data.to_owned(),
    }
}

/// The error of releasing a booking in a venue that has one.
async fn of_release(outcome: Option<AppendOutcome>) -> Error {
    let records = vec![recorded(1, REGISTERED), recorded(2, BOOKED)];
    release(Scripted { outcome, records, ..Scripted::default() }).await
}

async fn release(store: Scripted) -> Error {
    let me = Palco::over(Arc::new(store)).acting(id(1), id(7));
    me.venues().send(id(3), Release { event_id: id(9) }).await.unwrap_err()
}

/// A gateway that finds a webhook so.
#[derive(Debug)]
struct Finds(NotVerified);

#[async_trait]
impl PaymentGateway for Finds {
    fn name(&self) -> &str {
        "finds"
    }

    async fn make(&self, _: &Call) -> Result<Vec<Fact>, GatewayError> {
        Err(GatewayError::not_supported())
    }

    async fn query(&self, _: &Call) -> Result<Inquiry, GatewayError> {
        Ok(Inquiry::Absent)
    }

    async fn list(&self, _: TenantId, _: Period, _: Option<&str>) -> Result<Listed, GatewayError> {
        Ok(Listed::default())
    }

    async fn verify(&self, _: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        Err(self.0.clone())
    }
}

/// The error of a webhook that its gateway finds so.
async fn of_webhook(found: NotVerified) -> Error {
    let me = Palco::over(Arc::new(Scripted::default())).acting(id(1), id(7));
    let webhook = IncomingWebhook { body: Vec::new(), headers: Vec::new(), peer_verified: false };
    me.take_webhook(&Finds(found), webhook).await.unwrap_err()
}

fn of_input(text: &str) -> Error {
    read_command(text).unwrap_err().into()
}

/// The errors of what is asked of a split and does not fit.
fn of_split() -> Vec<Error> {
    let examples: Value = serde_json::from_str(include_str!("split_examples.json")).unwrap();
    let refused = examples["refused"].as_array().unwrap().iter();
    let asked = |example: &Value| {
        let mut asked = example["asked"].clone();
        if example["operation"] == "refund" && asked.get("ledger").is_none() {
            asked["ledger"] = examples["ledger"].clone();
        }
        answer(example["operation"].as_str().unwrap(), &asked.to_string())
    };
    refused.filter_map(|example| asked(example).err().map(Error::from)).collect()
}

async fn produced() -> Vec<Error> {
    let conflict = AppendOutcome::Conflict {
        stream: StreamId::new("venue", Uuid::from_u128(3)),
        actual: Version::new(2).unwrap(),
        tail: Vec::new(),
    };
    let taken = AppendOutcome::GuardTaken { space: "venue.slug".into(), key: "hall".to_owned() };
    let unreadable = Scripted { records: vec![recorded(1, "{}")], ..Scripted::default() };
    let of_no_split = vec![
        of_input(r#"{"type":"venue.release","event_id":7}"#),
        of_input(r#"{"type":"venue.paint"}"#),
        of_input(&" ".repeat(LIMITS.bytes + 1)),
        of_input(&"[".repeat(LIMITS.depth + 1)),
        of_input(&format!("[0{}]", ",0".repeat(LIMITS.items))),
        of_release(Some(AppendOutcome::CommandIdReused)).await,
        of_release(Some(taken)).await,
        of_release(Some(AppendOutcome::Oversized)).await,
        of_release(Some(conflict)).await,
        of_release(None).await,
        release(Scripted { fails: true, ..Scripted::default() }).await,
        release(unreadable).await,
        of_webhook(NotVerified::forged("another signature")).await,
        of_webhook(NotVerified::Unavailable { reason: "it is away".to_owned() }).await,
        // By a dispatcher that lets commands wait.
        Error::Busy,
    ];
    [of_no_split, of_split()].concat()
}

#[tokio::test]
async fn every_error_of_no_room_is_produced() {
    let produced = produced().await;
    let rooms = palco::contract::Rejection::catalogue();
    for (kind, entry) in catalogue() {
        if rooms.contains(&entry) {
            continue;
        }
        let Some(error) = produced.iter().find(|error| error.code() == entry.code) else {
            panic!("nothing produces {}", entry.code);
        };
        assert_eq!(error.kind(), kind);
        assert!(error.details().is_object());
        assert!(error.to_json().contains(entry.code));
    }
}

#[tokio::test]
async fn an_error_names_the_field_and_no_key() {
    let invalid = of_input(r#"{"type":"venue.release","event_id":7}"#);
    assert_eq!(invalid.details()["path"], "event_id");
    let taken = AppendOutcome::GuardTaken { space: "user.email".into(), key: "a@b.c".to_owned() };
    let error = of_release(Some(taken)).await;
    assert!(!error.to_json().contains("a@b.c"), "a key may be personal");
}

/// A price times a number, as code reads that has values and commands in one function.
fn price(amount: &str, times: u64) -> Result<Money, Error> {
    Ok(Money::parse(amount, Currency::BRL)?.checked_mul(times)?)
}

#[test]
fn a_value_that_is_not_of_its_form_is_invalid_input() {
    assert_eq!(price("60.00", 2).unwrap().to_string(), "BRL 120.00");
    for error in [price("60.001", 1).unwrap_err(), price("60.00", u64::MAX).unwrap_err()] {
        assert_eq!((error.code(), &error.details()["path"]), ("input.invalid", &"$".into()));
    }
}
