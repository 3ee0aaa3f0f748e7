//! How far positions were drawn, read while others draw. What a select of the sequence's row shows may
//! be up to 32 ahead: now and then `nextval` writes there, for a moment, the number that it logs. A
//! floor or an end of the feed that is ahead of the positions leads a reader past records that come.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use palco::testing::{proved, sized};
use server::{TestStore, connection};
use sqlx::{Executor, query_as};
use tokio::task::JoinSet;

const FEED_END: &str = include_str!("../sql/feed_end.sql");
const WRITE: &str = include_str!("../migrations/0002_write.sql");

/// Looks both ways so often, each time before how far they were drawn in truth.
const LOOK: &str = "
create function palco.look(looks int, out row_ahead bigint, out end_ahead bigint)
language plpgsql as $look$
declare
    of_row bigint; of_end bigint;
begin
    row_ahead := 0;
    end_ahead := 0;
    for look in 1 .. looks loop
        select last_value into of_row from palco.event_store_id_seq;
        of_end := (FEED_END);
        row_ahead := row_ahead
            + (of_row > pg_sequence_last_value('palco.event_store_id_seq'::regclass))::int;
        end_ahead := end_ahead
            + (of_end > pg_sequence_last_value('palco.event_store_id_seq'::regclass))::int;
    end loop;
end
$look$";
const LOOKS: i64 = 20_000;
const DRAWING: usize = 3;
const LOOKING: usize = 4;

#[derive(Default)]
struct Looks {
    all: AtomicI64,
    row_ahead: AtomicI64,
    end_ahead: AtomicI64,
    stop: AtomicBool,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_feed_is_never_ahead_of_the_positions() {
    let store = TestStore::fresh().await;
    store.schema.run(&LOOK.replace("FEED_END", FEED_END.trim_end())).await;
    let looks = Arc::new(Looks::default());
    let mut tasks = JoinSet::new();
    for _ in 0..DRAWING {
        let (looks, draw) =
            (Arc::clone(&looks), store.schema.sql("select nextval('palco.event_store_id_seq')").0);
        tasks.spawn(async move {
            let mut connection = connection().await;
            while !looks.stop.load(SeqCst) {
                connection
                    .execute(sqlx::query(sqlx::AssertSqlSafe(draw.clone())))
                    .await
                    .expect("drawn");
            }
        });
    }
    for _ in 0..LOOKING {
        let (looks, look) =
            (Arc::clone(&looks), store.schema.sql("select * from palco.look($1::int)").0);
        tasks.spawn(async move {
            let mut connection = connection().await;
            while !looks.stop.load(SeqCst) {
                let ahead = query_as(sqlx::AssertSqlSafe(look.clone())).bind(LOOKS);
                let (of_row, of_end): (i64, i64) =
                    ahead.fetch_one(&mut connection).await.expect("looked");
                looks.all.fetch_add(LOOKS, SeqCst);
                looks.row_ahead.fetch_add(of_row, SeqCst);
                looks.end_ahead.fetch_add(of_end, SeqCst);
            }
        });
    }
    // The control needs one look in some millions: there is time for so many in the long run alone.
    let (least, most) = sized(
        (Duration::from_secs(1), Duration::from_secs(1)),
        (Duration::from_secs(30), Duration::from_secs(240)),
    );
    let started = Instant::now();
    while started.elapsed() < least
        || (started.elapsed() < most && looks.row_ahead.load(SeqCst) == 0)
    {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    looks.stop.store(true, SeqCst);
    tasks.join_all().await;
    let [all, of_row, of_end] =
        [&looks.all, &looks.row_ahead, &looks.end_ahead].map(|of| of.load(SeqCst));
    proved("end of the feed", format_args!("{all} looks, {of_end} of them ahead of the positions"));
    proved(
        "end of the feed, control (the row of the sequence)",
        format_args!("{all} looks, {of_row} of them ahead of the positions"),
    );
    assert_eq!(of_end, 0);
    assert!(of_row > 0 || sized(true, false), "the check sees nothing");
}

/// It would take hours to see it by luck.
#[test]
fn neither_the_floor_nor_the_end_is_read_from_the_row() {
    for text in [FEED_END, WRITE] {
        assert!(text.contains("pg_sequence_last_value('palco.event_store_id_seq'::regclass)"));
        assert!(!text.contains("from palco.event_store_id_seq"));
        assert!(!text.contains("palco.event_store_id_seq s"));
    }
}
