//! The value objects that have a form of their own in Python, by the core's one rule for each.

use palco::values::{CommandId, Currency, Money};
use pyo3::prelude::*;

use crate::{
    failure::{Failure, guarded},
    input,
};

/// Milliseconds from 1970-01-01T00:00:00Z to an instant: a `datetime` with a timezone, or RFC 3339.
#[pyfunction]
pub(crate) fn instant_millis(value: &Bound<'_, PyAny>) -> PyResult<i64> {
    guarded(value.py(), || input::instant("$", value).map(|instant| instant.as_millis()))
}

/// The text of an amount at exactly its currency's number of decimals.
#[pyfunction]
pub(crate) fn money_amount(
    amount: &Bound<'_, PyAny>,
    currency: &Bound<'_, PyAny>,
) -> PyResult<String> {
    guarded(amount.py(), || {
        let code = input::text("currency", currency)?;
        let currency =
            Currency::parse(code).map_err(|invalid| Failure::invalid("currency", invalid))?;
        let money = Money::parse(input::text("amount", amount)?, currency)
            .map_err(|invalid| Failure::invalid("amount", invalid))?;
        Ok(money.amount().to_string())
    })
}

/// The hyphenated lower-case text of an id, which is a `UUID` or a `str`; `path` is its name.
#[pyfunction]
pub(crate) fn id_text(path: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(value.py(), || {
        let path = input::text("path", path)?;
        input::id::<CommandId>(path, value).map(|id| id.to_string())
    })
}

/// The same text of a header `traceparent`, where there is one.
#[pyfunction]
pub(crate) fn trace_parent_text(
    py: Python<'_>,
    value: Option<Bound<'_, PyAny>>,
) -> PyResult<Option<String>> {
    guarded(py, || value.map(|value| Ok(input::trace_parent(&value)?.to_string())).transpose())
}
