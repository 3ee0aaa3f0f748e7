use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use palco::{
    application::{Acting, Palco, feed_to_json},
    contract::{LIMITS, read_command, to_json},
    ports::{Position, ProcessorStore},
    projections::{self, ReadModel},
    values::EventId,
};
use palco_memory::MemoryStore;
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::{Background, Processors, Writer};
use pyo3::prelude::*;

use crate::{
    bridge::Bridge,
    clock::ManualClock,
    failure::{Failure, guarded},
    input,
    operation::{Ended, Operation, Outcome},
    settings::NativeSettings,
};

/// Records that one page of the feed may have.
const PAGE_MAX: u32 = 1_000;

/// As long as a command may take, and a little more: so closing answers every one of them.
const PATIENCE: Duration = Duration::from_secs(11);

#[derive(Clone)]
struct Open {
    palco: Palco,
    writer: Arc<Writer>,
    store: Arc<dyn ProcessorStore>,
    clock: Option<ManualClock>,
    background: Background,
    postgres: Option<PostgresStore>,
}

impl Open {
    fn over(store: Arc<dyn ProcessorStore>, postgres: Option<PostgresStore>) -> Self {
        let writer = Arc::new(Writer::over(Arc::clone(&store) as Arc<_>));
        let palco = Palco::over(Arc::clone(&store) as Arc<_>)
            .with_dispatcher(Arc::clone(&writer) as Arc<_>);
        Self { palco, writer, store, clock: None, background: Background::default(), postgres }
    }

    fn by(self, clock: Option<ManualClock>) -> Self {
        match clock.clone() {
            Some(ManualClock(by)) => {
                Self { palco: self.palco.with_clock(Arc::new(by)), clock, ..self }
            }
            None => self,
        }
    }

    fn processors(&self, models: Vec<ReadModel>, react: bool) -> Processors {
        let mut processors = Processors::over(Arc::clone(&self.store));
        if let Some(ManualClock(clock)) = self.clock.clone() {
            processors = processors.with_clock(Arc::new(clock));
        }
        let processors = models.into_iter().fold(processors, Processors::project);
        match react {
            true => processors.react_through(Arc::clone(&self.writer) as Arc<_>),
            false => processors,
        }
    }
}

/// The rules over a store.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativePalco {
    bridge: &'static Bridge,
    /// Only ever locked with the GIL held, and for no longer.
    open: Mutex<Option<Open>>,
}

impl NativePalco {
    fn new(bridge: &'static Bridge, open: Open) -> Self {
        Self { bridge, open: Mutex::new(Some(open)) }
    }

    fn open(&self) -> Result<Open, Failure> {
        self.bridge.check_owner()?;
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.clone().ok_or(Failure::Closed)
    }

    fn acting(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
    ) -> Result<Acting, Failure> {
        let Open { palco, .. } = self.open()?;
        Ok(palco.acting(input::id("tenant", tenant)?, input::id("actor", actor)?))
    }

    fn reading(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        at_least: Option<&Bound<'_, PyAny>>,
    ) -> Result<Acting, Failure> {
        let acting = self.acting(tenant, actor)?;
        match at_least {
            Some(version) => Ok(acting.at_least(input::version("version", version)?)),
            None => Ok(acting),
        }
    }
}

impl Drop for NativePalco {
    /// In a forked process it must not touch connections that belong to the first one.
    fn drop(&mut self) {
        let open = self.open.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if self.bridge.check_owner().is_ok() {
            self.bridge.within(|| drop(open));
        } else {
            std::mem::forget(open);
        }
    }
}

/// The operation that ends in a text.
fn textual(
    py: Python<'_>,
    work: impl Future<Output = Result<String, palco::application::Error>> + Send + 'static,
) -> Result<Operation, Failure> {
    Operation::new(py, async move { Ok(Outcome::Text(work.await?)) })
}

