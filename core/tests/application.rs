//! The application over the store in memory: what is joined, what is repeated, what goes wrong.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "application/stage.rs"]
mod stage;

use std::sync::Arc;

use palco::{
    application::{Error, Kind},
    contract::State,
    planning::event::{Cancel, ChangeCapacity, Postpone, Publish, Reschedule},
    ports::Position,
    testing::{at, id, known, scene},
    ticketing::box_office::{QuotaSize, ReleaseHold, ReopenSales, SetQuotaSize},
    values::{Capacity, CommandId, EventId, TraceParent, VenueId},
};
use palco_memory::{Fault, FaultyStore, MemoryStore, Operation, Plan};
use stage::{Stage, hold_of};

#[tokio::test]
async fn publishing_books_the_venue_in_one_append() {
    let stage = Stage::new();
    stage.draft(1).await;
    let answer = stage.me().events().send(id(1), Publish {}).await.unwrap();
    let of: Vec<_> = answer.records.iter().map(|of| of.domain_event.wire_name()).collect();
    assert_eq!(of, ["event.published", "venue.booked"]);
    assert_eq!(answer.stream.aggregate, "event");
}

#[tokio::test]
async fn where_the_venue_refuses_nothing_is_published() {
    let stage = Stage::new();
    stage.published(1).await;
    stage.draft(2).await;
    let before = stage.records().await.len();
    let refused = stage.me().events().send(id(2), Publish {}).await.unwrap_err();
    assert_eq!(refused.code(), "venue.overlaps");
    assert_eq!(stage.records().await.len(), before);
}

#[tokio::test]
async fn a_booking_moves_is_resized_and_is_released_with_its_event() {
    let stage = Stage::new();
    stage.published(1).await;
    let events = [
        stage.me().events().send(id(1), Postpone { reason: known("rain") }).await,
        stage.me().events().send(id(1), stage::moved_by_hours(48)).await,
        stage.me().events().send(id(1), capacity(80)).await,
        stage.me().events().send(id(1), Cancel { reason: known("rain") }).await,
    ];
    let of = |answer: &Result<palco::application::Answer, Error>| {
        let answer = answer.as_ref().unwrap();
        answer.records.iter().map(|of| of.domain_event.wire_name()).collect::<Vec<_>>()
    };
    assert_eq!(
        events.iter().map(of).collect::<Vec<_>>(),
        [
            vec!["event.postponed"],
            vec!["event.rescheduled", "venue.booking_moved"],
            vec!["event.capacity_changed", "venue.booking_resized"],
            vec!["event.cancelled", "venue.booking_released"],
        ]
    );
    let unknown: Reschedule = stage::moved_by_hours(72);
    let refused = stage.me().events().send(id(9), unknown).await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (Kind::NotFound, "event.not_found"));
}

fn capacity(places: u64) -> ChangeCapacity {
    ChangeCapacity { capacity: Capacity::new(places).unwrap() }
}

#[tokio::test]
async fn a_repeated_command_gets_its_first_answer_although_the_state_moved_on() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let (key, event_id) = (id::<CommandId>(500), id::<EventId>(1));
    let tickets = stage.me();
    let first = tickets.tickets().send_once(key, event_id, hold_of(2)).await.unwrap();
    let release = ReleaseHold { hold_id: key.into() };
    tickets.tickets().send(event_id, release).await.unwrap();
    let again = tickets.tickets().send_once(key, event_id, hold_of(2)).await.unwrap();
    assert!(again.repeated && !first.repeated);
    assert_eq!(again.records, first.records);
    let reused = tickets.tickets().send_once(key, event_id, hold_of(3)).await.unwrap_err();
    assert_eq!(reused, Error::CommandIdReused { command_id: key });
    let elsewhere = tickets.tickets().send_once(key, id(2), hold_of(2)).await.unwrap_err();
    assert_eq!(elsewhere, Error::CommandIdReused { command_id: key });
}

