use std::borrow::Cow;

use sqlx::{
    PgConnection,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    query, query_scalar,
};

use crate::{
    ConnectError, Partitions, Refusal, operations,
    sql::{Sql, rewritten},
};

/// Every migration ever released; a text is never changed once it is.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "tables", include_str!("../migrations/0001_tables.sql")),
    (2, "write", include_str!("../migrations/0002_write.sql")),
    (3, "append", include_str!("../migrations/0003_append.sql")),
    (10, "snapshots", include_str!("../migrations/0010_snapshots.sql")),
    (20, "partitions", include_str!("../migrations/0020_partitions.sql")),
    (21, "transactions", include_str!("../migrations/0021_transactions.sql")),
    (30, "processors", include_str!("../migrations/0030_processors.sql")),
    (31, "read models", include_str!("../migrations/0031_read_models.sql")),
    (40, "inbox", include_str!("../migrations/0040_inbox.sql")),
    (50, "records", include_str!("../migrations/0050_records.sql")),
    (60, "payments", include_str!("../migrations/0060_payments.sql")),
    (70, "whereabouts", include_str!("../migrations/0070_whereabouts.sql")),
    (71, "search path", include_str!("../migrations/0071_search_path.sql")),
    (72, "transaction months", include_str!("../migrations/0072_transaction_months.sql")),
];

/// Brings the schema up to date in the caller's transaction. Migrators take turns on a lock that ends
/// with it; sqlx's own lock belongs to the session, which a pooler shares out among clients.
pub(crate) async fn migrate(
    transaction: &mut PgConnection,
    sql: &Sql,
    schema: &str,
    partitions: Option<Partitions>,
) -> Result<(), ConnectError> {
    // What an administrator made may not be ours to make: nothing is asked for where nothing is to do.
    if operations::state(transaction, sql, schema).await?.pending.is_empty() {
        return Ok(());
    }
    query(sql.lock_migration.clone()).execute(&mut *transaction).await?;
    let parts = partitions.map_or(0, Partitions::parts).to_string();
    query(sql.choose_partitions.clone()).bind(parts).execute(&mut *transaction).await?;
    let mut migrator = migrator(schema);
    // Asked first: `create schema if not exists` needs the right to create one even when there is.
    let exists: bool =
        query_scalar(sql.schema_exists.clone()).bind(schema).fetch_one(&mut *transaction).await?;
    if !exists {
        migrator.create_schema(format!("\"{schema}\""));
    }
    migrator.run_direct(None, transaction, false).await.map_err(refused)
}

/// Refuses a schema that is not up to date.
pub(crate) async fn check(
    connection: &mut PgConnection,
    sql: &Sql,
    schema: &str,
) -> Result<(), ConnectError> {
    let state = operations::state(connection, sql, schema).await?;
    let Some((known, _)) = state.pending.last() else { return Ok(()) };
    let (found, known) = (state.applied, *known);
    Err(ConnectError::Refused(Refusal::SchemaBehind { found, known }))
}

pub(crate) fn migrator(schema: &str) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|(number, description, text)| {
        let text = rewritten(text, schema);
        Migration::new(*number, Cow::Borrowed(description), MigrationType::Simple, text, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.set_locking(false);
    migrator.dangerous_set_table_name(format!("\"{schema}\".migrations"));
    migrator
}

fn refused(error: MigrateError) -> ConnectError {
    let known = MIGRATIONS.iter().map(|(number, ..)| *number).max().unwrap_or(0);
    if let MigrateError::VersionMissing(found) = error {
        return ConnectError::Refused(Refusal::SchemaNewer { found, known });
    }
    if let MigrateError::VersionMismatch(number) = error {
        return ConnectError::Refused(Refusal::SchemaChanged(number));
    }
    if let MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) = error {
        return error.into();
    }
    sqlx::Error::from(error).into()
}
