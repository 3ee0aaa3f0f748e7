use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use palco::{application::TextGateway, values::Label};
use pyo3::prelude::*;
use tokio::{
    select,
    sync::{oneshot, watch},
    time::sleep,
};

use crate::{failure::guarded, input};

/// Says that no answer is waited for any more. Clones are one.
#[derive(Debug, Clone)]
pub(crate) struct Halt(Arc<watch::Sender<bool>>);

impl Default for Halt {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Halt {
    pub(crate) fn now(&self) {
        self.0.send_replace(true);
    }

    async fn said(&self) {
        // It cannot be gone while this one is here.
        let _ = self.0.subscribe().wait_for(|halted| *halted).await;
    }
}

/// A gateway that is written in Python. Whatever it does, and whatever becomes of its event loop, there
/// is an end to every question.
#[derive(Debug)]
pub(super) struct Hosted {
    name: Label,
    patience: Duration,
    ask: Py<PyAny>,
    halt: Halt,
}

impl Hosted {
    pub(super) fn new(name: Label, patience_millis: u64, ask: Py<PyAny>, halt: Halt) -> Self {
        Self { name, patience: Duration::from_millis(patience_millis), ask, halt }
    }

    fn begin(&self, question: &str, tell: oneshot::Sender<String>) -> Result<Asked, String> {
        let begun = Python::try_attach(|py| {
            let reply = Bound::new(py, Reply(Mutex::new(Some(tell))))?;
            let abandon = self.ask.bind(py).call1((question, reply))?;
            PyResult::Ok(Asked(Some(abandon.unbind())))
        });
        match begun {
            Some(Ok(asked)) => Ok(asked),
            Some(Err(_)) => Err("it could not be asked".to_owned()),
            None => Err("the interpreter is at its end".to_owned()),
        }
    }
}

#[async_trait]
impl TextGateway for Hosted {
    fn name(&self) -> &str {
        self.name.as_str()
    }

    async fn ask(&self, question: String) -> Result<String, String> {
        let (tell, told) = oneshot::channel();
        let asked = self.begin(&question, tell)?;
        select! {
            told = told => {
                asked.end();
                told.map_err(|_| "its event loop ended".to_owned())
            }
            () = sleep(self.patience) => Err("it gave no answer in time".to_owned()),
            () = self.halt.said() => Err("it was not waited for any longer".to_owned()),
        }
    }
}

/// A question that is under way; dropped, it says that nobody waits for the answer.
struct Asked(Option<Py<PyAny>>);

impl Asked {
    fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if let Some(abandon) = self.0.take() {
            // A loop that is closed has nothing to end, and says so.
            Python::try_attach(|py| drop(abandon.bind(py).call0()));
        }
    }
}

/// Where an answer is told; the first is taken.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct Reply(Mutex<Option<oneshot::Sender<String>>>);

#[pymethods]
impl Reply {
    fn tell(&self, answer: &Bound<'_, PyAny>) -> PyResult<()> {
        guarded(answer.py(), || {
            let answer = input::text("answer", answer)?.to_owned();
            let tell = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            // Nobody may be waiting any more.
            drop(tell.map(|tell| tell.send(answer)));
            Ok(())
        })
    }
}
