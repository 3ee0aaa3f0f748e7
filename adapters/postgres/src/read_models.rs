use async_trait::async_trait;
use chrono::{DateTime, Utc};
use palco::{
    ports::{ReadModels, Revision, Revisions, Row, Unavailable},
    values::{Instant, TenantId},
};
use sqlx::{
    PgConnection, Postgres, Row as _,
    postgres::{PgArguments, PgRow},
    query,
    query::Query,
};
use uuid::Uuid;

use crate::{
    PostgresStore,
    checkpoints::{read_all, signed},
    error::{before_sending, unreadable},
    sql::Sql,
};

/// The statements of one read model's table.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    write: &'a sqlx::SqlStr,
    read: &'a sqlx::SqlStr,
    clear: &'a sqlx::SqlStr,
}

impl<'a> Table<'a> {
    pub(crate) fn of(sql: &'a Sql, model: &str) -> Result<Self, Unavailable> {
        let (write, read, clear) = match model {
            "events" => (&sql.write_events, &sql.read_events, &sql.clear_events),
            "venues" => (&sql.write_venues, &sql.read_venues, &sql.clear_venues),
            "availability" => {
                (&sql.write_availability, &sql.read_availability, &sql.clear_availability)
            }
            "transactions" => {
                (&sql.write_transactions, &sql.read_transactions, &sql.clear_transactions)
            }
            "payments" => (&sql.write_payments, &sql.read_payments, &sql.clear_payments),
            "recipient_statement" => (
                &sql.write_recipient_statement,
                &sql.read_recipient_statement,
                &sql.clear_recipient_statement,
            ),
            _ => {
                let reason = "the schema has no table for that read model".to_owned();
                return Err(Unavailable { reason, outcome_unknown: false });
            }
        };
        Ok(Self { write, read, clear })
    }
}

pub(crate) async fn write(
    connection: &mut PgConnection,
    table: &Table<'_>,
    revision: i32,
    rows: &[Row],
) -> Result<(), sqlx::Error> {
    let tenants: Vec<Uuid> = rows.iter().map(|row| row.tenant.as_uuid()).collect();
    let created_at: Vec<Option<DateTime<Utc>>> =
        rows.iter().map(|row| row.created_at.map(Instant::to_utc)).collect();
    let columns: Vec<&str> = rows.iter().map(|row| row.columns.as_str()).collect();
    query(table.write.clone())
        .bind(revision)
        .bind(tenants)
        .bind(created_at)
        .bind(columns)
        .execute(connection)
        .await
        .map(|_| ())
}

impl PostgresStore {
    /// Runs one statement to its end.
    pub(crate) async fn rows_of(
        &self,
        statement: Query<'static, Postgres, PgArguments>,
    ) -> Result<Vec<PgRow>, Unavailable> {
        let inner = std::sync::Arc::clone(&self.inner);
        let run = async move {
            let mut connection = inner.acquire().await?;
            let rows = statement.fetch_all(&mut *connection).await;
            let rows = rows.map_err(|error| before_sending(&error))?;
            connection.end().await.map_err(|error| before_sending(&error))?;
            Ok(rows)
        };
        self.to_its_end(false, run).await
    }
}

#[async_trait]
impl ReadModels for PostgresStore {
    async fn revisions(&self, model: &str, form: u32) -> Result<Revisions, Unavailable> {
        let statement =
            query(self.inner.sql.revisions.clone()).bind(model.to_owned()).bind(signed(form));
        let rows = self.rows_of(statement).await?;
        let found = read_all(&rows, revisions)?.into_iter().next();
        found.ok_or_else(|| before_sending(&sqlx::Error::RowNotFound))
    }

    async fn rebuild(&self, model: &str) -> Result<Option<u32>, Unavailable> {
        let rows =
            self.rows_of(query(self.inner.sql.rebuild.clone()).bind(model.to_owned())).await?;
        let building = read_all(&rows, |row| row.try_get::<i32, _>("building"))?;
        Ok(building.first().map(|number| number.unsigned_abs()))
    }

    async fn switch(&self, model: &str, building: u32) -> Result<bool, Unavailable> {
        let statement =
            query(self.inner.sql.switch.clone()).bind(model.to_owned()).bind(signed(building));
        let rows = self.rows_of(statement).await?;
        let switched = read_all(&rows, |row| row.try_get::<bool, _>(0))?;
        Ok(switched.first().copied().unwrap_or(false))
    }

    async fn clear(&self, model: &str, limit: u32) -> Result<u64, Unavailable> {
        let clear = Table::of(&self.inner.sql, model)?.clear.clone();
        self.rows_of(query(self.inner.sql.end_revisions.clone()).bind(model.to_owned())).await?;
        let inner = std::sync::Arc::clone(&self.inner);
        let run = async move {
            let mut connection = inner.acquire().await?;
            let removed = query(clear).bind(i64::from(limit)).execute(&mut *connection).await;
            let removed = removed.map_err(|error| before_sending(&error))?.rows_affected();
            connection.end().await.map_err(|error| before_sending(&error))?;
            Ok(removed)
        };
        self.to_its_end(false, run).await
    }

    async fn rows(
        &self,
        model: &str,
        tenant: TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Row>, Unavailable> {
        // A key begins with an id, which is never nil, and is compared as what the index holds.
        let after = if after.is_empty() { Uuid::nil().to_string() } else { after.to_owned() };
        let statement = query(Table::of(&self.inner.sql, model)?.read.clone())
            .bind(tenant.as_uuid())
            .bind(after)
            .bind(i64::from(limit));
        let rows = self.rows_of(statement).await?;
        read_all(&rows, row)
    }
}

fn revisions(row: &PgRow) -> Result<Revisions, sqlx::Error> {
    let revision = |number: i32, form: i32| Revision {
        number: number.unsigned_abs(),
        form: form.unsigned_abs(),
    };
    let building: Option<i32> = row.try_get("building")?;
    let building_form: Option<i32> = row.try_get("building_form")?;
    Ok(Revisions {
        active: revision(row.try_get("active")?, row.try_get("form")?),
        building: building.zip(building_form).map(|(number, form)| revision(number, form)),
    })
}

fn row(row: &PgRow) -> Result<Row, sqlx::Error> {
    let tenant: Uuid = row.try_get("tenant_id")?;
    let created_at: Option<DateTime<Utc>> = row.try_get("created_at")?;
    Ok(Row {
        tenant: TenantId::try_from(tenant).map_err(unreadable)?,
        key: row.try_get("key")?,
        created_at: created_at.map(Instant::from_utc).transpose().map_err(unreadable)?,
        columns: row.try_get("columns")?,
    })
}
