//! For tests: given/when/then for the rooms, and what an adapter must do, as code that every adapter
//! runs.

pub mod conformance;
mod scenario;

pub use scenario::*;
