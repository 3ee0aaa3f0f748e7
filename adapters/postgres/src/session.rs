use std::ops::{Deref, DerefMut};

use sqlx::{Connection, PgConnection, PgPool, Postgres, SqlStr, Transaction, pool::PoolConnection};

use crate::{Pooler, sql::Sql};

/// A connection for the length of one piece of work. Dropped before its [`end`](Self::end), what it
/// wrote is lost behind a pooler: fine for who only reads.
pub(crate) enum Session {
    /// Ours alone: each statement is committed by itself, and its prepared statements are kept.
    Own(PoolConnection<Postgres>),
    /// Ours for one transaction. sqlx prepares a statement in one round trip and runs it in the next;
    /// between the two the pooler would give the server's connection to somebody else.
    Shared(Transaction<'static, Postgres>),
}

impl Session {
    pub(crate) async fn begin(
        pool: &PgPool,
        sql: &Sql,
        pooler: Pooler,
    ) -> Result<Self, sqlx::Error> {
        match pooler {
            Pooler::None => pool.acquire().await.map(Self::Own),
            Pooler::Transaction => pooled_transaction(pool, sql, pooler).await.map(Self::Shared),
        }
    }

    /// Makes what was written durable, where it is not yet.
    pub(crate) async fn end(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Own(_) => Ok(()),
            Self::Shared(transaction) => transaction.commit().await,
        }
    }
}

impl Deref for Session {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match self {
            Self::Own(connection) => connection,
            Self::Shared(transaction) => transaction,
        }
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Own(connection) => connection,
            Self::Shared(transaction) => transaction,
        }
    }
}

/// A transaction on a connection of the pool.
pub(crate) async fn pooled_transaction(
    pool: &PgPool,
    sql: &Sql,
    pooler: Pooler,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with(beginning(sql, pooler)).await
}

/// A transaction on a connection that stands in no pool.
pub(crate) async fn transaction<'c>(
    connection: &'c mut PgConnection,
    sql: &Sql,
    pooler: Pooler,
) -> Result<Transaction<'c, Postgres>, sqlx::Error> {
    connection.begin_with(beginning(sql, pooler)).await
}

fn beginning(sql: &Sql, pooler: Pooler) -> SqlStr {
    match pooler {
        Pooler::None => sql.begin.clone(),
        Pooler::Transaction => sql.begin_shared.clone(),
    }
}
