//! One tenant, one hall, and evenings in it.

use std::{future::Future, sync::Arc, time::Duration};

use palco::{
    application::{Palco, Recorded},
    contract::Command,
    planning::{event, venue},
    ports::{Position, ProcessorStore, Row},
    projections::{Fold, ReadModel},
    testing::{id, instant, known, scene},
    ticketing::box_office,
};
use palco_memory::{ManualClock, MemoryStore};
use palco_runtime::Tuning;
use uuid::Uuid;

pub(crate) struct Stage {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) palco: Palco,
}

/// In more of a hurry than a server: a test waits for what takes a few of these.
pub(crate) fn hurried() -> Tuning {
    Tuning {
        ttl: Duration::from_millis(300),
        poll_min: Duration::from_millis(2),
        poll_max: Duration::from_millis(10),
        backoff: Duration::from_millis(1),
        page: 7,
        tries: 3,
        ..Tuning::default()
    }
}

/// Asks until it is so; a busy machine has a minute.
pub(crate) async fn eventually<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    for _ in 0..6_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to be");
}

/// Whether the table is the pure fold of the feed, byte for byte.
pub(crate) async fn table_equals_fold(store: &dyn ProcessorStore, model: ReadModel) -> bool {
    let mut fold = Fold::of(model);
    let mut at = Position::START;
    loop {
        let page = store.read_feed(at, 1_000).await.unwrap();
        if page.records.is_empty() {
            break;
        }
        at = page.next;
        for record in page.records {
            let Ok(Recorded { record, domain_event }) = Recorded::read(record) else { continue };
            fold.take_in(record.tenant, record.stream.id, record.recorded_at, &domain_event);
        }
    }
    let mut expected: Vec<Row> = fold
        .rows()
        .map(|of| Row {
            tenant: of.tenant,
            key: of.row.key,
            created_at: of.created_at,
            columns: of.row.columns,
        })
        .collect();
    expected.sort_by(|one, next| (one.tenant, &one.key).cmp(&(next.tenant, &next.key)));
    let mut tenants: Vec<_> = expected.iter().map(|row| row.tenant).collect();
    tenants.dedup();
    let mut rows = Vec::new();
    for tenant in tenants {
        rows.extend(store.rows(model.name, tenant, "", 100_000).await.unwrap());
    }
    rows == expected
}

impl Stage {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(ManualClock::at(instant("2026-11-23T12:00:00Z")));
        let store = Arc::new(MemoryStore::default());
        let palco = Palco::over(store.clone()).with_clock(clock.clone());
        Self { store, clock, palco }
    }

    pub(crate) async fn send(&self, of: u64, command: impl Into<Command>) {
        let me = self.palco.acting(id(1), id(7));
        let sent = me.send(Uuid::from_u128(of.into()), command, None).await;
        assert!(sent.is_ok(), "{sent:?}");
    }

    /// A hall of its own, an event in it, its box office, two holds and a sale.
    pub(crate) async fn evening(&self, event: u64) {
        let hall = event + 1_000;
        let place = event::Place::Venue { venue_id: id(hall) };
        let draft = scene::draft(place, instant("2026-12-01T21:00:00Z"));
        self.send(hall, venue::Command::from(scene::hall())).await;
        self.send(event, event::Command::from(draft)).await;
        self.send(event, event::Command::from(event::Publish {})).await;
        self.send(event, box_office::Command::from(scene::open(100))).await;
        for _ in 0..2 {
            self.send(event, box_office::Command::from(scene::hold(2))).await;
        }
    }

    pub(crate) async fn cancel(&self, event: u64) {
        let cancel = event::Cancel { reason: known("rain") };
        self.send(event, event::Command::from(cancel)).await;
    }

    pub(crate) async fn react_from_the_start(&self) {
        let at = self.palco.react(Position::START).await;
        assert!(at.is_ok(), "{at:?}");
    }

    /// The names of all that was recorded.
    pub(crate) async fn names(&self) -> Vec<&'static str> {
        let records = self.palco.feed(Position::START, 1_000).await.unwrap().records;
        records.iter().map(|of| of.domain_event.wire_name()).collect()
    }
}
