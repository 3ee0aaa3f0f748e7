//! Splits: who has what of an amount. It is computed at once, and holds no state.

use palco::{
    application::Error,
    contract::{LIMITS, split},
};
use pyo3::prelude::*;

use crate::{failure::guarded, input};

/// The answer to one question about a split, or the ledger of a capture, as JSON.
#[pyfunction]
pub(crate) fn split_answer(
    operation: &Bound<'_, PyAny>,
    asked: &Bound<'_, PyAny>,
) -> PyResult<String> {
    guarded(operation.py(), || {
        let operation = input::text("operation", operation)?;
        let answer = split::answer(operation, input::json(asked, LIMITS.bytes)?);
        Ok(answer.map_err(Error::from)?)
    })
}
