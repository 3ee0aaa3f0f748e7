//! A box office belongs to a published event, and holds no more than the event does.

use uuid::Uuid;

use crate::{
    Aggregate,
    contract::{Command, Rejection, State},
    planning::event::{Event, EventStatus},
    ticketing::box_office::{self, Open, QuotaSize, Sales},
    values::Instant,
};

/// The three commands that look at the event, which has the box office's id: one of them only for the
/// quota that is bounded by nothing but the event, as far as it is known which that is.
pub(super) fn needs(
    command: &Command,
    id: Uuid,
    office: Option<&State>,
) -> Option<(&'static str, Uuid)> {
    use box_office::Command as Office;
    let looks = match command {
        Command::BoxOffice(Office::Open(_) | Office::ReopenSales(_)) => true,
        Command::BoxOffice(Office::SetQuotaSize(set)) => {
            let outermost = office.and_then(State::sales).map(Sales::outermost);
            outermost.is_none() || set.quota.is_none() || set.quota.as_ref() == outermost
        }
        Command::BoxOffice(_) | Command::Event(_) | Command::Venue(_) | Command::Payment(_) => {
            false
        }
    };
    looks.then_some((Event::NAME, id))
}

pub(super) fn admit(command: &Command, other: &State, now: Instant) -> Result<(), Rejection> {
    let (State::Event(event), Command::BoxOffice(command)) = (other, command) else {
        return Ok(());
    };
    match command {
        box_office::Command::Open(open) => may_open(event, open).map_err(Rejection::from),
        box_office::Command::ReopenSales(_) => may_sell(event, now).map_err(Rejection::from),
        box_office::Command::SetQuotaSize(set) => Ok(within(event, set.size)?),
        box_office::Command::AddTicketType(_)
        | box_office::Command::ChangeTicketType(_)
        | box_office::Command::HoldTickets(_)
        | box_office::Command::ExtendHold(_)
        | box_office::Command::ReleaseHold(_)
        | box_office::Command::ConfirmHold(_)
        | box_office::Command::ReturnPlaces(_)
        | box_office::Command::BlockPlaces(_)
        | box_office::Command::UnblockPlaces(_)
        | box_office::Command::CloseSales(_) => Ok(()),
    }
}

fn may_open(event: &Event, open: &Open) -> Result<(), box_office::Rejection> {
    let status = event.status();
    if status.is_none() {
        return Err(box_office::Rejection::NotFound {});
    }
    if status != Some(EventStatus::Published) {
        let status = status.map(|status| status.to_string()).unwrap_or_default();
        return Err(box_office::Rejection::EventNotPublished { status });
    }
    let mut outermost = open.quotas.iter().filter(|quota| quota.outermost);
    outermost.try_for_each(|quota| within(event, quota.size))
}

fn within(event: &Event, size: QuotaSize) -> Result<(), box_office::Rejection> {
    let Some(capacity) = event.capacity() else { return Err(box_office::Rejection::NotFound {}) };
    let within = match size {
        QuotaSize::Places(places) => places <= capacity.into(),
        QuotaSize::Unlimited => false,
    };
    within.then_some(()).ok_or(box_office::Rejection::QuotaAboveCapacity { capacity })
}

fn may_sell(event: &Event, now: Instant) -> Result<(), box_office::Rejection> {
    use EventStatus::{Archived, Cancelled, Completed, Draft, InProgress, Postponed, Published};
    let Some(status) = event.status() else { return Err(box_office::Rejection::NotFound {}) };
    let over = match status {
        Archived | Cancelled | Completed => true,
        Draft | InProgress | Postponed | Published => {
            event.times().is_some_and(|times| now >= times.ends_at) && status != Postponed
        }
    };
    match over {
        true => Err(box_office::Rejection::EventOver { status: status.to_string() }),
        false => Ok(()),
    }
}
