//! A server that is not what it was when the store was opened: another one was promoted in its place, or a
//! copy took it.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{
    str::FromStr,
    sync::{Arc, Mutex},
    time::Duration,
};

use palco::{
    ports::{EventStore, Expected::Any, Position, Unavailable},
    testing::conformance::{a_stream, a_tenant, append, version},
};
use palco_postgres::{AuditAfter, ConnectError, PostgresStore, Refusal, Settings};
use server::{TestStore, connection, pair::Pair};
use sqlx::{postgres::PgConnectOptions, query};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::broadcast,
    time::sleep,
};

fn address(url: &str) -> String {
    let server = PgConnectOptions::from_str(url).expect("a URL");
    format!("{}:{}", server.get_host(), server.get_port())
}

/// An address that leads to a server, and later to another one.
struct Switch {
    url: String,
    target: Arc<Mutex<String>>,
    cut: broadcast::Sender<()>,
}

impl Switch {
    async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = listener.local_addr().expect("an address").to_string();
        let target = Arc::new(Mutex::new(address(url)));
        let (cut, _) = broadcast::channel(1);
        let (leads_to, cuts) = (Arc::clone(&target), cut.clone());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let server = leads_to.lock().expect("not poisoned").clone();
                let mut is_cut = cuts.subscribe();
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(server).await.expect("it answers");
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = is_cut.recv() => {}
                    }
                });
            }
        });
        Self { url: url.replace(&address(url), &own), target, cut }
    }

    /// Leads to another server from now on, and cuts what led to the last one.
    fn turn_to(&self, url: &str) {
        *self.target.lock().expect("not poisoned") = address(url);
        let _ = self.cut.send(());
    }
}

async fn write(store: &PostgresStore) -> Result<(), Unavailable> {
    let draft = append(a_tenant()).write(&a_stream(), Any, 1).build();
    store.append(vec![draft]).await.map(|_| ())
}

/// What a store says that is to be opened anew; that nothing was acknowledged before.
async fn refusal(store: &PostgresStore) -> String {
    for _ in 0..10 {
        match write(store).await {
            Ok(()) => panic!("acknowledged"),
            Err(error) if error.reason.contains("opened anew") => {
                assert!(!error.outcome_unknown, "{error:?}");
                return error.reason;
            }
            // Of a connection that was cut.
            Err(_) => {}
        }
    }
    panic!("the store goes on");
}

async fn cut(store: &TestStore) {
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity
                where pid <> pg_backend_pid() and query like '%' || $1 || '%'";
    query(cut).bind(&store.schema.0).execute(&mut connection().await).await.expect("cut");
}

/// Before anybody could raise the epoch.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_open_before_a_promotion_writes_nothing_more() {
    let pair = Pair::start();
    let switch = Switch::to(pair.primary.url(0)).await;
    let store = PostgresStore::connect_with(Settings::new(&switch.url)).await.expect("it starts");
    write(&store).await.expect("an answer");
    pair.catch_up().await;
    pair.on_standby("select pg_promote()").await;
    switch.turn_to(pair.standby.url(0));
    let told = refusal(&store).await;
    assert!(told.contains("goes on from another one"), "{told}");
    let anew = PostgresStore::connect_with(Settings::new(&switch.url)).await.expect("it starts");
    write(&anew).await.expect("an answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_led_to_a_standby_stops_there() {
    let pair = Pair::start();
    let switch = Switch::to(pair.primary.url(0)).await;
    let store = PostgresStore::connect_with(Settings::new(&switch.url)).await.expect("it starts");
    write(&store).await.expect("an answer");
    pair.catch_up().await;
    switch.turn_to(pair.standby.url(0));
    let feed = async || store.read_feed(Position::START, 9).await;
    while feed().await.is_ok_and(|page| !page.records.is_empty()) {}
    let told = refusal(&store).await;
    assert!(told.contains("leads to a standby"), "{told}");
    assert!(feed().await.is_err(), "a feed with gaps");
}

/// As a copy that logical replication made, which brings no sequences.
#[tokio::test]
async fn a_sequence_that_did_not_come_along_is_found_by_who_was_open() {
    let store = TestStore::fresh().await;
    for _ in 0..3 {
        write(&store).await.expect("an answer");
    }
    store.schema.run("select setval('palco.event_store_id_seq', 1, true)").await;
    cut(&store).await;
    let told = refusal(&store).await;
    assert!(told.contains("behind the last record"), "{told}");
}

#[tokio::test]
async fn another_store_is_found_by_who_was_open() {
    let store = TestStore::fresh().await;
    write(&store).await.expect("an answer");
    // Of no other store: those have 15 bits.
    let other = "create or replace function palco.store_tag() returns int language sql immutable
                 parallel safe as 'select 65535'";
    store.schema.run(other).await;
    cut(&store).await;
    let told = refusal(&store).await;
    assert!(told.contains("another store"), "{told}");
}

/// Behind a pooler a connection may outlive the server that it led to.
#[tokio::test]
async fn a_connection_that_lay_idle_is_asked_where_it_leads() {
    let store = TestStore::fresh().await;
    write(&store).await.expect("an answer");
    store.schema.run("update palco.store_meta set epoch = epoch + 1").await;
    sleep(Duration::from_millis(1_200)).await;
    let told = refusal(&store).await;
    assert!(told.contains("epoch"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_is_read_and_not_followed() {
    let pair = Pair::start();
    let store = pair.store().await;
    write(&store).await.expect("an answer");
    pair.catch_up().await;
    let standby = || Settings::new(pair.standby.url(0));
    let refused = |told: Result<PostgresStore, ConnectError>| match told {
        Err(ConnectError::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    };
    assert_eq!(refused(PostgresStore::connect_with(standby()).await), Refusal::Standby);
    assert_eq!(refused(PostgresStore::open_with(standby()).await), Refusal::Standby);
    let audit = PostgresStore::audit_with(standby()).await.expect("it opens");
    let records = audit.audit_records(&AuditAfter::default(), 9).await.expect("records");
    assert_eq!(records.len(), 1);
    assert!(audit.last_position().await.is_ok());
    let followed = audit.read_feed(Position::START, 9).await.expect_err("no feed");
    assert!(followed.reason.contains("standby"), "{followed:?}");
    let stream = audit.read_stream(a_tenant(), &a_stream(), version(0), 9).await;
    assert_eq!(stream, Ok(Vec::new()));
}
