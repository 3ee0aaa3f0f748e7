use serde::Serialize;

use super::{Dispatcher, Error, Recorded, Request, dispatcher::telling, load::read};
use crate::{
    Context,
    policies::{self, Follows, Look, Otherwise, Reaction, Sent},
    ports::{Clock, EventStore, Position, StreamId, Unavailable},
    values::{CommandId, Instant},
};

/// Records that one round looks at.
const FEED_PAGE: u32 = 500;

/// How far reactions came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reacted {
    /// Where to go on.
    pub next: Position,
    /// What was refused although somebody has to be told of it, in the order of the feed. It is not tried
    /// again from `next` on.
    pub refused: Vec<RefusedReaction>,
}

/// A reaction that was refused, as was what was to be sent in its place, if anything was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RefusedReaction {
    /// What it followed from.
    #[serde(rename = "record")]
    pub recorded: Recorded,
    /// Why it was refused.
    pub error: Error,
}

/// Sends the commands that follow from the records after a position, and tells how far it came.
///
/// Each command's id is derived from the record that caused it: run again from an earlier position,
/// from several processes, or after a crash, every reaction takes effect once.
pub(super) async fn react(
    store: &dyn EventStore,
    dispatcher: &dyn Dispatcher,
    clock: &dyn Clock,
    after: Position,
) -> Result<Reacted, Error> {
    let page = store.read_feed(after, FEED_PAGE).await?;
    let mut refused = Vec::new();
    for recorded in read(page.records)? {
        match carry_on(dispatcher, &recorded, clock.now()).await {
            Ok(()) => {}
            // A record that is refused would keep back all that comes behind it.
            Err(error) if error.is_refusal() => refused.push(RefusedReaction { recorded, error }),
            Err(failed) => return Err(failed),
        }
    }
    Ok(Reacted { next: page.next, refused })
}

/// Carries out what follows, in other contexts, from a record. A command that is refused leaves nothing to
/// do, or has another one in its place.
///
/// # Errors
/// What kept a command from being decided; and a refusal that somebody has to be told of.
pub async fn carry_on(
    dispatcher: &dyn Dispatcher,
    recorded: &Recorded,
    now: Instant,
) -> Result<(), Error> {
    let Some(reaction) = reaction(dispatcher, recorded).await? else { return Ok(()) };
    let record = &recorded.record;
    let command_id = CommandId::derive(record.event_id, reaction.policy);
    let request = |Sent { id, command, actor }| {
        let actor = actor.unwrap_or(record.actor);
        let context = Context { now, actor, tenant: record.tenant, command_id };
        Request::new(context, id, command, record.trace_parent)
    };
    let Err(refused) = dispatcher.dispatch(request(reaction.first)).await else { return Ok(()) };
    if !refused.is_refusal() {
        return Err(refused);
    }
    let otherwise = match reaction.otherwise {
        Otherwise::Nothing => return Ok(()),
        Otherwise::Tell => return told(refused),
        Otherwise::Send(otherwise) => *otherwise,
    };
    dispatcher.dispatch(request(otherwise)).await.map_or_else(told, |_| Ok(()))
}

/// Under this id another one took effect already, by whoever's hand: nothing is left to do.
fn told(failed: Error) -> Result<(), Error> {
    if matches!(failed, Error::CommandIdReused { .. }) { Ok(()) } else { Err(failed) }
}

/// Looks at what the policies ask for until they know what follows.
async fn reaction(
    dispatcher: &dyn Dispatcher,
    Recorded { record, domain_event }: &Recorded,
) -> Result<Option<Reaction>, Error> {
    let mut follows = policies::afterwards(domain_event, record.stream.id);
    loop {
        follows = match follows {
            Follows::Nothing => return Ok(None),
            Follows::Send(reaction) => return Ok(Some(*reaction)),
            Follows::Look(Look { aggregate, id, then }) => {
                let (look, told) = telling(then);
                dispatcher.look(record.tenant, StreamId::new(aggregate, id), look).await?;
                told.try_recv().map_err(|_| not_looked_at())?
            }
        };
    }
}

fn not_looked_at() -> Unavailable {
    let reason = "expected a look at a state, nobody looked".to_owned();
    Unavailable { reason, outcome_unknown: false }
}
