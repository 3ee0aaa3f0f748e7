//! Read models: rows with their checkpoint, and revisions beside each other.

use uuid::Uuid;

use super::{
    LONG, NONE, a_lease, a_venue, a_venue_lease, claim, claimed, commit, instant, up_to, venues,
};
use crate::{
    ports::{
        Commit, CommitOutcome, Position, ProcessorId, ProcessorStore, Revision, Revisions, Row,
    },
    testing::conformance::a_tenant,
};

async fn revisions(store: &dyn ProcessorStore, form: u32) -> Revisions {
    store.revisions("venues", form).await.expect("the store answers")
}

/// Readers see the first revision from its first row on: there is nothing older to show.
pub async fn begins_with_one_revision(store: &dyn ProcessorStore) {
    let first = Revisions { active: Revision { number: 1, form: 1 }, building: None };
    assert_eq!(revisions(store, 1).await, first);
    assert_eq!(revisions(store, 1).await, first);
    assert_eq!(venues(store, a_tenant()).await, []);
}

/// What is read is what was written, byte for byte.
pub async fn writes_rows_with_the_checkpoint(store: &dyn ProcessorStore) {
    let lease = a_venue_lease(store, 1).await;
    let tenant = a_tenant();
    let rows = vec![a_venue(tenant, Uuid::now_v7(), r"Circo \\ Voador çã\u0001", 1)];
    let written = Commit { rows: rows.clone(), ..up_to(&lease, 5) };
    assert_eq!(commit(store, written).await, CommitOutcome::Done);
    assert_eq!(venues(store, tenant).await, rows);
    let progress = store.progress().await.expect("the store answers");
    let own = progress.iter().find(|of| of.processor == lease.processor && of.lane == lease.lane);
    assert_eq!(own.expect("the lane").position.get(), 5);
}

/// Written again a row changes, but for when it was made.
pub async fn keeps_when_a_row_was_made(store: &dyn ProcessorStore) {
    let lease = a_venue_lease(store, 1).await;
    let (tenant, id) = (a_tenant(), Uuid::now_v7());
    for (at, name) in [(1, "Canecão"), (2, "Teatro")] {
        let rows = vec![a_venue(tenant, id, name, at)];
        let written = Commit { rows, ..up_to(&lease, i64::from(at)) };
        assert_eq!(commit(store, written).await, CommitOutcome::Done);
    }
    let expected = Row { created_at: Some(instant(1)), ..a_venue(tenant, id, "Teatro", 2) };
    assert_eq!(venues(store, tenant).await, [expected]);
}

/// No row of a holder that was replaced gets in.
pub async fn writes_nothing_by_a_stale_lease(store: &dyn ProcessorStore) {
    let id = ProcessorId::new("venues", 1);
    revisions(store, 1).await;
    let stale = claimed(store, &claim(&id, Uuid::now_v7(), NONE)).await.leases[0].clone();
    claimed(store, &claim(&id, Uuid::now_v7(), LONG)).await;
    let tenant = a_tenant();
    let rows = vec![a_venue(tenant, Uuid::now_v7(), "Circo Voador", 1)];
    let late = Commit { rows, ..up_to(&stale, 5) };
    assert_eq!(commit(store, late).await, CommitOutcome::Fenced);
    assert_eq!(venues(store, tenant).await, []);
}

/// The same id at another tenant is another row.
pub async fn keeps_tenants_apart(store: &dyn ProcessorStore) {
    let lease = a_venue_lease(store, 1).await;
    let (one, other, id) = (a_tenant(), a_tenant(), Uuid::now_v7());
    let rows = vec![a_venue(one, id, "Circo Voador", 1), a_venue(other, id, "Teatro", 2)];
    let written = Commit { rows: rows.clone(), ..up_to(&lease, 5) };
    assert_eq!(commit(store, written).await, CommitOutcome::Done);
    assert_eq!(venues(store, one).await, rows[..1]);
    assert_eq!(venues(store, other).await, rows[1..]);
}

