use async_trait::async_trait;
use uuid::Uuid;

use super::Error;
use crate::{
    Context,
    contract::{Command, DomainEvent},
    ports::{Record, StreamId},
    values::{TraceParent, Version},
};

/// A command on its way to the aggregate that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks, for whom, when, and under which id.
    pub context: Context,
    /// Which aggregate of the command's room.
    pub id: Uuid,
    /// What is asked.
    pub command: Command,
    /// The trace that it is part of, where its caller said so.
    pub trace_parent: Option<TraceParent>,
}

impl Request {
    /// The stream of the aggregate that the command is for.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        StreamId::new(self.command.aggregate(), self.id)
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The aggregate that was addressed.
    pub stream: StreamId,
    /// Its version after the command.
    pub version: Version,
    /// All that was recorded, other streams' domain events included; empty when nothing changed.
    pub domain_events: Vec<(Record, DomainEvent)>,
    /// Whether this is the first answer again: the command id had taken effect before.
    pub repeated: bool,
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
}
