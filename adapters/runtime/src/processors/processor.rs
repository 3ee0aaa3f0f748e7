use async_trait::async_trait;
use palco::{
    application::Recorded,
    ports::{Position, StreamId, Unavailable},
};

/// What works through the feed in the background: a relay, a report, a policy of one's own.
///
/// It is told of every record at least once, and of those of one stream in order: after a crash, or when
/// another process takes over, the last page comes again. So what it does must bear being done twice;
/// [`Record::event_id`](palco::ports::Record::event_id) tells a repeat. A record that this version
/// cannot read is not told: it is parked as one that cannot be dealt with.
#[async_trait]
pub trait Processor: Send + Sync + std::fmt::Debug {
    /// A name that no other processor has; its checkpoints are kept under it.
    fn name(&self) -> &str;

    /// Raised to go through the feed anew. One that [sends](Self::sends) goes on where the revision
    /// before it stood, and ends it.
    fn revision(&self) -> u32 {
        1
    }

    /// Whether something leaves by it, a message or a command: then it is never done again for what an
    /// older revision has dealt with.
    fn sends(&self) -> bool {
        true
    }

    /// Whether it is told of the records of a stream.
    fn wants(&self, _stream: &StreamId) -> bool {
        true
    }

    /// Deals with records, in order. They are of one lane; other lanes may be under way at once.
    ///
    /// # Errors
    /// [`Failed`]: which record it is, if it is a record, or that nothing can be done for now. A panic is
    /// taken for a failure at the record at which it happens.
    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed>;
}

/// Why records were not dealt with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// Nothing can be done for now: all of it is tried again, for as long as it takes.
    #[error("nothing can be done for now: {reason}")]
    Unavailable {
        /// Why; never what a record says.
        reason: String,
    },
    /// This record cannot be dealt with; those before it can. It is tried again a few times, and then its
    /// stream is parked until the operator asks for a retry or leaves the record out.
    #[error("the record at {position} cannot be dealt with: {reason}")]
    Record {
        /// Which.
        position: Position,
        /// Why; never what the record says.
        reason: String,
    },
}

impl Failed {
    /// Nothing can be done for now.
    #[must_use]
    pub fn for_now(reason: impl ToString) -> Self {
        Self::Unavailable { reason: reason.to_string() }
    }

    /// It is this record's fault.
    #[must_use]
    pub fn at(recorded: &Recorded, reason: impl ToString) -> Self {
        Self::Record { position: recorded.record.position, reason: reason.to_string() }
    }
}

impl From<Unavailable> for Failed {
    fn from(failed: Unavailable) -> Self {
        Self::Unavailable { reason: failed.reason }
    }
}
