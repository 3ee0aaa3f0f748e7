use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use uuid::Uuid;

use crate::values::{ActorId, CommandId, Instant, Invalid, TenantId, TraceParent, Version};

/// The stream of one aggregate, within its tenant: `box_office` and the aggregate's id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamId {
    /// The aggregate's name, [`Aggregate::NAME`](crate::Aggregate::NAME).
    pub aggregate: SmolStr,
    /// Which one of them.
    pub id: Uuid,
}

impl StreamId {
    /// The stream of `id` among the aggregates called `aggregate`.
    #[must_use]
    pub fn new(aggregate: &str, id: Uuid) -> Self {
        Self { aggregate: SmolStr::new(aggregate), id }
    }

    /// The lane of a background processor that the stream falls to, of `lanes` of them. The same on
    /// every machine and in every release: FNV-1a over the tenant, the aggregate's name and the id.
    #[must_use]
    pub fn lane(&self, tenant: TenantId, lanes: u16) -> u16 {
        let (tenant, own) = (tenant.as_uuid(), self.id);
        let bytes = tenant.as_bytes().iter().chain(self.aggregate.as_bytes()).chain(own.as_bytes());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        // The low bits alone are weak: those above are folded in.
        let hash = hash ^ (hash >> 32);
        u16::try_from(hash.checked_rem(u64::from(lanes)).unwrap_or(0)).unwrap_or(0)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.aggregate, self.id)
    }
}

/// Where a record stands in the feed of a store. Opaque, and comparable only within one; on the wire it
/// is a string of digits, since it may pass what a JavaScript number holds.
///
/// ```
/// use palco::ports::Position;
/// assert!(Position::START < "17".parse()?);
/// assert!("-1".parse::<Position>().is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub struct Position(i64);

impl Position {
    /// Before the first record.
    pub const START: Self = Self(0);

    /// For adapters: the position that their store numbers `position`; at least 0.
    ///
    /// # Errors
    /// `Invalid` below 0.
    pub fn new(position: i64) -> Result<Self, Invalid> {
        if position < 0 {
            return Err(Invalid::new("a position of at least 0", position.to_string()));
        }
        Ok(Self(position))
    }

    /// For adapters: the number behind the position.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Position> for String {
    fn from(position: Position) -> Self {
        position.to_string()
    }
}

impl FromStr for Position {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse()
            .ok()
            .filter(|_| digits)
            .map(Self)
            .ok_or_else(|| Invalid::new("a position as a string of digits", text))
    }
}

impl TryFrom<String> for Position {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

/// A domain event on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// Unique for ever; a broker's message id.
    pub event_id: Uuid,
    /// The wire name, `box_office.tickets_held` for example.
    pub event_type: SmolStr,
    /// Which revision of that type's form `data` has.
    pub schema_version: u16,
    /// The canonical serialization, an object with `type` first.
    pub data: String,
}

/// A domain event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands in the feed.
    pub position: Position,
    /// Whose it is.
    pub tenant: TenantId,
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// Its place in the stream: 1, 2, 3 with no gap.
    pub version: Version,
    /// The command that led to it.
    pub command_id: CommandId,
    /// Who sent that command.
    pub actor: ActorId,
    /// The instant of the decision, on the server's clock.
    pub recorded_at: Instant,
    /// The trace that the command was part of, where its caller said so.
    pub trace_parent: Option<TraceParent>,
    /// Unique for ever; a broker's message id.
    pub event_id: Uuid,
    /// The wire name of the domain event.
    pub event_type: SmolStr,
    /// Which revision of that type's form `data` has.
    pub schema_version: u16,
    /// The domain event as JSON. A store may reorder keys: compare what it decodes to.
    pub data: String,
}
