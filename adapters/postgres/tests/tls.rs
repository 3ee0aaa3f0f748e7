//! Servers that prove who they are, and those that do not.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco::{
    ports::Expected::NoStream,
    testing::conformance::{a_stream, a_tenant, append, appended},
};
use palco_postgres::{ConnectError, PostgresStore, Settings};
use server::{Schema, beside::Beside, url_with};
use sqlx::{Connection, Executor, PgConnection, query_scalar};

/// A server that talks TLS only, in the schema `palco`: it is nobody else's.
struct Secured(Beside);

impl Secured {
    fn start() -> Self {
        Self(Beside::start(&["tls"]))
    }

    fn url(&self, user: &str, host: &str, parameters: &str) -> String {
        let (_, port) = self.0.url(0).rsplit_once(':').expect("a port");
        format!("postgres://{user}@{host}:{port}?{parameters}")
    }

    fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.0.url(1))
    }

    fn trusted(&self) -> String {
        format!("sslrootcert={}", self.file("ca.pem"))
    }
}

async fn starts(settings: Settings) -> PostgresStore {
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let draft = append(a_tenant()).write(&a_stream(), NoStream, 1);
    assert_eq!(appended(&draft.send(&store).await).len(), 1);
    store
}

async fn refused(settings: Settings, because: &str) {
    match PostgresStore::connect_with(settings).await {
        Err(ConnectError::Unavailable(error)) => {
            assert!(error.reason.contains(because), "{error:?}");
            assert!(!error.outcome_unknown);
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

const UNTRUSTED: &str = "a certificate is not trusted, or not of this host";
const NO_TLS: &str = "the server offers no TLS";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_believed_by_its_certificate_and_its_name() {
    let server = Secured::start();
    let with = |host, parameters: &str| Settings::new(server.url("palco", host, parameters));
    let trusted = server.trusted();

    // Whoever names a root wants the server to prove itself, on this machine too.
    let named = format!("{trusted}&application_name=palco_verified");
    let store = starts(with("localhost", &named)).await;
    let mut own = PgConnection::connect(&server.url("palco", "localhost", "sslmode=require"))
        .await
        .expect("the server answers");
    let secret = "select bool_and(s.ssl) from pg_stat_ssl s join pg_stat_activity a using (pid)
                   where a.application_name = 'palco_verified'";
    let secret: Option<bool> = query_scalar(secret).fetch_one(&mut own).await.expect("an answer");
    assert_eq!(secret, Some(true));
    store.close().await;

    let set = with("localhost", "sslmode=verify-full").root_certificate(server.file("ca.pem"));
    starts(set).await;
    refused(with("localhost", "sslmode=verify-full"), UNTRUSTED).await;
    let other = format!("sslrootcert={}", server.file("other.pem"));
    refused(with("localhost", &other), UNTRUSTED).await;
    refused(with("127.0.0.1", &trusted), UNTRUSTED).await;
    starts(with("127.0.0.1", &format!("{trusted}&sslmode=verify-ca"))).await;
    // `require` alone looks at nothing; with a root it looks who signed.
    starts(with("127.0.0.1", "sslmode=require")).await;
    starts(with("127.0.0.1", &format!("{trusted}&sslmode=require"))).await;
    refused(with("127.0.0.1", &format!("{other}&sslmode=require")), UNTRUSTED).await;
    // The server's own word: no entry for a connection without TLS.
    refused(with("localhost", "sslmode=disable"), "28000").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_proves_who_it_is_by_a_certificate() {
    let server = Secured::start();
    let mut own = PgConnection::connect(&server.url("palco", "localhost", "sslmode=require"))
        .await
        .expect("the server answers");
    own.execute("create role certified login superuser").await.expect("a role");
    let settings = Settings::new(server.url("certified", "localhost", &server.trusted()));
    refused(settings.clone(), "28000").await;
    let (certificate, key) = (server.file("certified.pem"), server.file("certified.key"));
    starts(settings.clone().client_certificate(&certificate, &key)).await;
    let in_url = format!("{}&sslcert={certificate}&sslkey={key}", server.trusted());
    starts(Settings::new(server.url("certified", "localhost", &in_url))).await;
    // Of somebody else.
    let server_s = (server.file("localhost.pem"), server.file("ca.key"));
    let mixed = settings.client_certificate(server_s.0, server_s.1);
    refused(mixed, "TLS failed").await;
}

/// The server of the test run talks no TLS.
#[tokio::test]
async fn plain_text_is_refused_where_tls_is_asked_for() {
    let schema = Schema::new();
    for mode in ["require", "verify-ca", "verify-full"] {
        let url = url_with(&format!("sslmode={mode}"));
        refused(Settings::new(url).schema(&schema.0), NO_TLS).await;
    }
    // By this address Linux and macOS reach the machine itself, and yet it is not the loopback's.
    let elsewhere =
        |url: String| url.replace("127.0.0.1", "0.0.0.0").replace("localhost", "0.0.0.0");
    let url = elsewhere(server::url());
    assert!(url.contains("0.0.0.0"), "DATABASE_URL names this machine");
    refused(Settings::new(url).schema(&schema.0), NO_TLS).await;
    for mode in ["disable", "prefer"] {
        let url = elsewhere(url_with(&format!("sslmode={mode}")));
        starts(Settings::new(url).schema(&schema.0)).await;
    }
}
