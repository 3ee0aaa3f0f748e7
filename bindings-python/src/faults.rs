//! Panics on demand, so that the tests can see what becomes of one.
#![expect(clippy::panic, reason = "it is there to panic")]

use pyo3::prelude::*;

use crate::{failure::guarded, operation::Operation};

/// Ends in `palco.internal`, always.
#[pyfunction]
pub(crate) fn _panic(py: Python<'_>) -> PyResult<()> {
    guarded(py, || panic!("a panic on demand"))
}

/// An operation that ends in `palco.internal`, always.
#[pyfunction]
pub(crate) fn _panicking(py: Python<'_>) -> PyResult<Operation> {
    guarded(py, || Operation::new(py, async { panic!("a panic on demand") }))
}
