//! What is gathered of this process: one for all of its Palcos, of every worker.

use napi_derive::napi;
use palco::ports::Unavailable;
use palco_telemetry::{InstalledBefore, Telemetry, install};

use crate::failure::{Failure, guarded};

fn telemetry() -> Result<&'static Telemetry, Failure> {
    install().map_err(|InstalledBefore| {
        let reason = InstalledBefore.to_string();
        Failure::Palco(Unavailable { reason, outcome_unknown: false }.into())
    })
}

/// Begins to gather; again, it does nothing.
///
/// # Errors
/// `store.unavailable` when something else gathers already.
#[napi]
pub fn telemetry_enable() -> napi::Result<()> {
    guarded(|| telemetry().map(|_| ()))
}

/// The metrics in the text format of Prometheus.
///
/// # Errors
/// `store.unavailable` when something else gathers already.
#[napi]
pub fn telemetry_metrics() -> napi::Result<String> {
    guarded(|| Ok(telemetry()?.metrics()))
}

/// The spans that ended since the last call, as a JSON array.
///
/// # Errors
/// `store.unavailable` when something else gathers already.
#[napi]
pub fn telemetry_spans() -> napi::Result<String> {
    guarded(|| Ok(telemetry()?.take_spans_json()))
}
