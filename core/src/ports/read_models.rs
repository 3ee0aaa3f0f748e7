use async_trait::async_trait;

use super::{Checkpoints, Row, Store, Unavailable};
use crate::values::TenantId;

/// A read model as it was built once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Which: 1, 2, 3.
    pub number: u32,
    /// The form of its rows, by which the code that writes them knows its own.
    pub form: u32,
}

/// The revisions of a read model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revisions {
    /// The one that readers see.
    pub active: Revision,
    /// The one that is being built beside it.
    pub building: Option<Revision>,
}

/// Tables that follow from what happened. Rows are written by
/// [`Checkpoints::commit`](super::Checkpoints::commit), together with the checkpoint.
#[async_trait]
pub trait ReadModels: Send + Sync + std::fmt::Debug {
    /// The revisions of a read model, for code that writes rows of this form. The first call makes
    /// the first revision; one with a higher form than the active revision's starts another.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn revisions(&self, model: &str, form: u32) -> Result<Revisions, Unavailable>;

    /// Starts to build a read model anew, in the form of the active revision. Gives the number of the
    /// revision that is being built; one that is under way already is that one. `None` where there is
    /// no such read model.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn rebuild(&self, model: &str) -> Result<Option<u32>, Unavailable>;

    /// Shows readers the revision that is being built, if no lane of it is behind the active one's.
    /// Tells whether it did. A reader sees the one or the other, never parts of both.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn switch(&self, model: &str, building: u32) -> Result<bool, Unavailable>;

    /// Ends the revisions before the active one, whose writers are fenced from then on, and removes at
    /// most `limit` of their rows. Gives how many it removed.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn clear(&self, model: &str, limit: u32) -> Result<u64, Unavailable>;

    /// The rows that readers see, with a key above `after`, in the order of their keys; at most `limit`.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed, or knows no such read model.
    async fn rows(
        &self,
        model: &str,
        tenant: TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Row>, Unavailable>;
}

/// All that background processors need of a store.
pub trait ProcessorStore: Store + Checkpoints + ReadModels {}

impl<S: Store + Checkpoints + ReadModels + ?Sized> ProcessorStore for S {}
