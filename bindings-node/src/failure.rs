use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt as _;
use palco::{
    application::Error,
    contract::{Invalid, Rejection},
    ports::Unavailable,
    values,
};
use palco_postgres::ConnectError;

/// Why a call did not do what it was to do.
pub(crate) enum Failure {
    /// The core's own errors.
    Palco(Error),
    /// The call came after `close`.
    Closed,
    /// The core panicked, which is a defect of ours.
    Internal {
        /// Whether a write may have gone through all the same.
        outcome_unknown: bool,
    },
}

impl Failure {
    /// Input of which the field at `path` is not of the form.
    pub(crate) fn field(path: impl Into<String>, reason: impl ToString) -> Self {
        Invalid::field(path, reason).into()
    }

    /// What had no effect, since something failed that may work later.
    pub(crate) fn unavailable(reason: &impl ToString) -> Self {
        let reason = reason.to_string();
        Self::Palco(Unavailable { reason, outcome_unknown: false }.into())
    }

    /// The form in which it crosses: kind, code, message, details.
    pub(crate) fn to_json(&self) -> String {
        let (code, message, outcome_unknown) = match self {
            Self::Palco(error) => return error.to_json(),
            Self::Closed => ("palco.closed", "palco was closed", false),
            Self::Internal { outcome_unknown } => {
                ("palco.internal", "palco failed, which is a defect of its own", *outcome_unknown)
            }
        };
        serde_json::json!({
            "kind": "unavailable",
            "code": code,
            "message": message,
            "details": { "outcome_unknown": outcome_unknown },
        })
        .to_string()
    }
}

/// The value of the argument at `path`.
pub(crate) fn parsed<T>(path: &str, value: Result<T, values::Invalid>) -> Result<T, Failure> {
    value.map_err(|invalid| Failure::field(path, invalid))
}

impl From<Failure> for napi::Error {
    fn from(failure: Failure) -> Self {
        Self::from_reason(failure.to_json())
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

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Palco(rejection.into())
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Url(server) | ConnectError::UrlParameter { server, .. } => {
                Self::field(server.to_string(), error)
            }
            ConnectError::Schema(_) => Self::field("schema", error),
            ConnectError::Unavailable(unavailable) => Self::Palco(unavailable.into()),
            ConnectError::Refused(_) | _ => Self::unavailable(&error),
        }
    }
}

/// Makes a call, and an error of its panic.
pub(crate) fn guarded<T>(call: impl FnOnce() -> Result<T, Failure>) -> napi::Result<T> {
    let made = catch_unwind(AssertUnwindSafe(call));
    Ok(made.unwrap_or(Err(Failure::Internal { outcome_unknown: false }))?)
}

/// The same for what takes time and may write.
pub(crate) async fn guarded_async<T>(
    call: impl Future<Output = Result<T, Failure>>,
) -> napi::Result<T> {
    let made = AssertUnwindSafe(call).catch_unwind().await;
    Ok(made.unwrap_or(Err(Failure::Internal { outcome_unknown: true }))?)
}
