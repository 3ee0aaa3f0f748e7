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
    application::{Error, Palco},
    ports::{Position, Store},
    testing::{OnSale, id, proved, scene::hold},
    values::{CommandId, EventId, Version},
};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::Writer;
use server::Schema;
use tokio::{sync::Mutex, task::JoinSet};
use uuid::Uuid;

const PROCESSES: u64 = 4;
const COMMANDS: u64 = 1_000;
/// Between two commands of one process.
const APART: Duration = Duration::from_millis(4);

/// Transactions that write or fail to, for all commands together.
const MOST: u64 = 200;

/// Set for a child: schema, how it sends, and which of the children it is.
const ROLE: &str = "PALCO_TEST_CHILD";

async fn connect(settings: Settings) -> Arc<Counted> {
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    Arc::new(Counted::over(store))
}

/// How the children send.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    ThroughTheWriter,
    /// Each command by itself, again and again until it goes through.
    OneByOne,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::ThroughTheWriter => "writer",
            Self::OneByOne => "alone",
        }
    }

    fn over(self, store: Arc<dyn Store>) -> Palco {
        match self {
            Self::ThroughTheWriter => {
                let writer = Arc::new(Writer::over(store.clone()));
                Palco::over(store).with_dispatcher(writer)
            }
            Self::OneByOne => Palco::over(store),
        }
    }
}

/// A child's part; as a test of its own it has none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let [schema, way, child] = role.split(' ').collect::<Vec<_>>().try_into().expect("three words");
    let child: u64 = child.parse().expect("a number");
    let ways = [Way::ThroughTheWriter, Way::OneByOne];
    let way = ways.into_iter().find(|of| of.name() == way).expect("a way");
    let store = connect(Settings::new(server::url()).schema(schema)).await;
    let palco = way.over(store.clone());
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
            loop {
                match me.tickets().send_once(command_id, event, hold(1)).await {
                    Err(Error::Conflict { .. }) if way == Way::OneByOne => {}
                    answer => {
                        assert!(!answer.expect("there is room").repeated);
                        return command_id;
                    }
                }
            }
        });
    }
    for command_id in sending.join_all().await {
        println!("acknowledged {command_id}");
    }
    let (appends, turns, reads) = store.calls();
    println!("calls {appends} {turns} {reads}");
}

fn start(schema: &Schema, way: Way, child: u64) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["child_role", "--exact", "--nocapture"])
        .env(ROLE, format!("{} {} {child}", schema.0, way.name()))
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

/// An open box office, what the children of an on-sale were told, and how often each appended, took a
/// turn and read.
struct OnSaleOfFour {
    palco: Palco,
    told: BTreeSet<CommandId>,
    calls: Vec<Vec<u64>>,
}

/// One on-sale at a time: each has the machine to itself.
static ONE: Mutex<()> = Mutex::const_new(());

impl OnSaleOfFour {
    async fn on(schema: &Schema, way: Way) -> Self {
        let _one = ONE.lock().await;
        let palco = way.over(connect(schema.settings()).await);
        OnSale::of(2_000).open(&palco).await;
        let children = (0..PROCESSES).map(|child| start(schema, way, child)).collect();
        let lines = tokio::task::spawn_blocking(|| run(children)).await.expect("no panic");
        let told = lines.iter().filter_map(|line| line.strip_prefix("acknowledged "));
        let told: Vec<CommandId> = told.map(|id| id.parse().expect("an id")).collect();
        assert_eq!(told.len() as u64, COMMANDS);
        let calls = lines.iter().filter_map(|line| line.strip_prefix("calls "));
        let numbers =
            |line: &str| line.split(' ').map(|part| part.parse().expect("a number")).collect();
        Self { palco, told: told.into_iter().collect(), calls: calls.map(numbers).collect() }
    }

    /// Transactions that write, or fail to.
    fn appends(&self) -> u64 {
        self.calls.iter().filter_map(|of| of.first()).sum()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_commands_of_four_processes_are_few_transactions() {
    let schema = Schema::new();
    let on_sale = OnSaleOfFour::on(&schema, Way::ThroughTheWriter).await;
    let OnSaleOfFour { palco, told, calls } = &on_sale;
    assert_eq!(told.len() as u64, COMMANDS);

    let stream = palco::ports::StreamId::new("box_office", Uuid::from_u128(2));
    let mut last = Version::ZERO;
    let mut recorded = BTreeSet::new();
    let mut after = Position::START;
    loop {
        let page = palco.feed(after, 1_000).await.expect("the feed");
        let records = page.records.iter().map(|of| &of.record);
        for record in records.filter(|record| record.stream == stream) {
            assert_eq!(record.version, last.next(), "versions are dense");
            last = record.version;
            recorded.insert(record.command_id);
        }
        if page.next == after {
            break;
        }
        after = page.next;
    }
    assert!(told.is_subset(&recorded), "what was acknowledged is recorded");
    assert_eq!(last.get(), COMMANDS + 1, "once each, after the opening");

    println!("appends, turns and reads of each process: {calls:?}");
    let appends = on_sale.appends();
    proved(
        "one stream from four processes",
        format_args!(
            "{COMMANDS} commands within a second, each acknowledged once; {appends} transactions \
             that write, or fail to; no conflict told, no gap in the versions"
        ),
    );
    assert!(appends <= MOST, "{appends} transactions that write, or fail to");

    // The same command once more, now that the state has changed: its first records.
    let me = palco.acting(id(1), id(1_000));
    let command_id: CommandId = id(10_000);
    let event: EventId = id(2);
    let again = me.tickets().send_once(command_id, event, hold(1)).await.expect("its first answer");
    assert!(again.repeated && again.version < last);
    assert!(again.records.iter().all(|of| of.record.command_id == command_id));
}

/// The control: without the writer nothing is gathered.
#[tokio::test(flavor = "multi_thread")]
async fn commands_that_are_sent_one_by_one_are_many_transactions() {
    let schema = Schema::new();
    let appends = OnSaleOfFour::on(&schema, Way::OneByOne).await.appends();
    proved(
        "one stream from four processes, control (no writer)",
        format_args!("{COMMANDS} commands; {appends} transactions that write, or fail to"),
    );
    assert!(appends > MOST, "the count sees nothing");
}
