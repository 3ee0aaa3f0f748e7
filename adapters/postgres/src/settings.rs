use std::{fmt, num::NonZeroU8, path::PathBuf, str::FromStr, time::Duration};

use palco::values::Invalid;
use sqlx::{ConnectOptions, postgres::PgConnectOptions};

use crate::{
    ConnectError, Server,
    tls::{Certificates, parameters, with_tls},
};

/// What a server must promise before the store starts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// What was acknowledged survives a crash: fsync, `full_page_writes` and `synchronous_commit` on.
    #[default]
    Strict,
    /// Whatever the server does. For tests: a crash may lose what was acknowledged.
    Relaxed,
}

/// By the name that it has in the settings of other languages: `strict` or `relaxed`.
impl FromStr for Durability {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        match name {
            "strict" => Ok(Self::Strict),
            "relaxed" => Ok(Self::Relaxed),
            _ => Err(Invalid::new("strict or relaxed", name)),
        }
    }
}

/// What stands between the store and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooler {
    /// Nothing, or a pooler that prepared statements outlive: `PgBouncer` 1.21 or newer with
    /// `max_prepared_statements` above 0, or one that gives out connections by the session.
    #[default]
    None,
    /// A pooler that gives out connections by the transaction and keeps no prepared statements:
    /// `PgBouncer` before 1.21 in transaction mode. Everything is a transaction then, and an append
    /// takes four round trips instead of one; turns are taken within the process only.
    Transaction,
}

/// By the name that it has in the settings of other languages: `transaction`.
impl FromStr for Pooler {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        match name {
            "transaction" => Ok(Self::Transaction),
            _ => Err(Invalid::new("transaction", name)),
        }
    }
}

/// How the tables that grow are laid out: the records, the command ids and the snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Partitions {
    /// Each is one table.
    #[default]
    None,
    /// Each is divided into so many by the hash of tenant and aggregate (or command id).
    Hash(NonZeroU8),
}

impl Partitions {
    /// So many, where 0 is none: as settings of other languages say it.
    #[must_use]
    pub fn of(parts: u8) -> Self {
        NonZeroU8::new(parts).map_or(Self::None, Self::Hash)
    }

    pub(crate) fn parts(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Hash(parts) => parts.get(),
        }
    }
}

/// Which database, and how to use it.
///
/// ```
/// use palco_postgres::{Durability, Settings};
///
/// let settings = Settings::new("postgres://palco:secret@localhost/palco")
///     .schema("box_office_trial")
///     .max_connections(20)
///     .durability(Durability::Strict);
/// assert!(!format!("{settings:?}").contains("secret"));
/// ```
#[derive(Clone)]
pub struct Settings {
    url: String,
    schema: String,
    max_connections: u32,
    durability: Durability,
    pooler: Pooler,
    partitions: Option<Partitions>,
    replicas: Vec<String>,
    certificates: Certificates,
    answer_within: Duration,
}

