use std::{sync::Arc, time::Duration};

use palco::{application::Palco, contract::to_json};
use palco_postgres::PostgresStore;

use crate::{
    FINE,
    arguments::{Database, Tail},
    failure::Failure,
    output::Output,
};

const PAGE: u32 = 1_000;
/// How often the end of the feed is looked at again.
const POLL: Duration = Duration::from_millis(250);

pub(crate) async fn tail(
    database: &Database,
    tail: &Tail,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let store = PostgresStore::open_with(database.settings()?).await?;
    let palco = Palco::over(Arc::new(store));
    let mut after = tail.from;
    let mut left = tail.limit.unwrap_or(u64::MAX);
    loop {
        let page = palco.feed(after, PAGE).await?;
        let at_end = page.records.is_empty();
        for recorded in &page.records {
            let of_type = |wanted: &_| *wanted == recorded.record.event_type;
            if tail.types.is_empty() || tail.types.iter().any(of_type) {
                output.line(&to_json(recorded))?;
                left = left.saturating_sub(1);
                if left == 0 {
                    return Ok(FINE);
                }
            }
        }
        output.flush()?;
        after = page.next;
        if at_end {
            if !tail.follow {
                return Ok(FINE);
            }
            tokio::time::sleep(POLL).await;
        }
    }
}
