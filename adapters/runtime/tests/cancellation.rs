//! Callers of the writer that go away at every await: what they sent is there as a whole or not at
//! all, the others are answered, and PostgreSQL is left with nothing open.
#![expect(
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the tests of the store")]

#[path = "../../postgres/tests/server/mod.rs"]
mod server;

use std::{sync::Arc, time::Duration};

use palco::{
    application::Palco,
    ports::{EventStore, Position, StreamId},
    testing::{History, OnSale, Told, cancelled_after, id, proved, scene::hold, sized},
    values::{CommandId, EventId, TenantId, Version},
};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::Writer;
use server::{Schema, drawn, sessions::Sessions, url_with};
use tokio::{task::JoinSet, time::timeout};
use uuid::Uuid;

/// Callers at once, on one stream.
const TOGETHER: u64 = 8;
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends a command and goes away after so many polls, or by the clock. Its id, whether it was
/// acknowledged, and whether it was the polls that it went by.
async fn visit(palco: Palco, number: u64, polls: usize) -> (CommandId, bool, bool) {
    // One in four has all the patience that it needs, one in four goes by the clock.
    let (polls, patience) = match number % 4 {
        0 => (usize::MAX, PATIENCE),
        1 => (usize::MAX, Duration::from_micros(drawn(6_000))),
        _ => (polls, PATIENCE),
    };
    let me = palco.acting(id(1), id(1_000 + number));
    let (command_id, event): (CommandId, EventId) = (id(1_000_000 + number), id(2));
    let tickets = me.tickets();
    let sending = cancelled_after(polls, tickets.send_once(command_id, event, hold(1)));
    let answer = timeout(patience, sending).await.ok().flatten();
    let acknowledged = answer.map(|answer| answer.expect("there is room")).is_some();
    (command_id, acknowledged, polls != usize::MAX)
}

/// What is on record before anybody goes away.
async fn opened(store: &PostgresStore) -> History {
    let mut history = History::default();
    let page = store.read_feed(Position::START, 100).await.expect("the store answers");
    for record in page.records {
        history.told(record.tenant, record.command_id, Told::Done);
    }
    history
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_go_away_lose_and_leave_nothing() {
    let application = format!("palco_{}", Uuid::now_v7().simple());
    let schema = Schema::new();
    let url = url_with(&format!("application_name={application}"));
    let settings = Settings::new(url).schema(&schema.0).max_connections(3);
    let store = Arc::new(PostgresStore::connect_with(settings).await.expect("the store starts"));
    let writer = Arc::new(Writer::over(store.clone()));
    let palco = Palco::over(store.clone()).with_dispatcher(writer);
    OnSale::of(100_000).open(&palco).await;
    let mut history = opened(&store).await;
    let tenant: TenantId = id(1);

    let (mut number, mut dropped) = (0, 0);
    for _ in 0..sized(10, 200) {
        for polls in 0.. {
            let mut visits = JoinSet::new();
            for _ in 0..TOGETHER {
                visits.spawn(visit(palco.clone(), number, polls));
                number += 1;
            }
            let mut gone = 0;
            for (command_id, acknowledged, by_polls) in visits.join_all().await {
                history.asked(tenant, command_id);
                if acknowledged {
                    history.told(tenant, command_id, Told::Done);
                } else {
                    dropped += 1;
                    gone += u64::from(by_polls);
                }
            }
            if gone == 0 {
                break;
            }
        }
    }

    assert_eq!(
        Sessions::Busy.left(&application).await,
        0,
        "a transaction or a statement stays open"
    );
    let stream = StreamId::new("box_office", Uuid::from_u128(2));
    for _ in 0..100 {
        let first = store.read_stream(tenant, &stream, Version::ZERO, 1).await;
        assert_eq!(first.expect("the store answers").len(), 1);
    }
    let verdict = history.judge_store(store.as_ref()).await;
    proved(
        "cancelled callers of the writer",
        format_args!(
            "{dropped} of {number} calls dropped, at every await and at any moment; 100 borrows of the pool \
             afterwards, no transaction open; {verdict}"
        ),
    );
    verdict.assert_clean();
    assert!(dropped > 0 && verdict.unknown_written > 0, "nobody went away in the middle");
}
