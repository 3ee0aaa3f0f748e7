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
    let longer = Duration::from_secs(arguments.stalled_after);
    let mut appends = store.stalled_appends(Duration::ZERO).await?;
    // Since when they are open is not shown: whoever is still there then is open for that long.
    if appends.iter().any(|append| append.at_least) {
        tokio::time::sleep(longer).await;
        appends = store.stalled_appends(Duration::ZERO).await?;
    }
    let age = appends.first().map_or(Duration::ZERO, |append| append.open_for);
    let words = match appends.len() {
        0 => "no append holds the feed back".to_owned(),
        count => {
            format!("{count} appends hold the feed back, the oldest for {} ms", age.as_millis())
        }
    };
    let floor = json!({ "floor": { "appends": appends.len(), "age_ms": millis(age) } });
    output.report(&floor, &words)?;
    let mut exit = FINE;
    for append in appends.iter().filter(|append| append.open_for > longer) {
        exit = CHECK_FAILED;
        let value = json!({ "stalled": {
            "pid": append.pid, "age_ms": millis(append.open_for), "at_least": append.at_least,
            "application": append.application, "waits_for": append.waits_for,
        }});
        output.report(&value, &stalled_words(append))?;
    }
    Ok(exit)
}

/// A session that waits for its standby has committed here.
const FOR_STANDBY: &str = "SyncRep";

fn stalled_words(append: &StalledAppend) -> String {
    let StalledAppend { pid, open_for, at_least, application, waits_for } = append;
    let who = match pid {
        Some(pid) => format!("process {pid} of the server ({application:?})"),
        None => format!("the prepared transaction {application:?}"),
    };
    let at_least = if *at_least { "at least " } else { "" };
    let mut words =
        format!("stalled: {who} has held the feed back for {at_least}{} ms", open_for.as_millis());
    match waits_for.as_deref() {
        Some(FOR_STANDBY) => words.push_str(
            ", and waits for a synchronous standby: it is committed here, and is not rolled back by \
             ending it",
        ),
        Some(other) => words.push_str(&format!(", and waits for {other}")),
        None => {}
    }
    if append.at_least {
        words.push_str("; to show since when: grant pg_read_all_stats to the role that asks");
    }
    words
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
