//! Between Python's threads and event loops and the runtime on which the adapters work.
//!
//! One runtime and one thread that tells results, and what is to be logged, for the whole process. At
//! the interpreter's exit both end before Python does, so that nothing of ours reaches for an interpreter
//! that is gone. A forked process has neither thread: it gets a bridge of its own, and the first one is
//! left alone.

use std::{
    iter,
    panic::AssertUnwindSafe,
    sync::{
        Mutex, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use palco_telemetry::{Notice, Severity};
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyList, PyTuple},
};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::{
    failure::Failure,
    operation::{Ended, Work},
};

/// How often a waiting thread looks for Ctrl-C.
const SIGNALS_EVERY: Duration = Duration::from_millis(100);
/// How long the end of the interpreter waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(2);
/// Messages told in one turn with the GIL.
const TOLD_AT_ONCE: usize = 256;

/// Whom to tell a result.
pub(crate) struct Delivery {
    pub(crate) event_loop: Py<PyAny>,
    pub(crate) future: Py<PyAny>,
}

enum Message {
    Tell(Delivery, Ended),
    Log(Notice),
    Stop,
}

pub(crate) struct Bridge {
    owner: u32,
    handle: Handle,
    messages: Sender<Message>,
    /// Threads that are to take the GIL again.
    waiting: AtomicUsize,
    ends: Mutex<Option<(Runtime, JoinHandle<()>)>>,
}

/// The bridge of this process. Only ever locked with the GIL held, and not across its release: so it
/// is never locked by another thread at the moment of a fork.
static CURRENT: Mutex<Option<&'static Bridge>> = Mutex::new(None);
/// Where that bridge takes what is to be logged: whoever has something holds no GIL. It is only ever
/// tried, since somebody else may have it at the moment of a fork.
static LOG: RwLock<Option<Sender<Message>>> = RwLock::new(None);

