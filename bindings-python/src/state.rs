//! The rules alone: a state that lives here, and is not taken apart in Python.

use std::sync::{Mutex, MutexGuard, TryLockError};

use palco::{
    application::Error,
    contract::{
        Command, DomainEvent, Invalid, LIMITS, Rejection, State, read_command, read_domain_event,
        read_state, to_json,
    },
    ticketing::box_office,
};
use pyo3::{
    prelude::*,
    types::{PyList, PyTuple},
};
use serde_json::value::RawValue;

use crate::{
    context::Context,
    failure::{Failure, guarded},
    input,
};

mod batch;

/// The state of one aggregate.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativeState {
    aggregate: &'static str,
    state: Mutex<State>,
    /// The process that it was made in.
    owner: u32,
}

impl NativeState {
    fn new(aggregate: &str, state: State) -> Result<Self, Failure> {
        let known = palco::contract::AGGREGATES.iter().find(|known| **known == aggregate);
        let aggregate = known.ok_or_else(unknown)?;
        Ok(Self { aggregate, state: Mutex::new(state), owner: std::process::id() })
    }

    /// Does something with the state. Another thread may be at it with the GIL released, so waiting
    /// for it is done with the GIL released too.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        act: impl FnOnce(&mut State) -> Result<T, Failure> + Send,
    ) -> Result<T, Failure> {
        match self.state.try_lock() {
            Ok(mut state) => return act(&mut state),
            Err(TryLockError::Poisoned(_)) => return Err(Failure::Internal),
            Err(TryLockError::WouldBlock) => {}
        }
        // A thread that held it when this process was forked off does not exist here.
        if std::process::id() != self.owner {
            return Err(Failure::Forked);
        }
        py.detach(|| act(&mut *self.lock()?))
    }

    /// With the GIL released: for what takes long.
    fn aside<T: Send>(
        &self,
        py: Python<'_>,
        act: impl FnOnce(&mut State) -> Result<T, Failure> + Send,
    ) -> Result<T, Failure> {
        if std::process::id() != self.owner && self.state.try_lock().is_err() {
            return Err(Failure::Forked);
        }
        py.detach(|| act(&mut *self.lock()?))
    }

    /// After a panic the state may be half changed, and is not used again.
    fn lock(&self) -> Result<MutexGuard<'_, State>, Failure> {
        self.state.lock().map_err(|_| Failure::Internal)
    }
}

fn unknown() -> Failure {
    let reason = format!("expected one of {}", palco::contract::AGGREGATES.join(", "));
    let code = "input.unknown_type";
    Invalid { code, path: "aggregate".to_owned(), reason }.into()
}

/// A command for this kind of aggregate.
fn command_of(aggregate: &str, text: &str) -> Result<Command, Invalid> {
    let command = read_command(text)?;
    if command.aggregate() == aggregate {
        return Ok(command);
    }
    let reason = format!("expected a command of {aggregate}, got {}", command.wire_name());
    Err(Invalid::field("type", reason))
}

/// Domain events of this kind of aggregate, all of them before any of them is used.
fn domain_events_of(aggregate: &str, text: &str) -> Result<Vec<DomainEvent>, Failure> {
    let items: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|_| Failure::invalid("$", "expected an array of domain events"))?;
    let read = |(index, item): (usize, &RawValue)| {
        let at = |invalid: Invalid| {
            let rest =
                if invalid.path == "$" { String::new() } else { format!(".{}", invalid.path) };
            Invalid { path: format!("[{index}]{rest}"), ..invalid }
        };
        let happened = read_domain_event(item.get()).map_err(at)?;
        let name = happened.wire_name();
        match name.split_once('.') {
            Some((room, _)) if room == aggregate => Ok(happened),
            _ => {
                let reason = format!("expected a domain event of {aggregate}, got {name}");
                Err(at(Invalid::field("type", reason)).into())
            }
        }
    };
    items.into_iter().enumerate().map(read).collect()
}

#[pymethods]
impl NativeState {
    /// The state of an aggregate before anything happened.
    #[staticmethod]
    fn initial(aggregate: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(aggregate.py(), || {
            let aggregate = input::text("aggregate", aggregate)?;
            let state = State::initial(aggregate).ok_or_else(unknown)?;
            Self::new(aggregate, state)
        })
    }

