use std::sync::Arc;

use palco_postgres::PostgresStore;

use crate::{
    FINE,
    arguments::{Database, Export},
    failure::Failure,
    output::Output,
    progress,
};

/// A part of an export looks like a whole one: who stopped reading is told.
pub(crate) async fn run(
    database: &Database,
    arguments: &Export,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let written = write(database, arguments, output).await;
    if matches!(written, Err(Failure::ReaderGone)) {
        let words = "nobody reads the output: the export is not complete";
        return Err(Failure::Unavailable(words.to_owned()));
    }
    written
}

async fn write(
    database: &Database,
    arguments: &Export,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let store = PostgresStore::open_with(database.settings()?).await?;
    let end = u64::try_from(store.last_position().await?.get()).unwrap_or(0);
    let bar = progress::bar("exporting", end);
    let mut export = palco::application::Export::of(Arc::new(store), arguments.tenant);
    while let Some(lines) = export.next().await? {
        for line in lines {
            output.line(&line)?;
        }
        bar.set_position(u64::try_from(export.reached().get()).unwrap_or(0));
    }
    output.flush()?;
    bar.finish_and_clear();
    Ok(FINE)
}
