use uuid::Uuid;

use crate::{
    contract::{Command, State},
    values::ActorId,
};

/// What follows, in another context, from what happened.
#[derive(Debug)]
pub enum Follows {
    /// Nothing.
    Nothing,
    /// It depends on an aggregate, which is to be looked at.
    Look(Look),
    /// A command.
    Send(Box<Reaction>),
}

/// What follows by a state that was looked at.
pub type Then = Box<dyn FnOnce(Option<&State>) -> Follows + Send>;

/// An aggregate to be looked at, and what its state leads to.
pub struct Look {
    /// Its name.
    pub aggregate: &'static str,
    /// Its id.
    pub id: Uuid,
    /// What follows by its state; `None` where nothing happened to it.
    pub then: Then,
}

impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Look({} {})", self.aggregate, self.id)
    }
}

/// A command, and another one where it is refused. Both have one command id, derived from the record and
/// the policy: a command id takes effect once, so one of the two does, whoever repeats them and whenever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The policy's name.
    pub policy: &'static str,
    /// What is sent.
    pub first: Sent,
    /// What happens where that is refused.
    pub otherwise: Otherwise,
}

/// What happens where a command that follows is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Otherwise {
    /// Nothing is left to do.
    Nothing,
    /// Somebody has to be told.
    Tell,
    /// Another command takes its place; where that is refused as well, somebody has to be told.
    Send(Box<Sent>),
}

impl Reaction {
    /// The command to the aggregate `id`, and nothing where it is refused.
    pub(super) fn send(policy: &'static str, id: Uuid, command: impl Into<Command>) -> Follows {
        let first = Sent { id, command: command.into(), actor: None };
        Follows::Send(Box::new(Self { policy, first, otherwise: Otherwise::Nothing }))
    }
}

/// A command on its way to an aggregate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which aggregate of the command's room.
    pub id: Uuid,
    /// What is asked.
    pub command: Command,
    /// In whose name, where it is not the record's actor.
    pub actor: Option<ActorId>,
}
