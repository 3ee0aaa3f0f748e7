use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use napi::{
    Env,
    bindgen_prelude::{PromiseRaw, ToNapiValue},
};
use napi_derive::napi;
use palco::{
    application::{Acting, Palco},
    contract::{read_command, to_json},
    ports::{Clock, Position},
    projections::{self, ReadModel},
    values::{ActorId, CommandId, EventId, TenantId, TraceParent, Version},
};
use palco_memory::MemoryStore;
use palco_postgres::PostgresStore;
use palco_runtime::{Engine, NotStarted, Processors};
use tokio::sync::{OwnedRwLockReadGuard, RwLock, watch};
use uuid::Uuid;

use crate::{
    clock::NativeClock,
    failure::{Failure, guarded, guarded_async, parsed},
    gateway::{Cut, NativeGateway},
    query,
    settings::NativeSettings,
    state::NativeState,
};

/// The application over a store. Every call hands its work to a task that owns what it needs, so
/// neither Node's loop nor its garbage collector is in the way of it.
#[napi]
pub struct NativePalco(Open);

struct Open {
    /// Set by `close` at once: what is called after it is refused.
    closed: AtomicBool,
    /// Each call has a share of it from the moment it is made; `close` waits for all of it.
    inner: Arc<RwLock<Option<Inner>>>,
    /// Told by `close`: a webhook that waits for its gateway is not waited for.
    closes: watch::Sender<()>,
    /// Told by `stopProcessors` and `close`, to calls to a gateway that are under way.
    stops: watch::Sender<()>,
}

struct Inner {
    engine: Engine,
    postgres: Option<PostgresStore>,
}

/// Who asks.
#[napi(object)]
pub struct NativeWho {
    /// The tenant's id.
    pub tenant: String,
    /// The actor's id.
    pub actor: String,
    /// The trace that its commands are part of.
    pub trace_parent: Option<String>,
}

/// Who asks, and of which aggregate.
#[napi(object)]
pub struct NativeAddress {
    /// Who asks.
    pub who: NativeWho,
    /// The aggregate's id.
    pub id: String,
    /// The version that an answer is to have at least; then it may come from a replica.
    pub at_least: Option<i64>,
}

pub(crate) type Promise<'env, T> = napi::Result<PromiseRaw<'env, T>>;

#[napi]
impl NativePalco {
    /// Over a new store in memory, on the system's clock or on one that is moved by hand.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi(factory)]
    pub fn in_memory(clock: Option<&NativeClock>) -> napi::Result<Self> {
        guarded(|| {
            let clock = clock.map(|clock| Arc::new(clock.0.clone()) as Arc<dyn Clock>);
            let engine = Engine::over(Arc::new(MemoryStore::default()));
            Ok(Self::over(engine, clock, None))
        })
    }

