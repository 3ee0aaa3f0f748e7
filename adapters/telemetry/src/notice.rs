use tracing::{Event, Level};

use crate::span::Fields;

/// Something that whoever looks after the process should hear of: work that waits, a stream that is
/// parked, money that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// How bad it is.
    pub severity: Severity,
    /// Where it comes from, as loggers are named: `palco.runtime`.
    pub logger: String,
    /// What it is, and the fields that tell of it: never whose it was, nor anything secret.
    pub text: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It is tried again.
    Warning,
    /// Somebody has to do something.
    Error,
}

impl Notice {
    /// Of an event that is an error or a warning; what is less is for a host in Rust alone.
    pub(crate) fn of(event: &Event<'_>) -> Self {
        let metadata = event.metadata();
        let is_error = *metadata.level() == Level::ERROR;
        let mut fields = Fields::default();
        event.record(&mut fields);
        Self {
            severity: if is_error { Severity::Error } else { Severity::Warning },
            logger: logger(metadata.target()),
            text: fields.into_text(),
        }
    }
}

/// A crate of ours, `palco_runtime::processors::lane`, as `palco.runtime`: how it is divided inside
/// is not for those who configure loggers.
fn logger(target: &str) -> String {
    let of_crate = target.split("::").next().unwrap_or(target);
    of_crate.replacen('_', ".", 1)
}
