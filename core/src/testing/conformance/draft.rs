use smol_str::SmolStr;
use uuid::Uuid;

use crate::{
    ports::{Append, AppendOutcome, EventStore, Expected, Guard, NewRecord, StreamId, StreamWrite},
    values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version},
};

/// An [`Append`] in the making, with a command id of its own:
///
/// ```
/// use palco::{ports::Expected, testing::conformance::{a_stream, a_tenant, append}};
///
/// let draft = append(a_tenant()).write(&a_stream(), Expected::NoStream, 2);
/// assert_eq!(draft.build().writes[0].domain_events.len(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct Draft(Append);

/// An append that writes nothing yet.
#[must_use]
pub fn append(tenant: TenantId) -> Draft {
    Draft(Append {
        tenant,
        command_id: a_command(),
        request_hash: [1; 32],
        actor: an_actor(),
        recorded_at: Instant::from_millis(1_795_435_200_123).expect("an instant in 2026"),
        trace_parent: None,
        writes: Vec::new(),
        guards: Vec::new(),
    })
}

impl Draft {
    /// Under this command id, instead of one that nobody has used.
    #[must_use]
    pub fn command(mut self, command_id: CommandId) -> Self {
        self.0.command_id = command_id;
        self
    }

    /// As another request than the default one: its hash is made of `byte`.
    #[must_use]
    pub fn request(mut self, byte: u8) -> Self {
        self.0.request_hash = [byte; 32];
        self
    }

    /// By this actor.
    #[must_use]
    pub fn actor(mut self, actor: ActorId) -> Self {
        self.0.actor = actor;
        self
    }

    /// As a part of this trace.
    #[must_use]
    pub fn trace_parent(mut self, trace_parent: TraceParent) -> Self {
        self.0.trace_parent = Some(trace_parent);
        self
    }

    /// Decided at this instant.
    #[must_use]
    pub fn recorded_at(mut self, instant: Instant) -> Self {
        self.0.recorded_at = instant;
        self
    }

    /// Writes `count` small domain events.
    #[must_use]
    pub fn write(self, stream: &StreamId, expected: Expected, count: u16) -> Self {
        let domain_events = (1..=count).map(|n| happened(&format!(r#"{{"number":{n}}}"#)));
        let domain_events = domain_events.collect();
        self.write_these(stream, expected, domain_events)
    }

    /// Writes these domain events.
    #[must_use]
    pub fn write_these(
        mut self,
        stream: &StreamId,
        expected: Expected,
        domain_events: Vec<NewRecord>,
    ) -> Self {
        self.0.writes.push(StreamWrite { stream: stream.clone(), expected, domain_events });
        self
    }

    /// Only checks the stream's version.
    #[must_use]
    pub fn check(self, stream: &StreamId, expected: Expected) -> Self {
        self.write(stream, expected, 0)
    }

    /// Claims a key.
    #[must_use]
    pub fn claim(mut self, space: &str, key: &str, owner: Uuid) -> Self {
        self.0.guards.push(Guard::Claim { space: SmolStr::new(space), key: key.into(), owner });
        self
    }

    /// Releases a key.
    #[must_use]
    pub fn release(mut self, space: &str, key: &str, owner: Uuid) -> Self {
        self.0.guards.push(Guard::Release { space: SmolStr::new(space), key: key.into(), owner });
        self
    }

    /// The append as it stands.
    #[must_use]
    pub fn build(self) -> Append {
        self.0
    }

    /// Sends it on its own.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn send(self, store: &dyn EventStore) -> AppendOutcome {
        send_all(store, [self]).await.remove(0)
    }
}

/// Sends the appends in one call.
///
/// # Panics
/// When the store fails, or answers with more or fewer outcomes than it got appends.
pub async fn send_all(
    store: &dyn EventStore,
    drafts: impl IntoIterator<Item = Draft>,
) -> Vec<AppendOutcome> {
    let appends: Vec<_> = drafts.into_iter().map(Draft::build).collect();
    let sent = appends.len();
    let outcomes = store.append(appends).await.expect("the store answers");
    assert_eq!(outcomes.len(), sent, "one outcome for each append");
    outcomes
}

/// A domain event with this JSON as its data.
#[must_use]
pub fn happened(data: &str) -> NewRecord {
    NewRecord {
        event_id: Uuid::now_v7(),
        event_type: SmolStr::new_static("sample.happened"),
        schema_version: 1,
        data: data.into(),
    }
}

/// A tenant that nobody else has.
///
/// # Panics
/// Never: a new UUID is an id.
#[must_use]
pub fn a_tenant() -> TenantId {
    TenantId::from_uuid(Uuid::now_v7()).expect("an id")
}

/// A command id that nobody else has.
///
/// # Panics
/// Never: a new UUID is an id.
#[must_use]
pub fn a_command() -> CommandId {
    CommandId::from_uuid(Uuid::now_v7()).expect("an id")
}

/// An actor that nobody else is.
///
/// # Panics
/// Never: a new UUID is an id.
#[must_use]
pub fn an_actor() -> ActorId {
    ActorId::from_uuid(Uuid::now_v7()).expect("an id")
}

/// A stream that nobody else has.
#[must_use]
pub fn a_stream() -> StreamId {
    StreamId::new("sample", Uuid::now_v7())
}

/// The version of that number.
///
/// # Panics
/// When no stream can be that long.
#[must_use]
pub fn version(number: u64) -> Version {
    Version::new(number).expect("a version")
}
