use std::panic::{AssertUnwindSafe, catch_unwind};

use palco::{
    application::{Error, Kind},
    contract::Invalid,
};
use palco_postgres::ConnectError;
use pyo3::{exceptions::PyRuntimeError, prelude::*};
use serde_json::json;

/// Why a call did not do what it was to do.
pub(crate) enum Failure {
    /// The core's own answer.
    Palco(Error),
    /// The call came after `close`.
    Closed,
    /// The object belongs to the process that this one was forked from.
    Forked,
    /// A panic was caught, which is a defect of ours.
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

    /// What crosses: kind, code, message and details. Python's own errors cross as they are.
    fn to_json(&self) -> Result<String, &PyErr> {
        Ok(match self {
            Self::Palco(error) => error.to_json(),
            Self::Closed => own("palco.closed", "palco was closed", false),
            Self::Forked => {
                let message = "this was made before a fork, make it in the process that uses it";
                own("palco.forked", message, false)
            }
            Self::Internal => {
                own("palco.internal", "palco failed, which is a defect of its own", true)
            }
            Self::Python(error) => return Err(error),
        })
    }

    /// The exception to raise: an instance of `palco.PalcoError`, made by the package itself.
    pub(crate) fn into_exception(self, py: Python<'_>) -> PyErr {
        let text = match self.to_json() {
            Ok(text) => text,
            Err(error) => return error.clone_ref(py),
        };
        let made = py
            .import("palco._errors")
            .and_then(|errors| errors.getattr("from_json")?.call1((&text,)));
        match made {
            Ok(exception) => PyErr::from_value(exception),
            // Without the package there is no other way to say it.
            Err(_) => PyRuntimeError::new_err(text),
        }
    }
}

fn own(code: &str, message: &str, outcome_unknown: bool) -> String {
    let details = json!({ "outcome_unknown": outcome_unknown });
    json!({ "kind": Kind::Unavailable, "code": code, "message": message, "details": details })
        .to_string()
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
            ConnectError::Url(server) | ConnectError::UrlParameter { server, .. } => {
                Self::invalid(&server.to_string(), error)
            }
            ConnectError::Schema(_) => Self::invalid("schema", error),
            ConnectError::Unavailable(unavailable) => Self::Palco(unavailable.into()),
            ConnectError::Refused(_) | _ => Self::unavailable(&error.to_string()),
        }
    }
}

/// The one way in: no panic leaves as `PanicException`, which `except Exception` does not catch.
pub(crate) fn guarded<T>(py: Python<'_>, act: impl FnOnce() -> Result<T, Failure>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(act))
        .unwrap_or(Err(Failure::Internal))
        .map_err(|failure| failure.into_exception(py))
}
