use std::time::{Duration, Instant};

use palco::{
    contract::to_json,
    ports::NewRecord,
    testing::conformance::{a_tenant, happened},
};
use palco_benches::{Cap, OnSale, command};
use sqlx::{AssertSqlSafe, Executor, PgConnection, query};
use uuid::Uuid;

/// A table of the same columns, with a primary key on stream and version and no other index.
pub(crate) struct Rows {
    insert: String,
    tenant: Uuid,
    row: NewRecord,
    version: i64,
}

impl Rows {
    pub(crate) async fn new(hand: &mut PgConnection, schema: &str) -> Self {
        let make = AssertSqlSafe(format!(
            "create table {schema}.plain (like {schema}.event_store including defaults,
                 primary key (tenant_id, aggregate_type, aggregate_id, version))"
        ));
        hand.execute(make).await.expect("a table");
        let insert = format!(
            "insert into {schema}.plain (tenant_id, aggregate_type, aggregate_id, version,
                 event_id, event_type, schema_version, event_data, metadata, command_id, created_at)
             select $1, 'sample', $1, r.version, r.event_id, r.type, 1, r.data::json,
                 jsonb_build_object('actor', r.actor), r.command_id, now()
               from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[])
                    r(version, event_id, type, data, actor, command_id)"
        );
        let mut on_sale = OnSale::with_sold(0, Cap::None);
        let context = on_sale.next_buyer();
        let held = on_sale.carry_out(&command(), &context).pop().expect("a hold");
        let row = happened(&to_json(&held));
        Self { insert, tenant: a_tenant().as_uuid(), row, version: 0 }
    }

    /// Rows a second.
    pub(crate) async fn insert_for(
        &mut self,
        hand: &mut PgConnection,
        at_once: usize,
        time: Duration,
    ) -> f64 {
        let begun = Instant::now();
        let mut inserted = 0_u64;
        while begun.elapsed() < time {
            inserted += self.insert(hand, at_once).await;
        }
        inserted as f64 / begun.elapsed().as_secs_f64()
    }

    async fn insert(&mut self, hand: &mut PgConnection, at_once: usize) -> u64 {
        let ids = || -> Vec<Uuid> { (0..at_once).map(|_| Uuid::now_v7()).collect() };
        let first = self.version + 1;
        self.version += i64::try_from(at_once).expect("a few");
        let versions: Vec<i64> = (first..=self.version).collect();
        query(AssertSqlSafe(self.insert.clone()))
            .bind(self.tenant)
            .bind(versions)
            .bind(ids())
            .bind(vec![self.row.event_type.as_str(); at_once])
            .bind(vec![self.row.data.as_str(); at_once])
            .bind(ids())
            .bind(ids())
            .execute(hand)
            .await
            .expect("inserted")
            .rows_affected()
    }
}
