use std::{fmt, pin::pin, sync::Arc, time::Duration};

use palco::ports::Unavailable;
use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, Postgres, Transaction,
    postgres::PgConnectOptions, query,
};
use tokio::{runtime::Handle, sync::Semaphore, time::timeout};

use crate::{
    ConnectError, Pooler, Settings,
    error::{PATIENCE, before_sending},
    identity::Watch,
    migrate,
    pool::{LastFailure, pool},
    replicas::Replicas,
    session::{Session, pooled_transaction, transaction},
    snapshot_store::SAVES,
    sql::Sql,
    stalled::FirstSeen,
    startup,
    turn::Turns,
    upkeep::MONTHS_AHEAD,
};

/// The event store in a PostgreSQL database. Clones share their connections.
#[derive(Clone)]
pub struct PostgresStore {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) pool: PgPool,
    watch: Arc<Watch>,
    pub(crate) failure: LastFailure,
    /// How long a call may take.
    limit: Duration,
    pub(crate) turns: Turns,
    pub(crate) replicas: Replicas,
    pub(crate) sql: Sql,
    pub(crate) pooler: Pooler,
    /// What tells this store's advisory locks from others in the database.
    pub(crate) tag: i32,
    /// Where the tasks run that a caller must not be able to cancel.
    pub(crate) runtime: Handle,
    /// For each snapshot that is being saved.
    pub(crate) saves: Arc<Semaphore>,
    pub(crate) first_seen: FirstSeen,
}

impl PostgresStore {
    /// Connects with the default [`Settings`], and makes or updates the schema `palco`.
    ///
    /// # Errors
    /// [`ConnectError`]: the URL, the server, or what is in the database.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        Self::connect_with(Settings::new(url)).await
    }

    /// Connects, checks the server, makes or updates the schema, and checks what is in it. Must be
    /// called within a tokio runtime, which the store keeps to; any number may do so at once.
    ///
    /// # Errors
    /// [`ConnectError`]: the settings, the server, or what is in the database.
    pub async fn connect_with(settings: Settings) -> Result<Self, ConnectError> {
        Self::start(settings, Purpose::Writing).await
    }

    /// The same on a schema that is up to date as it is: for tools that only look at it.
    ///
    /// # Errors
    /// [`ConnectError`]: the settings, the server, or what is in the database;
    /// [`Refusal::SchemaBehind`](crate::Refusal::SchemaBehind) where there is something to migrate.
    pub async fn open_with(settings: Settings) -> Result<Self, ConnectError> {
        Self::start(settings, Purpose::Opening).await
    }

    /// The same on a primary or a standby: for tools that read what is recorded, and neither write nor
    /// follow the feed.
    ///
    /// # Errors
    /// As of [`open_with`](Self::open_with).
    pub async fn audit_with(settings: Settings) -> Result<Self, ConnectError> {
        Self::start(settings, Purpose::Auditing).await
    }

    async fn start(settings: Settings, purpose: Purpose) -> Result<Self, ConnectError> {
        let schema = settings.checked_schema()?;
        let (options, of_replicas) = (settings.options()?, settings.options_of_replicas()?);
        let sql = Sql::of_schema(schema);

        // On a connection of its own: dropped half-way it takes its transaction with it.
        let mut connection = one(&options).await?;
        let watch = Arc::new(start(&mut connection, &sql, &settings, purpose).await?);
        connection.close().await?;

        let pooler = settings.chosen_pooler();
        let failure = LastFailure::default();
        let pool = pool(settings.connections(), &failure, Some(&watch))
            .after_connect({
                let (append, watch) = (sql.append_as_decided.clone(), Arc::clone(&watch));
                move |connection, _| {
                    let (append, watch) = (append.clone(), Arc::clone(&watch));
                    Box::pin(async move {
                        watch.look(connection).await?;
                        match pooler {
                            // So that the first append is one round trip too.
                            Pooler::None => connection.prepare(append).await.map(|_| ()),
                            Pooler::Transaction => Ok(()),
                        }
                    })
                }
            })
            .connect_lazy_with(options.clone());
        let turns = Turns::new(turn_pool(options, &failure));
        let replicas = Replicas::of(of_replicas, settings.connections(), &sql, watch.tag());
        let (runtime, saves) = (Handle::current(), Arc::new(Semaphore::new(SAVES)));
        let tag = watch.tag();
        let inner = Inner {
            pool,
            watch,
            failure,
            limit: settings.limit(),
            turns,
            replicas,
            sql,
            pooler,
            tag,
            runtime,
            saves,
            first_seen: FirstSeen::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Closes the connections. Calls after it are `Unavailable`. What is under way ends first, but is
    /// waited for no longer than 5 seconds: a server that does not answer keeps no process from its end.
    /// What takes effect there afterwards is found when the command is sent again.
    pub async fn close(&self) {
        let Inner { pool, turns, replicas, .. } = &*self.inner;
        let closing = async { tokio::join!(pool.close(), turns.close(), replicas.close()) };
        // Those that are left close when they come back.
        let _ = timeout(PATIENCE, closing).await;
    }
}

/// What a store is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// All there is; the schema is made or updated.
    Writing,
    /// The same on a schema that is up to date.
    Opening,
    /// To read what is recorded.
    Auditing,
}