    /// The state that `to_json` wrote.
    #[staticmethod]
    fn from_json(aggregate: &Bound<'_, PyAny>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = aggregate.py();
        guarded(py, || {
            let aggregate = input::text("aggregate", aggregate)?;
            let text = input::json(text, usize::MAX)?;
            let state = py.detach(|| read_state(aggregate, text))?;
            Self::new(aggregate, state)
        })
    }

    /// All of the state.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || self.aside(py, |state| Ok(to_json(&*state))))
    }

    /// What a command leads to, as a JSON array of domain events. The state stays as it is.
    fn decide(&self, command: &Bound<'_, PyAny>, context: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = command.py();
        guarded(py, || {
            let context = context_of(context)?;
            let command = command_of(self.aggregate, input::json(command, LIMITS.bytes)?)?;
            self.with(py, |state| {
                let happened = state.decide(&command, &context).map_err(Error::Rejected)?;
                Ok(to_json(&happened))
            })
        })
    }

    /// Takes in a JSON array of domain events: all of them, or none.
    fn evolve(&self, domain_events: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = domain_events.py();
        guarded(py, || {
            let text = input::json(domain_events, usize::MAX)?;
            let domain_events = domain_events_of(self.aggregate, text)?;
            self.with(py, |state| {
                domain_events.iter().for_each(|happened| state.evolve(happened));
                Ok(())
            })
        })
    }

    /// Decides commands one after the other, each on the state that those before it left, and takes
    /// in what happened. `items` is a list of pairs: a command as JSON, and its context. The answer
    /// is a JSON array with `{"domain_events":[...]}` or `{"error":{...}}` for each.
    fn run(&self, items: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = items.py();
        guarded(py, || {
            let items = items.cast::<PyList>().map_err(|_| {
                Failure::invalid("$", "expected a list of pairs of a command and its context")
            })?;
            batch::within_limit(items.len())?;
            let pairs: Vec<_> = items.iter().enumerate().map(pair).collect::<Result<_, _>>()?;
            let work = pairs
                .iter()
                .map(|(command, context)| Ok((input::json(command, LIMITS.bytes)?, *context)))
                .collect::<Result<Vec<_>, Failure>>()?;
            self.aside(py, |state| Ok(batch::run(self.aggregate, state, &work)))
        })
    }

    /// The same from one JSON array of `{"command":{...},"context":{...}}`.
    fn run_json(&self, text: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = text.py();
        guarded(py, || {
            let text = input::json(text, batch::BYTES_MAX)?;
            self.aside(py, |state| {
                let work = batch::read(text)?;
                Ok(batch::run(self.aggregate, state, &work))
            })
        })
    }

    /// What is left of each ticket type at an instant, as a JSON array.
    fn availability(&self, now: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = now.py();
        guarded(py, || {
            let now = input::instant("now", now)?;
            self.with(py, |state| Ok(to_json(&sales(state)?.availability(now))))
        })
    }

    /// What became of the places of each quota at an instant, as a JSON array.
    fn quota_uses(&self, now: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = now.py();
        guarded(py, || {
            let now = input::instant("now", now)?;
            self.with(py, |state| Ok(to_json(&sales(state)?.quota_uses(now))))
        })
    }
}

fn sales(state: &State) -> Result<&box_office::Sales, Failure> {
    let not_found = || Error::Rejected(Rejection::BoxOffice(box_office::Rejection::NotFound {}));
    state.sales().ok_or_else(|| not_found().into())
}

fn context_of(context: &Bound<'_, PyAny>) -> Result<palco::Context, Failure> {
    let context = context
        .cast::<Context>()
        .map_err(|_| Failure::invalid("context", "expected a palco.Context"))?;
    Ok(context.get().0)
}

type Pair<'py> = (Bound<'py, PyAny>, palco::Context);

fn pair<'py>((index, item): (usize, Bound<'py, PyAny>)) -> Result<Pair<'py>, Failure> {
    let wrong =
        || Failure::invalid(&format!("[{index}]"), "expected a pair of a command and its context");
    let tuple = item.cast::<PyTuple>().map_err(|_| wrong())?;
    let (command, context): (Bound<'py, PyAny>, Bound<'py, PyAny>) =
        tuple.extract().map_err(|_| wrong())?;
    Ok((command, context_of(&context).map_err(|_| wrong())?))
}
