use palco_postgres::{
    Partitions, PostgresStore, SchemaState, Settings, migration_script, schema_state,
};
use serde_json::json;

use crate::{
    CHECK_FAILED, FINE,
    arguments::{Database, Migrate},
    failure::Failure,
    output::Output,
};

pub(crate) async fn run(
    database: &Database,
    arguments: &Migrate,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let chosen = |settings: Settings| match arguments.partitions {
        Some(parts) => settings.partitions(Partitions::of(parts)),
        None => settings,
    };
    if arguments.print_sql {
        output.line(migration_script(&chosen(database.unconnected()))?.trim_end())?;
        return Ok(FINE);
    }
    let settings = chosen(database.settings()?);
    let SchemaState { applied, pending, .. } = schema_state(&settings).await?;
    let names: Vec<String> =
        pending.iter().map(|(number, name)| format!("{number} {name}")).collect();
    let newest = pending.last().map_or(applied, |(number, _)| *number);
    if arguments.check {
        let words = match names.is_empty() {
            true => format!("up to date, at migration {applied}"),
            false => format!("at migration {applied}, not applied yet: {}", names.join(", ")),
        };
        output.report(&json!({ "applied": applied, "pending": names }), &words)?;
        return Ok(if pending.is_empty() { FINE } else { CHECK_FAILED });
    }
    PostgresStore::connect_with(settings).await?.close().await;
    let words = match names.is_empty() {
        true => format!("nothing to do, at migration {newest}"),
        false => format!("migrated to {newest}: {}", names.join(", ")),
    };
    output.report(&json!({ "applied": newest, "migrated": names }), &words)?;
    Ok(FINE)
}
