//! Callers that go away, at every await and at any moment, leave nothing open behind them, and what
//! they sent is there as a whole or not at all.
#![expect(
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::time::Duration;

use palco::{
    ports::{EventStore, Expected::Any, StreamId, Unavailable},
    testing::{
        History, cancelled_after,
        conformance::{a_stream, a_tenant, append, read_all, version},
        proved, sized,
    },
    values::TenantId,
};
use palco_postgres::{PostgresStore, Settings};
use server::{Schema, append_by_hand, sessions::Sessions, url_with};
use sqlx::{Executor, PgPool, postgres::PgPoolOptions};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// A name for the connections of one test, and the URL that gives it to them.
fn application() -> (String, String) {
    let application = format!("palco_{}", Uuid::now_v7().simple());
    let url = url_with(&format!("application_name={application}"));
    (application, url)
}

struct Callers {
    store: PostgresStore,
    tenant: TenantId,
    stream: StreamId,
    history: History,
    cancelled: usize,
}

impl Callers {
    async fn append(&mut self, polls: usize) -> bool {
        let draft = append(self.tenant).write(&self.stream, Any, 2).write(&a_stream(), Any, 1);
        let append = draft.build();
        self.history.sent(&append);
        let answer = cancelled_after(polls, self.store.append(vec![append.clone()])).await;
        self.note(answer, |history, outcomes| {
            history.answered(&append, Ok(outcomes.first().expect("one outcome")));
        })
    }

    fn note<T>(
        &mut self,
        answer: Option<Result<T, Unavailable>>,
        note: impl FnOnce(&mut History, T),
    ) -> bool {
        self.cancelled += usize::from(answer.is_none());
        let answered = answer.is_some();
        if let Some(answer) = answer {
            note(&mut self.history, answer.expect("the store answers"));
        }
        answered
    }

    /// Each call, dropped at each of its awaits in turn until it comes to its end.
    async fn go_away(&mut self) {
        for polls in 0.. {
            if self.append(polls).await {
                break;
            }
        }
        let (tenant, stream, store) = (self.tenant, self.stream.clone(), self.store.clone());
        for polls in 0.. {
            let turn = cancelled_after(polls, store.take_turn(tenant, &stream)).await;
            if self.note(turn, |_, turn| drop(turn)) {
                break;
            }
        }
        for polls in 0.. {
            let reading = store.read_stream(tenant, &stream, version(0), 9);
            let records = cancelled_after(polls, reading).await;
            if self.note(records, |_, _| ()) {
                break;
            }
        }
    }

    /// The same by the clock, in the middle of what the database does.
    async fn lose_patience(&mut self) {
        for number in 0..100_u64 {
            let patience = Duration::from_micros(number * 60);
            let append = append(self.tenant).write(&self.stream, Any, 1).build();
            self.history.sent(&append);
            let answer = timeout(patience, self.store.append(vec![append.clone()])).await.ok();
            self.note(answer, |history, outcomes| {
                history.answered(&append, Ok(outcomes.first().expect("one outcome")));
            });
            let (tenant, stream) = (self.tenant, self.stream.clone());
            let _ = timeout(patience, self.store.take_turn(tenant, &stream)).await;
            let _ = timeout(patience, self.store.read_stream(tenant, &stream, version(0), 9)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_go_away_leave_nothing_open() {
    let (application, url) = application();
    let schema = Schema::new();
    let settings = Settings::new(url).schema(&schema.0).max_connections(3);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let mut callers = Callers {
        store: store.clone(),
        tenant: a_tenant(),
        stream: a_stream(),
        history: History::default(),
        cancelled: 0,
    };
    for _ in 0..sized(20, 500) {
        callers.go_away().await;
    }
    callers.lose_patience().await;
    assert_eq!(
        Sessions::Busy.left(&application).await,
        0,
        "a transaction or a statement stays open"
    );

    let mut borrowed = 0;
    for _ in 0..50 {
        let (tenant, stream) = (callers.tenant, &callers.stream);
        drop(store.take_turn(tenant, stream).await.expect("the store answers"));
        let records = read_all(&store, tenant, stream).await;
        let dense: Vec<_> = (1..).take(records.len()).map(version).collect();
        assert_eq!(records.iter().map(|record| record.version).collect::<Vec<_>>(), dense);
        assert!(callers.append(usize::MAX).await);
        borrowed += 2;
    }
    let verdict = callers.history.judge_store(&store).await;
    proved(
        "cancelled callers",
        format_args!(
            "{} calls dropped, at every await and at any moment; {borrowed} borrows of the pool \
             afterwards, no transaction open; {verdict}",
            callers.cancelled
        ),
    );
    verdict.assert_clean();
    assert!(verdict.unknown_written > 0, "nobody went away while it was written");
    assert_eq!(
        Sessions::Busy.left(&application).await,
        0,
        "a transaction or a statement stays open"
    );
}

/// An append in a transaction that is the caller's own.
async fn append_in_the_open(schema: &Schema, pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    transaction.execute(schema.sql(&append_by_hand(Uuid::now_v7(), 1))).await?;
    transaction.commit().await
}

/// The control: the same on a pool whose connections are the caller's own, and its drops with them.
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_with_a_connection_of_its_own_leaves_a_transaction_open() {
    let (application, url) = application();
    let schema = Schema::new();
    let settings = Settings::new(&url).schema(&schema.0);
    PostgresStore::connect_with(settings).await.expect("the store starts").close().await;
    let pool = PgPoolOptions::new().max_connections(1).test_before_acquire(false);
    let (mut dropped, mut polls, mut left_open) = (0, 0, false);
    // Whether the server answers before the next poll is a matter of luck, which turns within a few.
    while !left_open && dropped < 200 {
        let pool = pool.clone().connect(&url).await.expect("a pool");
        let answer = cancelled_after(polls, append_in_the_open(&schema, &pool)).await;
        if answer.is_some() {
            polls = 0;
            continue;
        }
        polls += 1;
        dropped += 1;
        sleep(Duration::from_millis(200)).await;
        left_open = Sessions::Busy.of(&application).await > 0;
        pool.close().await;
    }
    proved(
        "cancelled callers, control (a connection of the caller's own)",
        format_args!("dropped at an await {dropped} times, until a transaction stayed open"),
    );
    assert!(left_open, "dropped {dropped} times, and nothing stays open");
}
