use std::time::Duration;

use sqlx::query_scalar;
use tokio::time::sleep;

use super::connection;

/// The sessions of one application at the server.
#[derive(Clone, Copy)]
pub(crate) enum Sessions {
    /// All of them.
    Connected,
    /// With a transaction or a statement that is open.
    Busy,
    /// For a lock that another has.
    Waiting,
}

impl Sessions {
    /// How many there are at the moment.
    pub(crate) async fn of(self, application: &str) -> i64 {
        let text = match self {
            Self::Connected => "select count(*) from pg_stat_activity where application_name = $1",
            Self::Busy => {
                "select count(*) from pg_stat_activity
                  where application_name = $1 and state <> 'idle'"
            }
            Self::Waiting => {
                "select count(*) from pg_stat_activity
                  where application_name = $1 and wait_event_type = 'Lock'"
            }
        };
        let count = query_scalar(text).bind(application).fetch_one(&mut connection().await).await;
        count.expect("a count")
    }

    /// How many there still are when for a while no more of them end.
    pub(crate) async fn left(self, application: &str) -> i64 {
        for _ in 0..150 {
            if self.of(application).await == 0 {
                return 0;
            }
            sleep(Duration::from_millis(20)).await;
        }
        self.of(application).await
    }
}
