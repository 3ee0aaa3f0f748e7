use std::time::Duration;

use palco::ports::{Checkpoints, Progress, StalledAppend};
use palco_postgres::PostgresStore;
use serde_json::{Value, json};

use crate::{
    CHECK_FAILED, FINE,
    arguments::{Database, Lag},
    failure::Failure,
    output::Output,
};

pub(crate) async fn run(
    database: &Database,
    arguments: &Lag,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let store = PostgresStore::open_with(database.settings()?).await?;
    for lane in store.progress().await? {
        output.report(&lane_json(&lane), &lane_words(&lane))?;
    }
    let appends = store.stalled_appends(Duration::ZERO).await?;
    let age = appends.first().map_or(Duration::ZERO, |append| append.open_for);
    let words = match appends.len() {
        0 => "no append holds the feed back".to_owned(),
        count => {
            format!("{count} appends hold the feed back, the oldest for {} ms", age.as_millis())
        }
    };
    let floor = json!({ "floor": { "appends": appends.len(), "age_ms": millis(age) } });
    output.report(&floor, &words)?;
    let longer = Duration::from_secs(arguments.stalled_after);
    let mut exit = FINE;
    for append in appends.iter().filter(|append| append.open_for > longer) {
        exit = CHECK_FAILED;
        let StalledAppend { pid, open_for, application } = append;
        let words = format!(
            "stalled: process {pid} of the server ({application:?}) has held the feed back for {} ms",
            open_for.as_millis()
        );
        let value = json!({ "stalled": {
            "pid": pid, "age_ms": millis(*open_for), "application": application,
        }});
        output.report(&value, &words)?;
    }
    Ok(exit)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn lane_json(of: &Progress) -> Value {
    json!({
        "processor": of.processor.name, "revision": of.processor.revision, "lane": of.lane,
        "position": of.position, "behind": of.behind, "behind_ms": of.behind_ms,
        "holder": of.holder, "epoch": of.epoch, "parked": of.parked,
    })
}

fn lane_words(of: &Progress) -> String {
    let holder = of.holder.map_or_else(|| "nobody".to_owned(), |holder| holder.to_string());
    let (name, revision) = (&of.processor.name, of.processor.revision);
    format!(
        "{name} revision {revision} lane {}: at {}, {} records and {} ms behind, held by {holder} in \
         epoch {}, {} streams parked",
        of.lane, of.position, of.behind, of.behind_ms, of.epoch, of.parked,
    )
}
