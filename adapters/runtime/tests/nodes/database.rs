//! A schema of the test's own on the server, and what is written to it.

use palco::{
    application::{Recorded, read},
    ports::{EventStore, Expected, NewRecord, Position, ReadModels, StreamId},
    projections::{EVENTS, Fold},
    testing::{
        conformance::{append, appended},
        id,
    },
    values::TenantId,
};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

pub(crate) fn tenant() -> TenantId {
    id(1)
}

/// Dropped at the end, also of a test that fails.
pub(crate) struct Database(
    pub(crate) String,
    #[expect(dead_code, reason = "held until the story is over")]
    pub(crate)  Option<MutexGuard<'static, ()>>,
);

/// One story at a time: each has processes of its own, and short leases.
static ONE: Mutex<()> = Mutex::const_new(());

impl Database {
    pub(crate) fn new() -> Self {
        let one = loop {
            match ONE.try_lock() {
                Ok(one) => break one,
                Err(_) => std::thread::sleep(std::time::Duration::from_millis(20)),
            }
        };
        Self(format!("palco_test_{}", Uuid::now_v7().simple()), Some(one))
    }

    /// A store whose sessions go by a name.
    pub(crate) async fn store(&self, name: &str) -> PostgresStore {
        let url = url();
        let joint = if url.contains('?') { '&' } else { '?' };
        let settings = Settings::new(format!("{url}{joint}application_name={name}"));
        PostgresStore::connect_with(settings.schema(&self.0)).await.unwrap()
    }

    /// The text with `palco.` moved to this schema.
    pub(crate) fn sql(&self, text: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(text.replace("palco.", &format!("{}.", self.0)))
    }

    pub(crate) async fn number(&self, text: &str) -> i64 {
        sqlx::query_scalar(self.sql(text)).fetch_one(&mut connection().await).await.unwrap()
    }

    pub(crate) async fn run(&self, text: &str) {
        connection().await.execute(self.sql(text)).await.unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let text = format!("set lock_timeout = '20s'; drop schema if exists {} cascade", self.0);
        let dropping = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let work = async move { connection().await.execute(AssertSqlSafe(text)).await.is_ok() };
            runtime.unwrap().block_on(work)
        });
        if !dropping.join().unwrap_or(false) {
            eprintln!("a test's schema could not be dropped");
        }
    }
}

pub(crate) fn url() -> String {
    std::env::var("DATABASE_URL").expect("DATABASE_URL is not set: run ./test")
}

pub(crate) async fn connection() -> PgConnection {
    PgConnection::connect(&url()).await.unwrap()
}

fn record(event_type: &'static str, rest: &str) -> NewRecord {
    NewRecord {
        event_id: Uuid::now_v7(),
        event_type: event_type.into(),
        schema_version: 1,
        data: format!(r#"{{"type":"{event_type}",{rest}}}"#),
    }
}

const TIMES: &str = r#""doors_at":"2026-12-01T21:00:00.000Z","starts_at":"2026-12-01T22:00:00.000Z",
    "ends_at":"2026-12-02T02:00:00.000Z""#;

/// What happens to an event that is planned, and then changed so many times less one.
fn planned(changes: u16) -> Vec<NewRecord> {
    let drafted = record(
        "event.drafted",
        &format!(
            r#""name":"Noite","place":{{"kind":"online"}},"timezone":"America/Recife",{TIMES},
            "capacity":100,"setup_minutes":0,"teardown_minutes":0"#
        ),
    );
    let changed = (1..changes).map(|nth| {
        record(
            "event.draft_changed",
            &format!(r#""name":"Noite {nth}",{TIMES},"capacity":{}"#, 100 + nth),
        )
    });
    std::iter::once(drafted).chain(changed).collect()
}

/// Plans so many new events, of so many records each; in as few calls as the store allows.
pub(crate) async fn plan(store: &PostgresStore, events: usize, records: u16) {
    let mut appends = Vec::new();
    for _ in 0..events {
        let stream = StreamId::new("event", Uuid::now_v7());
        let draft = append(tenant()).write_these(&stream, Expected::NoStream, planned(records));
        appends.push(draft.build());
    }
    for some in appends.chunks(100) {
        for outcome in store.append(some.to_vec()).await.unwrap() {
            assert!(!appended(&outcome).is_empty());
        }
    }
}

/// The rows of `events` that are not as the pure fold of the feed has them, or are too many or missing.
pub(crate) async fn differing(store: &PostgresStore) -> usize {
    let mut fold = Fold::of(EVENTS);
    let mut at = Position::START;
    loop {
        let page = store.read_feed(at, 1_000).await.unwrap();
        if page.records.is_empty() {
            break;
        }
        at = page.next;
        for Recorded { record, domain_event } in read(page.records).unwrap() {
            fold.take_in(record.tenant, record.stream.id, record.recorded_at, &domain_event);
        }
    }
    let rows = store.rows("events", tenant(), "", 1_000_000).await.unwrap();
    let mut found: std::collections::HashMap<_, _> =
        rows.into_iter().map(|row| (row.key.clone(), row)).collect();
    let mut differing = 0;
    for expected in fold.rows() {
        let same = found.remove(&expected.row.key).is_some_and(|row| {
            row.columns == expected.row.columns && row.created_at == expected.created_at
        });
        differing += usize::from(!same);
    }
    differing + found.len()
}
