use std::time::Duration;

use async_trait::async_trait;
use smol_str::SmolStr;
use uuid::Uuid;

use super::{Position, StreamId, Unavailable};
use crate::values::{Instant, TenantId, Version};

/// What works through the feed in the background, and the revision of what it makes of it. Each
/// revision has checkpoints of its own, so that a new one is built beside the old.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcessorId {
    /// Its name; a read model's processor has the read model's.
    pub name: SmolStr,
    /// From 1.
    pub revision: u32,
}

impl ProcessorId {
    /// The processor of that name and revision.
    #[must_use]
    pub fn new(name: &str, revision: u32) -> Self {
        Self { name: SmolStr::new(name), revision }
    }
}

/// One holder's wish to work on a processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which processor.
    pub processor: ProcessorId,
    /// Into how many lanes its work is divided, at least 1. The first claim on the processor's name
    /// settles it; later ones are told.
    pub lanes: u16,
    /// Who asks: an id that no other process has, now or later.
    pub holder: Uuid,
    /// How long the leases last unless they are renewed, by the store's clock.
    pub ttl: Duration,
    /// Whether the processor sends something out. Then its new revision ends the older ones at once,
    /// lane by lane, and finds in [`Lease::mark`] how far they came.
    pub sends: bool,
}

/// The right to work on one lane, as long as the epoch is the lane's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Of which processor.
    pub processor: ProcessorId,
    /// Which lane, from 0: the streams whose [hash](StreamId::lane) falls to it.
    pub lane: u16,
    /// How many lanes there are.
    pub lanes: u16,
    /// Raised whenever the lane changes hands: what comes with an older one is refused.
    pub epoch: u64,
    /// Everything up to here is done.
    pub position: Position,
    /// Nothing is sent out for a record at or below: an older revision did.
    pub mark: Position,
}

/// What a claim comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// All that the holder has now, by lane.
    pub leases: Vec<Lease>,
    /// How many lanes are its fair share; what it has beyond, it should release.
    pub share: u16,
}

/// A row of a read model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whose it is.
    pub tenant: TenantId,
    /// What it is found by within the tenant.
    pub key: String,
    /// Kept from the first time that the row was written; `None` where the table has no such column.
    pub created_at: Option<Instant>,
    /// Every other column, the key's own included: a JSON object in the order of the table's columns.
    pub columns: String,
}

/// A record that a processor could not take in. Its stream is parked: neither it nor any later record
/// of the stream is handled, while other streams go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// By which processor.
    pub processor: ProcessorId,
    /// The lane of the stream.
    pub lane: u16,
    /// Whose record it is.
    pub tenant: TenantId,
    /// Of which stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// Its place in the feed.
    pub position: Position,
    /// Why; never what the record says.
    pub reason: String,
    /// How often it was tried.
    pub tries: u32,
    /// What the operator asked for since.
    pub asked: Option<Asked>,
}

/// What an operator may ask of a parked stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Try the record again, and go on behind it.
    Retry,
    /// Leave the record out, and go on behind it.
    Skip,
}

/// What was done of a lane, written in one transaction or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// By which right.
    pub lease: Lease,
    /// Everything up to here is done now. The checkpoint never moves back.
    pub position: Position,
    /// How long the lease lasts from now.
    pub ttl: Duration,
    /// Of the read model that the processor is named after, in the processor's revision; each key at
    /// most once.
    pub rows: Vec<Row>,
    /// Streams to park from this record on.
    pub parked: Vec<DeadLetter>,
    /// Streams that are parked no longer.
    pub freed: Vec<(TenantId, StreamId)>,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitOutcome {
    /// Written.
    Done,
    /// The lane has another epoch, or is no more: nothing was written.
    Fenced,
}

/// How far a lane has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Of which processor.
    pub processor: ProcessorId,
    /// Which lane.
    pub lane: u16,
    /// Who works on it; `None` when nobody does.
    pub holder: Option<Uuid>,
    /// How often it changed hands.
    pub epoch: u64,
    /// Everything up to here is done.
    pub position: Position,
    /// The end of the feed.
    pub end: Position,
    /// Records of the feed that are still to be looked at, other lanes' included; at most so many,
    /// since a position may be empty.
    pub behind: u64,
    /// For how long the first of them has been waiting, in whole milliseconds; 0 when none is.
    pub behind_ms: u64,
    /// Streams that are parked.
    pub parked: u64,
}

/// An append that keeps the feed from moving on, and for how long its transaction has been open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StalledAppend {
    /// The process id of the database's session; `None` of a transaction that was prepared, and left.
    pub pid: Option<i32>,
    /// Since its transaction began.
    pub open_for: Duration,
    /// Whether it may have been open for longer: when it began is not shown to who asks, and this is since
    /// it was seen first.
    pub at_least: bool,
    /// What the session, or the prepared transaction, is called; may be empty.
    pub application: String,
    /// What the session waits for, by the server's name for it, where it waits and that is shown.
    pub waits_for: Option<String>,
}

/// Where background processors keep how far they came, who works on what, and what they could not
/// take in. What an adapter must do is defined by
/// [`processor_conformance!`](crate::processor_conformance).
#[async_trait]
pub trait Checkpoints: Send + Sync + std::fmt::Debug {
    /// Says that the holder is there, renews what it holds, and gives it free or lapsed lanes up to its
    /// fair share: the lanes divided by the holders that are there; what does not divide goes to the
    /// first of them by id, one each. A lane that changes hands gets a higher epoch. Time is the
    /// store's own.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn claim(&self, claim: &Claim) -> Result<Claimed, Unavailable>;

    /// Writes what was done and moves the checkpoint, if the lease still stands; renews it.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed, or knows no such read model.
    async fn commit(&self, commit: Commit) -> Result<CommitOutcome, Unavailable>;

    /// Gives a lane up, if the lease still stands: the next may have it at once.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn release(&self, lease: &Lease) -> Result<(), Unavailable>;

    /// Says that the holder works on the processor no more: others need not leave it a share.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn leave(&self, processor: &ProcessorId, holder: Uuid) -> Result<(), Unavailable>;

    /// How far every lane of every processor has come, by processor and lane.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn progress(&self) -> Result<Vec<Progress>, Unavailable>;

    /// The parked streams of one processor, or of all, by processor and position. Every one of them: a
    /// stream that is not known to be parked would be dealt with out of its order.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn dead_letters(
        &self,
        processor: Option<&ProcessorId>,
    ) -> Result<Vec<DeadLetter>, Unavailable>;

    /// Asks the processor to go on with a parked stream. Tells whether there is one.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn ask(
        &self,
        processor: &ProcessorId,
        tenant: TenantId,
        stream: &StreamId,
        asked: Asked,
    ) -> Result<bool, Unavailable>;

    /// The store's epoch, from 1. An operator raises it after a promotion or a restore that lost
    /// records: what was kept outside of the positions under another epoch is void then.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn epoch(&self) -> Result<i64, Unavailable>;

    /// The appends that have kept the feed back for longer than this, the longest first.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn stalled_appends(&self, longer: Duration) -> Result<Vec<StalledAppend>, Unavailable>;
}
