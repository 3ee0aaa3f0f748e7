use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{
    FutureExt,
    future::{self, BoxFuture, Shared},
};
use palco::{
    application::{Acting, Answer, Error},
    contract::{LIMITS, read_command, read_query, to_json},
    ports::{Position, ProcessorStore},
    projections::{self, ReadModel},
    values::{EventId, Period},
};
use palco_memory::MemoryStore;
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::{Engine, NotStarted, WriterSettings};
use pyo3::prelude::*;

use crate::{
    bridge::Bridge,
    clock::{self, ManualClock},
    failure::{Failure, guarded},
    gateway::{NativeGateway, incoming},
    input,
    open::Open,
    operation::{Ended, Operation, Outcome},
    settings::NativeSettings,
};

/// Records that one page of the feed may have.
const PAGE_MAX: u32 = 1_000;

/// The rules over a store.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativePalco {
    bridge: &'static Bridge,
    /// Only ever locked with the GIL held, and for no longer.
    life: Mutex<Life>,
}

enum Life {
    Open(Open),
    /// Until it has come to its end, and from then on.
    Closing(Shared<BoxFuture<'static, ()>>),
}

impl NativePalco {
    fn new(bridge: &'static Bridge, open: Open) -> Self {
        Self { bridge, life: Mutex::new(Life::Open(open)) }
    }

    fn open(&self) -> Result<Open, Failure> {
        self.bridge.check_owner()?;
        match &*self.life.lock().unwrap_or_else(PoisonError::into_inner) {
            Life::Open(open) => Ok(open.clone()),
            Life::Closing(_) => Err(Failure::Closed),
        }
    }

    fn acting(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
    ) -> Result<Acting, Failure> {
        let open = self.open()?;
        let palco = open.engine.palco();
        Ok(palco.acting(input::id("tenant", tenant)?, input::id("actor", actor)?))
    }

