//! The rules alone: a state that lives here, and is not taken apart in Python.

use palco::{
    application::Error,
    contract::{
        LIMITS, State, initial_state, read_command_of, read_domain_events_of, read_query,
        read_state, to_json,
    },
};
use pyo3::{
    prelude::*,
    types::{PyList, PyTuple},
};

use crate::{
    context::Context,
    failure::{Failure, guarded},
    input,
    kept::Kept,
};

mod batch;

/// The state of one aggregate.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativeState {
    aggregate: &'static str,
    state: Kept<State>,
}

impl From<State> for NativeState {
    fn from(state: State) -> Self {
        Self { aggregate: state.aggregate(), state: Kept::new(state) }
    }
}

#[pymethods]
impl NativeState {
    /// The state of an aggregate before anything happened.
    #[staticmethod]
    fn initial(aggregate: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(aggregate.py(), || {
            let aggregate = input::text("aggregate", aggregate)?;
            Ok(initial_state(aggregate)?.into())
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
            Ok(state.into())
        })
    }

    /// All of the state.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || self.state.aside(py, |state| Ok(to_json(&*state))))
    }

    /// What a command leads to, as a JSON array of domain events. The state stays as it is.
    fn decide(&self, command: &Bound<'_, PyAny>, context: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = command.py();
        guarded(py, || {
            let context = context_of(context)?;
            let command = read_command_of(self.aggregate, input::json(command, LIMITS.bytes)?)?;
            self.state.with(py, |state| {
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
            let domain_events = read_domain_events_of(self.aggregate, text)?;
            self.state.with(py, |state| {
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
            self.state.aside(py, |state| Ok(batch::run(self.aggregate, state, &work)))
        })
    }

    /// The same from one JSON array of `{"command":{...},"context":{...}}`.
    fn run_json(&self, text: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = text.py();
        guarded(py, || {
            let text = input::json(text, batch::BYTES_MAX)?;
            self.state.aside(py, |state| {
                let work = batch::read(text)?;
                Ok(batch::run(self.aggregate, state, &work))
            })
        })
    }

    /// Asks the state a question as of an instant, which is JSON as its answer is.
    fn ask(&self, query: &Bound<'_, PyAny>, now: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = query.py();
        guarded(py, || {
            let query = read_query(input::json(query, LIMITS.bytes)?)?;
            let now = input::instant("now", now)?;
            self.state.with(py, |state| Ok(query.answer(state, now).map_err(Error::Rejected)?))
        })
    }
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
