//! The rules of an event. The order of checks is part of the contract: no text holds a card number, the
//! event exists, its life leads there from where it is, the times are in order, the command changes
//! something, the time has come.

use super::{
    contract::{
        Archived, Cancel, Cancelled, CapacityChanged, ChangeCapacity, ChangeDraft, Command,
        Completed, DomainEvent, Draft, DraftChanged, Drafted, Postpone, Postponed, Published,
        Rejection, Reschedule, Rescheduled, Started,
    },
    state::{Event, EventStatus, Plan, Times},
};
use crate::{
    Context,
    aggregate::{happens, nothing},
    values::{EventName, Instant, Period, card_number},
};

type Decision = Result<Vec<DomainEvent>, Rejection>;

pub(super) fn decide(event: &Event, command: &Command, context: &Context) -> Decision {
    match command {
        Command::Draft(asked) => draft(event, asked),
        Command::ChangeDraft(asked) => change_draft(event, asked),
        Command::Publish(_) => publish(event, context.now),
        Command::Postpone(asked) => postpone(event, asked),
        Command::Reschedule(asked) => reschedule(event, asked, context.now),
        Command::ChangeCapacity(asked) => change_capacity(event, asked),
        Command::Start(_) => start(event, context.now),
        Command::Complete(_) => complete(event, context.now),
        Command::Cancel(asked) => cancel(event, asked),
        Command::Archive(_) => archive(event),
    }
}

/// A text that holds a card number is refused, and not repeated.
fn no_card_number(field: &str, text: &str) -> Result<(), Rejection> {
    card_number::refuse_in(field, text, |field| Rejection::PanRejected { field })
}

fn draft(event: &Event, asked: &Draft) -> Decision {
    no_card_number("name", asked.name.as_str())?;
    let drafted = Drafted {
        name: asked.name.clone(),
        place: asked.place,
        timezone: asked.timezone,
        doors_at: asked.doors_at,
        starts_at: asked.starts_at,
        ends_at: asked.ends_at,
        capacity: asked.capacity,
        setup_minutes: asked.setup_minutes,
        teardown_minutes: asked.teardown_minutes,
    };
    if event.exists() {
        let repeats = *event == Event::drafted(&drafted);
        return if repeats { nothing() } else { Err(Rejection::AlreadyDrafted {}) };
    }
    in_order(asked.doors_at, asked.starts_at, asked.ends_at)?;
    happens(drafted)
}

fn change_draft(event: &Event, asked: &ChangeDraft) -> Decision {
    no_card_number("name", asked.name.as_ref().map_or("", EventName::as_str))?;
    let plan = leads(event, EventStatus::Draft, &[EventStatus::Draft])?;
    let times = plan.times();
    let changed = DraftChanged {
        name: asked.name.as_ref().unwrap_or(plan.name()).clone(),
        doors_at: asked.doors_at.unwrap_or(times.doors_at),
        starts_at: asked.starts_at.unwrap_or(times.starts_at),
        ends_at: asked.ends_at.unwrap_or(times.ends_at),
        capacity: asked.capacity.unwrap_or(plan.capacity()),
    };
    let after = in_order(changed.doors_at, changed.starts_at, changed.ends_at)?;
    let same = changed.name == *plan.name() && changed.capacity == plan.capacity();
    if same && after == times { nothing() } else { happens(changed) }
}

fn publish(event: &Event, now: Instant) -> Decision {
    if event.status() == Some(EventStatus::Published) {
        return Err(Rejection::AlreadyPublished {});
    }
    let plan = leads(event, EventStatus::Published, &[EventStatus::Draft])?;
    let times = plan.times();
    in_the_future(times.starts_at, now)?;
    happens(Published {
        venue_id: plan.venue_id(),
        timezone: plan.timezone(),
        period: period(times)?,
        capacity: plan.capacity(),
        setup_minutes: plan.setup_minutes(),
        teardown_minutes: plan.teardown_minutes(),
    })
}

