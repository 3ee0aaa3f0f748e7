use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use palco::{
    application::Palco,
    ports::{Append, AppendOutcome, EventStore, Store, Unavailable},
    testing::{Around, OnSale, id, known, scene::hold},
    values::{CommandId, EventId, TenantId},
};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::Writer;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Set for a child: schema, tenant, buyers, milliseconds.
pub(crate) const ROLE: &str = "PALCO_BENCH_CHILD";
/// More than are ever sold.
pub(crate) const PLACES: u64 = 1_000_000;

/// Buyers who each send a hold as soon as their last one is answered: acknowledged, or refused when all
/// places are held.
#[derive(Clone, Copy)]
pub(crate) struct Crowd {
    pub(crate) buyers: usize,
    pub(crate) places: u64,
    pub(crate) time: Duration,
}

/// Microseconds, but for the first.
#[derive(Default, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) flight: f64,
}

impl Crowd {
    /// At this process.
    pub(crate) async fn buy(self, store: &PostgresStore) -> Measured {
        let tenant = a_tenant();
        let opening = Palco::over(Arc::new(store.clone()));
        OnSale::of(self.places).of_tenant(tenant).open(&opening).await;
        let (waits, seconds, flight) = self.hold(store, tenant).await;
        self.check(store, tenant, waits.len()).await;
        measured(waits, seconds, flight)
    }

    /// At several processes at once, that know nothing of each other.
    pub(crate) async fn buy_at_processes(
        self,
        store: &PostgresStore,
        schema: &str,
        processes: usize,
    ) -> Measured {
        let tenant = a_tenant();
        let opening = Palco::over(Arc::new(store.clone()));
        OnSale::of(self.places).of_tenant(tenant).open(&opening).await;
        let role = format!("{schema} {tenant} {} {}", self.buyers, self.time.as_millis());
        let children = (0..processes).map(|_| start(&role)).collect::<Vec<_>>();
        let told = tokio::task::spawn_blocking(move || run(children)).await.expect("no panic");
        let waits: Vec<u64> = told.iter().flat_map(|(waits, ..)| waits.iter().copied()).collect();
        self.check(store, tenant, waits.len()).await;
        let seconds = told.iter().map(|of| of.1).fold(0.0, f64::max);
        let flight = told.iter().map(|of| of.2).fold(0.0, f64::max);
        measured(waits, seconds, flight)
    }

    /// Every wait, how long it took together, and the median flight. Nobody is refused while there are
    /// places, and nobody acknowledged when there are none.
    async fn hold(self, store: &PostgresStore, tenant: TenantId) -> (Vec<u64>, f64, f64) {
        let timed = Timed { store: store.clone(), flights: Arc::default() };
        let writer = Arc::new(Writer::over(Arc::new(timed.clone())));
        let palco = Palco::over(Arc::new(store.clone())).with_dispatcher(writer.clone());
        let begun = Instant::now();
        let mut buying = JoinSet::new();
        for _ in 0..self.buyers {
            let palco = palco.clone();
            buying.spawn(async move {
                let buyer = palco.acting(tenant, Uuid::now_v7().try_into().expect("an id"));
                let (mut waits, mut acknowledged) = (Vec::new(), 0_u64);
                while begun.elapsed() < self.time {
                    let asked = Instant::now();
                    let command_id = CommandId::from_uuid(Uuid::now_v7()).expect("an id");
                    let event: EventId = id(2);
                    match buyer.tickets().send_once(command_id, event, hold(1)).await {
                        Ok(_) => acknowledged += 1,
                        Err(refused) => assert_eq!(refused.code(), "box_office.sold_out"),
                    }
                    waits.push(micros(asked.elapsed()));
                }
                (waits, acknowledged)
            });
        }
        let (waits, acknowledged): (Vec<_>, Vec<_>) = buying.join_all().await.into_iter().unzip();
        let waits = waits.concat();
        assert_eq!(acknowledged.iter().sum::<u64>(), self.acknowledged_of(waits.len()));
        let seconds = begun.elapsed().as_secs_f64();
        assert!(writer.close(Duration::from_secs(5)).await, "all were answered");
        let mut flights = timed.flights.lock().expect("no panic").clone();
        (waits, seconds, percentile(&mut flights, 50))
    }

