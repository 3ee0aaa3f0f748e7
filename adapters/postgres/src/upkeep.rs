use palco::ports::Unavailable;
use sqlx::query_scalar;

use crate::{PostgresStore, error::after_sending};

/// How many months of `transactions` connecting makes partitions for, beside the current one.
pub(crate) const MONTHS_AHEAD: i32 = 3;

impl PostgresStore {
    /// Makes the monthly partitions of `transactions` for this month and so many after it, and moves
    /// what stands in the default one to months of their own; how many it made. Connecting does so for
    /// three months; any number of processes may at once.
    ///
    /// # Errors
    /// [`Unavailable`] when the store failed. Sending it again is safe.
    pub async fn make_transaction_partitions(&self, ahead: u8) -> Result<u32, Unavailable> {
        let inner = self.inner.clone();
        self.to_its_end(true, async move {
            let mut session = inner.acquire().await?;
            let made: i32 = query_scalar(inner.sql.make_transaction_partitions.clone())
                .bind(i32::from(ahead))
                .fetch_one(&mut *session)
                .await
                .map_err(|error| after_sending(&error))?;
            session.end().await.map_err(|error| after_sending(&error))?;
            Ok(made.unsigned_abs())
        })
        .await
    }
}
