//! Streams and the feed: in order, in pages, without a gap.

use std::{future::poll_fn, task::Poll};

use super::{a_stream, a_tenant, append, appended, assert_records, happened, read_all, version};
use crate::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{Any, Exact, NoStream},
        FeedPage, Position, Record, StreamId,
    },
    values::Version,
};

/// How often the feed is asked before a record counts as missing: it may be held back for a moment
/// by whoever else appends to the same database.
const TRIES: u32 = 2_000;

async fn read_page(store: &dyn EventStore, after: Position, limit: u32) -> FeedPage {
    let page = store.read_feed(after, limit).await.expect("the store answers");
    assert!(page.records.len() <= usize::try_from(limit).expect("a limit"), "more than asked for");
    let last = page.records.last().map_or(after, |record| record.position);
    assert_eq!(page.next, last, "a page ends with its last record, or where the reader stood");
    page
}

/// The feed in pages, from `after` until it has shown `count` records, and where the reader stands.
pub(super) async fn read_pages(
    store: &dyn EventStore,
    after: Position,
    limit: u32,
    count: usize,
) -> (Vec<Record>, Position) {
    let (mut records, mut stand) = (Vec::new(), after);
    for _ in 0..TRIES {
        let page = read_page(store, stand, limit).await;
        records.extend(page.records);
        stand = page.next;
        if records.len() >= count {
            return (records, stand);
        }
        let_others_run().await;
    }
    panic!("the feed shows {} records of {count}", records.len());
}

async fn let_others_run() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Versions are 1, 2, 3 over any number of appends, however many domain events each has.
pub async fn numbers_versions_without_a_gap(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let mut records: Vec<Record> = Vec::new();
    for count in [1, 4, 2, 1, 7] {
        let expected = Exact(version(records.len() as u64));
        let expected = if records.is_empty() { NoStream } else { expected };
        // Failed appends in between leave no hole.
        let _ = append(tenant).write(&stream, Exact(version(99)), 1).send(store).await;
        records.extend(appended(&append(tenant).write(&stream, expected, count).send(store).await));
    }
    let versions: Vec<_> = records.iter().map(|record| record.version).collect();
    assert_eq!(versions, (1..=15).map(version).collect::<Vec<_>>());
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// `after` leaves out what the reader has, `limit` what it does not take yet.
pub async fn pages_through_a_stream(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 10).send(store).await);
    for (after, limit, wanted) in
        [(0, 4, 0..4), (4, 4, 4..8), (8, 4, 8..10), (10, 4, 10..10), (99, 4, 10..10), (3, 0, 3..3)]
    {
        let page = store.read_stream(tenant, &stream, version(after), limit).await;
        assert_records(&page.expect("the store answers"), &records[wanted]);
    }
}

/// Whichever copy of the data answers, it has what the caller knows of.
pub async fn reads_behind_no_further_than_asked_for(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let written = appended(&append(tenant).write(&stream, NoStream, 5).send(store).await);
    let read = async |after, at_least, limit| {
        let (after, at_least) = (version(after), version(at_least));
        let read = store.read_stream_at_least(tenant, &stream, after, at_least, limit).await;
        read.expect("the store answers")
    };
    assert_records(&read(0, 5, 9).await, &written);
    assert_records(&read(0, 5, 2).await, written.get(..2).expect("two"));
    assert_records(&read(3, 5, 9).await, written.get(3..).expect("two"));
    let no_more = read(5, 9, 9).await;
    assert!(no_more.is_empty(), "a version that is not there is not waited for without end");
}

/// A stream that nobody wrote is empty, and reading it does not make it.
pub async fn finds_nothing_in_an_unknown_stream(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    assert_records(&read_all(store, tenant, &stream).await, &[]);
    let _ = appended(&append(tenant).write(&stream, NoStream, 1).send(store).await);
}

/// Another tenant's stream is as good as missing, to read and to write.
pub async fn shows_a_foreign_tenant_nothing(store: &dyn EventStore) {
    let (tenant, stranger, stream) = (a_tenant(), a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 2).send(store).await);
    assert_records(&read_all(store, stranger, &stream).await, &[]);
    let own = appended(&append(stranger).write(&stream, NoStream, 1).send(store).await);
    assert_records(&read_all(store, stranger, &stream).await, &own);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// A stream is an aggregate's name and an id: the same id under another name is another stream.
pub async fn keeps_aggregates_of_one_id_apart(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let namesake = StreamId::new("another", stream.id);
    let records = appended(&append(tenant).write(&stream, NoStream, 2).send(store).await);
    assert_records(&read_all(store, tenant, &namesake).await, &[]);
    let _ = appended(&append(tenant).write(&namesake, NoStream, 1).send(store).await);
    assert_records(&read_all(store, tenant, &stream).await, &records);
}

/// The feed has every record of every tenant once, whole, in the order of the appends.
pub async fn feeds_every_tenant_in_order(store: &dyn EventStore) {
    let (one, other, stream) = (a_tenant(), a_tenant(), a_stream());
    let mut written = Vec::new();
    for (tenant, count) in [(one, 2), (other, 1), (one, 1), (other, 3)] {
        let domain_events = (0..count).map(|_| happened(r#"{"name":"São João"}"#)).collect();
        let draft = append(tenant).write_these(&stream, Any, domain_events);
        written.extend(appended(&draft.send(store).await));
        let refused = append(tenant).write(&stream, NoStream, 1).send(store).await;
        assert!(matches!(refused, AppendOutcome::Conflict { .. }));
    }
    let (records, _) = read_pages(store, Position::START, 1_000, written.len()).await;
    assert_records(&records, &written);
    assert!(records.is_sorted_by(|one, next| one.position < next.position));
}

/// Pages of any size show the same feed, from any place in it.
pub async fn pages_through_the_feed(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let records = appended(&append(tenant).write(&stream, NoStream, 7).send(store).await);
    for limit in [1, 3, 7, 8] {
        let (paged, stand) = read_pages(store, Position::START, limit, 7).await;
        assert_records(&paged, &records);
        assert_eq!(stand, records[6].position);
    }
    let mut rest = records.as_slice();
    while let [record, behind @ ..] = rest {
        let (paged, _) = read_pages(store, record.position, 2, behind.len()).await;
        assert_records(&paged, behind);
        rest = behind;
    }
}

/// At the end `next` is where the reader stood, and from there the reader sees what comes.
pub async fn stands_still_at_the_end_of_the_feed(store: &dyn EventStore) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let first = appended(&append(tenant).write(&stream, NoStream, 2).send(store).await);
    let (_, end) = read_pages(store, Position::START, 10, 2).await;
    for limit in [10, 0] {
        let page = read_page(store, end, limit).await;
        assert_eq!(page, FeedPage { records: Vec::new(), next: first[1].position });
    }
    let second = appended(&append(tenant).write(&stream, Any, 1).send(store).await);
    let (records, _) = read_pages(store, end, 10, 1).await;
    assert_records(&records, &second);
}

/// Before anything happened there is nothing to read.
pub async fn starts_with_an_empty_feed(store: &dyn EventStore) {
    let page = read_page(store, Position::START, 10).await;
    assert_eq!(page, FeedPage { records: Vec::new(), next: Position::START });
    assert_eq!(store.read_stream(a_tenant(), &a_stream(), Version::ZERO, 10).await, Ok(Vec::new()));
}