    /// How many of so many answers are acknowledged holds: all, until there are no more places.
    fn acknowledged_of(self, answers: usize) -> u64 {
        u64::try_from(answers).expect("a count").min(self.places)
    }

    /// What was acknowledged is there, once, and no more places are held than that.
    async fn check(self, store: &PostgresStore, tenant: TenantId, answers: usize) {
        let palco = Palco::over(Arc::new(store.clone()));
        let me = palco.acting(tenant, id(3));
        let uses = me.tickets().quota_uses(id(2)).await.expect("it is open");
        let hall = uses.iter().find(|of| of.quota == known("hall")).expect("a hall");
        assert!(hall.held <= self.places, "oversold");
        let acknowledged = self.acknowledged_of(answers);
        assert_eq!((hall.held, hall.sold), (acknowledged, 0), "held, and acknowledged");
    }
}

fn a_tenant() -> TenantId {
    TenantId::from_uuid(Uuid::now_v7()).expect("an id")
}

fn measured(mut waits: Vec<u64>, seconds: f64, flight: f64) -> Measured {
    Measured {
        per_second: waits.len() as f64 / seconds,
        p50: percentile(&mut waits, 50),
        p99: percentile(&mut waits, 99),
        flight,
    }
}

fn percentile(figures: &mut [u64], percent: usize) -> f64 {
    figures.sort_unstable();
    let place = figures.len() * percent / 100;
    figures.get(place).copied().unwrap_or_default() as f64
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// A child's part.
pub(crate) async fn child(url: String, role: String) {
    let mut role = role.split(' ');
    let schema = role.next().expect("a schema").to_owned();
    let tenant = role.next().and_then(|id| TenantId::parse(id).ok()).expect("a tenant");
    let mut number = || role.next().and_then(|number| number.parse().ok()).expect("a number");
    let (buyers, millis): (usize, u64) = (number(), number() as u64);
    let store = PostgresStore::connect_with(Settings::new(url).schema(schema)).await;
    let store = store.expect("the store starts");
    println!("ready");
    std::io::stdin().read_line(&mut String::new()).expect("the start");
    let crowd = Crowd { buyers, places: PLACES, time: Duration::from_millis(millis) };
    let (waits, seconds, flight) = crowd.hold(&store, tenant).await;
    let waits: Vec<_> = waits.iter().map(u64::to_string).collect();
    println!("{seconds} {flight} {}", waits.join(" "));
}

fn start(role: &str) -> std::process::Child {
    Command::new(std::env::current_exe().expect("this benchmark"))
        .env(ROLE, role)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// Lets the children go at once.
fn run(mut children: Vec<std::process::Child>) -> Vec<(Vec<u64>, f64, f64)> {
    let mut outputs: Vec<_> = children
        .iter_mut()
        .map(|child| BufReader::new(child.stdout.take().expect("its output")).lines())
        .collect();
    for lines in &mut outputs {
        assert_eq!(lines.next().expect("a line").expect("text"), "ready");
    }
    for child in &mut children {
        child.stdin.take().expect("its input").write_all(b"go\n").expect("it listens");
    }
    let told = |lines: &mut std::io::Lines<_>| {
        let line: String = lines.next().expect("a line").expect("text");
        let mut parts = line.split(' ');
        let mut figure = || parts.next().and_then(|part| part.parse::<f64>().ok());
        let (seconds, flight) = (figure().expect("seconds"), figure().expect("a flight"));
        (parts.map(|part| part.parse().expect("a wait")).collect(), seconds, flight)
    };
    let told = outputs.iter_mut().map(told).collect();
    for mut child in children {
        assert!(child.wait().expect("its end").success(), "a child failed");
    }
    told
}

/// The store, with a watch on every flight.
#[derive(Debug, Clone)]
struct Timed {
    store: PostgresStore,
    flights: Arc<Mutex<Vec<u64>>>,
}

#[async_trait]
impl Around for Timed {
    fn inner(&self) -> &dyn Store {
        &self.store
    }

    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        let begun = Instant::now();
        let outcomes = self.store.append(appends).await;
        self.flights.lock().expect("no panic").push(micros(begun.elapsed()));
        outcomes
    }
}
