use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use palco::{
    ports::{Record, StreamId},
    values::{TenantId, Version},
};
use sqlx::{Executor, PgPool, Row, postgres::PgConnectOptions, query};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    connect::Inner,
    pool::{LastFailure, pool},
    record::{number, records},
    session::Session,
    sql::Sql,
};

/// How long a replica may take to catch up before the primary is asked.
const PATIENCE: Duration = Duration::from_millis(200);
/// How often it is asked meanwhile.
const POLL: Duration = Duration::from_millis(20);
/// How long a replica may take to answer at all.
const SILENCE: Duration = Duration::from_millis(400);
/// How long one that failed is left alone.
const REST: Duration = Duration::from_secs(5);

/// Standbys that serve reads, in turn.
pub(crate) struct Replicas {
    all: Vec<Arc<Replica>>,
    next: AtomicUsize,
}

struct Replica {
    pool: PgPool,
    failed_at: Mutex<Option<Instant>>,
}

/// Records of a stream behind `after`, at most `limit`; those up to `at_least` may not be missing.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(crate) tenant: TenantId,
    pub(crate) stream: StreamId,
    pub(crate) after: Version,
    pub(crate) at_least: Version,
    pub(crate) limit: u32,
}

impl Wanted {
    fn is_met_by(&self, records: &[Record]) -> bool {
        let last = records.last().map_or(self.after, |record| record.version);
        let full = u32::try_from(records.len()).is_ok_and(|length| length >= self.limit);
        full || last >= self.at_least
    }
}

impl Replicas {
    pub(crate) fn of(
        options: Vec<PgConnectOptions>,
        max_connections: u32,
        sql: &Sql,
        tag: i32,
    ) -> Self {
        let replica = |options| {
            let meta = sql.replica.clone();
            let pool = pool(max_connections, &LastFailure::default(), None)
                .acquire_timeout(PATIENCE)
                // Another store's records are worse than none. Without parameters it is one message,
                // which every pooler passes on.
                .after_connect(move |connection, _| {
                    let meta = meta.clone();
                    Box::pin(async move {
                        let found: i32 = connection.fetch_one(meta).await?.try_get("tag")?;
                        if found == tag { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
                    })
                })
                .connect_lazy_with(options);
            Arc::new(Replica { pool, failed_at: Mutex::default() })
        };
        Self { all: options.into_iter().map(replica).collect(), next: AtomicUsize::new(0) }
    }

    /// The next that has not failed lately.
    fn pick(&self) -> Option<Arc<Replica>> {
        let first = self.next.fetch_add(1, Relaxed).checked_rem(self.all.len())?;
        let from_first = self.all.iter().cycle().skip(first).take(self.all.len());
        from_first.into_iter().find(|replica| !replica.rests()).cloned()
    }

    pub(crate) async fn close(&self) {
        for replica in &self.all {
            replica.pool.close().await;
        }
    }
}

impl Replica {
    fn rests(&self) -> bool {
        let failed_at = self.failed_at.lock().unwrap_or_else(PoisonError::into_inner);
        failed_at.is_some_and(|at| at.elapsed() < REST)
    }

    fn rest(&self) {
        let mut failed_at = self.failed_at.lock().unwrap_or_else(PoisonError::into_inner);
        *failed_at = Some(Instant::now());
    }
}

/// What a replica has of it, once that is enough; `None` where the primary is to be asked.
pub(crate) async fn read(inner: &Arc<Inner>, wanted: &Wanted) -> Option<Vec<Record>> {
    let replica = inner.replicas.pick()?;
    // On a task: a future of sqlx that is dropped half-way leaves a connection in the middle of
    // something.
    let asking = ask(Arc::clone(inner), Arc::clone(&replica), wanted.clone());
    let answer = timeout(SILENCE, inner.runtime.spawn(asking)).await;
    if let Ok(Ok(Ok(records))) = answer {
        return records;
    }
    replica.rest();
    None
}

/// Asks until there is enough, or patience is over.
async fn ask(
    inner: Arc<Inner>,
    replica: Arc<Replica>,
    wanted: Wanted,
) -> Result<Option<Vec<Record>>, sqlx::Error> {
    let began = Instant::now();
    loop {
        let records = read_once(&inner, &replica, &wanted).await?;
        if wanted.is_met_by(&records) {
            return Ok(Some(records));
        }
        if began.elapsed() >= PATIENCE {
            return Ok(None);
        }
        sleep(POLL).await;
    }
}

async fn read_once(
    inner: &Inner,
    replica: &Replica,
    wanted: &Wanted,
) -> Result<Vec<Record>, sqlx::Error> {
    let mut session = Session::begin(&replica.pool, &inner.sql, inner.pooler).await?;
    let rows = query(inner.sql.read_replica.clone())
        .bind(wanted.tenant.as_uuid())
        .bind(wanted.stream.aggregate.as_str())
        .bind(wanted.stream.id)
        .bind(number(wanted.after))
        .bind(i64::from(wanted.limit))
        .fetch_all(&mut *session)
        .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    if !first.try_get::<bool, _>("standby")? {
        return Err(sqlx::Error::Protocol("expected a standby".to_owned()));
    }
    match first.try_get::<Option<i64>, _>("id")? {
        Some(_) => records(&rows),
        None => Ok(Vec::new()),
    }
}