/// Rows come in the order of their keys.
pub async fn pages_by_key(store: &dyn ProcessorStore) {
    let lease = a_venue_lease(store, 1).await;
    let tenant = a_tenant();
    let mut rows: Vec<_> = (0..5).map(|n| a_venue(tenant, Uuid::now_v7(), "Teatro", n)).collect();
    let written = Commit { rows: rows.iter().rev().cloned().collect(), ..up_to(&lease, 5) };
    assert_eq!(commit(store, written).await, CommitOutcome::Done);
    rows.sort_by(|one, next| one.key.cmp(&next.key));
    let mut after = String::new();
    for pair in rows.chunks(2) {
        let page = store.rows("venues", tenant, &after, 2).await.expect("the store answers");
        assert_eq!(page, pair);
        after.clone_from(&pair.last().expect("a row").key);
    }
}

/// A name without a table is told, not passed over, where the store has tables.
pub async fn refuses_an_unknown_read_model(store: &dyn ProcessorStore) {
    let rows = store.rows("sample", a_tenant(), "", 10).await;
    assert!(rows.is_err() || rows == Ok(Vec::new()));
    assert_eq!(store.rebuild("sample").await, Ok(None));
}

/// A rebuild is not seen until the switch, and then nothing else is.
pub async fn builds_beside_and_shows_at_once(store: &dyn ProcessorStore) {
    let (old, tenant, id) = (a_venue_lease(store, 1).await, a_tenant(), Uuid::now_v7());
    let one = vec![a_venue(tenant, id, "Circo Voador", 1)];
    assert_eq!(
        commit(store, Commit { rows: one.clone(), ..up_to(&old, 5) }).await,
        CommitOutcome::Done
    );
    assert_eq!(store.switch("venues", 2).await, Ok(false), "nothing is being built");
    assert_eq!(store.rebuild("venues").await, Ok(Some(2)));
    assert_eq!(store.rebuild("venues").await, Ok(Some(2)));
    assert_eq!(revisions(store, 1).await.building, Some(Revision { number: 2, form: 1 }));
    assert_eq!(store.switch("venues", 2).await, Ok(false), "nobody has begun");
    let new = a_lease(store, &ProcessorId::new("venues", 2)).await;
    let two = vec![a_venue(tenant, id, "Teatro", 2)];
    assert_eq!(
        commit(store, Commit { rows: two.clone(), ..up_to(&new, 5) }).await,
        CommitOutcome::Done
    );
    assert_eq!(venues(store, tenant).await, one);
    assert_eq!(store.switch("venues", 2).await, Ok(true));
    assert_eq!(venues(store, tenant).await, two);
    let after = Revisions { active: Revision { number: 2, form: 1 }, building: None };
    assert_eq!(revisions(store, 1).await, after);
    assert_eq!(store.switch("venues", 2).await, Ok(false));
}

/// Readers are not taken back to what was.
pub async fn shows_nothing_that_is_behind(store: &dyn ProcessorStore) {
    let old = a_venue_lease(store, 1).await;
    assert_eq!(commit(store, up_to(&old, 5)).await, CommitOutcome::Done);
    assert_eq!(store.rebuild("venues").await, Ok(Some(2)));
    let new = a_lease(store, &ProcessorId::new("venues", 2)).await;
    for (at, shown) in [(4, false), (5, true)] {
        assert_eq!(commit(store, up_to(&new, at)).await, CommitOutcome::Done);
        assert_eq!(store.switch("venues", 2).await, Ok(shown));
    }
}

/// Code that writes another form builds its own revision; older code does not.
pub async fn starts_anew_for_a_higher_form(store: &dyn ProcessorStore) {
    assert_eq!(revisions(store, 3).await.building, None);
    assert_eq!(revisions(store, 2).await.building, None);
    let building = Some(Revision { number: 2, form: 4 });
    assert_eq!(revisions(store, 4).await.building, building);
    assert_eq!(revisions(store, 3).await.building, building);
    // A form that nobody waits for any more is passed over.
    assert_eq!(revisions(store, 5).await.building, Some(Revision { number: 3, form: 5 }));
}

