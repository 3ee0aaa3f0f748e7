use std::{error::Error, fmt, io, time::Duration};

use palco::ports::Unavailable;
use sqlx::postgres::{PgDatabaseError, PgSeverity};
use thiserror::Error;

use crate::settings::Durability;

/// How long to wait for a connection, or for those that are in use at the end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Why the store did not start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL is not one of PostgreSQL's; it is not shown, since it may hold a password.
    #[error("expected a URL of the form postgres://user@host/database, which names no driver")]
    Url(Server),
    /// The URL has a parameter that would be passed over, `sslmod=require` for example.
    #[error(
        "{} would be passed over: expected no parameters of the URL but {}",
        .name.unwrap_or("a parameter"),
        crate::settings::NAMED_PARAMETERS.join(", ")
    )]
    UrlParameter {
        /// Whose URL.
        server: Server,
        /// One that others know. Another is not named: where a password is not encoded, a part of it
        /// may stand there.
        name: Option<&'static str>,
    },
    /// The schema is not a plain identifier.
    #[error(
        "expected a schema of the form [a-z_][a-z0-9_]{{0,62}} not the server's own, got {0:?}"
    )]
    Schema(String),
    /// The database was reached, and it is not safe to work on it.
    #[error("start refused: {0}")]
    Refused(Refusal),
    /// The database could not be reached, or failed.
    #[error(transparent)]
    Unavailable(Unavailable),
}

/// Whose URL it is. Displayed, the path of the setting: `url`, or `replicas[1]` for the second replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// The one that is written to.
    Primary,
    /// The replica with this index, from 0, in the order in which they were named.
    Replica(usize),
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primary => f.write_str("url"),
            Self::Replica(index) => write!(f, "replicas[{index}]"),
        }
    }
}

/// Why it is not safe to work on a database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The server is older than PostgreSQL 14.
    #[error("the server is PostgreSQL {major}, expected 14 or newer")]
    ServerTooOld {
        /// Its version.
        major: i32,
    },
    /// A setting by which a crash may lose what was acknowledged.
    #[error(
        "{setting} is off, a crash may lose what was acknowledged; \
             allow it with durability {:?}",
        Durability::Relaxed
    )]
    NotDurable {
        /// Which one.
        setting: &'static str,
    },
    /// A standby takes no writes, and does not know which appends are under way: its feed would pass
    /// records over.
    #[error("the server is a standby, expected the primary; reads may go to it as a replica")]
    Standby,
    /// A name that its encoding has no letter for would be refused on the day on which somebody types it.
    #[error("the database is encoded as {found}, expected UTF8: that is chosen when it is created")]
    Encoding {
        /// That of the database.
        found: String,
    },
    /// By default transactions of this role, or in this database, are of a level at which no append works.
    #[error("default_transaction_isolation is {found}, expected read committed")]
    Isolation {
        /// The level.
        found: String,
    },
    /// A newer Palco has migrated the schema.
    #[error("the schema is of migration {found}, this version knows up to {known}")]
    SchemaNewer {
        /// The newest migration there.
        found: i64,
        /// The newest one known.
        known: i64,
    },
    /// The schema is not up to date, and was not to be changed.
    #[error("the schema is of migration {found}, expected {known}: run `palco migrate`")]
    SchemaBehind {
        /// The newest migration there; 0 where there is none.
        found: i64,
        /// The newest one that is missing.
        known: i64,
    },
    /// A migration that was applied is not the one that this version knows by its number.
    #[error("migration {0} was applied with another text")]
    SchemaChanged(i64),
    /// The schema was made with another profile than the one asked for.
    #[error(
        "the tables have {found} partitions, expected {wanted}: that is chosen when the schema is made"
    )]
    OtherPartitions {
        /// How many there are; 0 where the tables are not divided.
        found: i16,
        /// How many were asked for.
        wanted: i16,
    },
    /// The sequence of positions would hand out positions that are taken.
    #[error(
        "the sequence of positions stands at {last}, behind the last record, {taken}: stop whoever \
             writes, and set it: select setval('palco.event_store_id_seq', {taken}, true)"
    )]
    SequenceBehind {
        /// Where it stands.
        last: i64,
        /// The last position in use.
        taken: i64,
    },
    /// The feed rests on positions being handed out one by one, the first of them given away.
    #[error("the sequence of positions must have is_called true and cache 1")]
    SequenceAltered,
}