#[pymethods]
impl NativePalco {
    /// Over a store in memory, by this clock or by the system's.
    #[staticmethod]
    #[pyo3(signature = (clock=None))]
    fn in_memory(py: Python<'_>, clock: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        guarded(py, || {
            let clock = clock.map(clock_of).transpose()?;
            let open = Open::over(Arc::new(MemoryStore::default()), None).by(clock);
            Ok(Self::new(Bridge::current(py)?, open))
        })
    }

    /// Over PostgreSQL.
    #[staticmethod]
    fn connect(
        py: Python<'_>,
        settings: NativeSettings<'_>,
        clock: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        guarded(py, || {
            let settings = settings.read()?;
            let clock = clock.map(clock_of).transpose()?;
            let bridge = Bridge::current(py)?;
            Operation::new(py, connected(bridge, settings, clock))
        })
    }

    /// Sends a command, as JSON, to the aggregate of its room with that id.
    #[pyo3(signature = (tenant, actor, command_id, id, command, trace_parent=None))]
    fn send(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        command_id: &Bound<'_, PyAny>,
        id: &Bound<'_, PyAny>,
        command: &Bound<'_, PyAny>,
        trace_parent: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let mut acting = self.acting(tenant, actor)?;
            if let Some(trace_parent) = trace_parent {
                acting = acting.traced(input::trace_parent(trace_parent)?);
            }
            let command_id = input::command_id(command_id)?;
            let id: EventId = input::id("id", id)?;
            let command = read_command(input::json(command, LIMITS.bytes)?)?;
            textual(py, async move {
                let answer = acting.send(id.as_uuid(), command, command_id).await?;
                Ok(answer.to_json())
            })
        })
    }

    /// The state of an aggregate as JSON.
    #[pyo3(signature = (tenant, actor, aggregate, id, at_least=None))]
    fn state(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        aggregate: &Bound<'_, PyAny>,
        id: &Bound<'_, PyAny>,
        at_least: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let acting = self.reading(tenant, actor, at_least)?;
            let name = input::text("aggregate", aggregate)?.to_owned();
            let id: EventId = input::id("id", id)?;
            Operation::new(py, async move {
                Ok(Outcome::Text(to_json(&acting.state(&name, id.as_uuid()).await?)))
            })
        })
    }

    /// What is left of each ticket type of an event now, as a JSON array.
    #[pyo3(signature = (tenant, actor, event_id, at_least=None))]
    fn availability(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        event_id: &Bound<'_, PyAny>,
        at_least: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let acting = self.reading(tenant, actor, at_least)?;
            let event_id: EventId = input::id("event_id", event_id)?;
            textual(py, async move { Ok(to_json(&acting.tickets().availability(event_id).await?)) })
        })
    }

    /// What became of the places of each quota of an event by now, as a JSON array.
    #[pyo3(signature = (tenant, actor, event_id, at_least=None))]
    fn quota_uses(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        event_id: &Bound<'_, PyAny>,
        at_least: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let acting = self.reading(tenant, actor, at_least)?;
            let event_id: EventId = input::id("event_id", event_id)?;
            textual(py, async move { Ok(to_json(&acting.tickets().quota_uses(event_id).await?)) })
        })
    }

    /// A page of the feed of all tenants, and where to read on, as JSON.
    fn feed(&self, after: &Bound<'_, PyAny>, limit: &Bound<'_, PyAny>) -> PyResult<Operation> {
        let py = after.py();
        guarded(py, || {
            let Open { palco, .. } = self.open()?;
            let after = position(after)?;
            let limit = input::count("limit", limit, PAGE_MAX)?;
            textual(py, async move {
                let (records, next) = palco.feed(after, limit).await?;
                Ok(feed_to_json(&records, next))
            })
        })
    }

    /// Carries out what follows from the records after a position; gives the position to go on from.
    fn react(&self, after: &Bound<'_, PyAny>) -> PyResult<Operation> {
        let py = after.py();
        guarded(py, || {
            let Open { palco, .. } = self.open()?;
            let after = position(after)?;
            textual(py, async move { Ok(palco.react(after).await?.to_string()) })
        })
    }

    /// Keeps the read models of these names, or all, and carries out what follows, until it is closed.
    #[pyo3(signature = (read_models, react))]
    fn run_processors(
        &self,
        py: Python<'_>,
        read_models: Option<Vec<Bound<'_, PyAny>>>,
        react: bool,
    ) -> PyResult<Operation> {
        guarded(py, || {
            let open = self.open()?;
            let models = match read_models {
                Some(names) => names.iter().map(read_model).collect::<Result<_, _>>()?,
                None => projections::ALL.to_vec(),
            };
            Operation::new(py, async move {
                open.background.start(open.processors(models, react)).await;
                Ok(Outcome::Nothing)
            })
        })
    }

    /// Ends what `run_processors` began.
    fn stop_processors(&self, py: Python<'_>) -> PyResult<Operation> {
        guarded(py, || {
            let Open { background, .. } = self.open()?;
            Operation::new(py, async move {
                background.stop().await;
                Ok(Outcome::Nothing)
            })
        })
    }

    /// Closes it; what is under way ends first. Again, it does nothing.
    fn close(&self, py: Python<'_>) -> PyResult<Operation> {
        guarded(py, || {
            self.bridge.check_owner()?;
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
            Operation::new(py, async move {
                if let Some(Open { writer, background, postgres, .. }) = open {
                    background.stop().await;
                    writer.close(PATIENCE).await;
                    if let Some(store) = postgres {
                        store.close().await;
                    }
                }
                Ok(Outcome::Nothing)
            })
        })
    }
}

async fn connected(
    bridge: &'static Bridge,
    settings: Settings,
    clock: Option<ManualClock>,
) -> Ended {
    let store = PostgresStore::connect_with(settings).await?;
    let open = Open::over(Arc::new(store.clone()), Some(store)).by(clock);
    Ok(Outcome::Palco(NativePalco::new(bridge, open)))
}

fn read_model(name: &Bound<'_, PyAny>) -> Result<ReadModel, Failure> {
    let found = projections::named(input::text("read_models", name)?);
    found.ok_or_else(|| Failure::invalid("read_models", "expected the names of read models"))
}

fn clock_of(clock: &Bound<'_, PyAny>) -> Result<ManualClock, Failure> {
    clock.extract().map_err(|_| Failure::invalid("clock", "expected a palco.ManualClock"))
}

fn position(after: &Bound<'_, PyAny>) -> Result<Position, Failure> {
    let text = input::text("after", after)?;
    text.parse().map_err(|invalid| Failure::invalid("after", invalid))
}
