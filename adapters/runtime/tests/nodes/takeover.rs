//! Several nodes, one of them killed, one of them stopped for a while.

use std::time::{Duration, Instant};

use palco::{
    application::Acting,
    planning::{event, venue},
    ports::{Checkpoints, Claim, Commit, CommitOutcome, ProcessorId, ReadModels},
    testing::{instant, proved, scene, sized},
    ticketing::box_office,
};
use palco_postgres::PostgresStore;
use uuid::Uuid;

use super::{
    PATIENCE,
    child::{Node, Part},
    database::{Database, differing, plan},
    finish,
    flawed::{Flaw, Flawed},
};

/// Writes down which session took which epoch, and every later change of the lane by another.
const WATCH: &str = "
create table palco.owners (lane int, epoch bigint, session text);
create table palco.stale (lane int, epoch bigint, session text);
create function palco.watch() returns trigger language plpgsql as $watch$
declare
    whose text := current_setting('application_name');
begin
    if new.epoch <> old.epoch then
        insert into palco.owners values (new.lane, new.epoch, whose);
    elsif exists (select 1 from palco.owners o where o.lane = new.lane and o.epoch = new.epoch
                     and o.session <> whose) and new.holder is not null then
        insert into palco.stale values (new.lane, new.epoch, whose);
    end if;
    return new;
end
$watch$;
create trigger watch before update on palco.checkpoints
for each row execute function palco.watch()";

struct Seen {
    stale: i64,
    differ: usize,
    /// From the kill until the last of its lanes was another's.
    hand_over: Duration,
}

/// Whether every lane was taken by another than this session, as the trigger saw it.
async fn all_held_without(database: &Database, session: &str) -> bool {
    let free = format!(
        "select count(*) from palco.checkpoints c
          where c.holder is null
             or (select o.session from palco.owners o
                  where o.lane = c.lane and o.epoch = c.epoch) = '{session}'"
    );
    database.number(&free).await == 0
}

/// Three nodes under load: the first is killed, the second stopped and woken.
async fn three_nodes(part: Part, ttl: Duration, asleep: Duration) -> Seen {
    let database = Database::new();
    let store = database.store("the_test").await;
    database.run(WATCH).await;
    let start = |name: &str| Node::start(&database, name, part, ttl);
    let nodes = [start("node_1"), start("node_2"), start("node_3")];
    share_out(&database, &store).await;
    nodes[0].signal("KILL");
    let killed = Instant::now();
    while !all_held_without(&database, "node_1").await {
        assert!(killed.elapsed() < PATIENCE, "nobody takes over");
        plan(&store, 5, 2).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let hand_over = killed.elapsed();
    nodes[1].signal("STOP");
    let began = Instant::now();
    while began.elapsed() < asleep || !all_held_without(&database, "node_2").await {
        assert!(began.elapsed() < PATIENCE + asleep, "nobody takes over");
        plan(&store, 20, 2).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    nodes[1].signal("CONT");
    for _ in 0..50 {
        plan(&store, 20, 2).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(nodes);
    let stale = database.number("select count(*) from palco.stale").await;
    database.run("drop trigger watch on palco.checkpoints").await;
    finish(&database).await;
    Seen { stale, differ: differing(&store).await, hand_over }
}

/// Waits until each of the three has a lane.
async fn share_out(database: &Database, store: &PostgresStore) {
    let began = Instant::now();
    loop {
        plan(store, 5, 2).await;
        let lanes = store.progress().await.unwrap();
        let mut holders: Vec<_> = lanes.iter().filter_map(|lane| lane.holder).collect();
        holders.sort();
        holders.dedup();
        let sessions = "select count(distinct o.session) from palco.owners o
            join palco.checkpoints c on c.lane = o.lane and c.epoch = o.epoch";
        if holders.len() == 3 && database.number(sessions).await == 3 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "the lanes are not shared");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_replaced_writes_no_more() {
    let ttl = sized(Duration::from_millis(600), Duration::from_secs(5));
    let asleep = sized(Duration::from_secs(3), Duration::from_secs(30));
    let Seen { stale, differ, hand_over } = three_nodes(Part::Project(None), ttl, asleep).await;
    assert_eq!((stale, differ), (0, 0));
    assert!(hand_over < Duration::from_secs(10), "a hand-over of {hand_over:?}");
    proved(
        "three nodes",
        format!(
            "kill -9 and SIGSTOP of {} s with leases of {} ms: {stale} stale writes, hand-over {} ms",
            asleep.as_secs(),
            ttl.as_millis(),
            hand_over.as_millis()
        ),
    );
}

/// The control: were the epoch not looked at, the one that woke up would write, and be seen to.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_fence_who_was_replaced_writes() {
    let database = Database::new();
    let (asleep, awake) = (database.store("asleep").await, database.store("awake").await);
    database.run(WATCH).await;
    awake.revisions("events", 1).await.unwrap();
    let claim = |ttl: Duration| Claim {
        processor: ProcessorId::new("events", 1),
        lanes: 1,
        holder: Uuid::now_v7(),
        ttl,
        sends: false,
    };
    let stale = asleep.claim(&claim(Duration::ZERO)).await.unwrap().leases.remove(0);
    let taken = awake.claim(&claim(PATIENCE)).await.unwrap().leases;
    assert_eq!(taken.len(), 1);
    let late = Commit {
        position: stale.position,
        lease: stale,
        ttl: PATIENCE,
        rows: Vec::new(),
        parked: Vec::new(),
        freed: Vec::new(),
    };
    let seen = "select count(*) from palco.stale";
    assert_eq!(asleep.commit(late.clone()).await, Ok(CommitOutcome::Fenced));
    assert_eq!(database.number(seen).await, 0);
    let schema = database.0.clone();
    let unfenced = Flawed { inner: asleep, schema, flaw: Flaw::Unfenced };
    assert_eq!(unfenced.commit(late).await, Ok(CommitOutcome::Done));
    let stale = database.number(seen).await;
    assert_eq!(stale, 1, "the check sees nothing");
    proved("three nodes, control", format!("{stale} stale writes without the fence"));
}

/// A published event at a hall of its own, on sale.
pub(crate) async fn on_sale(me: &Acting, event: Uuid) {
    let hall = Uuid::now_v7();
    let place = event::Place::Venue { venue_id: hall.try_into().unwrap() };
    let draft = scene::draft(place, instant("2998-12-01T21:00:00Z"));
    me.send(hall, venue::Command::from(scene::hall()), None).await.unwrap();
    me.send(event, event::Command::from(draft), None).await.unwrap();
    me.send(event, event::Command::from(event::Publish {}), None).await.unwrap();
    me.send(event, box_office::Command::from(scene::open(100)), None).await.unwrap();
}