#[tokio::test]
async fn anothers_hold_is_another_command_and_a_fact_is_the_same_whoever_tells_it() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let (me, other) = (stage.me(), stage.palco.acting(id(1), id(8)));
    let (key, event_id) = (id::<CommandId>(500), id::<EventId>(1));
    me.tickets().send_once(key, event_id, hold_of(2)).await.unwrap();
    let reused = other.tickets().send_once(key, event_id, hold_of(2)).await.unwrap_err();
    assert_eq!(reused, Error::CommandIdReused { command_id: key });
    let (key, release) = (id::<CommandId>(501), ReleaseHold { hold_id: key.into() });
    me.tickets().send_once(key, event_id, release.clone()).await.unwrap();
    assert!(other.tickets().send_once(key, event_id, release).await.unwrap().repeated);
}

#[tokio::test]
async fn a_refused_command_leaves_no_trace_and_is_decided_afresh() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let key = id::<CommandId>(501);
    let before = stage.records().await.len();
    let me = stage.me();
    assert_eq!(
        me.tickets().send_once(key, id(1), hold_of(101)).await.unwrap_err().code(),
        "box_office.sold_out"
    );
    assert_eq!(stage.records().await.len(), before);
    me.tickets().send_once(key, id(1), hold_of(1)).await.unwrap();
}

#[tokio::test]
async fn a_command_that_changes_nothing_is_answered_with_the_version_as_it_is() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let before = stage.records().await.len();
    let answer = stage.me().tickets().send(id(1), ReopenSales {}).await.unwrap();
    assert!(answer.records.is_empty() && !answer.repeated);
    assert_eq!((answer.version.get(), stage.records().await.len()), (1, before));
}

/// What was recorded is read back whatever its size: the limits of input are not for it.
#[tokio::test]
async fn the_largest_box_office_is_read_back_from_the_store() {
    let store = Arc::new(MemoryStore::default());
    let stage = Stage::over(store.clone());
    stage.published(1).await;
    stage.me().tickets().send(id(1), stage::largest_opening()).await.unwrap();
    let elsewhere = Stage::over(store);
    elsewhere.me().tickets().send(id(1), ReopenSales {}).await.unwrap();
}

#[test]
fn a_command_of_another_room_finds_nothing() {
    let venue = State::initial("venue").unwrap();
    let refused = venue.decide(&stage::hold_of(1).into(), &at("2026-11-23T12:00:00Z"));
    assert_eq!(refused.unwrap_err().code(), "box_office.not_found");
}

#[tokio::test]
async fn nothing_has_the_nil_id() {
    let stage = Stage::new();
    let refused = stage.me().send(uuid::Uuid::nil(), stage::hold_of(1), None).await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (Kind::Invalid, "input.invalid"));
}

#[tokio::test]
async fn another_tenant_finds_nothing() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let stranger = stage.palco.acting(id(2), id(7));
    let refused = stranger.tickets().send(id(1), hold_of(1)).await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (Kind::NotFound, "box_office.not_found"));
    assert!(stranger.tickets().availability(id(1)).await.is_err());
    let missing = stranger.events().send(id(1), Publish {}).await.unwrap_err();
    assert_eq!(missing.code(), "event.not_found");
}

#[tokio::test]
async fn a_box_office_follows_its_event_once_however_often_the_feed_is_read() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    stage.me().events().send(id(1), capacity(80)).await.unwrap();
    stage.me().events().send(id(1), Cancel { reason: known("rain") }).await.unwrap();
    for _ in 0..3 {
        let mut after = Position::START;
        loop {
            let next = stage.palco.react(after).await.unwrap().next;
            if next == after {
                break;
            }
            after = next;
        }
    }
    let uses = stage.me().tickets().quota_uses(id(1)).await.unwrap();
    assert_eq!(uses.first().unwrap().size, QuotaSize::places(80).unwrap());
    let of = stage.records().await;
    let count = |name| of.iter().filter(|of| **of == name).count();
    assert_eq!((count("box_office.quota_resized"), count("box_office.sales_closed")), (1, 1));
    let over = stage.me().tickets().send(id(1), ReopenSales {}).await.unwrap_err();
    assert_eq!(over.code(), "box_office.event_over");
}