/// Checks and migrates, all or nothing.
async fn start(
    connection: &mut PgConnection,
    sql: &Sql,
    settings: &Settings,
    purpose: Purpose,
) -> Result<Watch, ConnectError> {
    let schema = settings.checked_schema()?;
    let mut transaction = transaction(connection, sql, settings.chosen_pooler()).await?;
    let on_standby = purpose == Purpose::Auditing;
    let wanted = (settings.wanted_durability(), settings.chosen_pooler());
    startup::check_server(&mut transaction, sql, wanted, on_standby).await?;
    let partitions = settings.wanted_partitions();
    if purpose == Purpose::Writing {
        migrate::migrate(&mut transaction, sql, schema, partitions).await?;
        query(sql.make_transaction_partitions.clone())
            .bind(MONTHS_AHEAD)
            .execute(&mut *transaction)
            .await?;
    } else {
        migrate::check(&mut transaction, sql, schema).await?;
    }
    startup::check_store(&mut transaction, sql, partitions).await?;
    let watch = Watch::begin(&mut transaction, sql).await?;
    transaction.commit().await?;
    Ok(watch)
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

/// A connection outside of every pool.
pub(crate) async fn one(options: &PgConnectOptions) -> Result<PgConnection, ConnectError> {
    let connecting = timeout(PATIENCE, options.connect());
    Ok(connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??)
}

fn turn_pool(options: PgConnectOptions, failure: &LastFailure) -> PgPool {
    pool(crate::turn::CONNECTIONS, failure, None).connect_lazy_with(options)
}

impl Inner {
    /// Does the work, or fails when the database does not answer.
    pub(crate) async fn in_time<T>(
        &self,
        outcome_unknown: bool,
        work: impl Future<Output = Result<T, Unavailable>>,
    ) -> Result<T, Unavailable> {
        let mut work = pin!(work);
        let done = timeout(self.limit, &mut work).await.unwrap_or_else(|_| {
            let reason = format!("the database did not answer within {:?}", self.limit);
            Err(Unavailable { reason, outcome_unknown })
        });
        // Before the work is dropped, and its connection comes back.
        if done.is_err() {
            self.failure.note();
        }
        done
    }

    /// Whoever writes by it must [end](Session::end) it.
    pub(crate) async fn acquire(&self) -> Result<Session, Unavailable> {
        let begun = Session::begin(&self.pool, &self.sql, self.pooler).await;
        let session = begun.map_err(|error| before_sending(&error))?;
        self.watch.check()?;
        Ok(session)
    }

    /// The same, and a transaction whatever stands between.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Postgres>, Unavailable> {
        let begun = pooled_transaction(&self.pool, &self.sql, self.pooler).await;
        let transaction = begun.map_err(|error| before_sending(&error))?;
        self.watch.check()?;
        Ok(transaction)
    }
}
