//! What an operator asks of a database: the state of its schema, and all that is recorded, as it
//! stands. Each of these reads; none changes what is there.

mod audit;
mod schema;

pub use audit::{AuditAfter, AuditedCommand, AuditedPositions, AuditedRecord};
pub(crate) use schema::state;
pub use schema::{SchemaState, migration_script, schema_state};