fn postpone(event: &Event, asked: &Postpone) -> Decision {
    no_card_number("reason", asked.reason.as_str())?;
    leads(event, EventStatus::Postponed, &[EventStatus::Published])?;
    happens(Postponed { reason: asked.reason.clone() })
}

fn reschedule(event: &Event, asked: &Reschedule, now: Instant) -> Decision {
    let from = [EventStatus::Published, EventStatus::Postponed];
    let plan = leads(event, EventStatus::Published, &from)?;
    let times = in_order(asked.doors_at, asked.starts_at, asked.ends_at)?;
    // The old times are news only to those who were told that they no longer hold.
    if times == plan.times() && event.status() == Some(EventStatus::Published) {
        return nothing();
    }
    in_the_future(times.starts_at, now)?;
    happens(Rescheduled {
        doors_at: times.doors_at,
        starts_at: times.starts_at,
        ends_at: times.ends_at,
    })
}

fn change_capacity(event: &Event, asked: &ChangeCapacity) -> Decision {
    let from = [EventStatus::Published, EventStatus::Postponed, EventStatus::InProgress];
    let previous = leads(event, EventStatus::Published, &from)?.capacity();
    if asked.capacity == previous {
        return nothing();
    }
    happens(CapacityChanged { capacity: asked.capacity, previous })
}

fn start(event: &Event, now: Instant) -> Decision {
    let plan = leads(event, EventStatus::InProgress, &[EventStatus::Published])?;
    let starts_at = plan.times().starts_at;
    if now < starts_at {
        return Err(Rejection::NotStartedYet { starts_at });
    }
    happens(Started {})
}

fn complete(event: &Event, now: Instant) -> Decision {
    let plan = leads(event, EventStatus::Completed, &[EventStatus::InProgress])?;
    let ends_at = plan.times().ends_at;
    if now < ends_at {
        return Err(Rejection::NotOverYet { ends_at });
    }
    happens(Completed {})
}

fn cancel(event: &Event, asked: &Cancel) -> Decision {
    no_card_number("reason", asked.reason.as_str())?;
    let from = [
        EventStatus::Draft,
        EventStatus::Published,
        EventStatus::Postponed,
        EventStatus::InProgress,
    ];
    leads(event, EventStatus::Cancelled, &from)?;
    happens(Cancelled { reason: asked.reason.clone() })
}

fn archive(event: &Event) -> Decision {
    let from = [EventStatus::Completed, EventStatus::Cancelled];
    leads(event, EventStatus::Archived, &from)?;
    happens(Archived {})
}

/// The plan of an event that exists and is where the command starts from.
fn leads<'a>(
    event: &'a Event,
    to: EventStatus,
    starts_from: &[EventStatus],
) -> Result<&'a Plan, Rejection> {
    let (Some(from), Some(plan)) = (event.status(), event.plan()) else {
        return Err(Rejection::NotFound {});
    };
    if starts_from.contains(&from) {
        return Ok(plan);
    }
    Err(Rejection::InvalidTransition { from, to })
}

fn in_order(doors_at: Instant, starts_at: Instant, ends_at: Instant) -> Result<Times, Rejection> {
    let times = Times { doors_at, starts_at, ends_at };
    if doors_at <= starts_at && starts_at < ends_at { Ok(times) } else { Err(out_of_order(times)) }
}

/// From doors to end. Times in order are a period always; this only spares a panic.
fn period(times: Times) -> Result<Period, Rejection> {
    Period::new(times.doors_at, times.ends_at).map_err(|_| out_of_order(times))
}

fn out_of_order(Times { doors_at, starts_at, ends_at }: Times) -> Rejection {
    Rejection::TimesOutOfOrder { doors_at, starts_at, ends_at }
}

fn in_the_future(starts_at: Instant, now: Instant) -> Result<(), Rejection> {
    if starts_at > now { Ok(()) } else { Err(Rejection::StartsInThePast { starts_at, now }) }
}
