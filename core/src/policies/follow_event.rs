//! What a box office does when something happened to its event. It follows through the feed: the
//! command's id is derived from the record, so a reaction that is repeated is the same command.

use uuid::Uuid;

use super::{Follows, reaction::Reaction};
use crate::{
    planning::event,
    ticketing::box_office::{self, CloseSales, QuotaSize, SetQuotaSize},
    values::Label,
};

/// What the box office of the event `id` does.
pub(super) fn afterwards(happened: &event::DomainEvent, id: Uuid) -> Follows {
    command(happened)
        .map_or(Follows::Nothing, |(policy, command)| Reaction::send(policy, id, command))
}

fn command(happened: &event::DomainEvent) -> Option<(&'static str, box_office::Command)> {
    let (policy, command): (_, box_office::Command) = match happened {
        event::DomainEvent::CapacityChanged(changed) => {
            let size = QuotaSize::Places(changed.capacity.get());
            ("resize_box_office", SetQuotaSize { quota: None, size }.into())
        }
        event::DomainEvent::Cancelled(cancelled) => {
            ("close_box_office", CloseSales { reason: cancelled.reason.clone() }.into())
        }
        event::DomainEvent::Completed(_) => {
            let reason = "the event is over".parse::<Label>().ok()?;
            ("close_box_office", CloseSales { reason }.into())
        }
        event::DomainEvent::Drafted(_)
        | event::DomainEvent::DraftChanged(_)
        | event::DomainEvent::Published(_)
        | event::DomainEvent::Postponed(_)
        | event::DomainEvent::Rescheduled(_)
        | event::DomainEvent::Started(_)
        | event::DomainEvent::Archived(_) => return None,
    };
    Some((policy, command))
}
