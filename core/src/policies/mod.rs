//! What crosses from one context into another: reactions to domain events, and what a command must
//! know of another context. Pure; a context never imports another, it is joined to it here.
//!
//! - [`needs`] and [`admit`]: a decision that rests on another aggregate's state, whose version is
//!   checked in the same append.
//! - [`together`]: a reaction that is part of the decision, in the same append: both or neither.
//! - [`afterwards`]: a reaction that follows through the feed, once; and, where it is refused, another
//!   one in its place.

mod book_venue;
mod follow_event;
mod open_box_office;
mod reaction;
mod sell_paid_hold;
#[cfg(test)]
mod spec;

use uuid::Uuid;

use crate::{
    Aggregate,
    contract::{Command, DomainEvent, Rejection, State},
    payments::payment::Payment,
    planning::event::Event,
    values::Instant,
};

pub use reaction::{Follows, Look, Otherwise, Reaction, Sent, Then};

/// Whether anything may follow from what happened to the aggregates of that name.
#[must_use]
pub fn follows(aggregate: &str) -> bool {
    [Event::NAME, Payment::NAME].contains(&aggregate)
}

/// What follows from what happened to the aggregate `id`.
#[must_use]
pub fn afterwards(happened: &DomainEvent, id: Uuid) -> Follows {
    match happened {
        DomainEvent::Event(happened) => follow_event::afterwards(happened, id),
        DomainEvent::Payment(happened) => sell_paid_hold::afterwards(happened, id),
        DomainEvent::BoxOffice(_) | DomainEvent::Venue(_) => Follows::Nothing,
    }
}

/// The other aggregate, by name and id, by whose state a command to the aggregate `id` is judged; `main`
/// is the state of that one, as far as it is known.
#[must_use]
pub fn needs(command: &Command, id: Uuid, main: Option<&State>) -> Option<(&'static str, Uuid)> {
    open_box_office::needs(command, id, main)
}

/// Judges a command by the state of the other aggregate that it [`needs`].
///
/// # Errors
/// The refusal, in the words of the command's room.
pub fn admit(command: &Command, other: &State, now: Instant) -> Result<(), Rejection> {
    open_box_office::admit(command, other, now)
}

/// The command to another aggregate that is part of what happened to the aggregate `id`, whose state
/// was `before`.
#[must_use]
pub fn together(happened: &DomainEvent, before: &State, id: Uuid) -> Option<(Uuid, Command)> {
    book_venue::together(happened, before, id)
}

/// Every other aggregate, by name and id, that the outcome of a command to the aggregate `id` may rest on.
#[must_use]
pub fn looks_at(command: &Command, id: Uuid, main: Option<&State>) -> Vec<(&'static str, Uuid)> {
    needs(command, id, main).into_iter().chain(main.and_then(book_venue::looks_at)).collect()
}
