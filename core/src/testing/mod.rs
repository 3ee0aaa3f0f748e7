//! For tests: given/when/then for the rooms, and what an adapter must do, as code that every adapter
//! runs.

pub mod conformance;
mod golden;
mod on_sale;
mod scenario;

pub use golden::{Golden, Outcome, goldens};
pub use on_sale::{Acknowledged, OnSale, crowd};
pub use scenario::*;