impl From<Unavailable> for ConnectError {
    fn from(error: Unavailable) -> Self {
        Self::Unavailable(error)
    }
}

impl From<sqlx::Error> for ConnectError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(before_sending(&error))
    }
}

/// Nothing that writes has been sent.
pub(crate) fn before_sending(error: &sqlx::Error) -> Unavailable {
    Unavailable { reason: reason(error), outcome_unknown: false }
}

/// A statement that writes may have been sent. Its outcome is known when the server itself says that
/// it failed and stays on the line, or when it never left.
pub(crate) fn after_sending(error: &sqlx::Error) -> Unavailable {
    let rolled_back = error
        .as_database_error()
        .and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        .is_some_and(|error| error.severity() == PgSeverity::Error);
    let kept_back = matches!(error, sqlx::Error::Encode(_) | sqlx::Error::InvalidArgument(_));
    Unavailable { reason: reason(error), outcome_unknown: !(rolled_back || kept_back) }
}

/// Never the message of the server: it may quote a value.
fn reason(error: &sqlx::Error) -> String {
    if let Some(code) = error.as_database_error().and_then(sqlx::error::DatabaseError::code) {
        return refused(&code);
    }
    if let sqlx::Error::Tls(error) = error {
        return no_tls(error.as_ref());
    }
    if let sqlx::Error::Io(error) = error {
        // What rustls finds out during the handshake comes as this kind.
        if error.kind() == io::ErrorKind::InvalidData {
            return "TLS failed: a certificate is not trusted, or not of this host; see sslrootcert \
                    and sslmode"
                .into();
        }
        let kind = error.kind().to_string();
        // Above all a name that cannot be resolved has no kind of its own.
        if kind == "uncategorized error" {
            return "the connection to the database failed: its host may not be known".into();
        }
        return format!("the connection to the database failed: {kind}");
    }
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return format!("no connection to the database within {} seconds", PATIENCE.as_secs());
    }
    if matches!(error, sqlx::Error::PoolClosed) {
        return "the store is closed".into();
    }
    "the database could not be reached or understood".into()
}

/// By the code alone, with what to do where those who set things up meet it first.
fn refused(code: &str) -> String {
    let what = match code {
        "28000" | "28P01" => "the user or the password: see the URL and pg_hba.conf",
        "3D000" => "the connection: there is no database of that name",
        "42501" => {
            "the statement: the role lacks a privilege; run `palco migrate` as the schema's owner, \
             and grant the rest"
        }
        "53300" => "the connection: it has as many as it may have",
        // Operator intervention: the server stops, starts, or was told to end the session.
        _ if code.starts_with("57P") => "the connection",
        _ => "the statement",
    };
    format!("the database refused {what}, SQLSTATE {code}")
}

/// sqlx has no kinds of this error, only texts; where they change, the less exact one is told.
fn no_tls(error: &(dyn Error + Send + Sync)) -> String {
    if error.to_string().contains("does not support TLS") {
        return "the server offers no TLS; say sslmode=disable where the network is trusted".into();
    }
    "TLS failed: a certificate, its key or the host name cannot be used".into()
}

/// What the database holds is not what this adapter writes there.
pub(crate) fn unreadable<E: Error + Send + Sync + 'static>(error: E) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

/// The runtime went away, and the task with it.
pub(crate) fn task_ended(outcome_unknown: bool) -> Unavailable {
    Unavailable { reason: "the runtime ended before the database answered".into(), outcome_unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_not_known_is_told() {
        let unresolved = sqlx::Error::Io(io::Error::from_raw_os_error(10_000));
        assert!(reason(&unresolved).ends_with("its host may not be known"));
        let refused = sqlx::Error::Io(io::ErrorKind::ConnectionRefused.into());
        assert!(reason(&refused).ends_with("connection refused"));
    }
}
