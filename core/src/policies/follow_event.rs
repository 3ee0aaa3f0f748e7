//! What a box office does when something happened to its event. It follows through the feed: the
//! command's id is derived from the record, so a reaction that is repeated is the same command.

use uuid::Uuid;

use super::{Follows, Look, reaction::Reaction};
use crate::{
    Aggregate,
    contract::State,
    planning::event::{self, Event},
    ticketing::box_office::{self, CloseSales, QuotaSize, SetQuotaSize},
    values::{Capacity, Label},
};

/// What the box office of the event `id` does.
pub(super) fn afterwards(happened: &event::DomainEvent, id: Uuid) -> Follows {
    match happened {
        event::DomainEvent::CapacityChanged(changed) => {
            let capacity = changed.capacity;
            let then = Box::new(move |state: Option<&State>| resized(capacity, id, state));
            Follows::Look(Look { aggregate: Event::NAME, id, then })
        }
        event::DomainEvent::Cancelled(cancelled) => close(id, cancelled.reason.clone()),
        event::DomainEvent::Completed(_) => {
            "the event is over".parse().map_or(Follows::Nothing, |reason| close(id, reason))
        }
        event::DomainEvent::Drafted(_)
        | event::DomainEvent::DraftChanged(_)
        | event::DomainEvent::Published(_)
        | event::DomainEvent::Postponed(_)
        | event::DomainEvent::Rescheduled(_)
        | event::DomainEvent::Started(_)
        | event::DomainEvent::Archived(_) => Follows::Nothing,
    }
}

/// A size that is the right one already is recorded nowhere, and nobody knows that it was asked for: asked
/// for again when the event has another capacity by now, it would be the wrong one. What the event has by
/// now is asked for by its own record.
fn resized(capacity: Capacity, id: Uuid, event: Option<&State>) -> Follows {
    let Some(State::Event(event)) = event else { return Follows::Nothing };
    if event.capacity() != Some(capacity) {
        return Follows::Nothing;
    }
    let size = QuotaSize::Places(capacity.into());
    send("resize_box_office", id, SetQuotaSize { quota: None, size })
}

/// Nobody is to pay for a hold any more: what is paid all the same goes back.
fn close(id: Uuid, reason: Label) -> Follows {
    send("close_box_office", id, CloseSales { reason, release_holds: true })
}

fn send(policy: &'static str, id: Uuid, command: impl Into<box_office::Command>) -> Follows {
    Reaction::send(policy, id, command.into())
}
