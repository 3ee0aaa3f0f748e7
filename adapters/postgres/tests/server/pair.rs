use std::time::Duration;

use palco_postgres::{PostgresStore, Settings};
use sqlx::{Connection, Executor, PgConnection, query_scalar};
use tokio::time::sleep;

use super::beside::Beside;

/// A primary and its standby, in the schema `palco`: they are nobody else's. The standby stops first.
pub(crate) struct Pair {
    pub(crate) standby: Beside,
    pub(crate) primary: Beside,
}

impl Pair {
    pub(crate) fn start() -> Self {
        let primary = Beside::start(&["own"]);
        let standby = Beside::start(&["standby", primary.url(0)]);
        Self { standby, primary }
    }

    pub(crate) async fn store(&self) -> PostgresStore {
        let settings = Settings::new(self.primary.url(0)).replica(self.standby.url(0));
        PostgresStore::connect_with(settings).await.expect("the store starts")
    }

    pub(crate) async fn on_standby(&self, text: &'static str) {
        let mut own = PgConnection::connect(self.standby.url(0)).await.expect("it answers");
        own.execute(text).await.expect("it runs");
    }

    /// Until the standby has all that the primary has now.
    pub(crate) async fn catch_up(&self) {
        let mut primary = PgConnection::connect(self.primary.url(0)).await.expect("it answers");
        let mut standby = PgConnection::connect(self.standby.url(0)).await.expect("it answers");
        let end = "select pg_current_wal_flush_lsn()::text";
        let end: String = query_scalar(end).fetch_one(&mut primary).await.expect("a place");
        let there = "select coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false)";
        for _ in 0..1_000 {
            let there = query_scalar(there).bind(&end).fetch_one(&mut standby).await;
            if there.expect("an answer") {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}
