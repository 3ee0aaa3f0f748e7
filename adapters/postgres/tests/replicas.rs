//! Reads from a standby: as new as asked for, or else from the primary.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::sync::Arc;

use palco::{
    application::Palco,
    ports::{Checkpoints, EventStore, Expected::Any, StreamId},
    testing::{
        OnSale,
        conformance::{a_stream, a_tenant, append, appended, version},
        id, known,
    },
    ticketing::box_office::BlockPlaces,
    values::{EventId, Quantity, TenantId},
};
use palco_postgres::PostgresStore;
use server::{TestStore, pair::Pair};

struct Written {
    store: PostgresStore,
    tenant: TenantId,
    stream: StreamId,
}

impl Written {
    async fn write(&self) {
        let draft = append(self.tenant).write(&self.stream, Any, 1);
        assert_eq!(appended(&draft.send(&self.store).await).len(), 1);
    }

    async fn at_least(&self, after: u64, at_least: u64) -> usize {
        let (after, at_least) = (version(after), version(at_least));
        let (tenant, stream) = (self.tenant, &self.stream);
        let read = self.store.read_stream_at_least(tenant, stream, after, at_least, 9).await;
        read.expect("the store answers").len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_is_as_new_as_asked_for_whatever_the_standby_has() {
    let pair = Pair::start();
    let of = Written { store: pair.store().await, tenant: a_tenant(), stream: a_stream() };
    of.write().await;
    pair.catch_up().await;
    // From here on the standby stands still: what it has is told from what the primary has.
    pair.on_standby("select pg_wal_replay_pause()").await;
    of.write().await;
    assert_eq!(of.at_least(0, 1).await, 1, "the standby answers");
    assert_eq!(of.at_least(0, 2).await, 2, "the primary answers: the standby is behind");
    assert_eq!(of.at_least(1, 1).await, 0, "nothing more is asked for than is known");
    assert_eq!(of.at_least(1, 2).await, 1);
    // Decisions, and the feed, are the primary's.
    let decided = of.store.read_stream(of.tenant, &of.stream, version(0), 9).await;
    assert_eq!(decided.expect("the store answers").len(), 2);

    pair.on_standby("select pg_wal_replay_resume()").await;
    pair.catch_up().await;
    pair.on_standby("select pg_wal_replay_pause()").await;
    of.write().await;
    assert_eq!(of.at_least(0, 2).await, 2, "the standby answers again");
    pair.on_standby("select pg_wal_replay_resume()").await;

    let Pair { standby, primary: _primary } = pair;
    drop(standby);
    for _ in 0..3 {
        assert_eq!(of.at_least(0, 1).await, 3, "the primary answers for a dead standby");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_in_what_is_read_behind() {
    let pair = Pair::start();
    let palco = Palco::over(Arc::new(pair.store().await));
    let sale = OnSale::of(20);
    sale.open(&palco).await;
    pair.catch_up().await;
    // The tenant, the event and the hall of every on-sale.
    let (me, event_id) = (palco.acting(id(1), id(3)), id::<EventId>(2));
    let behind = async |version| {
        let me = me.clone().at_least(version);
        me.tickets().availability(event_id).await.expect("the store answers")
    };
    let before = behind(version(0)).await;
    pair.on_standby("select pg_wal_replay_pause()").await;
    let quantity = Quantity::new(3).expect("a quantity");
    let block = BlockPlaces { block_id: id(9), quota: known("hall"), quantity };
    let answer = me.tickets().send(event_id, block).await.expect("blocked");
    assert_eq!(behind(version(0)).await, before, "no version is asked for");
    let after = behind(answer.version).await;
    assert_ne!(after, before);
    assert_eq!(me.tickets().availability(event_id).await, Ok(after));
    let state = me.clone().at_least(answer.version).state("box_office", event_id.into()).await;
    assert_eq!(state, me.state("box_office", event_id.into()).await);
    pair.on_standby("select pg_wal_replay_resume()").await;
}

/// A server that is no standby serves nothing: the other store's records are not ours, and a promoted
/// server has a history of its own.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_standby_of_the_store_is_not_believed() {
    let (own, other) = (TestStore::fresh().await, TestStore::fresh().await);
    let promoted = own.schema.settings().replica(server::url());
    let unreachable = own.schema.settings().replica("postgres://palco@127.0.0.1:1/postgres");
    for settings in [promoted, unreachable] {
        let store = PostgresStore::connect_with(settings).await.expect("the store starts");
        let of = Written { store, tenant: a_tenant(), stream: a_stream() };
        of.write().await;
        // Also where nothing is asked for at least, so that nothing would do.
        assert_eq!(of.at_least(0, 0).await, 1);
        assert_eq!(of.at_least(0, 1).await, 1);
    }
    drop(other);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_was_promoted_is_not_believed_any_more() {
    let pair = Pair::start();
    let of = Written { store: pair.store().await, tenant: a_tenant(), stream: a_stream() };
    of.write().await;
    pair.catch_up().await;
    assert_eq!(of.at_least(0, 0).await, 1, "the standby answers");
    pair.on_standby("select pg_promote()").await;
    of.write().await;
    for _ in 0..3 {
        assert_eq!(of.at_least(0, 0).await, 2, "the primary answers");
    }
}

#[tokio::test]
async fn the_epoch_is_the_operators() {
    let store = TestStore::fresh().await;
    assert_eq!(store.epoch().await, Ok(1));
    store.schema.run("update palco.store_meta set epoch = epoch + 1").await;
    assert_eq!(store.epoch().await, Ok(2));
}
