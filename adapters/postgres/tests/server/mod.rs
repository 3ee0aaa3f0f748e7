use std::{future::Future, ops::Deref};

use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

pub(crate) mod beside;
pub(crate) mod pair;
pub(crate) mod sale;
pub(crate) mod sessions;

pub(crate) fn url() -> String {
    std::env::var("DATABASE_URL")
        .expect("DATABASE_URL is not set: run ./test, which starts a server")
}

/// The URL with one more parameter.
pub(crate) fn url_with(parameter: &str) -> String {
    let url = url();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{parameter}")
}

/// By this the transactions of a session are of a level that nothing here can work at, unless they say
/// of which they are. A pooler does not take it.
pub(crate) const REPEATABLE_READ: &str =
    "options=-c%20default_transaction_isolation=repeatable%5C%20read";

/// A number below `end`, another each time.
pub(crate) fn drawn(end: u64) -> u64 {
    let bytes = Uuid::now_v7().as_u128();
    u64::try_from(bytes & 0xffff_ffff).expect("32 bits").checked_rem(end).expect("not 0")
}

pub(crate) async fn connection() -> PgConnection {
    PgConnection::connect(&url()).await.expect("the server answers")
}

/// A schema that nobody else has, dropped at the end, also of a test that fails.
pub(crate) struct Schema(pub(crate) String);

impl Schema {
    pub(crate) fn new() -> Self {
        Self(format!("palco_test_{}", Uuid::now_v7().simple()))
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings::new(url()).schema(&self.0)
    }

    /// The text with `palco.` moved to this schema.
    pub(crate) fn sql(&self, text: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(text.replace("palco.", &format!("{}.", self.0)))
    }

    pub(crate) async fn run(&self, text: &str) {
        connection().await.execute(self.sql(text)).await.expect("the statement runs");
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let text = format!("set lock_timeout = '20s'; drop schema if exists {} cascade", self.0);
        in_a_thread(async move { connection().await.execute(AssertSqlSafe(text)).await.is_ok() });
    }
}

/// `drop` knows no await, and runs while a runtime that it must not block is still there.
fn in_a_thread(work: impl Future<Output = bool> + Send + 'static) {
    let thread = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(work)
    });
    if !thread.join().unwrap_or(false) {
        eprintln!("a test's schema could not be dropped");
    }
}

/// A store in a schema of its own.
pub(crate) struct TestStore {
    pub(crate) store: PostgresStore,
    pub(crate) schema: Schema,
}

impl TestStore {
    pub(crate) async fn fresh() -> Self {
        Self::fresh_with(|settings| settings).await
    }

    pub(crate) async fn fresh_with(change: impl FnOnce(Settings) -> Settings) -> Self {
        let schema = Schema::new();
        let settings = change(schema.settings());
        let store = PostgresStore::connect_with(settings).await.expect("the store starts");
        Self { store, schema }
    }
}

impl Deref for TestStore {
    type Target = PostgresStore;

    fn deref(&self) -> &PostgresStore {
        &self.store
    }
}

/// A call of the append function by hand: so many domain events on one stream, at any version.
pub(crate) fn append_by_hand(stream: Uuid, count: usize) -> String {
    let (tenant, command, id) = (Uuid::from_u128(1), Uuid::now_v7(), Uuid::now_v7());
    let ones = format!("array_fill(1, array[{count}])");
    format!(
        "select positions from palco.append(
            array['{tenant}']::uuid[], array['{command}']::uuid[],
            array['{tenant}']::uuid[], '{{sample}}', array['{stream}']::uuid[], '{{false}}',
            '{{}}', '{{}}', '{{}}',
            '{{1}}', array[sha256('')], array['{{\"actor\": \"{id}\"}}'], array[now()],
            '{{1}}', '{{0}}', '{{{count}}}', '{{1}}', '{{-1}}', '{{{count}}}', '{{false}}',
            '{{}}', '{{}}', '{{}}',
            {ones}, array(select generate_series(1, {count})), {ones},
            array_fill('{id}'::uuid, array[{count}]),
            array_fill('sample.happened'::text, array[{count}]),
            {ones}, array_fill('{{}}'::text, array[{count}]))"
    )
}
