use std::{sync::Arc, time::Duration};

use palco::ports::{Checkpoints, ProcessorId, ReadModels};
use palco_postgres::PostgresStore;
use palco_runtime::Processors;
use serde_json::json;

use crate::{
    FINE,
    arguments::{Database, Rebuild},
    failure::Failure,
    output::Output,
    progress,
};

/// How often the progress is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// Old rows that are removed at once.
const ROWS: u32 = 10_000;

/// Starts a revision and works on it together with the processes that keep read models, if there are
/// any. Interrupted, it is gone on with by those, or by the next call.
pub(crate) async fn run(
    database: &Database,
    arguments: &Rebuild,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let model = arguments.model;
    let store = Arc::new(PostgresStore::open_with(database.settings()?).await?);
    store.revisions(model.name, model.form).await?;
    let Some(number) = store.rebuild(model.name).await? else {
        return Err(Failure::Unavailable("the read model could not be made".to_owned()));
    };
    let running = Processors::over(Arc::<PostgresStore>::clone(&store)).project(model).run()?;
    let built = follow(&store, model.name, model.form, number).await;
    running.stop().await;
    built?;
    while store.clear(model.name, ROWS).await? > 0 {}
    let of = ProcessorId::new(model.name, number);
    let parked = store.dead_letters(Some(&of)).await?.len();
    let mut words = format!("{} is shown in revision {number}", model.name);
    if parked > 0 {
        words
            .push_str(&format!(", without {parked} parked streams: see `palco dead-letters list`"));
    }
    let value = json!({ "read_model": model.name, "revision": number, "parked": parked });
    output.report(&value, &words)?;
    Ok(FINE)
}

/// Until readers see the revision, or a later one.
async fn follow(store: &PostgresStore, model: &str, form: u32, number: u32) -> Result<(), Failure> {
    let bar = progress::bar("rebuilding", 0);
    while store.revisions(model, form).await?.active.number < number {
        let lanes = store.progress().await?;
        let of = |name: &str, revision| name == model && revision == number;
        let lanes = lanes.iter().filter(|lane| of(&lane.processor.name, lane.processor.revision));
        // The slowest lane tells.
        if let Some(slowest) = lanes.min_by_key(|lane| lane.position) {
            bar.set_length(u64::try_from(slowest.end.get()).unwrap_or(0));
            bar.set_position(u64::try_from(slowest.position.get()).unwrap_or(0));
        }
        tokio::time::sleep(LOOK).await;
    }
    bar.finish_and_clear();
    Ok(())
}