/// Whoever still writes to what was replaced is fenced; its rows go, page by page.
pub async fn clears_what_was_replaced(store: &dyn ProcessorStore) {
    let (old, tenant) = (a_venue_lease(store, 1).await, a_tenant());
    let rows: Vec<_> = (0..3).map(|n| a_venue(tenant, Uuid::now_v7(), "Teatro", n)).collect();
    let written = Commit { rows: rows.clone(), ..up_to(&old, 5) };
    assert_eq!(commit(store, written.clone()).await, CommitOutcome::Done);
    assert_eq!(store.clear("venues", 10).await, Ok(0));
    assert_eq!(store.rebuild("venues").await, Ok(Some(2)));
    let new = a_lease(store, &ProcessorId::new("venues", 2)).await;
    let again = Commit { rows: rows.clone(), ..up_to(&new, 5) };
    assert_eq!(commit(store, again).await, CommitOutcome::Done);
    assert_eq!(store.switch("venues", 2).await, Ok(true));
    assert_eq!(store.clear("venues", 2).await, Ok(2));
    assert_eq!(commit(store, written).await, CommitOutcome::Fenced);
    let late = claimed(store, &claim(&old.processor, Uuid::now_v7(), LONG)).await;
    assert_eq!(late.leases, []);
    assert_eq!(store.clear("venues", 2).await, Ok(1));
    assert_eq!(store.clear("venues", 2).await, Ok(0));
    assert_eq!(venues(store, tenant).await.len(), rows.len());
}

/// Figures, and what may be missing of them.
pub async fn keeps_figures_of_a_box_office(store: &dyn ProcessorStore) {
    store.revisions("availability", 1).await.expect("the store answers");
    let lease = a_lease(store, &ProcessorId::new("availability", 1)).await;
    let (tenant, id) = (a_tenant(), Uuid::now_v7());
    let full = format!(
        r#"{{"event_id":"{id}","ticket_type":"vip","price_amount":"120.50","price_currency":"BRL","on_sale_from":"2026-11-23T12:00:00.000Z","on_sale_until":"2026-11-24T12:00:00.000Z","closed":false,"available":0,"quota":"all","size":9007199254740991,"sold":1,"blocked":2,"held":3,"as_of":"2026-11-23T12:00:00.001Z","next_lapse_at":"2026-11-23T12:10:00.000Z"}}"#
    );
    let bare = format!(
        r#"{{"event_id":"{id}","ticket_type":"web","price_amount":"0","price_currency":"JPY","on_sale_from":null,"on_sale_until":null,"closed":true,"available":null,"quota":"all","size":null,"sold":1,"blocked":0,"held":0,"as_of":"2026-11-23T12:00:00.001Z","next_lapse_at":null}}"#
    );
    let row = |ticket_type: &str, columns: String| Row {
        tenant,
        key: format!("{id}/{ticket_type}"),
        created_at: None,
        columns,
    };
    let rows = vec![row("vip", full), row("web", bare)];
    let written = Commit { rows: rows.clone(), ..up_to(&lease, 5) };
    assert_eq!(commit(store, written).await, CommitOutcome::Done);
    let read = store.rows("availability", tenant, "", 10).await.expect("the store answers");
    assert_eq!(read, rows);
}

/// An online event has no venue.
pub async fn keeps_an_event_without_a_venue(store: &dyn ProcessorStore) {
    store.revisions("events", 1).await.expect("the store answers");
    let lease = a_lease(store, &ProcessorId::new("events", 1)).await;
    let (tenant, id) = (a_tenant(), Uuid::now_v7());
    let columns = format!(
        r#"{{"id":"{id}","name":"Rock","event_date":"2026-11-23T12:00:00.000Z","venue_id":null,"status":"draft","capacity":10,"updated_at":"2026-11-23T12:00:00.001Z"}}"#
    );
    let rows = vec![Row { tenant, key: id.to_string(), created_at: Some(instant(1)), columns }];
    let written = Commit { rows: rows.clone(), position: Position::START, ..up_to(&lease, 5) };
    assert_eq!(commit(store, written).await, CommitOutcome::Done);
    assert_eq!(store.rows("events", tenant, "", 10).await, Ok(rows));
}
