use std::path::PathBuf;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::server::{Schema, url};

#[test]
fn a_schema_is_checked_and_migrated_once() {
    let schema = Schema::new();
    let before = schema.palco(&["migrate", "--check"]);
    assert_eq!(before.exit, 1);
    assert!(before.out.starts_with("at migration 0, not applied yet: 1 tables, 2 write"));
    assert_eq!(schema.palco(&["verify"]).exit, 1, "only a schema that is up to date is looked at");

    assert!(schema.palco(&["migrate"]).fine().starts_with("migrated to "));
    assert!(schema.palco(&["migrate"]).fine().starts_with("nothing to do, at migration "));
    let pooled = schema.palco(&["migrate", "--pooler", "transaction"]).fine();
    assert!(pooled.starts_with("nothing to do, at migration "), "{pooled}");
    assert!(schema.palco(&["migrate", "--check"]).fine().starts_with("up to date, at migration "));
    let json = schema.palco(&["migrate", "--check", "--json"]).fine();
    assert!(json.contains(r#""pending":[]"#), "{json}");
}

#[tokio::test]
async fn a_schema_of_another_version_is_refused() {
    let schema = Schema::new();
    schema.palco(&["migrate"]).fine();
    let newer = "insert into palco.migrations (version, description, success, checksum,
        execution_time) values (9999, 'of tomorrow', true, '', 0)";
    schema.run(newer).await;
    let told = schema.palco(&["migrate", "--check"]);
    assert_eq!((told.exit, told.err.contains("9999")), (1, true), "{told:?}");
    schema
        .run(
            "update palco.migrations set checksum = '' where version = 1;
        delete from palco.migrations where version = 9999",
        )
        .await;
    let told = schema.palco(&["migrate", "--check"]);
    assert_eq!((told.exit, told.err.contains("another text")), (1, true), "{told:?}");
}

/// Where `psql` is: on the path, or where Debian keeps it.
fn psql() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(debian.map(|version| version.path().join("bin")));
    folders.into_iter().map(|folder| folder.join("psql")).find(|file| file.is_file())
}

/// Everything in the schema: tables and their columns, functions, indexes, and what was migrated.
async fn made(schema: &Schema) -> Vec<String> {
    let text = "
        select format('%s.%s %s', table_name, column_name, data_type)
          from information_schema.columns where table_schema = $1
        union all select indexdef from pg_indexes where schemaname = $1
        union all select pg_get_functiondef(oid) from pg_proc where pronamespace = $1::regnamespace
        union all select format('%s %s', version, checksum) from palco.migrations
        order by 1";
    let text = AssertSqlSafe(text.replace("palco.", &format!("{}.", schema.0)));
    let mut connection = PgConnection::connect(&url()).await.expect("the server answers");
    let made: Vec<String> = sqlx::query_scalar(text)
        .bind(&schema.0)
        .fetch_all(&mut connection)
        .await
        .expect("it is listed");
    made.into_iter().map(|line| line.replace(&schema.0, "palco")).collect()
}

#[tokio::test]
async fn the_printed_script_makes_what_connecting_makes() {
    made_both_ways(&[]).await;
}

#[tokio::test]
async fn the_printed_script_makes_partitions_too() {
    made_both_ways(&["--partitions", "3"]).await;
}

async fn made_both_ways(options: &[&str]) {
    let (by_hand, by_connecting) = (Schema::new(), Schema::new());
    let script = by_hand.palco(&[&["migrate", "--print-sql"], options].concat()).fine();
    match psql() {
        Some(psql) => {
            let file = std::env::temp_dir().join(format!("{}.sql", by_hand.0));
            std::fs::write(&file, &script).expect("it is written");
            let ran = std::process::Command::new(psql)
                .args(["--no-psqlrc", "--quiet", "--file"])
                // As a database may have it that is older than its server.
                .env("PGOPTIONS", "-c standard_conforming_strings=off")
                .args([&file.to_string_lossy(), url().as_str()])
                .output();
            std::fs::remove_file(&file).expect("it was there");
            let ran = ran.expect("psql runs");
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        }
        // As psql would send it, but for its own commands.
        None => {
            let script = script.replace("\\set ON_ERROR_STOP on", "");
            let mut connection = PgConnection::connect(&url()).await.expect("the server answers");
            connection.execute(AssertSqlSafe(script)).await.expect("the script runs");
        }
    }
    assert!(by_hand.palco(&["migrate", "--check"]).fine().starts_with("up to date"));
    assert!(by_hand.palco(&["migrate"]).fine().starts_with("nothing to do"));
    by_connecting.palco(&[&["migrate"], options].concat()).fine();
    // The texts, and so their checksums, name the schema; and a tag is drawn.
    let without_its_own = |lines: Vec<String>| -> Vec<String> {
        let before = |line: &str, own| line.split(own).next().unwrap_or_default().to_owned();
        lines.iter().map(|line| before(&before(line, " \\x"), "$function$select ")).collect()
    };
    let (left, right) = (made(&by_hand).await, made(&by_connecting).await);
    assert_eq!(without_its_own(left), without_its_own(right));
    assert!(made(&by_hand).await.iter().any(|line| line.starts_with("event_store.version")));
    assert!(by_hand.palco(&["verify"]).fine().contains("all is well"));
}
