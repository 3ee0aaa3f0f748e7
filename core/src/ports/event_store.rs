use std::collections::HashSet;

use async_trait::async_trait;
use smol_str::SmolStr;
use thiserror::Error;

use super::{NewRecord, Position, Record, StreamId};
use crate::values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version};

/// SHA-256 over the canonical serialization of the command and the stream that it is for.
pub type RequestHash = [u8; 32];

/// The version that a stream must have for a write to go ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing was ever written to it.
    NoStream,
    /// Its last record has this version.
    Exact(Version),
    /// Whatever it has: the last writer wins. For what adapters and tests write; no command of Palco's own
    /// is written so.
    Any,
}

impl Expected {
    /// What a reader that saw `version` expects: [`NoStream`](Self::NoStream) for zero.
    #[must_use]
    pub fn after(version: Version) -> Self {
        if version == Version::ZERO { Self::NoStream } else { Self::Exact(version) }
    }
}

/// The records for one stream in an append. Without domain events it only checks the version: the
/// decision rested on what it read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamWrite {
    /// Which stream.
    pub stream: StreamId,
    /// The version that the decision was made on.
    pub expected: Expected,
    /// What happened, in order.
    pub domain_events: Vec<NewRecord>,
}

/// A key checked in the same append: a SKU, an e-mail, a slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// The key belongs to nobody yet, and from now on to `owner`; it already belonging to `owner` is fine.
    Claim {
        /// What kind of key, `product.sku` for example.
        space: SmolStr,
        /// The key itself.
        key: String,
        /// Whose it becomes.
        owner: uuid::Uuid,
    },
    /// The key is free again, if it belonged to `owner`.
    Release {
        /// What kind of key.
        space: SmolStr,
        /// The key itself.
        key: String,
        /// Whose it was.
        owner: uuid::Uuid,
    },
}

/// All that one command writes: every stream and guard of it, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// Whose data this is.
    pub tenant: TenantId,
    /// The idempotency key: takes effect once per tenant, for ever.
    pub command_id: CommandId,
    /// What was asked: the same id with another hash is refused.
    pub request_hash: RequestHash,
    /// Who asked.
    pub actor: ActorId,
    /// The instant of the decision.
    pub recorded_at: Instant,
    /// The trace that the command is part of, recorded with what it led to.
    pub trace_parent: Option<TraceParent>,
    /// The streams, each at most once.
    pub writes: Vec<StreamWrite>,
    /// Keys checked and claimed with them.
    pub guards: Vec<Guard>,
}

impl Append {
    /// Domain events in one append at the most, over all its streams.
    pub const DOMAIN_EVENTS_MAX: usize = 256;
    /// Bytes of domain events in one append at the most, over all its streams: 1 MiB.
    pub const BYTES_MAX: usize = 1_048_576;

    /// Its domain events, of all streams, in the order of the writes.
    pub fn domain_events(&self) -> impl Iterator<Item = &NewRecord> {
        self.writes.iter().flat_map(|write| &write.domain_events)
    }

    /// Bytes of its domain events.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.domain_events().fold(0, |sum, new| sum.saturating_add(new.data.len()))
    }

    /// Whether it is to be refused as [`Oversized`](AppendOutcome::Oversized): it has more domain events or
    /// bytes than one may, or names a stream twice.
    #[must_use]
    pub fn is_oversized(&self) -> bool {
        let mut named = HashSet::with_capacity(self.writes.len());
        self.domain_events().count() > Self::DOMAIN_EVENTS_MAX
            || self.bytes() > Self::BYTES_MAX
            || !self.writes.iter().all(|write| named.insert(&write.stream))
    }
}

/// What became of one append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppendOutcome {
    /// Written, and durable.
    Appended {
        /// The records, in the order of the writes.
        records: Vec<Record>,
    },
    /// The command id took effect before, with the same request.
    Duplicate {
        /// What it wrote then.
        records: Vec<Record>,
    },
    /// The command id took effect before, with another request. Nothing was written.
    CommandIdReused,
    /// A stream has another version than expected. Nothing was written.
    Conflict {
        /// The first such stream.
        stream: StreamId,
        /// The version that it has.
        actual: Version,
        /// Its records after the expected version, at most 256: a retry needs no further read. Empty
        /// when `actual` is what was expected: then an append before it in the call was not written, or
        /// another process has the stream's turn.
        tail: Vec<Record>,
    },
    /// A key belongs to somebody else. Nothing was written.
    GuardTaken {
        /// What kind of key.
        space: SmolStr,
        /// The key itself.
        key: String,
    },
    /// The append [is too large](Append::is_oversized) or names a stream twice. Nothing was written.
    Oversized,
}

/// Records of the feed, with no gap: none will appear later at or below `next`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// In the order of their positions.
    pub records: Vec<Record>,
    /// Read on from here: the position of the last record, or where the reader stood.
    pub next: Position,
}

/// What a command id wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// What was asked then.
    pub request_hash: RequestHash,
    /// What was written, in the order of the writes.
    pub records: Vec<Record>,
}

/// The adapter failed. Sending the same command again, with the same id, is always safe.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Unavailable {
    /// What failed; never a value, a parameter or a secret.
    pub reason: String,
    /// Whether the write may have gone through all the same: `resolve` tells.
    pub outcome_unknown: bool,
}

/// Holding it, no other holder of the same stream's turn writes, and an append of another process that
/// expects a version of the stream may be told that it is a conflict. Dropping it passes the turn on.
pub trait Turn: Send {}

/// Where domain events are kept. What an adapter must do is defined by
/// [`testing`](crate::testing): every adapter passes the same conformance suite.
#[async_trait]
pub trait EventStore: Send + Sync + std::fmt::Debug {
    /// Writes the appends in list order. Each is atomic on its own and has its own outcome; a later
    /// one may expect the version that an earlier one leaves, and is a conflict if that one was not
    /// appended, even where the number matches. An append without any domain event has no effect and
    /// is `Appended` with no records, whatever it expects.
    ///
    /// Checked in this order: size, command id, versions, guards.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed, for all of them.
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable>;

    /// The records of a stream with a version above `after`, at most `limit`, in order.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable>;

    /// As [`read_stream`](Self::read_stream), for who may read behind: a store may answer from a copy
    /// that does not have the newest records yet, as long as none up to `at_least` is missing where
    /// the stream has it. Nothing is decided on such an answer.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn read_stream_at_least(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        _at_least: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        self.read_stream(tenant, stream, after, limit).await
    }

    /// The records of all tenants with a position above `after`, at most `limit`, in order, without
    /// a gap: a record that is not yet visible holds back those behind it.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable>;

    /// What each command id wrote; `None` for one that wrote nothing.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable>;

    /// Waits for the stream's turn, first come first served within the process, so that a writer
    /// that lost its rounds is not starved. Correctness never rests on it: the version check does that.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed.
    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable>;
}
