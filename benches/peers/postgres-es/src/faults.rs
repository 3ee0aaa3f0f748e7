//! What goes wrong with it, shown by its own public functions.

use cqrs_es::{AggregateContext, EventStore, mem_store::MemStore, persist::PersistedEventStore};
use postgres_es::{PostgresEventRepository, postgres_snapshot_cqrs};
use sqlx::{Pool, Postgres};
use uuid::Uuid;

use crate::box_office::{BoxOffice, Command, PLACES, held};

pub async fn show(pool: Pool<Postgres>) {
    doubled_by_a_snapshot(pool).await;
    unchecked_in_memory().await;
}

fn print(what: &str, right: u64, found: u64) {
    println!("faults\tpostgres-es\t{what}: {right} is right\t{found}");
}

/// The sink applies each domain event to the aggregate as it is written, and the snapshot applies
/// them to it once more.
async fn doubled_by_a_snapshot(pool: Pool<Postgres>) {
    let office = Uuid::now_v7().to_string();
    let cqrs = postgres_snapshot_cqrs::<BoxOffice>(pool.clone(), Vec::new(), 1, ());
    for command in [Command::Open, Command::Hold, Command::Hold] {
        cqrs.execute(&office, command).await.expect("carried out");
    }
    let repository = PostgresEventRepository::new(pool);
    let store = PersistedEventStore::<_, BoxOffice>::new_snapshot_store(repository, 1);
    let mut loaded = store.load_aggregate(&office).await.expect("loaded");
    print(
        "places taken by two holds of two, from its snapshot",
        4,
        PLACES - loaded.aggregate().available,
    );
}

async fn unchecked_in_memory() {
    let store = MemStore::<BoxOffice>::default();
    let mut acknowledged = 0;
    let first = store.load_aggregate("office").await.expect("loaded");
    let second = store.load_aggregate("office").await.expect("loaded");
    for context in [first, second] {
        let committed = store.commit(vec![held()], context, Default::default()).await;
        acknowledged += u64::from(committed.is_ok());
    }
    print("appends at the same version that its memory store acknowledges", 1, acknowledged);
}
