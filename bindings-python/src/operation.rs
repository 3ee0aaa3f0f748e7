use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use pyo3::{IntoPyObjectExt, prelude::*};

use crate::{
    bridge::{Bridge, Delivery},
    failure::{Failure, guarded},
    palco::NativePalco,
};

/// What an operation ends in.
pub(crate) enum Outcome {
    Nothing,
    Text(String),
    Palco(NativePalco),
}

impl Outcome {
    pub(crate) fn into_object(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self {
            Self::Nothing => Ok(py.None()),
            Self::Text(text) => text.into_py_any(py),
            Self::Palco(palco) => palco.into_py_any(py),
        }
    }
}

pub(crate) type Ended = Result<Outcome, Failure>;
pub(crate) type Work = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// Something that takes a while, not begun yet. It is done once: by waiting for it, or by starting it
/// and having a future of an event loop told.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct Operation {
    bridge: &'static Bridge,
    /// Only ever locked with the GIL held, and for no longer.
    work: Mutex<Option<Work>>,
}

impl Operation {
    pub(crate) fn new(
        py: Python<'_>,
        work: impl Future<Output = Ended> + Send + 'static,
    ) -> Result<Self, Failure> {
        let bridge = Bridge::current(py)?;
        Ok(Self { bridge, work: Mutex::new(Some(Box::pin(work))) })
    }

    fn take(&self) -> Result<Work, Failure> {
        self.bridge.check_owner()?;
        let taken = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or_else(|| Failure::unavailable("this operation was begun before"))
    }
}

#[pymethods]
impl Operation {
    /// Does it, with the GIL released, and gives the result. Ctrl-C ends the wait.
    fn wait(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guarded(py, || {
            let outcome = self.bridge.wait(py, self.take()?)?;
            Ok(outcome.into_object(py)?)
        })
    }

    /// Begins it, and has `future` of `event_loop` told the result. A future that was cancelled is
    /// told nothing, and what was begun runs to its end.
    fn start(&self, py: Python<'_>, event_loop: Py<PyAny>, future: Py<PyAny>) -> PyResult<()> {
        guarded(py, || {
            let work = self.take()?;
            self.bridge.start(work, Delivery { event_loop, future })
        })
    }
}

impl Drop for Operation {
    /// In a forked process it must not touch what belongs to the first one.
    fn drop(&mut self) {
        let work = self.work.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if self.bridge.check_owner().is_ok() {
            self.bridge.within(|| drop(work));
        } else {
            std::mem::forget(work);
        }
    }
}
