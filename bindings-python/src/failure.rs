use std::panic::{AssertUnwindSafe, catch_unwind};

use palco::{application::Error, contract::Invalid};
use palco_postgres::ConnectError;
use pyo3::{exceptions::PyRuntimeError, prelude::*};
use serde_json::json;

/// Why a call did not do what it was to do.
pub(crate) enum Failure {
    /// The core's own answer.
    Palco(Error),
    /// A panic was caught: a fault of Palco's own.
    Internal,
    /// Python's own, such as `KeyboardInterrupt`.
    Python(PyErr),
}

impl Failure {
    /// Input whose part at `path` is not of the form.
    pub(crate) fn invalid(path: &str, reason: impl ToString) -> Self {
        Self::Palco(Invalid::field(path, reason).into())
    }

    /// Nothing was sent, since there is nothing to send it with.
    pub(crate) fn unavailable(reason: &str) -> Self {
        let reason = reason.to_owned();
        Self::Palco(palco::ports::Unavailable { reason, outcome_unknown: false }.into())
    }

    /// This `Palco` was closed.
    pub(crate) fn closed() -> Self {
        Self::unavailable("this Palco is closed")
    }

    /// The object belongs to the process that this one was forked from.
    pub(crate) fn forked() -> Self {
        Self::unavailable("this was made before a fork; make it in the process that uses it")
    }

    /// What crosses: kind, code, message and details.
    fn to_json(&self) -> Option<String> {
        match self {
            Self::Palco(error) => Some(error.to_json()),
            Self::Internal => Some(
                json!({
                    "kind": "unavailable",
                    "code": "palco.internal",
                    "message": "a fault of Palco's own, please report it",
                    "details": { "outcome_unknown": true },
                })
                .to_string(),
            ),
            Self::Python(_) => None,
        }
    }

    /// The exception to raise: an instance of `palco.PalcoError`, made by the package itself.
    pub(crate) fn into_exception(self, py: Python<'_>) -> PyErr {
        let text = match self {
            Self::Python(error) => return error,
            Self::Palco(_) | Self::Internal => self.to_json().unwrap_or_default(),
        };
        let made = py.import("palco._errors").and_then(|errors| {
            errors.getattr("from_json")?.call1((&text,))
        });
        match made {
            Ok(exception) => PyErr::from_value(exception),
            // Without the package there is no other way to say it.
            Err(_) => PyRuntimeError::new_err(text),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Palco(error)
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Palco(invalid.into())
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Url => Self::invalid("url", error),
            ConnectError::Schema(_) => Self::invalid("schema", error),
            ConnectError::Refused(_) => Self::unavailable(&error.to_string()),
            ConnectError::Unavailable(unavailable) => Self::Palco(unavailable.into()),
        }
    }
}

/// The one way in: no panic leaves as `PanicException`, which `except Exception` does not catch.
pub(crate) fn guarded<T>(
    py: Python<'_>,
    act: impl FnOnce() -> Result<T, Failure>,
) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(act))
        .unwrap_or(Err(Failure::Internal))
        .map_err(|failure| failure.into_exception(py))
}