/// The first of two sizes changes nothing, since somebody made the hall so small by hand: of that there is
/// no record.
#[tokio::test]
async fn a_size_that_was_right_once_is_not_set_later() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let by_hand = SetQuotaSize { quota: None, size: QuotaSize::places(80).unwrap() };
    stage.me().tickets().send(id(1), by_hand).await.unwrap();
    stage.me().events().send(id(1), capacity(80)).await.unwrap();
    stage.me().events().send(id(1), capacity(50)).await.unwrap();
    for _ in 0..2 {
        stage.palco.react(Position::START).await.unwrap();
        let uses = stage.me().tickets().quota_uses(id(1)).await.unwrap();
        assert_eq!(uses.first().unwrap().size, QuotaSize::places(50).unwrap());
    }
}

#[tokio::test]
async fn a_trace_goes_on_in_what_follows() {
    let stage = Stage::new();
    stage.on_sale(1).await;
    let trace: TraceParent =
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap();
    let me = stage.me().traced(trace);
    me.events().send(id(1), Cancel { reason: known("rain") }).await.unwrap();
    stage.palco.react(Position::START).await.unwrap();
    let records = stage.palco.feed(Position::START, 100).await.unwrap().records;
    let traced = records.iter().filter(|of| of.record.trace_parent == Some(trace));
    let traced: Vec<_> = traced.map(|of| of.domain_event.wire_name()).collect();
    assert_eq!(traced, ["event.cancelled", "venue.booking_released", "box_office.sales_closed"]);
}

/// Every step of an on-sale, with each kind of failure at each call to the store: what was answered
/// holds, and sending the same command again always ends in one effect.
#[tokio::test]
async fn whatever_fails_the_command_sent_again_takes_effect_once() {
    let faults = [
        Fault::ErrorWithoutCommit,
        Fault::LostBeforeCommit,
        Fault::CommitThenError,
        Fault::Conflict,
        Fault::Stall { yields: 3 },
        Fault::DeliverTwice,
    ];
    for fault in faults {
        for nth in 1..=40 {
            let inner = Arc::new(MemoryStore::default());
            let faulty = Arc::new(FaultyStore::new(inner.clone(), Plan::nth(nth, fault)));
            let stage = Stage::over(faulty.clone());
            stage.on_sale(1).await;
            stage.retried(600, id(1), hold_of(2)).await;
            stage.retried(601, id(1), hold_of(99)).await;
            let of = Stage::over(inner).records().await;
            let count = |name| of.iter().filter(|of| **of == name).count();
            assert_eq!(of.len(), 6, "{fault:?} at call {nth}: {of:?}");
            assert_eq!(count("box_office.tickets_held"), 1, "{fault:?} at call {nth}");
            if faulty.calls() < nth {
                break;
            }
            assert!(nth < 40, "the story has fewer calls");
        }
    }
}

#[tokio::test]
async fn a_turn_that_cannot_be_had_does_not_stop_a_command() {
    let plan = Plan::nth_of(Operation::Append, 1, Fault::Conflict)
        .and(Plan::nth_of(Operation::Append, 2, Fault::Conflict))
        .and(Plan::nth_of(Operation::TakeTurn, 1, Fault::ErrorWithoutCommit));
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::default()), plan));
    let stage = Stage::over(store.clone());
    stage.me().venues().send(id::<VenueId>(3), scene::hall()).await.unwrap();
    assert!(store.history().contains(&Operation::TakeTurn));
}

/// A writer that always loses takes its turn after two rounds, and in the end says so.
#[tokio::test]
async fn a_conflict_is_told_only_after_all_rounds() {
    let plan = (1..=200).fold(Plan::none(), |plan, nth| {
        plan.and(Plan::nth_of(Operation::Append, nth, Fault::Conflict))
    });
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::default()), plan));
    let stage = Stage::over(store.clone());
    let sent = stage.me().venues().send(id::<VenueId>(3), scene::hall()).await;
    let Err(Error::Conflict { rounds, .. }) = sent else { panic!("expected a conflict") };
    assert_eq!(rounds, 64);
    let history = store.history();
    let count = |of| history.iter().filter(|operation| **operation == of).count();
    assert_eq!((count(Operation::TakeTurn), count(Operation::Append)), (1, 64));
}
