//! For tests: given/when/then for the rooms, what an adapter must do, as code that every adapter
//! runs, and a judge of what clients were told against what is on record.

mod around;
mod cancelled;
pub mod conformance;
mod golden;
mod history;
mod on_sale;
mod proof;
mod scenario;
pub mod scene;

pub use around::Around;
pub use cancelled::cancelled_after;
pub use golden::{Golden, Outcome, goldens};
pub use history::{Fault, History, Told, Verdict};
pub use on_sale::{Acknowledged, OnSale, crowd};
pub use proof::{proved, sized};
pub use scenario::*;
