//! The general ledger: a fold that lives here, and questions about what came of it.

use palco::projections::{answers, ledger::TenantLedger};
use pyo3::prelude::*;

use crate::{failure::guarded, input, kept::Kept};

/// The ledger of one tenant.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativeLedger {
    ledger: Kept<TenantLedger>,
}

#[pymethods]
impl NativeLedger {
    /// The ledger before anything happened.
    #[new]
    fn of(tenant: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(tenant.py(), || {
            let tenant = input::id("tenant", tenant)?;
            Ok(Self { ledger: Kept::new(TenantLedger::of(tenant)) })
        })
    }

    /// Takes in a JSON array of records of the feed, and gives the entries: all of them, or none.
    fn take_in(&self, records: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = records.py();
        guarded(py, || {
            let records = input::json(records, usize::MAX)?;
            self.ledger.aside(py, |ledger| Ok(answers::take_in(ledger, records)?))
        })
    }

    /// The balance of an account, asked for as `{"currency":...,"account":{...}}`.
    fn balance(&self, asked: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = asked.py();
        guarded(py, || {
            let asked = input::json(asked, usize::MAX)?;
            self.ledger.aside(py, |ledger| Ok(answers::balance(ledger, asked)?))
        })
    }

    /// Every balance, as a JSON array.
    fn balances(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || self.ledger.aside(py, |ledger| Ok(answers::balances(ledger)?)))
    }
}

/// The answer to one question about entries, or about lists of what came in, as JSON.
#[pyfunction]
pub(crate) fn ledger_answer(
    question: &Bound<'_, PyAny>,
    asked: &Bound<'_, PyAny>,
) -> PyResult<String> {
    let py = question.py();
    guarded(py, || {
        let question = input::text("question", question)?;
        let asked = input::json(asked, usize::MAX)?;
        py.detach(|| Ok(answers::answer(question, asked)?))
    })
}
