use palco::ports::Unavailable;
use sqlx::{Postgres, postgres::PgArguments, query::QueryScalar, query_scalar};

use crate::{PostgresStore, error::after_sending};

/// How many months of `transactions` connecting makes partitions for, beside the current one.
pub(crate) const MONTHS_AHEAD: i32 = 3;

impl PostgresStore {
    /// Makes the monthly partitions of `transactions` for this month and so many after it, and moves
    /// what stands in the default one to months of their own; how many it made. Connecting makes three
    /// months ahead, and moves no more than a few rows. Any number of processes may do so at once.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed. Sending it again is safe.
    pub async fn make_transaction_partitions(&self, ahead: u8) -> Result<u32, Unavailable> {
        let make = query_scalar(self.inner.sql.make_transaction_partitions.clone());
        let mut made = self.made(make.bind(i32::from(ahead))).await?;
        // Each month is a transaction: who writes to the default one waits no longer than for one of them.
        loop {
            let more = self.made(query_scalar(self.inner.sql.move_transactions.clone())).await?;
            made = made.saturating_add(more);
            if more == 0 {
                return Ok(made);
            }
        }
    }

    async fn made(
        &self,
        statement: QueryScalar<'static, Postgres, i32, PgArguments>,
    ) -> Result<u32, Unavailable> {
        let inner = self.inner.clone();
        self.to_its_end(true, async move {
            let mut session = inner.acquire().await?;
            let made = statement.fetch_one(&mut *session).await;
            let made = made.map_err(|error| after_sending(&error))?;
            session.end().await.map_err(|error| after_sending(&error))?;
            Ok(made.unsigned_abs())
        })
        .await
    }
}
