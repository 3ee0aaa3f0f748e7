use std::io;

use palco::{application::Error, ports::Unavailable};
use palco_postgres::ConnectError;
use palco_runtime::NotStarted;

use crate::{BAD_USAGE, CHECK_FAILED, UNAVAILABLE};

/// Why the tool stopped. Messages never show a URL: it may hold a password.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments, or what was read, are not of the form.
    Usage(String),
    /// What is in the database, or the server, is not as it must be.
    Refused(String),
    /// Something outside failed.
    Unavailable(String),
    /// Nobody reads the output any more.
    ReaderGone,
}

impl Failure {
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Self::Usage(_) => BAD_USAGE,
            Self::Refused(_) => CHECK_FAILED,
            Self::Unavailable(_) | Self::ReaderGone => UNAVAILABLE,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) | Self::Refused(message) | Self::Unavailable(message) => {
                f.write_str(message)
            }
            Self::ReaderGone => f.write_str("nobody reads the output"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() == io::ErrorKind::BrokenPipe {
            true => Self::ReaderGone,
            false => {
                Self::Unavailable(format!("the output could not be written: {}", error.kind()))
            }
        }
    }
}

impl From<Unavailable> for Failure {
    fn from(error: Unavailable) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<NotStarted> for Failure {
    fn from(error: NotStarted) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Url(_) | ConnectError::UrlParameter { .. } | ConnectError::Schema(_) => {
                Self::Usage(error.to_string())
            }
            ConnectError::Refused(refusal) => Self::Refused(refusal.to_string()),
            ConnectError::Unavailable(error) => error.into(),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.may_pass() {
            true => Self::Unavailable(error.to_string()),
            false => Self::Refused(format!("{error}; `palco verify` tells all that is wrong")),
        }
    }
}

/// The text without what stands in a URL between `://` and `@`.
pub(crate) fn redacted(text: &str) -> String {
    let mut parts = text.split("://");
    let mut safe = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        safe.push_str("://");
        let end = part.find(char::is_whitespace).unwrap_or(part.len());
        let (word, rest) = part.split_at(end);
        match word.rsplit_once('@') {
            Some((_, host)) => {
                safe.push_str("...@");
                safe.push_str(host);
            }
            None => safe.push_str(word),
        }
        safe.push_str(rest);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let text = "unexpected argument 'postgres://palco:p@ss:w@host/db' found\ntry http://x/y";
        let safe = "unexpected argument 'postgres://...@host/db' found\ntry http://x/y";
        assert_eq!(redacted(text), safe);
    }
}