impl Settings {
    /// The database behind `url`; name the user in it. Schema `palco`, 10 connections, strict.
    ///
    /// Without `sslmode` in the URL (or `PGSSLMODE` in the environment) a server on another machine
    /// must offer TLS and prove its host name: `verify-full`. On this machine it is `prefer`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            schema: crate::sql::SCHEMA.into(),
            max_connections: 10,
            durability: Durability::Strict,
            pooler: Pooler::None,
            partitions: None,
            replicas: Vec::new(),
            certificates: Certificates::default(),
            answer_within: Duration::from_secs(30),
        }
    }

    /// The schema that holds everything: a lower-case letter or `_`, then letters, digits and `_`,
    /// at most 63 in all.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = schema.into();
        self
    }

    /// How many connections to open at most, at least 1; up to 4 more serve the turns.
    #[must_use]
    pub fn max_connections(mut self, max_connections: u32) -> Self {
        self.max_connections = max_connections;
        self
    }

    /// How long a call of the database may take; 30 seconds. One that takes longer fails, and its connection
    /// is closed: over a connection that was cut without a word no answer ever comes. Of an append nobody
    /// knows then what became of it, and it is looked up.
    #[must_use]
    pub fn answer_within(mut self, time: Duration) -> Self {
        self.answer_within = time;
        self
    }

    pub(crate) fn limit(&self) -> Duration {
        self.answer_within
    }

    /// What the server must promise.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// What stands between the store and the server.
    #[must_use]
    pub fn pooler(mut self, pooler: Pooler) -> Self {
        self.pooler = pooler;
        self
    }

    /// How the tables are laid out, which is chosen when the schema is made: connecting to one that is
    /// laid out otherwise is refused. Left unsaid, a new schema is not divided, and any other is taken
    /// as it is.
    #[must_use]
    pub fn partitions(mut self, partitions: Partitions) -> Self {
        self.partitions = Some(partitions);
        self
    }

    /// One more standby, which serves reads that may be behind; any number, asked in turn. The schema,
    /// the pooler, the certificates and the number of connections are as for the primary.
    #[must_use]
    pub fn replica(mut self, url: impl Into<String>) -> Self {
        self.replicas.push(url.into());
        self
    }

    /// A file of certificates, PEM, that the server's may be signed by, beside Mozilla's list, which
    /// is compiled in; the same as `sslrootcert` in the URL. The system's own store is not read.
    #[must_use]
    pub fn root_certificate(mut self, file: impl Into<PathBuf>) -> Self {
        self.certificates.root = Some(file.into());
        self
    }

    /// Files, PEM, by which this client proves who it is; the same as `sslcert` and `sslkey`.
    #[must_use]
    pub fn client_certificate(
        mut self,
        certificate: impl Into<PathBuf>,
        key: impl Into<PathBuf>,
    ) -> Self {
        self.certificates.client = Some((certificate.into(), key.into()));
        self
    }

    pub(crate) fn wanted_durability(&self) -> Durability {
        self.durability
    }

    pub(crate) fn wanted_partitions(&self) -> Option<Partitions> {
        self.partitions
    }

    pub(crate) fn chosen_pooler(&self) -> Pooler {
        self.pooler
    }

    pub(crate) fn connections(&self) -> u32 {
        self.max_connections.max(1)
    }

    pub(crate) fn checked_schema(&self) -> Result<&str, ConnectError> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let bytes = self.schema.as_bytes();
        let well_formed = bytes.len() <= 63
            && bytes.first().is_some_and(|first| letter(*first))
            && bytes.iter().all(|byte| letter(*byte) || byte.is_ascii_digit());
        let of_the_server = self.schema.starts_with("pg_") || self.schema == "information_schema";
        if well_formed && !of_the_server {
            Ok(&self.schema)
        } else {
            Err(ConnectError::Schema(self.schema.clone()))
        }
    }

    pub(crate) fn options(&self) -> Result<PgConnectOptions, ConnectError> {
        self.options_of(Server::Primary, &self.url)
    }

    pub(crate) fn options_of_replicas(&self) -> Result<Vec<PgConnectOptions>, ConnectError> {
        let replicas = self.replicas.iter().enumerate();
        replicas.map(|(index, url)| self.options_of(Server::Replica(index), url)).collect()
    }

    fn options_of(&self, server: Server, url: &str) -> Result<PgConnectOptions, ConnectError> {
        check_url(server, url)?;
        // The parser's own message may show a part of the URL, and so of the password.
        let options = PgConnectOptions::from_str(url).map_err(|_| ConnectError::Url(server))?;
        let options = with_tls(options, url, &self.certificates);
        // No column is a float, and a pooler refuses a parameter that it does not know.
        let options = options.extra_float_digits(None).disable_statement_logging();
        // So that whoever looks at the server's sessions knows whose they are.
        let options = match options.get_application_name() {
            Some(_) => options,
            None => options.application_name("palco"),
        };
        Ok(match self.pooler {
            Pooler::None => options,
            Pooler::Transaction => options.statement_cache_capacity(0),
        })
    }
}

/// The parameters of a URL that mean something, as libpq names them.
pub(crate) const NAMED_PARAMETERS: [&str; 12] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// And as sqlx does.
const OTHER_PARAMETERS: [&str; 6] =
    ["ssl-mode", "ssl-root-cert", "ssl-ca", "ssl-cert", "ssl-key", "statement-cache-capacity"];

