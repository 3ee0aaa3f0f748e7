use std::{
    io::Write,
    process::{Command, Output, Stdio},
    sync::Arc,
};

use palco::{application::Palco, testing::OnSale};
use palco_postgres::{PostgresStore, Settings};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

pub(crate) fn url() -> String {
    std::env::var("DATABASE_URL")
        .expect("DATABASE_URL is not set: run ./test, which starts a server")
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Told {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let exit = output.status.code().expect("it ended by itself");
        Self { exit, out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Told {
    /// What it wrote, when all was fine.
    pub(crate) fn fine(self) -> String {
        assert_eq!((self.exit, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }
}

/// A schema that nobody else has, dropped at the end, also of a test that fails.
pub(crate) struct Schema(pub(crate) String);

impl Schema {
    pub(crate) fn new() -> Self {
        Self(format!("palco_test_{}", Uuid::now_v7().simple()))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_palco"));
        command.args(arguments).args(["--schema", &self.0]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn palco(&self, arguments: &[&str]) -> Told {
        self.command(arguments).output().expect("the program runs").into()
    }

    /// The same with something to read.
    pub(crate) fn palco_reading(&self, arguments: &[&str], input: &str) -> Told {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("its input");
        let input = input.to_owned();
        // It may stop reading.
        let writing = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let told = child.wait_with_output().expect("its end").into();
        writing.join().expect("no panic");
        told
    }

    pub(crate) async fn store(&self) -> Arc<PostgresStore> {
        let settings = Settings::new(url()).schema(&self.0);
        Arc::new(PostgresStore::connect_with(settings).await.expect("the store starts"))
    }

    /// Runs statements by hand, with `palco.` moved to this schema; the rows that the last one changed.
    pub(crate) async fn run(&self, text: &str) -> u64 {
        let text = AssertSqlSafe(text.replace("palco.", &format!("{}.", self.0)));
        let mut connection = PgConnection::connect(&url()).await.expect("the server answers");
        let done = connection.execute(text).await.expect("the statement runs");
        done.rows_affected()
    }

    /// A migrated schema in which places were sold to a few buyers.
    pub(crate) async fn on_sale() -> Self {
        let schema = Self::new();
        schema.sell().await;
        schema
    }

    /// Migrates it, and sells places to a few buyers.
    pub(crate) async fn sell(&self) {
        let store = self.store().await;
        let palco = Palco::over(store.clone());
        let sale = OnSale::of(20);
        sale.open(&palco).await;
        for number in 0..12 {
            sale.buy(&palco, number).await;
        }
        store.close().await;
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let text = format!("set lock_timeout = '20s'; drop schema if exists {} cascade", self.0);
        // `drop` knows no await, and runs while a runtime that it must not block is still there.
        let thread = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let mut connection = PgConnection::connect(&url()).await.ok()?;
                connection.execute(AssertSqlSafe(text)).await.ok()
            })
        });
        if !matches!(thread.join(), Ok(Some(_))) {
            eprintln!("a test's schema could not be dropped");
        }
    }
}
