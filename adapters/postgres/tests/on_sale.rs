//! Never oversold, from many processes: this test starts itself four times more, and the children
//! sell the places of one event to a crowd.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use palco::{
    application::Palco,
    testing::{Acknowledged, OnSale, crowd, proved},
};
use palco_postgres::{PostgresStore, Settings};
use server::Schema;
use tokio::task::JoinSet;

const PROCESSES: u64 = 4;
const TASKS: u64 = 16;

/// Set for a child: schema, places, buyers, and which of the children it is.
const ROLE: &str = "PALCO_TEST_CHILD";

async fn palco(settings: Settings) -> Palco {
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    Palco::over(Arc::new(store))
}

/// A child's part; as a test of its own it has none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let mut role = role.split(' ');
    let schema = role.next().expect("a schema").to_owned();
    let mut number = || role.next().and_then(|number| number.parse().ok()).expect("a number");
    let (places, buyers, child): (u64, u64, u64) = (number(), number(), number());

    let palco = palco(Settings::new(server::url()).schema(schema)).await;
    println!("\nready");
    std::io::stdin().read_line(&mut String::new()).expect("the start");
    let mut selling = JoinSet::new();
    for task in 0..TASKS {
        let (palco, sale) = (palco.clone(), OnSale::of(places));
        selling.spawn(async move {
            let mut acknowledged = Acknowledged::new();
            for number in (0..buyers)
                .filter(|number| number % (PROCESSES * TASKS) == task * PROCESSES + child)
            {
                acknowledged.extend(sale.buy(&palco, number).await);
            }
            acknowledged
        });
    }
    for command_id in selling.join_all().await.into_iter().flatten() {
        println!("acknowledged {command_id}");
    }
}

fn start(schema: &Schema, places: u64, buyers: u64, child: u64) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["child_role", "--exact", "--nocapture"])
        .env(ROLE, format!("{} {places} {buyers} {child}", schema.0))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// Lets the children go at once, and gives what they were told took effect.
fn run(mut children: Vec<Child>) -> Acknowledged {
    let mut outputs: Vec<_> = children
        .iter_mut()
        .map(|child| BufReader::new(child.stdout.take().expect("its output")).lines())
        .collect();
    for lines in &mut outputs {
        assert!(lines.any(|line| line.expect("text") == "ready"), "a child does not start");
    }
    for child in &mut children {
        child.stdin.take().expect("its input").write_all(b"go\n").expect("it listens");
    }
    let mut acknowledged = Acknowledged::new();
    for line in outputs.into_iter().flatten() {
        let line = line.expect("text");
        let told = line.strip_prefix("acknowledged ");
        acknowledged.extend(told.map(|id| id.parse::<palco::values::CommandId>().expect("an id")));
    }
    for mut child in children {
        assert!(child.wait().expect("its end").success(), "a child failed: see its output");
    }
    acknowledged
}

async fn sells(places: u64, buyers: u64) {
    let schema = Schema::new();
    let sale = OnSale::of(places);
    let palco = palco(schema.settings()).await;
    sale.open(&palco).await;
    let children = (0..PROCESSES).map(|child| start(&schema, places, buyers, child)).collect();
    let bought = tokio::task::spawn_blocking(|| run(children)).await.expect("no panic");
    let left = sale.sell_out(&palco).await;
    let verdict = sale.check(&palco, [bought, left].concat()).await;
    proved(
        "on-sale on PostgreSQL",
        format_args!("{places} places, {buyers} buyers, {PROCESSES} processes; {verdict}"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_sold_once_to_a_crowd() {
    let (places, buyers) = crowd();
    sells(places, buyers).await;
}
