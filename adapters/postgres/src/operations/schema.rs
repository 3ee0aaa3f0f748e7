use sqlx::{Connection, PgConnection, Row, query, query_scalar};

use crate::{
    ConnectError, Partitions, Refusal, Settings, connect,
    migrate::migrator,
    session::transaction,
    sql::{SCHEMA, Sql},
};

/// How a schema stands to the migrations that this version knows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaState {
    /// The newest migration that was applied; 0 where there is none.
    pub applied: i64,
    /// Those that were not, with their names, oldest first.
    pub pending: Vec<(i64, String)>,
}

/// How the schema stands, without changing anything.
///
/// # Errors
/// [`ConnectError`]: the settings, the server, or a schema that this version does not know.
pub async fn schema_state(settings: &Settings) -> Result<SchemaState, ConnectError> {
    let schema = settings.checked_schema()?;
    let mut connection = connect::one(&settings.options()?).await?;
    let sql = Sql::of_schema(schema);
    let mut transaction = transaction(&mut connection, &sql, settings.chosen_pooler()).await?;
    let state = state(&mut transaction, &sql, schema).await;
    drop(transaction);
    connection.close().await?;
    state
}

pub(crate) async fn state(
    connection: &mut PgConnection,
    sql: &Sql,
    schema: &str,
) -> Result<SchemaState, ConnectError> {
    let migrator = migrator(schema);
    let known = migrator.iter().map(|migration| migration.version).max().unwrap_or(0);
    let any: bool =
        query_scalar(sql.migrations_table.clone()).bind(schema).fetch_one(&mut *connection).await?;
    let rows = match any {
        true => query(sql.migrations_applied.clone()).fetch_all(&mut *connection).await?,
        false => Vec::new(),
    };
    let mut state = SchemaState { applied: 0, pending: Vec::new() };
    let mut done = Vec::with_capacity(rows.len());
    for row in &rows {
        let (version, checksum): (i64, &[u8]) = (row.try_get("version")?, row.try_get("checksum")?);
        let Some(of) = migrator.iter().find(|migration| migration.version == version) else {
            return Err(ConnectError::Refused(Refusal::SchemaNewer { found: version, known }));
        };
        if *of.checksum != *checksum || !row.try_get::<bool, _>("success")? {
            return Err(ConnectError::Refused(Refusal::SchemaChanged(version)));
        }
        state.applied = state.applied.max(version);
        done.push(version);
    }
    let pending = migrator.iter().filter(|migration| !done.contains(&migration.version));
    state.pending =
        pending.map(|migration| (migration.version, migration.description.to_string())).collect();
    Ok(state)
}

/// All that connecting would run on a database that has nothing yet, as one script for psql.
///
/// ```
/// let script = palco_postgres::migration_script(&palco_postgres::Settings::new(""))?;
/// assert!(script.contains("create table palco.event_store"));
/// # Ok::<(), palco_postgres::ConnectError>(())
/// ```
///
/// # Errors
/// [`ConnectError::Schema`] when it is not a plain identifier.
pub fn migration_script(settings: &Settings) -> Result<String, ConnectError> {
    let schema = settings.checked_schema()?;
    let sql = Sql::of_schema(schema);
    let quoted = if schema == SCHEMA { SCHEMA.to_owned() } else { format!("\"{schema}\"") };
    let parts = settings.wanted_partitions().map_or(0, Partitions::parts).to_string();
    let begin = sql.migration_script_begin.as_str();
    let mut script = begin.replace("{schema}", &quoted).replace("{partitions}", &parts);
    for migration in migrator(schema).iter() {
        let checksum = hex::encode(&migration.checksum);
        let step = sql.migration_script_step.as_str();
        let step = step
            .replace("{version}", &migration.version.to_string())
            .replace("{description}", &migration.description)
            .replace("{checksum}", &checksum);
        script.push_str(&step);
        script.push_str(migration.sql.as_str());
    }
    script.push_str(sql.migration_script_end.as_str());
    Ok(script)
}
