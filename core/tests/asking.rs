//! The questions to the state of an aggregate: over a store, over a state, and as they are read.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "the numbers of a test are small")]

#[path = "application/stage.rs"]
#[expect(dead_code, reason = "it is made for other tests too")]
mod stage;

use palco::{
    aggregate::Message,
    application::{Error, Kind},
    contract::{
        AGGREGATES, GetAvailability, GetEventSummary, GetHoldSummary, GetPaymentSummary,
        GetQuotaUses, GetVenueSummary, Query, State, read_query, to_json,
    },
    payments::payment::{Create, Method, Reference},
    planning::event::EventStatus,
    testing::{id, instant},
    values::{CommandId, Currency, EventId, HoldId, Money, PaymentId, VenueId, Version},
};
use stage::{Stage, hold_of};
use uuid::Uuid;

const HOLD: u64 = 500;

fn every_query() -> [Query; 6] {
    [
        GetVenueSummary {}.into(),
        GetEventSummary {}.into(),
        GetAvailability {}.into(),
        GetQuotaUses {}.into(),
        GetHoldSummary { hold_id: id(HOLD) }.into(),
        GetPaymentSummary {}.into(),
    ]
}

/// Event 1 on sale, with a live hold, and a payment of number 1 for it.
async fn paying() -> Stage {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let (me, key) = (stage.me(), id::<CommandId>(HOLD));
    me.tickets().send_once(key, id(1), hold_of(2)).await.unwrap();
    let reference =
        Reference { event_id: id(1), hold_id: Some(id(HOLD)), lines: None, hold_expires_at: None };
    let create = Create {
        amount: Money::parse("120.00", Currency::BRL).unwrap(),
        method: Method::Pix { amount_may_change: false },
        reference,
        installments: None,
        split: None,
        anomalies: None,
        description: None,
        metadata: None,
    };
    me.payments().send(id(1), create).await.unwrap();
    stage
}

#[tokio::test]
async fn the_services_answer_what_the_one_door_does() {
    let stage = paying().await;
    let me = stage.me();
    let (event_id, venue_id) = (id::<EventId>(1), id::<VenueId>(3));
    let (hold_id, payment_id) = (id::<HoldId>(HOLD), id::<PaymentId>(1));
    let typed = [
        to_json(&me.venues().summary(venue_id).await.unwrap()),
        to_json(&me.events().summary(event_id).await.unwrap()),
        to_json(&me.tickets().availability(event_id).await.unwrap()),
        to_json(&me.tickets().quota_uses(event_id).await.unwrap()),
        to_json(&me.tickets().hold_summary(event_id, hold_id).await.unwrap()),
        to_json(&me.payments().summary(payment_id).await.unwrap()),
    ];
    for (query, typed) in every_query().into_iter().zip(typed) {
        let number = if query.aggregate() == "venue" { 3 } else { 1 };
        let answer = me.ask(Uuid::from_u128(number), query.clone()).await.unwrap();
        assert_eq!(answer, typed);
        let state = me.state(query.aggregate(), Uuid::from_u128(number)).await.unwrap();
        assert_eq!(query.answer(&state, me.now()), Ok(typed));
    }
}

#[tokio::test]
async fn what_a_checkout_shows_is_there() {
    let stage = paying().await;
    let me = stage.me();
    let hold = me.tickets().hold_summary(id(1), id(HOLD)).await.unwrap();
    let payment = me.payments().summary(id(1)).await.unwrap();
    assert_eq!(hold.total, payment.amount);
    assert_eq!(hold.expires_at, instant("2026-11-23T12:15:00Z"));
    assert_eq!((payment.event_id, payment.hold_id), (id(1), Some(hold.hold_id)));
    let event = me.events().summary(id(1)).await.unwrap();
    assert_eq!((event.status, event.venue_id), (EventStatus::Published, Some(id(3))));
    let unknown = me.tickets().hold_summary(id(1), id(HOLD + 1)).await.unwrap_err();
    assert_eq!((unknown.kind(), unknown.code()), (Kind::Rejected, "box_office.hold_unknown"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found_by_anyone() {
    let stage = paying().await;
    let stranger = stage.palco.acting(id(2), id(7));
    for query in every_query() {
        for (me, number) in [(stage.me(), 9), (stranger.clone(), 1), (stage.me(), 0)] {
            let refused = me.ask(Uuid::from_u128(number), query.clone()).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::NotFound);
            assert_eq!(refused.code(), format!("{}.not_found", query.aggregate()));
        }
    }
}

#[tokio::test]
async fn a_question_is_answered_as_of_the_version_that_is_asked_for() {
    let stage = paying().await;
    let me = stage.me();
    let version = |number| Version::new(number).unwrap();
    assert!(me.clone().at_least(version(1)).payments().summary(id(1)).await.is_ok());
    let ahead = me.at_least(version(2)).payments().summary(id(1)).await;
    assert!(matches!(ahead, Err(Error::Unavailable(_))), "{ahead:?}");
}

/// A question to another aggregate finds nothing of its own, nor does one before anything happened.
#[test]
fn a_state_answers_its_own_questions_alone() {
    let noon = instant("2026-11-23T12:00:00Z");
    for aggregate in AGGREGATES {
        let state = State::initial(aggregate).unwrap();
        for query in every_query() {
            let refused = query.answer(&state, noon).unwrap_err();
            assert_eq!(refused.code(), format!("{}.not_found", query.aggregate()));
        }
    }
}

#[test]
fn every_question_is_read_by_its_name() {
    let names: Vec<_> = every_query().iter().map(Query::wire_name).collect();
    assert_eq!(names, Query::WIRE_NAMES);
    for query in every_query() {
        let text = to_json(&query);
        assert_eq!(read_query(&text).as_ref(), Ok(&query), "{text}");
        assert!(query.wire_name().starts_with(query.aggregate()));
    }
}

#[test]
fn a_question_of_another_form_says_where() {
    let hold = |rest: &str| format!(r#"{{"type":"box_office.hold_summary"{rest}}}"#);
    for (text, code, path) in [
        ("[]".to_owned(), "input.invalid", "$"),
        ("{}".to_owned(), "input.invalid", "type"),
        (r#"{"type":"payment.cancel"}"#.to_owned(), "input.unknown_type", "type"),
        (r#"{"type":"payment.summary","now":1}"#.to_owned(), "input.invalid", "now"),
        (hold(""), "input.invalid", "hold_id"),
        (hold(r#","hold_id":7"#), "input.invalid", "hold_id"),
        (hold(r#","hold_id":"x""#), "input.invalid", "hold_id"),
    ] {
        let invalid = read_query(&text).unwrap_err();
        assert_eq!((invalid.code, invalid.path.as_str()), (code, path), "{text}");
    }
}
