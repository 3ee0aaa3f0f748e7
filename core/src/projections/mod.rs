//! Read models: tables that follow from what happened. Pure; one read model, one file.
//!
//! A row is a function of the state of one aggregate and the instant of the last record that the state
//! has taken in, and of nothing else: however the records are gathered into pages, and however often
//! they are taken in again, the last row written is the same.
//!
//! ```
//! use palco::{contract::State, projections::EVENTS, testing::at};
//!
//! let nothing_yet = State::initial(EVENTS.aggregate).expect("an aggregate");
//! let id = uuid::Uuid::from_u128(7);
//! assert!((EVENTS.rows)(id, &nothing_yet, at("2026-11-23T12:00:00Z").now).is_empty());
//! ```

pub mod answers;
pub mod availability;
pub mod events;
mod fold;
pub mod ledger;
pub mod payments;
pub mod recipient_statement;
pub mod reconciliation;
#[cfg(test)]
mod spec;
pub mod transactions;
pub mod venues;

use uuid::Uuid;

use crate::{contract::State, values::Instant};

pub use fold::{Fold, FoldedRow};

/// A row as it follows from a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projected {
    /// What the row is found by within its tenant.
    pub key: String,
    /// The columns in the table's order, as a JSON object.
    pub columns: String,
}

/// One read model.
#[derive(Debug, Clone, Copy)]
pub struct ReadModel {
    /// The table's name.
    pub name: &'static str,
    /// The form of its rows, raised when the same records would give other rows: the table is built
    /// anew then.
    pub form: u32,
    /// The aggregate that its rows follow from.
    pub aggregate: &'static str,
    /// Whether a row tells when it was made: the instant of its aggregate's first record.
    pub created_at: bool,
    /// The rows of the aggregate with that id, whose last record is of that instant.
    pub rows: fn(Uuid, &State, Instant) -> Vec<Projected>,
}

pub use availability::AVAILABILITY;
pub use events::EVENTS;
pub use payments::PAYMENTS;
pub use recipient_statement::RECIPIENT_STATEMENT;
pub use transactions::TRANSACTIONS;
pub use venues::VENUES;

/// Every read model.
pub const ALL: [ReadModel; 6] =
    [EVENTS, VENUES, AVAILABILITY, TRANSACTIONS, PAYMENTS, RECIPIENT_STATEMENT];

/// The read model of that name.
#[must_use]
pub fn named(name: &str) -> Option<ReadModel> {
    ALL.into_iter().find(|model| model.name == name)
}
