//! What is gathered of this process: one for all of its Palcos.

use palco_telemetry::{InstalledBefore, Telemetry, install};
use pyo3::prelude::*;

use crate::failure::{Failure, guarded};

fn telemetry() -> Result<&'static Telemetry, Failure> {
    install().map_err(|InstalledBefore| Failure::unavailable(&InstalledBefore.to_string()))
}

/// Begins to gather; again, it does nothing.
#[pyfunction]
pub(crate) fn telemetry_enable(py: Python<'_>) -> PyResult<()> {
    guarded(py, || telemetry().map(|_| ()))
}

/// The metrics in the text format of Prometheus.
#[pyfunction]
pub(crate) fn telemetry_metrics(py: Python<'_>) -> PyResult<String> {
    guarded(py, || Ok(telemetry()?.metrics()))
}

/// The spans that ended since the last call, as a JSON array.
#[pyfunction]
pub(crate) fn telemetry_spans(py: Python<'_>) -> PyResult<String> {
    guarded(py, || Ok(telemetry()?.take_spans_json()))
}