    fn traced(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        trace_parent: Option<&Bound<'_, PyAny>>,
    ) -> Result<Acting, Failure> {
        let acting = self.acting(tenant, actor)?;
        match trace_parent {
            Some(trace_parent) => Ok(acting.traced(input::trace_parent(trace_parent)?)),
            None => Ok(acting),
        }
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
        let life = self.life.get_mut().unwrap_or_else(PoisonError::into_inner);
        let life = std::mem::replace(life, Life::Closing(future::ready(()).boxed().shared()));
        if self.bridge.check_owner().is_ok() {
            self.bridge.within(|| drop(life));
        } else {
            std::mem::forget(life);
        }
    }
}

/// The operation that ends in a text.
fn textual(
    py: Python<'_>,
    work: impl Future<Output = Result<String, Error>> + Send + 'static,
) -> Result<Operation, Failure> {
    Operation::new(py, async move { Ok(Outcome::Text(work.await?)) })
}

/// Answers as a JSON array.
fn listed(answers: &[Answer]) -> String {
    let texts: Vec<String> = answers.iter().map(Answer::to_json).collect();
    format!("[{}]", texts.join(","))
}

#[pymethods]
impl NativePalco {
    /// Over a store in memory, by this clock or by the system's.
    #[staticmethod]
    #[pyo3(signature = (clock=None))]
    fn in_memory(py: Python<'_>, clock: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        guarded(py, || {
            let clock = clock.map(clock::given).transpose()?;
            let engine = engine(Arc::new(MemoryStore::default()), WriterSettings::default(), clock);
            Ok(Self::new(Bridge::current(py)?, Open::over(engine, None)))
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
            let (writer, settings) = (settings.writer()?, settings.store()?);
            let clock = clock.map(clock::given).transpose()?;
            let bridge = Bridge::current(py)?;
            Operation::new(py, connected(bridge, settings, writer, clock))
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
            let acting = self.traced(tenant, actor, trace_parent)?;
            let command_id = input::command_id(command_id)?;
            let id: EventId = input::id("id", id)?;
            let command = read_command(input::json(command, LIMITS.bytes)?)?;
            textual(py, async move {
                let answer = acting.send(id.as_uuid(), command, command_id).await?;
                Ok(answer.to_json())
            })
        })
    }

    /// Takes a webhook of a gateway; the answers as a JSON array.
    #[expect(clippy::too_many_arguments, reason = "one for each that Python gives")]
    fn take_webhook(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        trace_parent: Option<&Bound<'_, PyAny>>,
        gateway: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        headers: &Bound<'_, PyAny>,
        peer_verified: bool,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let acting = self.traced(tenant, actor, trace_parent)?;
            let NativeGateway { port, .. } = NativeGateway::given(gateway)?;
            let webhook = incoming(body, headers, peer_verified)?;
            textual(
                py,
                async move { Ok(listed(&acting.take_webhook(port.as_ref(), webhook).await?)) },
            )
        })
    }

    /// Takes what a gateway has to tell of a period; the answers as a JSON array.
    fn take_listed(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        trace_parent: Option<&Bound<'_, PyAny>>,
        gateway: &Bound<'_, PyAny>,
        period: &Bound<'_, PyAny>,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let acting = self.traced(tenant, actor, trace_parent)?;
            let NativeGateway { port, .. } = NativeGateway::given(gateway)?;
            let period: Period = input::value("period", period)?;
            textual(
                py,
                async move { Ok(listed(&acting.take_listed(port.as_ref(), period).await?)) },
            )
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

    /// Asks the aggregate with that id a question, which is JSON as its answer is.
    #[pyo3(signature = (tenant, actor, id, query, at_least=None))]
    fn ask(
        &self,
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        id: &Bound<'_, PyAny>,
        query: &Bound<'_, PyAny>,
        at_least: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let py = tenant.py();
        guarded(py, || {
            let acting = self.reading(tenant, actor, at_least)?;
            let id: EventId = input::id("id", id)?;
            let query = read_query(input::json(query, LIMITS.bytes)?)?;
            textual(py, async move { acting.ask(id.as_uuid(), query).await })
        })
    }

    /// A page of the feed of all tenants, and where to read on, as JSON.
    fn feed(&self, after: &Bound<'_, PyAny>, limit: &Bound<'_, PyAny>) -> PyResult<Operation> {
        let py = after.py();
        guarded(py, || {
            let palco = self.open()?.engine.palco().clone();
            let after = position(after)?;
            let limit = input::count("page", limit, PAGE_MAX)?;
            textual(py, async move { Ok(palco.feed(after, limit).await?.to_json()) })
        })
    }

    /// Carries out what follows from the records after a position; how far it came, as JSON.
    fn react(&self, after: &Bound<'_, PyAny>) -> PyResult<Operation> {
        let py = after.py();
        guarded(py, || {
            let palco = self.open()?.engine.palco().clone();
            let after = position(after)?;
            textual(py, async move { Ok(to_json(&palco.react(after).await?)) })
        })
    }

    /// Keeps the read models of these names, or all, and carries out what follows, until it is closed.
    #[pyo3(signature = (read_models, react, gateway=None))]
    fn run_processors(
        &self,
        py: Python<'_>,
        read_models: Option<Vec<Bound<'_, PyAny>>>,
        react: bool,
        gateway: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        guarded(py, || {
            let open = self.open()?;
            let gateway = gateway.map(NativeGateway::given).transpose()?;
            let models = match read_models {
                Some(names) => names.iter().map(read_model).collect::<Result<_, _>>()?,
                None => projections::ALL.to_vec(),
            };
            Operation::new(py, async move {
                let charges = gateway.is_some();
                let processors = open.processors(models, react, gateway);
                match open.engine.start(processors).await {
                    // Those that run already do the same, but for a gateway.
                    Err(NotStarted::AlreadyRunning) if !charges => {}
                    started => started.map_err(|not| Failure::invalid("gateway", not))?,
                }
                Ok(Outcome::Nothing)
            })
        })
    }

    /// Ends what `run_processors` began.
    fn stop_processors(&self, py: Python<'_>) -> PyResult<Operation> {
        guarded(py, || {
            let open = self.open()?;
            Operation::new(py, async move {
                open.stop_processors().await;
                Ok(Outcome::Nothing)
            })
        })
    }

    /// Closes it; what is under way ends first. Again, it waits for the same end.
    fn close(&self, py: Python<'_>) -> PyResult<Operation> {
        guarded(py, || {
            self.bridge.check_owner()?;
            let mut life = self.life.lock().unwrap_or_else(PoisonError::into_inner);
            let closing = match &*life {
                Life::Open(open) => open.clone().close().boxed().shared(),
                Life::Closing(closing) => closing.clone(),
            };
            *life = Life::Closing(closing.clone());
            drop(life);
            Operation::new(py, async move {
                closing.await;
                Ok(Outcome::Nothing)
            })
        })
    }
}

async fn connected(
    bridge: &'static Bridge,
    settings: Settings,
    writer: WriterSettings,
    clock: Option<ManualClock>,
) -> Ended {
    let store = PostgresStore::connect_with(settings).await?;
    let engine = engine(Arc::new(store.clone()), writer, clock);
    Ok(Outcome::Palco(NativePalco::new(bridge, Open::over(engine, Some(store)))))
}

fn engine(
    store: Arc<dyn ProcessorStore>,
    writer: WriterSettings,
    clock: Option<ManualClock>,
) -> Engine {
    let clock = clock.map(|ManualClock(clock)| Arc::new(clock) as Arc<_>);
    clock.into_iter().fold(Engine::over_with(store, writer), Engine::with_clock)
}

fn read_model(name: &Bound<'_, PyAny>) -> Result<ReadModel, Failure> {
    let name = input::text("read_models", name)?;
    projections::named(name).ok_or_else(|| {
        let known: Vec<_> = projections::ALL.iter().map(|model| model.name).collect();
        Failure::invalid("read_models", format!("expected names out of {}", known.join(", ")))
    })
}

fn position(after: &Bound<'_, PyAny>) -> Result<Position, Failure> {
    let text = input::text("after", after)?;
    text.parse().map_err(|invalid| Failure::invalid("after", invalid))
}
