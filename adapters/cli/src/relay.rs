use std::{sync::Arc, time::Duration};

use palco::ports::{Checkpoints, Publisher};
use palco_nats::{NatsError, NatsPublisher, NatsSettings};
use palco_postgres::PostgresStore;
use palco_runtime::{Processors, Relay as Relaying};
use serde_json::json;

use crate::{
    FINE,
    arguments::{Database, Relay},
    failure::Failure,
    output::Output,
    progress,
};

/// How often the progress is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Works together with every other process that relays under the same name. A broker that is away is
/// waited for.
pub(crate) async fn run(
    database: &Database,
    arguments: &Relay,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let store = Arc::new(PostgresStore::open_with(database.settings()?).await?);
    let settings = NatsSettings::new(&arguments.nats_url)
        .stream(&arguments.stream)
        .subjects(&arguments.subjects);
    let publisher = NatsPublisher::connect(&settings).await?;
    let mut relay = Relaying::to(Arc::new(publisher.clone())).named(&arguments.name);
    if let Some(published) = other_epoch(&store, &publisher).await? {
        if arguments.accept_epoch != Some(published) {
            return Err(Failure::Refused(format!(
                "the broker has messages of epoch {published}, which the store does not go on from: \
                 deal with them, then give --accept-epoch {published}"
            )));
        }
        relay = relay.accepting(published);
    }
    let running = Processors::over(Arc::<PostgresStore>::clone(&store)).relay(relay).run()?;
    let done = follow(&store, arguments).await;
    running.stop().await;
    let parked = done?;
    let mut words = "all that was recorded is with the broker".to_owned();
    if parked > 0 {
        words
            .push_str(&format!(", but for {parked} parked streams: see `palco dead-letters list`"));
    }
    output.report(&json!({ "relay": arguments.name, "parked": parked }), &words)?;
    Ok(FINE)
}

/// That of the broker's last message, where the store has come to another one since.
async fn other_epoch(
    store: &PostgresStore,
    publisher: &NatsPublisher,
) -> Result<Option<i64>, Failure> {
    let epoch = store.epoch().await?;
    Ok(publisher.last_epoch().await?.filter(|published| *published != epoch))
}

/// Until every lane has come to the end, and how many streams are parked then; for ever where it is to
/// follow.
async fn follow(store: &PostgresStore, arguments: &Relay) -> Result<u64, Failure> {
    let bar = progress::bar("relaying", 0);
    loop {
        tokio::time::sleep(LOOK).await;
        let mut lanes = store.progress().await?;
        lanes.retain(|lane| lane.processor.name == arguments.name);
        if let Some(slowest) = lanes.iter().min_by_key(|lane| lane.position) {
            bar.set_length(u64::try_from(slowest.end.get()).unwrap_or(0));
            bar.set_position(u64::try_from(slowest.position.get()).unwrap_or(0));
            if !arguments.follow && lanes.iter().all(|lane| lane.behind == 0) {
                bar.finish_and_clear();
                return Ok(lanes.iter().map(|lane| lane.parked).sum());
            }
        }
    }
}

impl From<NatsError> for Failure {
    fn from(error: NatsError) -> Self {
        match error {
            NatsError::Name(_) => Self::Usage(error.to_string()),
            NatsError::Subjects => Self::Refused(error.to_string()),
            NatsError::Connect | NatsError::Stream | NatsError::Consumer | _ => {
                Self::Unavailable(error.to_string())
            }
        }
    }
}
