//! One stream, four processes: this test starts itself four times more, and the children send
//! commands to one box office on PostgreSQL, spread over a second.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod counted;
#[path = "../../postgres/tests/server/mod.rs"]
mod server;

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use counted::Counted;
use palco::{
    application::Palco,
    ports::{Position, Store},
    testing::{OnSale, id, known, proved},
    ticketing::box_office::{HoldTickets, Line},
    values::{CommandId, EventId, HoldSeconds, Quantity, Version},
};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::Writer;
use server::Schema;
use tokio::task::JoinSet;
use uuid::Uuid;

const PROCESSES: u64 = 4;
const COMMANDS: u64 = 1_000;
/// Between two commands of one process.
const APART: Duration = Duration::from_millis(4);

/// Set for a child: schema, and which of the children it is.
const ROLE: &str = "PALCO_TEST_CHILD";

async fn connect(settings: Settings) -> Arc<Counted> {
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    Arc::new(Counted::over(store))
}

fn writing(store: Arc<dyn Store>) -> Palco {
    let writer = Arc::new(Writer::over(store.clone()));
    Palco::over(store).with_dispatcher(writer)
}

fn hold() -> HoldTickets {
    let quantity = Quantity::new(1).expect("one");
    let line = Line { ticket_type: known("floor"), quantity, access_code: None };
    let lines = vec![line].try_into().expect("one line");
    HoldTickets { hold_id: None, lines, ttl_seconds: HoldSeconds::default() }
}

/// A child's part; as a test of its own it has none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let (schema, child) = role.split_once(' ').expect("a schema and a number");
    let child: u64 = child.parse().expect("a number");
    let store = connect(Settings::new(server::url()).schema(schema)).await;
    let palco = writing(store.clone());
    println!("\nready");
    std::io::stdin().read_line(&mut String::new()).expect("the start");
    let mut sending = JoinSet::new();
    let mut ticks = tokio::time::interval(APART);
    for number in (0..COMMANDS).filter(|number| number % PROCESSES == child) {
        ticks.tick().await;
        let me = palco.acting(id(1), id(1_000 + number));
        sending.spawn(async move {
            let command_id: CommandId = id(10_000 + number);
            let event: EventId = id(2);
            let answer = me.tickets().send_as(command_id, event, hold()).await;
            let answer = answer.expect("there is room");
            assert!(!answer.repeated);
            command_id
        });
    }
    for command_id in sending.join_all().await {
        println!("acknowledged {command_id}");
    }
    let (appends, turns, reads) = store.calls();
    println!("calls {appends} {turns} {reads}");
}

fn start(schema: &Schema, child: u64) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["child_role", "--exact", "--nocapture"])
        .env(ROLE, format!("{} {child}", schema.0))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// Lets the children go at once, and gives the lines that they print.
fn run(mut children: Vec<Child>) -> Vec<String> {
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
    let lines = outputs.into_iter().flatten().map(|line| line.expect("text")).collect();
    for mut child in children {
        assert!(child.wait().expect("its end").success(), "a child failed: see its output");
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_commands_of_four_processes_are_few_transactions() {
    let schema = Schema::new();
    let store = connect(schema.settings()).await;
    let palco = writing(store.clone());
    OnSale::of(2_000).open(&palco).await;
    let children = (0..PROCESSES).map(|child| start(&schema, child)).collect();
    let lines = tokio::task::spawn_blocking(|| run(children)).await.expect("no panic");

    let told = lines.iter().filter_map(|line| line.strip_prefix("acknowledged "));
    let told: Vec<CommandId> = told.map(|id| id.parse().expect("an id")).collect();
    let set: BTreeSet<_> = told.iter().copied().collect();
    assert_eq!((told.len() as u64, set.len() as u64), (COMMANDS, COMMANDS));

    let stream = palco::ports::StreamId::new("box_office", Uuid::from_u128(2));
    let mut last = Version::ZERO;
    let mut recorded = BTreeSet::new();
    let mut after = Position::START;
    loop {
        let (records, next) = palco.feed(after, 1_000).await.expect("the feed");
        for (record, _) in records.iter().filter(|(record, _)| record.stream == stream) {
            assert_eq!(record.version, last.next(), "versions are dense");
            last = record.version;
            recorded.insert(record.command_id);
        }
        if next == after {
            break;
        }
        after = next;
    }
    assert!(set.is_subset(&recorded), "what was acknowledged is recorded");
    assert_eq!(last.get(), COMMANDS + 1, "once each, after the opening");

    let calls = lines.iter().filter_map(|line| line.strip_prefix("calls "));
    let calls: Vec<Vec<u64>> = calls
        .map(|line| line.split(' ').map(|part| part.parse().expect("a number")).collect())
        .collect();
    println!("appends, turns and reads of each process: {calls:?}");
    let appends: u64 = calls.iter().filter_map(|of| of.first()).sum();
    proved(
        "one stream from four processes",
        format_args!(
            "{COMMANDS} commands within a second, each acknowledged once; {appends} transactions \
             that write, or fail to; no conflict told, no gap in the versions"
        ),
    );
    assert!(appends <= 200, "{appends} transactions that write, or fail to");

    // The same command once more, now that the state has changed: its first records.
    let me = palco.acting(id(1), id(1_000));
    let command_id: CommandId = id(10_000);
    let event: EventId = id(2);
    let again = me.tickets().send_as(command_id, event, hold()).await.expect("its first answer");
    assert!(again.repeated && again.version < last);
    assert!(again.domain_events.iter().all(|(record, _)| record.command_id == command_id));
}