    /// Over a database of PostgreSQL, of which the schema is made or updated.
    ///
    /// # Errors
    /// `input.invalid` for the URL or the schema; `store.unavailable`.
    #[napi]
    pub fn connect<'env>(
        env: &'env Env,
        settings: NativeSettings,
        clock: Option<&NativeClock>,
    ) -> Promise<'env, NativePalco> {
        let clock = clock.map(|clock| Arc::new(clock.0.clone()) as Arc<dyn Clock>);
        env.spawn_future(guarded_async(async move {
            let writer = settings.writer();
            let store = PostgresStore::connect_with(settings.store()?).await?;
            let engine = Engine::over_with(Arc::new(store.clone()), writer);
            Ok(Self::over(engine, clock, Some(store)))
        }))
    }

    /// Sends a command, and gives the answer as JSON.
    ///
    /// # Errors
    /// Every kind; a refused command leaves no trace.
    #[napi]
    pub fn send<'env>(
        &self,
        env: &'env Env,
        to: NativeAddress,
        command_id: Option<String>,
        command: String,
    ) -> Promise<'env, String> {
        self.call(env, move |palco| async move {
            let (acting, id) = address(&palco, &to)?;
            let command_id = command_id.map(|id| parsed("commandId", CommandId::parse(&id)));
            let command = read_command(&command)?;
            Ok(acting.send(id, command, command_id.transpose()?).await?.to_json())
        })
    }

    /// The state of an aggregate, as the store has it now.
    ///
    /// # Errors
    /// The aggregate's `not_found`; `store.unavailable`.
    #[napi]
    pub fn state<'env>(
        &self,
        env: &'env Env,
        to: NativeAddress,
        aggregate: String,
    ) -> Promise<'env, NativeState> {
        self.call(env, move |palco| async move {
            let (acting, id) = address(&palco, &to)?;
            Ok(acting.state(&aggregate, id).await?.into())
        })
    }

    /// Asks an aggregate a question, which is JSON as its answer is.
    ///
    /// # Errors
    /// The aggregate's `not_found` and the question's own refusals; `input.invalid` with the name of the
    /// argument; `store.unavailable`.
    #[napi]
    pub fn ask<'env>(
        &self,
        env: &'env Env,
        to: NativeAddress,
        query: String,
    ) -> Promise<'env, String> {
        self.call(env, move |palco| async move {
            let (acting, id) = address(&palco, &to)?;
            Ok(acting.ask(id, query::read(&query)?).await?)
        })
    }

    /// A page of the feed of all tenants after a position, as JSON.
    ///
    /// # Errors
    /// `input.invalid` for the position; `store.unavailable`.
    #[napi]
    pub fn feed<'env>(&self, env: &'env Env, after: String, limit: u32) -> Promise<'env, String> {
        self.call(env, move |palco| async move {
            Ok(palco.feed(position(&after)?, limit).await?.to_json())
        })
    }

    /// Carries out what follows from the records after a position, and tells how far it came, as JSON.
    ///
    /// # Errors
    /// `input.invalid` for the position; `store.unavailable`; `store.conflict`.
    #[napi]
    pub fn react<'env>(&self, env: &'env Env, after: String) -> Promise<'env, String> {
        self.call(
            env,
            move |palco| async move { Ok(to_json(&palco.react(position(&after)?).await?)) },
        )
    }

    /// Keeps the read models of these names, or all, carries out what follows, and makes the calls to a
    /// gateway that follow, until it is closed.
    ///
    /// # Errors
    /// `input.invalid` where there is no read model of a name.
    #[napi]
    pub fn start_processors<'env>(
        &self,
        env: &'env Env,
        read_models: Option<Vec<String>>,
        react: bool,
        gateway: Option<&NativeGateway>,
    ) -> Promise<'env, ()> {
        let share = self.share();
        let gateway = gateway.map(|gateway| gateway.until(self.0.stops.subscribe()));
        env.spawn_future(guarded_async(async move {
            let share = share.ok_or(Failure::Closed)?;
            let inner = share.as_ref().ok_or(Failure::Closed)?;
            let models = match read_models {
                Some(names) => {
                    names.iter().map(|name| read_model(name)).collect::<Result<_, _>>()?
                }
                None => projections::ALL.to_vec(),
            };
            let charges = gateway.is_some();
            let mut processors =
                models.into_iter().fold(inner.engine.processors(), Processors::project);
            if react {
                processors = processors.react();
            }
            processors = gateway.into_iter().fold(processors, Processors::charge);
            match inner.engine.start(processors).await {
                // Those that run already do the same, but for a gateway.
                Err(NotStarted::AlreadyRunning) if !charges => Ok(()),
                started => started.map_err(|not| Failure::field("gateway", not)),
            }
        }))
    }

    /// Ends what `startProcessors` began.
    ///
    /// # Errors
    /// `palco.closed`.
    #[napi]
    pub fn stop_processors<'env>(&self, env: &'env Env) -> Promise<'env, ()> {
        let share = self.share();
        self.0.stops.send_replace(());
        env.spawn_future(guarded_async(async move {
            let share = share.ok_or(Failure::Closed)?;
            share.as_ref().ok_or(Failure::Closed)?.engine.stop().await;
            Ok(())
        }))
    }

    /// Waits for the calls under way, and lets go of the store.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn close<'env>(&self, env: &'env Env) -> Promise<'env, ()> {
        self.0.closed.store(true, Ordering::Release);
        self.0.closes.send_replace(());
        self.0.stops.send_replace(());
        let inner = Arc::clone(&self.0.inner);
        env.spawn_future(guarded_async(async move {
            let inner = inner.write().await.take();
            if let Some(Inner { engine, postgres }) = inner {
                // Those that it could not wait for are told so by their own calls.
                let _ = engine.close().await;
                if let Some(postgres) = postgres {
                    postgres.close().await;
                }
            }
            Ok(())
        }))
    }
}

