//! The native half of the npm package `palco`: private to its JavaScript half, which gives it types,
//! classes and errors.
//!
//! It knows no command: JSON text crosses, and the core's one door reads it. What fails crosses as an
//! error whose message is the JSON text `{"kind":..,"code":..,"message":..,"details":..}`. A panic is
//! caught and crosses as `palco.internal`; without that it would end the Node process.

mod clock;
mod context;
mod failure;
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "it is what they are for")]
mod faults;
mod gateway;
mod ledger;
mod limits;
mod palco;
mod pix;
mod query;
mod settings;
mod split;
mod state;
mod telemetry;
mod tool;
