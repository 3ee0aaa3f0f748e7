//! An on-sale through the writer on PostgreSQL: every hold durable and acknowledged, under a command
//! id of its own. Beside it, in the same run and by turns, what the server could do at the very most:
//! one connection inserting 64 and 256 rows of the same shape a statement.
//!
//! Prints of each how many a second, and of the writer a buyer's wait and the median flight. An argument
//! names the one scenario to run: `cargo bench -p palco-benches --bench on_sale -- "1000 clients"`.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]
#![expect(
    clippy::float_arithmetic,
    clippy::arithmetic_side_effects,
    reason = "a benchmark computes with what it measured"
)]

mod crowd;
mod rows;

use crowd::{Crowd, Measured, PLACES};
use palco_benches::results::{duration, print};
use palco_postgres::{PostgresStore, Settings};
use rows::Rows;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::runtime::Runtime;
use uuid::Uuid;

fn main() {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        eprintln!("on_sale measures on a PostgreSQL server, and DATABASE_URL names none");
        std::process::exit(2);
    };
    let runtime = Runtime::new().expect("a runtime");
    // As a server does it: on one of the runtime's threads.
    match std::env::var(crowd::ROLE) {
        Ok(role) => runtime.block_on(runtime.spawn(crowd::child(url, role))),
        Err(_) => runtime.block_on(runtime.spawn(measure(url))),
    }
    .expect("no panic");
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let store = PostgresStore::connect_with(Settings::new(&url).schema(&schema)).await;
    let store = store.expect("the store starts");
    let mut hand = PgConnection::connect(&url).await.expect("the server answers");
    let mut rows = Rows::new(&mut hand, &schema).await;

    let kinds = [
        ("on sale, 64 clients", 1, 64, PLACES),
        ("on sale, 1000 clients", 1, 1_000, PLACES),
        ("on sale, 64 clients at two processes", 2, 32, PLACES),
        ("sold out, 1000 clients", 1, 1_000, 1_000),
    ];
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let is_wanted = |scenario: &str| wanted.as_ref().is_none_or(|of| scenario.ends_with(of));
    // The first round warms up.
    for (counts, time) in [(false, duration() / 4), (true, duration())] {
        for count in [64, 256] {
            let inserted = rows.insert_for(&mut hand, count, time).await;
            if counts {
                let who = format!("one connection, {count} rows a statement");
                print("on sale, 64 clients", &who, "per second", inserted as u64);
            }
        }
        let wanted = kinds.into_iter().filter(|kind| is_wanted(kind.0));
        for (scenario, processes, buyers, places) in wanted {
            let crowd = Crowd { buyers, places, time };
            let measured = match processes {
                1 => crowd.buy(&store).await,
                _ => crowd.buy_at_processes(&store, &schema, processes).await,
            };
            if counts {
                report(scenario, measured);
            }
        }
    }
    store.close().await;
    let drop = AssertSqlSafe(format!("drop schema {schema} cascade"));
    hand.execute(drop).await.expect("the schema is dropped");
}

fn report(scenario: &str, measured: Measured) {
    let figures = [
        ("per second", measured.per_second),
        ("median us", measured.p50),
        ("p99 us", measured.p99),
        ("flight us", measured.flight),
    ];
    for (measure, figure) in figures {
        print(scenario, "palco", measure, figure as u64);
    }
}
