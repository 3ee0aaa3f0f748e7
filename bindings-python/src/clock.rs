use palco::ports::Clock;
use pyo3::{prelude::*, types::PyAny};

use crate::{
    failure::{Failure, guarded},
    input,
};

/// A clock that stands still until it is moved.
#[pyclass(frozen, module = "palco", from_py_object)]
#[derive(Clone)]
pub(crate) struct ManualClock(pub(crate) palco_memory::ManualClock);

#[pymethods]
impl ManualClock {
    #[new]
    fn new(start: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(start.py(), || {
            input::instant("start", start).map(|start| Self(palco_memory::ManualClock::at(start)))
        })
    }

    /// Sets it, to an earlier instant too.
    fn set(&self, now: &Bound<'_, PyAny>) -> PyResult<()> {
        guarded(now.py(), || input::instant("now", now).map(|now| self.0.set(now)))
    }

    /// Moves it on by a timedelta, in whole milliseconds.
    fn advance(&self, by: &Bound<'_, PyAny>) -> PyResult<()> {
        guarded(by.py(), || input::duration("by", by).map(|by| self.0.advance(by)))
    }

    /// What it shows, as RFC 3339 in UTC.
    fn now(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || Ok(self.0.now().to_string()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || Ok(format!("ManualClock('{}')", self.0.now())))
    }
}

pub(crate) fn given(clock: &Bound<'_, PyAny>) -> Result<ManualClock, Failure> {
    clock.extract().map_err(|_| Failure::invalid("clock", "expected a palco.ManualClock"))
}
