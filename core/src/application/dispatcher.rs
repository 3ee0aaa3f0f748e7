use std::sync::mpsc::{Receiver, sync_channel};

use async_trait::async_trait;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Error, Recorded};
use crate::{
    Context,
    contract::{Command, State, to_json},
    payments::payment,
    ports::{RequestHash, StreamId},
    ticketing::box_office,
    values::{TenantId, TraceParent, Version},
};

/// A command on its way to the aggregate that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks, for whom, when, and under which id.
    pub context: Context,
    /// The trace that it is part of, where its caller said so.
    pub trace_parent: Option<TraceParent>,
    id: Uuid,
    command: Command,
    hash: RequestHash,
}

impl Request {
    /// This command, for the aggregate of that id in the command's room. Works out the hash, so that
    /// whoever makes a request has the work, and not the one who decides those of all.
    #[must_use]
    pub fn new(
        context: Context,
        id: Uuid,
        command: Command,
        trace_parent: Option<TraceParent>,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(StreamId::new(command.aggregate(), id).to_string());
        hash.update([0]);
        hash.update(to_json(&command));
        if is_of_its_actor(&command) {
            hash.update([0]);
            hash.update(context.actor.to_string());
        }
        Self { context, trace_parent, id, command, hash: hash.finalize().into() }
    }

    /// Which aggregate of the command's room.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// What is asked.
    #[must_use]
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// SHA-256 over what was asked of whom, in the canonical serialization, and for which buyer: another
    /// request under a command id that has taken effect is known by it.
    #[must_use]
    pub fn hash(&self) -> RequestHash {
        self.hash
    }

    /// The stream of the aggregate that the command is for.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        StreamId::new(self.command.aggregate(), self.id)
    }
}

/// Whether what is asked for is its actor's: the buyer's. Of all else it makes no difference who asks, and
/// the same fact may be told by several.
fn is_of_its_actor(command: &Command) -> bool {
    matches!(
        command,
        Command::BoxOffice(box_office::Command::HoldTickets(_))
            | Command::Payment(payment::Command::Create(_))
    )
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The aggregate that was addressed.
    pub stream: StreamId,
    /// Its version after the command.
    pub version: Version,
    /// Whether this is the first answer again: the command id had taken effect before.
    pub repeated: bool,
    /// All that was recorded, other streams' domain events included; empty when nothing changed. They may
    /// be of others too, a hold of another buyer that lapsed for example: not for a client as they are.
    pub records: Vec<Recorded>,
}

impl Answer {
    /// The answer to a command that wrote this, now or, where it is `repeated`, before.
    #[must_use]
    pub fn of(stream: StreamId, records: Vec<Recorded>, repeated: bool) -> Self {
        let of_stream = records.iter().map(|of| &of.record).filter(|of| of.stream == stream);
        let version = of_stream.map(|record| record.version).max().unwrap_or(Version::ZERO);
        Self { stream, version, repeated, records }
    }

    /// The answer to a command that changed nothing in a stream of that version.
    #[must_use]
    pub fn unchanged(stream: StreamId, version: Version) -> Self {
        Self { stream, version, repeated: false, records: Vec::new() }
    }

    /// The answer as an object of `stream`, `version`, `repeated` and `records`.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

/// What is done with the state of a stream that is looked at; `None` where nobody wrote to it.
pub type Look = Box<dyn FnOnce(Option<&State>) + Send>;

/// A look that tells what it found.
pub(super) fn telling<T: Send + 'static>(
    look: impl FnOnce(Option<&State>) -> T + Send + 'static,
) -> (Look, Receiver<T>) {
    let (tell, told) = sync_channel(1);
    let look = Box::new(move |state: Option<&State>| {
        // There is room for what is told, and whoever waits for it may be gone.
        let _ = tell.send(look(state));
    });
    (look, told)
}

/// Carries a command out over a store. How it waits is the adapter's own: one command at a time
/// ([`Execute`](super::Execute)), or gathered per stream.
#[async_trait]
pub trait Dispatcher: Send + Sync + std::fmt::Debug {
    /// Decides the command, makes what happened durable, and answers.
    ///
    /// # Errors
    /// Every kind of [`Error`]; a refused command leaves no trace.
    async fn dispatch(&self, request: Request) -> Result<Answer, Error>;

    /// Looks at the state of a stream as the store has it now: all that was committed before the
    /// call is in it. The look is short: others may wait for it.
    ///
    /// # Errors
    /// `Unavailable` when the store failed.
    async fn look(&self, tenant: TenantId, stream: StreamId, look: Look) -> Result<(), Error>;
}