/// What other libraries know and URLs are copied with: these may be named in an error.
const OF_OTHERS: [&str; 12] = [
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "connection_limit",
    "gssencmode",
    "keepalives",
    "pgbouncer",
    "pool_timeout",
    "schema",
    "sslnegotiation",
    "target_session_attrs",
    "tcp_user_timeout",
];

/// The parser takes any scheme, and passes over a parameter that it does not know.
fn check_url(server: Server, url: &str) -> Result<(), ConnectError> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(ConnectError::Url(server));
    }
    // Libraries that write URLs encode the brackets.
    let sets_an_option = |name: &str| {
        name.starts_with("options[") || name.to_ascii_lowercase().starts_with("options%5b")
    };
    let is_named = |name: &str| {
        NAMED_PARAMETERS.contains(&name) || OTHER_PARAMETERS.contains(&name) || name.is_empty()
    };
    let is_known = |name: &str| is_named(name) || sets_an_option(name);
    match parameters(url).find(|name| !is_known(name)) {
        None => Ok(()),
        Some(other) => {
            let name = OF_OTHERS.into_iter().find(|name| *name == other);
            Err(ConnectError::UrlParameter { server, name })
        }
    }
}

/// Without the URL: it may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("schema", &self.schema)
            .field("max_connections", &self.max_connections)
            .field("durability", &self.durability)
            .field("pooler", &self.pooler)
            .field("partitions", &self.partitions)
            .field("replicas", &self.replicas.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_a_plain_identifier() {
        let longest = "x".repeat(63);
        for good in ["palco", "_", "a1_b", "user", &longest] {
            assert!(Settings::new("").schema(good).checked_schema().is_ok(), "{good}");
        }
        let too_long = "x".repeat(64);
        let of_the_server = ["pg_x", "information_schema"];
        let others = ["", "1a", "A", "a-b", "a b", "a.b", "a\"b", "é", "a\0", &too_long];
        for bad in of_the_server.into_iter().chain(others) {
            assert!(Settings::new("").schema(bad).checked_schema().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_url_is_one_of_postgresql_with_nothing_that_is_passed_over() {
        let options = |url: &str| Settings::new(url).options().map(|_| ());
        let options_set = ["?options[jit]=off", "?application_name=a&options%5Bjit%5D=off"];
        for good in ["", "?", "?sslmode=require"].into_iter().chain(options_set) {
            assert_eq!(options(&format!("postgres://u@h/d{good}")), Ok(()), "{good}");
            assert_eq!(options(&format!("postgresql://u@h/d{good}")), Ok(()), "{good}");
        }
        for other in ["mysql://u@h/d", "http://u@h/d", "postgres:u@h", "u@h/d", ""] {
            assert_eq!(options(other), Err(ConnectError::Url(Server::Primary)), "{other}");
        }
        for (wrong, name) in [
            ("?sslmod=require", None),
            ("?sslmode=require&channel_binding=require", Some("channel_binding")),
            ("?SSLMODE=no", None),
        ] {
            let refused = options(&format!("postgres://u@h/d{wrong}"));
            let server = Server::Primary;
            assert_eq!(refused, Err(ConnectError::UrlParameter { server, name }), "{wrong}");
            // The bindings cut a reason there.
            let told = refused.unwrap_err().to_string();
            assert!(told.len() < 200 && told.starts_with(name.unwrap_or("a parameter")), "{told}");
        }
        let replicas = |second: &str| {
            let settings = Settings::new("").replica("postgres://u@h/d").replica(second);
            settings.options_of_replicas().map(|_| ())
        };
        assert_eq!(replicas("mysql://u@h/d"), Err(ConnectError::Url(Server::Replica(1))));
        let wrong = replicas("postgres://u@h/d?sslmod=require");
        let server = Server::Replica(1);
        assert_eq!(wrong, Err(ConnectError::UrlParameter { server, name: None }));
        let secret = options("postgres://u:pass?hidden@h/d").unwrap_err().to_string();
        assert!(!secret.contains("hidden"), "{secret}");
    }

    #[test]
    fn a_bad_url_is_not_echoed() {
        let refused = Settings::new("postgres://user:secret@host:nonsense/db").options();
        assert!(!format!("{refused:?}").contains("secret"));
        assert!(refused.is_err());
    }
}
