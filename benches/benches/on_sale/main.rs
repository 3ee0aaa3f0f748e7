//! An on-sale through the writer on PostgreSQL: every hold durable and acknowledged, under a command
//! id of its own. Beside it, in the same run and by turns, what the server could do at the very most:
//! one connection inserting 64 and 256 rows of the same shape a statement.
//!
//! Prints tab-separated lines: the name, how many a second, and for the writer the 50th and 99th
//! percentile of a buyer's wait and the median flight, in microseconds, and the ratio to the inserts
//! of 64 rows in the same round. Medians of all rounds.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]
#![expect(
    clippy::float_arithmetic,
    clippy::arithmetic_side_effects,
    reason = "a benchmark computes with what it measured"
)]

mod crowd;
mod rows;

use std::time::Duration;

use crowd::{Crowd, Measured};
use palco_postgres::{PostgresStore, Settings};
use rows::Rows;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// How often every kind has its turn.
const ROUNDS: usize = 5;

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

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[derive(Default)]
struct Results {
    rows_64: Vec<f64>,
    rows_256: Vec<f64>,
    sales: Vec<(&'static str, Vec<Measured>)>,
}

async fn measure(url: String) {
    let schema = format!("palco_bench_{}", Uuid::now_v7().simple());
    let time = Duration::from_millis(number("PALCO_BENCH_MILLIS", 3_000) as u64);
    let rounds = number("PALCO_BENCH_ROUNDS", ROUNDS);
    let store = PostgresStore::connect_with(Settings::new(&url).schema(&schema)).await;
    let store = store.expect("the store starts");
    let mut hand = PgConnection::connect(&url).await.expect("the server answers");
    let mut rows = Rows::new(&mut hand, &schema).await;

    let kinds = [
        ("on-sale, 64 buyers", 1, 64),
        ("on-sale, 1000 buyers", 1, 1_000),
        ("on-sale, 64 buyers at two processes", 2, 32),
    ];
    let mut results = Results::default();
    results.sales.extend(kinds.iter().map(|(name, ..)| (*name, Vec::new())));
    for round in 0..=rounds {
        let rows_64 = rows.insert_for(&mut hand, 64, time / 2).await;
        let rows_256 = rows.insert_for(&mut hand, 256, time / 2).await;
        let mut sales = Vec::new();
        for (_, processes, buyers) in kinds {
            let crowd = Crowd { buyers, time };
            let measured = match processes {
                1 => crowd.buy(&store).await,
                _ => crowd.buy_at_processes(&store, &schema, processes).await,
            };
            sales.push(measured);
        }
        // The first round warms up.
        if round > 0 {
            results.rows_64.push(rows_64);
            results.rows_256.push(rows_256);
            for ((_, of_kind), measured) in results.sales.iter_mut().zip(sales) {
                of_kind.push(measured);
            }
        }
    }
    print(&results);
    store.close().await;
    let drop = AssertSqlSafe(format!("drop schema {schema} cascade"));
    hand.execute(drop).await.expect("the schema is dropped");
}

fn print(results: &Results) {
    println!("one connection, 64 rows a statement\t{:.0}", median(results.rows_64.clone()));
    println!("one connection, 256 rows a statement\t{:.0}", median(results.rows_256.clone()));
    for (name, of_kind) in &results.sales {
        let of = |part: fn(&Measured) -> f64| median(of_kind.iter().map(part).collect());
        let ratios = of_kind.iter().zip(&results.rows_64).map(|(of, rows)| of.per_second / rows);
        println!(
            "{name}\t{:.0}\t{:.0}\t{:.0}\t{:.0}\t{:.3}",
            of(|of| of.per_second),
            of(|of| of.p50),
            of(|of| of.p99),
            of(|of| of.flight),
            median(ratios.collect()),
        );
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
