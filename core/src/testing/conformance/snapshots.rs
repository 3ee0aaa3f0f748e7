//! Snapshots: kept beside the records, measured against them, and never needed.

use super::{
    Loading, a_stream, a_tenant, append, appended, happened, key_of, loaded, read_all, saved,
    version,
};
use crate::ports::{
    Expected::{Any, NoStream},
    Snapshot, SnapshotKey, Store, StreamId,
};

const ALL: u32 = 10_000;

async fn save(store: &dyn Store, key: &SnapshotKey, at: u64, state: impl Into<Vec<u8>>) {
    saved(store, key, at, state).await.expect("the store saves");
}

/// A stream with so many records, and the key of its snapshot.
async fn a_key_with(store: &dyn Store, records: u16) -> SnapshotKey {
    let (tenant, stream) = (a_tenant(), a_stream());
    let _ = appended(&append(tenant).write(&stream, NoStream, records).send(store).await);
    key_of(tenant, &stream)
}

async fn load(store: &dyn Store, key: &SnapshotKey) -> Loading {
    loaded(store, key, ALL).await.expect("the store answers")
}

/// Checks what is loaded: a snapshot's version and state, and the versions of the records.
async fn assert_loads(
    store: &dyn Store,
    key: &SnapshotKey,
    snapshot: Option<(u64, &str)>,
    records: impl IntoIterator<Item = u64>,
) {
    let loading = load(store, key).await;
    let wanted = snapshot.map(|(at, state)| Snapshot { version: version(at), state: state.into() });
    assert_eq!(loading.snapshot, wanted);
    let versions: Vec<_> = loading.records.iter().map(|record| record.version).collect();
    assert_eq!(versions, records.into_iter().map(version).collect::<Vec<_>>());
}

/// Without a snapshot there are the records, with all that a state needs of them.
pub async fn loads_every_record_without_a_snapshot(store: &dyn Store) {
    let (tenant, stream) = (a_tenant(), a_stream());
    let key = key_of(tenant, &stream);
    assert_eq!(load(store, &key).await, Loading::default());
    let mut second = happened(r#"{"name":"São João","nested":{"list":[1,"2",null]}}"#);
    second.event_type = "sample.of_a_name_that_is_longer_than_most".into();
    second.schema_version = 3;
    let written = vec![happened("{}"), second];
    let _ = appended(&append(tenant).write_these(&stream, NoStream, written).send(store).await);
    let loading = load(store, &key).await;
    let records = read_all(store, tenant, &stream).await;
    assert_eq!(loading.snapshot, None);
    assert_eq!(loading.records.len(), records.len());
    for (found, record) in loading.records.iter().zip(&records) {
        assert_eq!(found.version, record.version);
        assert_eq!(&*found.event_type, &*record.event_type);
        assert_eq!(found.schema_version, record.schema_version);
        assert_eq!(*found.data, *record.data);
    }
}

/// With a snapshot there are it and what came after; with no news nothing more.
pub async fn loads_a_snapshot_and_what_came_after_it(store: &dyn Store) {
    let key = a_key_with(store, 3).await;
    save(store, &key, 3, "{}").await;
    assert_loads(store, &key, Some((3, "{}")), []).await;
    let more = append(key.tenant).write(&key.stream, Any, 2);
    let _ = appended(&more.send(store).await);
    assert_loads(store, &key, Some((3, "{}")), 4..=5).await;
    save(store, &key, 4, "[4]").await;
    assert_loads(store, &key, Some((4, "[4]")), 5..=5).await;
}

/// The limit is on the records, the first of them after the snapshot.
pub async fn loads_no_more_records_than_asked_for(store: &dyn Store) {
    let key = a_key_with(store, 9).await;
    let first = loaded(store, &key, 4).await.expect("the store answers");
    assert_eq!(first.records.last().map(|record| record.version), Some(version(4)));
    save(store, &key, 2, "{}").await;
    for (limit, wanted) in [(0, vec![]), (1, vec![3]), (3, vec![3, 4, 5])] {
        let page = loaded(store, &key, limit).await.expect("the store answers");
        let versions: Vec<_> = page.records.iter().map(|record| record.version.get()).collect();
        assert_eq!((page.snapshot.is_some(), versions), (true, wanted));
    }
}

/// A snapshot under another fingerprint, tenant, name or id is none; each keeps its own.
pub async fn keeps_keys_apart(store: &dyn Store) {
    let key = a_key_with(store, 2).await;
    save(store, &key, 2, "own").await;
    let (tenant, stream) = (a_tenant(), StreamId::new("another", key.stream.id));
    for (tenant, stream) in [(tenant, &key.stream), (key.tenant, &stream), (tenant, &a_stream())] {
        let _ = appended(&append(tenant).write(stream, NoStream, 3).send(store).await);
        assert_loads(store, &key_of(tenant, stream), None, 1..=3).await;
        save(store, &key_of(tenant, stream), 3, "other").await;
    }
    let other_form = SnapshotKey { fingerprint: [8; 32], ..key.clone() };
    assert_loads(store, &other_form, None, 1..=2).await;
    save(store, &other_form, 1, "of another form").await;
    assert_loads(store, &other_form, Some((1, "of another form")), 2..=2).await;
    assert_loads(store, &key, Some((2, "own")), []).await;
}

/// An older snapshot comes too late; one of the same version takes the place, as may be needed
/// when what is there cannot be read.
pub async fn never_replaces_a_newer_snapshot_by_an_older(store: &dyn Store) {
    let key = a_key_with(store, 5).await;
    save(store, &key, 4, "four").await;
    save(store, &key, 3, "three").await;
    assert_loads(store, &key, Some((4, "four")), 5..=5).await;
    save(store, &key, 4, "four again").await;
    assert_loads(store, &key, Some((4, "four again")), 5..=5).await;
    save(store, &key, 5, "five").await;
    assert_loads(store, &key, Some((5, "five")), []).await;
}

/// Of what is not there, no snapshot is kept.
pub async fn keeps_no_snapshot_beyond_the_stream(store: &dyn Store) {
    let key = a_key_with(store, 3).await;
    save(store, &key, 4, "beyond").await;
    assert_loads(store, &key, None, 1..=3).await;
    save(store, &key, 2, "within").await;
    save(store, &key, 9, "beyond").await;
    let more = append(key.tenant).write(&key.stream, Any, 7);
    let _ = appended(&more.send(store).await);
    assert_loads(store, &key, Some((2, "within")), 3..=10).await;
    let nobody = key_of(a_tenant(), &a_stream());
    save(store, &nobody, 1, "of nothing").await;
    assert_loads(store, &nobody, None, []).await;
}

/// The store does not look into a state: what comes back is what was saved, text or not.
pub async fn gives_a_state_back_to_the_letter(store: &dyn Store) {
    let key = a_key_with(store, 1).await;
    let large = "São João 🎪 ".repeat(200_000);
    let all: Vec<u8> = (0..=u8::MAX).collect();
    for state in [&*all, b"{\"b\": 1}", b"", b"\\x00'\"", large.as_bytes()] {
        save(store, &key, 1, state).await;
        let loading = load(store, &key).await;
        assert_eq!(loading.snapshot.map(|snapshot| snapshot.state), Some(state.to_vec()));
    }
}
