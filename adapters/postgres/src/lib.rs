//! Palco's event store on PostgreSQL 14 or newer.
//!
//! ```no_run
//! # async fn example() -> Result<(), palco_postgres::ConnectError> {
//! let store = palco_postgres::PostgresStore::connect("postgres://palco@localhost/palco").await?;
//! # Ok(())
//! # }
//! ```
//!
//! Everything lives in one schema, `palco` unless [`Settings`] say otherwise, which connecting makes
//! and keeps up to date. Start is [refused](Refusal) when the server could lose what it acknowledged.

mod append;
mod checkpoints;
mod connect;
mod error;
mod event_store;
mod feed;
mod identity;
mod migrate;
mod operations;
mod pool;
mod read_models;
mod record;
mod replicas;
mod session;
mod settings;
mod snapshot_store;
mod sql;
mod stalled;
mod startup;
mod tls;
mod turn;
mod upkeep;

pub use connect::PostgresStore;
pub use error::{ConnectError, Refusal, Server};
pub use operations::{
    AuditAfter, AuditedCommand, AuditedPositions, AuditedRecord, SchemaState, migration_script,
    schema_state,
};
pub use settings::{Durability, Partitions, Pooler, Settings};
