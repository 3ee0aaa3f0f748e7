//! What a box office does when something happened to its event. It follows through the feed: the
//! command's id is derived from the record, so a reaction that is repeated is the same command.

use uuid::Uuid;

use crate::{
    Aggregate,
    contract::{Command, DomainEvent},
    planning::event::{self, Event},
    ticketing::box_office::{self, CloseSales, QuotaSize, SetQuotaSize},
    values::Label,
};

/// Whether anything may follow from what happened to the aggregates of that name.
#[must_use]
pub fn follows(aggregate: &str) -> bool {
    aggregate == Event::NAME
}

/// The command that follows from what happened to the aggregate `id`, and the name of the policy.
#[must_use]
pub fn afterwards(happened: &DomainEvent, id: Uuid) -> Option<(&'static str, Uuid, Command)> {
    let DomainEvent::Event(happened) = happened else { return None };
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
    Some((policy, id, command.into()))
}
