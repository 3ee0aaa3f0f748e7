//! Given/when/then.
#![expect(clippy::panic, reason = "an assertion library fails by panicking")]

use std::{fmt::Debug, panic::Location};

use crate::{
    Aggregate, Context,
    aggregate::Refusal,
    contract::{DomainEvent, read_recorded, to_json},
    values::{ActorId, CommandId, Instant, TenantId},
};

/// What the command is to lead to.
#[derive(Debug)]
enum Then<D, R> {
    Happens(Vec<D>),
    Refused(&'static str),
    RefusedWith(R),
}

/// One row of a specification: given what happened, when this is asked, then that follows.
///
/// ```
/// use palco::{planning::venue::{self, Venue}, testing::{Row, at}};
/// let row = Row::<Venue>::named("a venue that nobody registered has no bookings to release")
///     .when(at("2026-11-23T12:00:00Z"), venue::Release { event_id: palco::testing::id(1) })
///     .refused("venue.not_found");
/// row.check();
/// ```
#[derive(Debug)]
pub struct Row<A: Aggregate> {
    name: &'static str,
    given: Vec<A::DomainEvent>,
    when: Option<(Context, A::Command)>,
    then: Then<A::DomainEvent, A::Rejection>,
    location: &'static Location<'static>,
}

impl<A> Row<A>
where
    A: Aggregate<
            DomainEvent: Debug + PartialEq,
            Command: Debug,
            Rejection: Refusal + Debug + PartialEq,
        >,
{
    /// A row that reads as a sentence.
    #[must_use]
    #[track_caller]
    pub fn named(name: &'static str) -> Self {
        let location = Location::caller();
        Self { name, given: Vec::new(), when: None, then: Then::Happens(Vec::new()), location }
    }

    /// What happened before, in order. May be called again to add more.
    #[must_use]
    pub fn given<D: Into<A::DomainEvent>>(mut self, happened: impl IntoIterator<Item = D>) -> Self {
        self.given.extend(happened.into_iter().map(Into::into));
        self
    }

    /// What is asked, by whom and when.
    #[must_use]
    pub fn when(mut self, context: Context, command: impl Into<A::Command>) -> Self {
        self.when = Some((context, command.into()));
        self
    }

    /// These domain events follow, and no others.
    #[must_use]
    pub fn then<D: Into<A::DomainEvent>>(mut self, happens: impl IntoIterator<Item = D>) -> Self {
        self.then = Then::Happens(happens.into_iter().map(Into::into).collect());
        self
    }

    /// The command changes nothing.
    #[must_use]
    pub fn then_nothing(mut self) -> Self {
        self.then = Then::Happens(Vec::new());
        self
    }

    /// A rule says no, with this code.
    #[must_use]
    pub fn refused(mut self, code: &'static str) -> Self {
        self.then = Then::Refused(code);
        self
    }

    /// A rule says no, with exactly these details.
    #[must_use]
    pub fn refused_with(mut self, rejection: A::Rejection) -> Self {
        self.then = Then::RefusedWith(rejection);
        self
    }

    /// The code that the row expects, if it expects a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match &self.then {
            Then::Refused(code) => Some(code),
            Then::RefusedWith(rejection) => Some(rejection.code()),
            Then::Happens(_) => None,
        }
    }

    /// The state that its command leaves: that of before, where it is refused or there is none.
    #[must_use]
    pub fn leaves(&self) -> A {
        let mut state = A::initial();
        self.given.iter().for_each(|happened| state.evolve(happened));
        let decided = self.when.as_ref().map(|(context, command)| state.decide(command, context));
        let happened = decided.and_then(Result::ok).unwrap_or_default();
        happened.iter().for_each(|happened| state.evolve(happened));
        state
    }

    /// Runs the row, and gives the refusal if there was one. What happens has to be read back as it was
    /// from the form in which it is recorded.
    ///
    /// # Panics
    /// With the row's name and place when something else follows than it says, or cannot be read back.
    pub fn check(&self) -> Option<A::Rejection>
    where
        A::DomainEvent: Clone + Into<DomainEvent>,
    {
        let (name, location) = (self.name, self.location);
        let (context, command) =
            self.when.as_ref().unwrap_or_else(|| panic!("{location}: no `when`"));
        let mut state = A::initial();
        for happened in &self.given {
            state.evolve(happened);
        }
        match (state.decide(command, context), &self.then) {
            (Ok(happens), Then::Happens(expected)) => {
                assert_eq!(&happens, expected, "{location}: {name}");
                happens.into_iter().for_each(|happened| reads_back(&happened.into()));
                None
            }
            (Err(refusal), Then::Refused(code)) => {
                assert_eq!(refusal.code(), *code, "{location}: {name}: {refusal}");
                Some(refusal)
            }
            (Err(refusal), Then::RefusedWith(expected)) => {
                assert_eq!(&refusal, expected, "{location}: {name}");
                Some(refusal)
            }
            (got, expected) => panic!("{location}: {name}: expected {expected:?}, got {got:?}"),
        }
    }
}

fn reads_back(happened: &DomainEvent) {
    let (name, text) = (happened.wire_name(), to_json(happened));
    let schema_version = DomainEvent::schema_version(name).unwrap_or_default();
    assert_eq!(read_recorded(name, schema_version, &text).as_ref(), Ok(happened), "{text}");
}

/// Runs every row, and tells which codes they produced.
///
/// # Panics
/// When a row does not hold.
pub fn check_all<A>(rows: Vec<Row<A>>) -> Vec<&'static str>
where
    A: Aggregate<
            DomainEvent: Debug + PartialEq,
            Command: Debug,
            Rejection: Refusal + Debug + PartialEq,
        >,
    A::DomainEvent: Clone + Into<DomainEvent>,
{
    rows.iter().filter_map(|row| row.check().and_then(|_| row.code())).collect()
}

/// The buyer with number 7, of the tenant with number 1, at an instant.
///
/// # Panics
/// When `now` is no RFC 3339 instant.
#[must_use]
pub fn at(now: &str) -> Context {
    let now = instant(now);
    Context { now, actor: id(7), tenant: id(1), command_id: id(1_000) }
}

/// An instant, from RFC 3339.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|invalid| panic!("{invalid}"))
}

/// Reads a value object that is known to be right.
///
/// # Panics
/// When it is not.
#[must_use]
pub fn known<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> T {
    text.parse().unwrap_or_else(|invalid| panic!("{text}: {invalid}"))
}

/// The id with a number, of whatever kind is asked for.
///
/// # Panics
/// For number 0: the nil id is nobody's.
#[must_use]
pub fn id<T: std::str::FromStr<Err: std::fmt::Display>>(number: u64) -> T {
    known(&uuid::Uuid::from_u128(u128::from(number)).to_string())
}

impl Context {
    /// The same moment, seen by another actor.
    #[must_use]
    pub fn by(self, actor: u64) -> Self {
        Self { actor: id::<ActorId>(actor), ..self }
    }

    /// The same request under another command id.
    #[must_use]
    pub fn numbered(self, command_id: u64) -> Self {
        Self { command_id: id::<CommandId>(command_id), ..self }
    }

    /// The same request for another tenant.
    #[must_use]
    pub fn of_tenant(self, tenant: u64) -> Self {
        Self { tenant: id::<TenantId>(tenant), ..self }
    }
}
