//! Stands between a client and the test server, and knows where a message ends.

use std::{future::Future, str::FromStr};

use sqlx::postgres::PgConnectOptions;
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf},
};

use crate::server::url_with;

/// A message of either end.
pub(crate) struct Message {
    /// None for the first one that a client sends.
    pub(crate) kind: Option<u8>,
    /// All of it.
    pub(crate) bytes: Vec<u8>,
}

/// The next message; none when its sender is gone. `first` of a connection a client's has no kind.
pub(crate) async fn read_message(from: &mut OwnedReadHalf, first: bool) -> Option<Message> {
    let kind = if first { None } else { Some(from.read_u8().await.ok()?) };
    let length = from.read_u32().await.ok()?;
    let mut bytes: Vec<u8> = kind.into_iter().chain(length.to_be_bytes()).collect();
    let head = bytes.len();
    let body = usize::try_from(length).expect("a length").saturating_sub(4);
    bytes.resize(head.saturating_add(body), 0);
    from.read_exact(bytes.get_mut(head..)?).await.ok()?;
    Some(Message { kind, bytes })
}

/// Takes connections to the test server on a port of its own, as long as the runtime lives, and
/// gives the URL of it. `serve` gets both ends of each: the client's and the server's.
pub(crate) async fn proxy<F>(serve: impl Fn(TcpStream, TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let url = url_with("sslmode=disable");
    let server = PgConnectOptions::from_str(&url).expect("a URL");
    let server = format!("{}:{}", server.get_host(), server.get_port());
    assert!(url.contains(&server), "DATABASE_URL names the host and the port");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let own = listener.local_addr().expect("an address").to_string();
    let proxied = url.replace(&server, &own);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.expect("the server answers");
            for end in [&client, &server] {
                end.set_nodelay(true).expect("a socket");
            }
            tokio::spawn(serve(client, server));
        }
    });
    proxied
}
