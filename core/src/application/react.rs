use super::{Dispatcher, Error, Kind, Request, load::read};
use crate::{
    Context,
    contract::DomainEvent,
    policies,
    ports::{Clock, EventStore, Position, Record, Shard},
    values::{CommandId, Instant},
};

/// Records that one round looks at.
const PAGE: u32 = 500;

/// Sends the commands that follow from the records after a position, and tells how far it came.
///
/// Each command's id is derived from the record that caused it: run again from an earlier position,
/// from several processes, or after a crash, every reaction takes effect once.
pub(super) async fn react(
    store: &dyn EventStore,
    dispatcher: &dyn Dispatcher,
    clock: &dyn Clock,
    after: Position,
) -> Result<Position, Error> {
    let page = store.read_feed(Shard::default(), after, PAGE).await?;
    for (record, happened) in read(page.records)? {
        let Some(request) = reaction(&record, &happened, clock.now()) else { continue };
        match dispatcher.dispatch(request).await {
            Ok(_) => {}
            // There is no box office, or it is closed already: nothing is left to do.
            Err(refused) if matches!(refused.kind(), Kind::Rejected | Kind::NotFound) => {}
            Err(failed) => return Err(failed),
        }
    }
    Ok(page.next)
}

/// The command that follows, in another context, from a record; its id is derived from the record's.
#[must_use]
pub fn reaction(record: &Record, happened: &DomainEvent, now: Instant) -> Option<Request> {
    let (policy, id, command) = policies::afterwards(happened, record.stream.id)?;
    let command_id = CommandId::derive(record.event_id, policy);
    let context = Context { now, actor: record.actor, tenant: record.tenant, command_id };
    Some(Request { context, id, command, trace_parent: record.trace_parent })
}