impl NativePalco {
    fn over(
        engine: Engine,
        clock: Option<Arc<dyn Clock>>,
        postgres: Option<PostgresStore>,
    ) -> Self {
        let engine = clock.into_iter().fold(engine, Engine::with_clock);
        let inner = Inner { engine, postgres };
        let inner = Arc::new(RwLock::new(Some(inner)));
        let (closes, _) = watch::channel(());
        let (stops, _) = watch::channel(());
        Self(Open { closed: AtomicBool::new(false), inner, closes, stops })
    }

    pub(crate) fn until_closed(&self) -> Cut {
        self.0.closes.subscribe()
    }

    /// Makes a call on a task, unless it was closed before.
    pub(crate) fn call<'env, T, F>(
        &self,
        env: &'env Env,
        call: impl FnOnce(Palco) -> F + Send + 'static,
    ) -> Promise<'env, T>
    where
        T: ToNapiValue + Send + 'static,
        F: Future<Output = Result<T, Failure>> + Send,
    {
        let share = self.share();
        env.spawn_future(guarded_async(async move {
            let share = share.ok_or(Failure::Closed)?;
            let inner = share.as_ref().ok_or(Failure::Closed)?;
            call(inner.engine.palco().clone()).await
        }))
    }

    /// The share of the store that a call has; `None` once it was closed.
    fn share(&self) -> Option<OwnedRwLockReadGuard<Option<Inner>>> {
        let closed = self.0.closed.load(Ordering::Acquire);
        Arc::clone(&self.0.inner).try_read_owned().ok().filter(|_| !closed)
    }
}

fn read_model(name: &str) -> Result<ReadModel, Failure> {
    projections::named(name).ok_or_else(|| {
        let names = projections::ALL.map(|model| model.name).join(", ");
        Failure::field("readModels", format!("expected names of {names}"))
    })
}

/// Whether who asks is somebody.
///
/// # Errors
/// `input.invalid` with the name of the part.
#[napi]
pub fn check_who(who: NativeWho) -> napi::Result<()> {
    guarded(|| parts(&who).map(drop))
}

fn parts(who: &NativeWho) -> Result<(TenantId, ActorId, Option<TraceParent>), Failure> {
    let traced = who.trace_parent.as_deref().map(TraceParent::parse).transpose();
    Ok((
        parsed("tenant", TenantId::parse(&who.tenant))?,
        parsed("actor", ActorId::parse(&who.actor))?,
        parsed("traceParent", traced)?,
    ))
}

pub(crate) fn acting(palco: &Palco, who: &NativeWho) -> Result<Acting, Failure> {
    let (tenant, actor, trace_parent) = parts(who)?;
    let acting = palco.acting(tenant, actor);
    Ok(match trace_parent {
        Some(trace_parent) => acting.traced(trace_parent),
        None => acting,
    })
}

fn address(palco: &Palco, to: &NativeAddress) -> Result<(Acting, Uuid), Failure> {
    let mut acting = acting(palco, &to.who)?;
    // Whatever it is the id of, the form is the same.
    let id = parsed("id", EventId::parse(&to.id))?;
    if let Some(version) = to.at_least {
        acting = acting.at_least(parsed("version", Version::new(version.unsigned_abs()))?);
    }
    Ok((acting, id.as_uuid()))
}

fn position(after: &str) -> Result<Position, Failure> {
    parsed("after", after.parse())
}
