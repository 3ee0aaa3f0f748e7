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
    begin_shared,
    feed_end,
    feed_floor,
    feed_records,
    load,
    lock_migration,
    read_stream,
    resolve,
    save,
    schema_exists,
    server,
    store,
    take_turn,
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
