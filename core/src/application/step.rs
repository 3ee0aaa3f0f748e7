use uuid::Uuid;

use super::{Error, Request};
use crate::{
    contract::{DomainEvent, State},
    policies,
    ports::{Append, Expected, NewRecord, StreamId, StreamWrite},
    values::{CommandId, TenantId, Version},
};

/// A stream's state, and the version that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// What the records up to `version` add up to.
    pub state: State,
    /// Zero when nobody wrote to it yet.
    pub version: Version,
}

impl Loaded {
    /// That of a stream in which nothing happened; `None` where there is no aggregate of that name.
    #[must_use]
    pub fn initial(aggregate: &str) -> Option<Self> {
        let state = State::initial(aggregate)?;
        Some(Self { state, version: Version::ZERO })
    }

    /// The state, if the stream was written to.
    #[must_use]
    pub fn written(&self) -> Option<&State> {
        (self.version > Version::ZERO).then_some(&self.state)
    }

    /// Takes in what happened if it comes next; what is in it already, or comes later, changes nothing.
    pub fn evolve(&mut self, version: Version, happened: &DomainEvent) {
        if version == self.version.next() {
            self.state.evolve(happened);
            self.version = version;
        }
    }
}

/// What one command comes to, as far as the states at hand tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It writes this; the domain events are those of its writes, in order.
    Append(Append, Vec<DomainEvent>),
    /// It changes nothing.
    Nothing,
    /// This stream's state is needed as well: load it, and take the step again.
    Needs(StreamId),
}

/// Decides one command on the states that `loaded` knows: what it writes, on every stream that it
/// touches, as one append. Pure: the same states give the same step, to the id of every domain event.
///
/// # Errors
/// The rule that said no, of whichever aggregate.
pub fn step<'a>(
    request: &Request,
    loaded: impl Fn(&StreamId) -> Option<&'a Loaded>,
) -> Result<Step, Error> {
    let stream = request.stream();
    let Some(main) = loaded(&stream) else { return Ok(Step::Needs(stream)) };
    let mut writes = Vec::with_capacity(1);
    let needs = policies::needs(request.command(), request.id(), Some(&main.state));
    if let Some((aggregate, id)) = needs {
        let needed = StreamId::new(aggregate, id);
        let Some(other) = loaded(&needed) else { return Ok(Step::Needs(needed)) };
        policies::admit(request.command(), &other.state, request.context.now)?;
        writes.push((needed, other.version, 0));
    }
    let happened = main.state.decide(request.command(), &request.context)?;
    if happened.is_empty() {
        return Ok(Step::Nothing);
    }
    let follow_up =
        happened.iter().find_map(|of| policies::together(of, &main.state, request.id()));
    writes.push((stream, main.version, happened.len()));
    let mut domain_events = happened;
    if let Some((id, command)) = follow_up {
        let stream = StreamId::new(command.aggregate(), id);
        let Some(other) = loaded(&stream) else { return Ok(Step::Needs(stream)) };
        let more = other.state.decide(&command, &request.context)?;
        writes.push((stream, other.version, more.len()));
        domain_events.extend(more);
    }
    Ok(Step::Append(append(request, writes, &domain_events), domain_events))
}

/// Every stream that a refusal of the request may rest on, its own first; `main` is the state of that
/// one, as far as it is known.
#[must_use]
pub fn rests_on(request: &Request, main: Option<&State>) -> Vec<StreamId> {
    let others = policies::looks_at(request.command(), request.id(), main);
    let others = others.into_iter().map(|(aggregate, id)| StreamId::new(aggregate, id));
    std::iter::once(request.stream()).chain(others).collect()
}

fn append(
    request: &Request,
    writes: Vec<(StreamId, Version, usize)>,
    domain_events: &[DomainEvent],
) -> Append {
    let context = &request.context;
    let mut records = domain_events.iter().zip(0_u32..).map(|(happened, index)| {
        NewRecord::of(event_id_of(context.tenant, context.command_id, index), happened)
    });
    let writes = writes.into_iter().map(|(stream, version, length)| StreamWrite {
        stream,
        expected: Expected::after(version),
        domain_events: records.by_ref().take(length).collect(),
    });
    Append {
        tenant: context.tenant,
        command_id: context.command_id,
        request_hash: request.hash(),
        actor: context.actor,
        recorded_at: context.now,
        trace_parent: request.trace_parent,
        writes: writes.collect(),
        guards: Vec::new(),
    }
}

/// The id of a command's domain event at a place, from 0, among all that it led to. It follows from
/// the two, so that deciding again gives the same ids.
pub(super) fn event_id_of(tenant: TenantId, command_id: CommandId, index: u32) -> Uuid {
    let mut name = [0_u8; 20];
    let (command, place) = name.split_at_mut(16);
    command.copy_from_slice(command_id.as_uuid().as_bytes());
    place.copy_from_slice(&index.to_be_bytes());
    Uuid::new_v5(&tenant.as_uuid(), &name)
}
