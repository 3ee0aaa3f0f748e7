use std::borrow::Cow;

use async_trait::async_trait;

use super::{EventStore, StreamId, Unavailable};
use crate::values::{TenantId, Version};

/// SHA-256 over all that a snapshot depends on but the records: a snapshot made under
/// another is none.
pub type Fingerprint = [u8; 32];

/// Which snapshot: there is at most one for each key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SnapshotKey {
    /// Whose data this is.
    pub tenant: TenantId,
    /// The stream whose state it is.
    pub stream: StreamId,
    /// Of the form that the state has in it.
    pub fingerprint: Fingerprint,
}

/// A state as it was at a version: what the records up to there add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last record that is in it.
    pub version: Version,
    /// The state, in a form that only whoever saved it understands, and in which they see damage.
    pub state: Vec<u8>,
}

/// A record as far as a state needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'a> {
    /// Its place in the stream.
    pub version: Version,
    /// The wire name of the domain event.
    pub event_type: Cow<'a, str>,
    /// Which revision of that type's form `data` has.
    pub schema_version: u16,
    /// The domain event as JSON.
    pub data: Cow<'a, str>,
}

/// A part of what a state is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    /// What to begin with.
    Snapshot(Snapshot),
    /// What came after it, or from the first on.
    Record(Written<'a>),
}

impl Found<'_> {
    /// The same, to be kept.
    #[must_use]
    pub fn into_owned(self) -> Found<'static> {
        match self {
            Self::Snapshot(snapshot) => Found::Snapshot(snapshot),
            Self::Record(Written { version, event_type, schema_version, data }) => {
                let (event_type, data) = (event_type.into_owned().into(), data.into_owned().into());
                Found::Record(Written { version, event_type, schema_version, data })
            }
        }
    }
}

/// Takes in what a load finds, as it is found, on any thread.
pub type TakeIn = Box<dyn FnMut(Found<'_>) + Send>;

/// Hears what became of a save, at any time, on any thread.
pub type Saved = Box<dyn FnOnce(Result<(), Unavailable>) + Send>;

/// Where states are kept so that not every record need be read again. A cache: all that is in it
/// may be lost at any time, and nothing rests on it.
///
/// It stands on the same data as the [`EventStore`], so that a snapshot and what came after it are
/// read in one go, and a snapshot is measured against the records that are there.
#[async_trait]
pub trait SnapshotStore: Send + Sync + std::fmt::Debug {
    /// Finds the snapshot of that key, and then the records after it in order, at most `limit`;
    /// without a snapshot the records from the first. One round trip, and one look at the data.
    ///
    /// `take_in` has each as it comes: the first records are read while the last are on their way.
    ///
    /// A snapshot counts only while its last record is the very one on which it was saved: of a
    /// database that was restored to an earlier time, the records tell.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed. What was taken in before is not all there is.
    async fn load(&self, key: &SnapshotKey, limit: u32, take_in: TakeIn)
    -> Result<(), Unavailable>;

    /// Keeps a snapshot, in the store's own time: the call only hands it over, and `saved` hears
    /// the end, once. A store that is busy may decline.
    ///
    /// A snapshot takes the place of one of the same version or before, or of one that counts no
    /// more; never of a newer one. Of a version that the stream has not, nothing is kept.
    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved);
}

/// What the application stands on: domain events, and snapshots beside them.
pub trait Store: EventStore + SnapshotStore {}

impl<S: EventStore + SnapshotStore + ?Sized> Store for S {}
