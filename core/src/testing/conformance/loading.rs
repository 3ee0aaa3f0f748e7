use std::sync::mpsc::channel;

use crate::ports::{Found, Snapshot, SnapshotKey, Store, Unavailable, Written};

/// What a store found, all together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loading {
    /// The snapshot, where there is one.
    pub snapshot: Option<Snapshot>,
    /// The records, in the order in which they came.
    pub records: Vec<Written<'static>>,
}

/// Loads all that a state is made from, with at most so many records.
///
/// # Errors
/// That of the store.
///
/// # Panics
/// When a snapshot does not come first.
pub async fn loaded(
    store: &dyn Store,
    key: &SnapshotKey,
    limit: u32,
) -> Result<Loading, Unavailable> {
    let (sender, found) = channel();
    let take_in = move |found: Found<'_>| drop(sender.send(found.into_owned()));
    store.load(key, limit, Box::new(take_in)).await?;
    let mut loading = Loading::default();
    for found in found.try_iter() {
        match found {
            Found::Snapshot(snapshot) => {
                assert_eq!(loading, Loading::default(), "a snapshot comes first");
                loading.snapshot = Some(snapshot);
            }
            Found::Record(written) => loading.records.push(written),
        }
    }
    Ok(loading)
}
