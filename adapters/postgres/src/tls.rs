use std::{net::IpAddr, path::PathBuf};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The files that TLS goes by, beside what the URL names.
#[derive(Clone, Default)]
pub(crate) struct Certificates {
    pub(crate) root: Option<PathBuf>,
    /// The client's certificate and its key.
    pub(crate) client: Option<(PathBuf, PathBuf)>,
}

/// The options with the certificates, and with the mode that fits the host where nobody named one.
pub(crate) fn with_tls(
    options: PgConnectOptions,
    url: &str,
    certificates: &Certificates,
) -> PgConnectOptions {
    let mode_named = names(url, &["sslmode", "ssl-mode"]) || in_environment("PGSSLMODE");
    let root_named = certificates.root.is_some()
        || names(url, &["sslrootcert", "ssl-root-cert", "ssl-ca"])
        || in_environment("PGSSLROOTCERT");
    let named = mode_named.then(|| options.get_ssl_mode());
    let mode = mode(named, root_named, is_local(&options));
    let mut options = options.ssl_mode(mode);
    if let Some(root) = &certificates.root {
        options = options.ssl_root_cert(root);
    }
    if let Some((certificate, key)) = &certificates.client {
        options = options.ssl_client_cert(certificate).ssl_client_key(key);
    }
    options
}

fn mode(named: Option<PgSslMode>, root_named: bool, local: bool) -> PgSslMode {
    match named {
        // As libpq has it: whoever names a root wants it to be looked at.
        Some(PgSslMode::Require) if root_named => PgSslMode::VerifyCa,
        Some(mode) => mode,
        None if local && !root_named => PgSslMode::Prefer,
        None => PgSslMode::VerifyFull,
    }
}

/// Whether what is sent stays on the machine.
fn is_local(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    options.get_socket().is_some()
        || host == "localhost"
        || host.starts_with('/')
        || address.is_ok_and(|address| address.is_loopback())
}

/// Whether the URL has a parameter of one of these names.
fn names(url: &str, keys: &[&str]) -> bool {
    parameters(url).any(|name| keys.contains(&name))
}

/// The names of a URL's parameters, as they are written.
pub(crate) fn parameters(url: &str) -> impl Iterator<Item = &str> {
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    parameters.split('&').filter_map(|pair| pair.split('=').next())
}

fn in_environment(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_proves_who_it_is_unless_told_otherwise() {
        use PgSslMode::{Allow, Disable, Prefer, Require, VerifyCa, VerifyFull};
        for (named, root, local, expected) in [
            (None, false, true, Prefer),
            (None, true, true, VerifyFull),
            (None, false, false, VerifyFull),
            (None, true, false, VerifyFull),
            (Some(Disable), false, false, Disable),
            (Some(Allow), false, false, Allow),
            (Some(Prefer), true, false, Prefer),
            (Some(Require), false, false, Require),
            (Some(Require), true, false, VerifyCa),
            (Some(VerifyCa), false, false, VerifyCa),
            (Some(VerifyFull), true, true, VerifyFull),
        ] {
            let found = mode(named, root, local);
            assert!(same(found, expected), "{named:?} {root} {local}: {found:?}");
        }
    }

    /// sqlx's own type cannot be compared.
    fn same(one: PgSslMode, other: PgSslMode) -> bool {
        std::mem::discriminant(&one) == std::mem::discriminant(&other)
    }

    #[test]
    fn only_this_machine_is_local() {
        for (url, local) in [
            ("postgres://palco@localhost/palco", true),
            ("postgres://palco@127.0.0.1:5433/palco", true),
            ("postgres://palco@127.8.9.1/palco", true),
            ("postgres://palco@[::1]/palco", true),
            ("postgres://palco@%2Frun%2Fpostgresql/palco", true),
            ("postgres://palco@db/palco", false),
            ("postgres://palco@10.0.0.4/palco", false),
            ("postgres://palco@0.0.0.0/palco", false),
            ("postgres://palco@localhost.example.com/palco", false),
            ("postgres://palco@localhost/palco?host=db", false),
            ("postgres://palco@[2001:db8::1]/palco", false),
        ] {
            let options: PgConnectOptions = url.parse().expect("a URL");
            assert_eq!(is_local(&options), local, "{url}");
        }
    }

    #[test]
    fn a_parameter_is_known_by_its_whole_name() {
        let url = "postgres://sslmode=x@db/sslmode?a=sslmode&sslmode=require";
        assert!(names(url, &["sslmode"]));
        assert!(!names(url, &["ssl"]) && !names("postgres://sslmode@db/sslmode=", &["sslmode"]));
    }
}
