//! A database in which somebody else may make functions and operators in the schema that is searched:
//! one for the exact types of a call goes before the server's own, and would run as the store's owner.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::sync::{Arc, OnceLock};

use palco::{
    application::Palco,
    ports::{Checkpoints, Position, ReadModels},
    projections,
    testing::{OnSale, id},
};
use palco_postgres::{AuditAfter, PostgresStore, Settings};
use palco_runtime::Processors;
use server::{Schema, TestStore, beside::Beside};
use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// Every function of the server that a text of the store names, and every operator, once more for types
/// that the server's own would be coerced to. Whoever gets there is told so.
const HOSTILE: &str = r#"
set search_path = pg_catalog;
create function public.trap() returns text language plpgsql as
    $trap$ begin raise exception 'an overload was called'; end $trap$;
do $make$
declare
    plain constant text[] := array['smallint', 'int', 'bigint', 'numeric', 'float8', 'text', 'uuid',
        'boolean', 'timestamp', 'timestamptz', 'interval', 'oid', 'name', 'jsonb', 'json', 'bytea'];
    many text[] := plain || array(select t || '[]' from unnest(plain) t);
    few constant text[] := array['int', 'bigint', 'numeric', 'text', 'uuid', 'timestamp',
        'timestamptz', 'int[]', 'boolean'];
    body constant text := 'returns text language plpgsql as
        ''begin raise exception ''''an overload was called''''; end''';
    f text; a text; b text; o text;
begin
    for f in select distinct p.proname::text from pg_catalog.pg_proc p
              where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind in ('f', 'w')
                and p.proname = any ('{NAMES}')
    loop
        foreach a in array many loop
            execute format('create function public.%I(%s) %s', f, a, body);
        end loop;
        foreach a in array few loop
            foreach b in array few loop
                execute format('create function public.%I(%s, %s) %s', f, a, b, body);
                execute format('create function public.%I(text, %s, %s) %s', f, a, b, body);
            end loop;
        end loop;
        execute format('create function public.%I(text, uuid, text, uuid) %s', f, body);
    end loop;
    foreach a in array plain loop
        foreach b in array plain loop
            execute format('create function public.trap(%s, %s) returns boolean language plpgsql as
                ''begin raise exception ''''an overload was called''''; end''', a, b);
            foreach o in array array['+', '-', '*', '/', '%', '&', '|', '#', '<<', '>>', '->>', '->', '||',
                                     '=', '<>', '<', '>', '<=', '>=', '~'] loop
                execute format('create operator public.%s (leftarg = %s, rightarg = %s,
                                function = public.trap)', o, a, b);
            end loop;
        end loop;
    end loop;
end
$make$;
"#;

/// What stands before a bracket in any text of the store.
fn names() -> String {
    let mut names = std::collections::BTreeSet::new();
    for folder in ["sql", "migrations"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for file in std::fs::read_dir(folder).expect("a folder") {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
            for part in text.split('(') {
                let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                let name = part.rsplit(|c| !letter(c)).next().unwrap_or_default();
                names.insert(name.to_owned());
            }
        }
    }
    names.remove("");
    names.into_iter().collect::<Vec<_>>().join(",")
}

/// A server with such a database; it ends with the process.
async fn hostile() -> &'static str {
    static SERVER: OnceLock<Beside> = OnceLock::new();
    static MADE: OnceCell<()> = OnceCell::const_new();
    let url = SERVER.get_or_init(|| Beside::start(&["own"])).url(0);
    let make = || async {
        let mut connection = PgConnection::connect(url).await.expect("it answers");
        let text = sqlx::AssertSqlSafe(HOSTILE.replace("NAMES", &names()));
        connection.execute(text).await.expect("the overloads are made");
    };
    MADE.get_or_init(make).await;
    url
}

async fn fresh() -> TestStore {
    let schema = Schema::new();
    let settings = Settings::new(hostile().await).schema(&schema.0);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    TestStore { store, schema }
}

mod suite {
    use super::fresh;

    palco::store_conformance!(fresh);
}

mod processing {
    use super::fresh;

    palco::processor_conformance!(fresh);
}

/// What processes and operators do beside it.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sold_and_shown_and_checked() {
    let store = fresh().await;
    let shared = Arc::new(store.store.clone());
    let sale = OnSale::of(10);
    let palco = Palco::over(shared.clone());
    sale.open(&palco).await;
    for number in 0..5 {
        sale.buy(&palco, number).await;
    }
    let running = Processors::over(shared.clone()).project_all().run().expect("it starts");
    let behind = async || {
        let lanes = store.progress().await.expect("the lanes");
        lanes.is_empty() || lanes.iter().any(|lane| lane.behind > 0)
    };
    while behind().await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    running.stop().await;
    for model in projections::ALL {
        assert!(store.rows(model.name, id(1), "", 9).await.is_ok(), "{}", model.name);
        store.rebuild(model.name).await.expect("a revision");
        store.switch(model.name, 2).await.expect("an answer");
        store.clear(model.name, 9).await.expect("an answer");
    }
    assert!(!store.rows("events", id(1), "", 9).await.expect("rows").is_empty());
    assert!(!store.audit_records(&AuditAfter::default(), 9).await.expect("records").is_empty());
    let first = (Uuid::nil(), Uuid::nil());
    assert!(!store.audit_commands(first, 9).await.expect("commands").is_empty());
    let positions = store.audit_positions(Position::START, 9).await.expect("positions");
    assert!(positions.twice.is_empty() && positions.next.is_some());
    store.make_transaction_partitions(9).await.expect("partitions");
}
