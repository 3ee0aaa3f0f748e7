//! The rules of running events: venues and their calendars, event lifecycles, and ticket sales that
//! never oversell.
//!
//! Two ways in. **The rules alone**, over tables of the host's own: an [`Aggregate`] decides what a
//! command leads to and takes in what happened, and does nothing else. **The application**:
//! [`application::Palco`] carries commands out over a store, durably, once per command id, from any
//! number of processes.
//!
//! ```
//! use palco::{Aggregate, planning::venue::{Register, Venue}, testing::{at, known}};
//!
//! let register = Register {
//!     name: known("Circo Voador"),
//!     address: known("Rua dos Arcos, Rio de Janeiro"),
//!     timezone: known("America/Sao_Paulo"),
//!     capacity: palco::values::Capacity::new(2_000)?,
//! };
//! let mut venue = Venue::initial();
//! for happened in venue.decide(&register.into(), &at("2026-11-23T12:00:00Z"))? {
//!     venue.evolve(&happened);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod aggregate;
pub mod application;
pub mod contract;
pub mod payments;
pub mod planning;
pub mod policies;
pub mod ports;
pub mod projections;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod ticketing;
pub mod values;

pub use aggregate::{Aggregate, Context};