impl Bridge {
    /// The bridge of this process, made at its first use.
    pub(crate) fn current(py: Python<'_>) -> Result<&'static Self, Failure> {
        let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
        match *current {
            Some(bridge) if bridge.check_owner().is_ok() => Ok(bridge),
            _ => {
                let bridge = Box::leak(Box::new(Self::begin()?));
                *current = Some(bridge);
                drop(current);
                let at_exit = wrap_pyfunction!(end_bridge, py)?;
                py.import("atexit")?.call_method1("register", (at_exit,))?;
                Ok(bridge)
            }
        }
    }

    fn begin() -> Result<Self, Failure> {
        let failed = |_| Failure::unavailable("the threads that do the work could not be started");
        let runtime = Builder::new_multi_thread()
            .thread_name("palco")
            .enable_all()
            .build()
            .map_err(failed)?;
        let (messages, received) = channel();
        let teller = std::thread::Builder::new()
            .name("palco-teller".to_owned())
            .spawn(move || tell_all(&received))
            .map_err(failed)?;
        if let Ok(mut log) = LOG.try_write() {
            *log = Some(messages.clone());
        }
        // Nobody else installs a subscriber here: this package has its own copy of the facade.
        palco_telemetry::tell(log).map_err(|_| Failure::Internal)?;
        Ok(Self {
            owner: std::process::id(),
            handle: runtime.handle().clone(),
            messages,
            waiting: AtomicUsize::new(0),
            ends: Mutex::new(Some((runtime, teller))),
        })
    }

    /// Whether this is the process that the bridge was made in.
    pub(crate) fn check_owner(&self) -> Result<(), Failure> {
        if std::process::id() == self.owner { Ok(()) } else { Err(Failure::Forked) }
    }

    /// With the runtime at hand: what is given up may have to hand things back to it.
    pub(crate) fn within(&self, act: impl FnOnce()) {
        let _within = self.handle.enter();
        act();
    }

    fn check_running(&self) -> Result<(), Failure> {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = || Failure::unavailable("the interpreter is at its end");
        ends.as_ref().map(|_| ()).ok_or_else(ended)
    }

    /// Does the work on this thread, with the GIL released.
    pub(crate) fn wait(&self, py: Python<'_>, mut work: Work) -> Ended {
        self.check_running()?;
        loop {
            self.waiting.fetch_add(1, Ordering::SeqCst);
            let ended = py.detach(|| {
                let turn = async { tokio::time::timeout(SIGNALS_EVERY, work.as_mut()).await };
                self.handle.block_on(AssertUnwindSafe(turn).catch_unwind())
            });
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            match ended {
                Ok(Ok(ended)) => return ended,
                Err(_) => return Err(Failure::Internal),
                Ok(Err(_)) => {}
            }
            if let Err(interrupt) = py.check_signals() {
                self.within(|| drop(work));
                return Err(interrupt.into());
            }
        }
    }

    /// Does the work on the runtime, and has the result told.
    pub(crate) fn start(&self, work: Work, delivery: Delivery) -> Result<(), Failure> {
        self.check_running()?;
        let messages = self.messages.clone();
        self.handle.spawn(async move {
            let ended = AssertUnwindSafe(work).catch_unwind().await;
            let ended = ended.unwrap_or(Err(Failure::Internal));
            // The teller is gone only at the end of the interpreter; nobody listens then.
            drop(messages.send(Message::Tell(delivery, ended)));
        });
        Ok(())
    }

    /// Ends the runtime and the teller, and lets every thread that waits come back.
    fn end(&self) {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((runtime, teller)) = ends else { return };
        runtime.shutdown_timeout(PATIENCE);
        drop(self.messages.send(Message::Stop));
        drop(teller.join());
        let begun = Instant::now();
        while self.waiting.load(Ordering::SeqCst) > 0 && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Called by `atexit`, in the forked processes too.
#[pyfunction]
fn end_bridge(py: Python<'_>) {
    let current = *CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bridge) = current
        && bridge.check_owner().is_ok()
    {
        py.detach(|| bridge.end());
    }
}

/// By whoever has something to tell: it only leaves it with the teller.
fn log(notice: Notice) {
    if let Ok(log) = LOG.try_read()
        && let Some(teller) = log.as_ref()
    {
        drop(teller.send(Message::Log(notice)));
    }
}

/// The teller: one attachment to the interpreter for many messages.
fn tell_all(messages: &Receiver<Message>) {
    let mut stop = false;
    while !stop && let Ok(first) = messages.recv() {
        let (mut results, mut notices) = (Vec::new(), Vec::new());
        for message in iter::once(first).chain(messages.try_iter().take(TOLD_AT_ONCE)) {
            match message {
                Message::Tell(delivery, ended) => results.push((delivery, ended)),
                Message::Log(notice) => notices.push(notice),
                Message::Stop => stop = true,
            }
        }
        let mut results = Some(results);
        Python::try_attach(|py| {
            tell(py, results.take().unwrap_or_default());
            for notice in notices {
                // A logger that fails has nobody to say so to.
                drop(write_down(py, &notice));
            }
        });
        // Without an interpreter there is nobody to give the objects back to.
        std::mem::forget(results);
    }
}

fn write_down(py: Python<'_>, notice: &Notice) -> PyResult<()> {
    let logging = py.import("logging")?;
    let level = match notice.severity {
        Severity::Warning => "WARNING",
        Severity::Error => "ERROR",
    };
    let logger = logging.call_method1("getLogger", (&notice.logger,))?;
    logger.call_method1("log", (logging.getattr(level)?, "%s", &notice.text)).map(|_| ())
}

/// Hands each event loop its results. One that is closed has nobody who waits for them.
fn tell(py: Python<'_>, results: Vec<(Delivery, Ended)>) {
    let mut by_loop: Vec<(Py<PyAny>, Vec<Py<PyTuple>>)> = Vec::new();
    for (Delivery { event_loop, future }, ended) in results {
        let Ok(result) = result_for(py, future, ended) else { continue };
        match by_loop.iter_mut().find(|(of, _)| of.is(&event_loop)) {
            Some((_, results)) => results.push(result),
            None => by_loop.push((event_loop, vec![result])),
        }
    }
    for (event_loop, results) in by_loop {
        let told = settle(py).and_then(|settle| {
            let results = PyList::new(py, results)?;
            event_loop.bind(py).call_method1("call_soon_threadsafe", (settle, results))
        });
        drop(told);
    }
}

/// The future, and its value or its exception.
fn result_for(py: Python<'_>, future: Py<PyAny>, ended: Ended) -> PyResult<Py<PyTuple>> {
    let ended = ended.and_then(|outcome| Ok(outcome.into_object(py)?));
    let (value, exception) = match ended {
        Ok(value) => (value, py.None()),
        Err(failure) => (py.None(), failure.into_exception(py).into_value(py).into_any()),
    };
    Ok(PyTuple::new(py, [future, value, exception])?.unbind())
}

fn settle(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static SETTLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    SETTLE.import(py, "palco._operations", "settle")
}
