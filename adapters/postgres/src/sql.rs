use std::sync::Arc;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// The schema that the texts name.
pub(crate) const SCHEMA: &str = "palco";

macro_rules! texts {
    ($($name:ident),+ $(,)?) => {
        /// Every statement, written for one schema.
        pub(crate) struct Sql {
            $(pub(crate) $name: SqlStr),+
        }

        impl Sql {
            /// `schema` is a plain identifier: [`Settings`](crate::Settings) has checked it.
            pub(crate) fn of_schema(schema: &str) -> Self {
                Self {
                    $($name: rewritten(
                        include_str!(concat!("../sql/", stringify!($name), ".sql")),
                        schema,
                    )),+
                }
            }
        }
    };
}

texts!(
    append,
    append_as_decided,
    ask,
    audit_commands,
    audit_positions,
    audit_records,
    begin,
    begin_shared,
    choose_partitions,
    claim,
    clear_availability,
    clear_events,
    clear_payments,
    clear_recipient_statement,
    clear_transactions,
    clear_venues,
    dead_letters,
    end_revisions,
    epoch,
    feed_end,
    feed_floor,
    feed_records,
    fence,
    free,
    identity,
    leave,
    load,
    lock_migration,
    make_transaction_partitions,
    migration_script_begin,
    migration_script_end,
    migration_script_step,
    migrations_applied,
    migrations_table,
    move_transactions,
    park,
    progress,
    read_availability,
    read_events,
    read_payments,
    read_recipient_statement,
    read_replica,
    read_stream,
    read_transactions,
    read_venues,
    rebuild,
    release,
    replica,
    resolve,
    revisions,
    save,
    schema_exists,
    server,
    shown_revision,
    stalled_appends,
    store,
    switch,
    take_turn,
    write_availability,
    write_events,
    write_payments,
    write_recipient_statement,
    write_transactions,
    write_venues,
);

/// The text with every name moved to `schema`. Names are qualified one by one, since a search path
/// does not outlive the transaction behind a pooler.
pub(crate) fn rewritten(text: &'static str, schema: &str) -> SqlStr {
    if schema == SCHEMA {
        return SqlStr::from_static(text);
    }
    let text: Arc<str> = text.replace("palco.", &format!("\"{schema}\".")).into();
    AssertSqlSafe(text).into_sql_str()
}
