use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{How, State, routes};

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

pub(super) struct Answer(pub(super) u16, pub(super) String);

/// One connection, request by request, until the other side is done.
pub(super) async fn serve(acceptor: TlsAcceptor, socket: TcpStream, state: Arc<Mutex<State>>) {
    let Ok(stream) = acceptor.accept(socket).await else { return };
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await {
        let Some(Answer(status, body)) = answer(&request, &state).await else { return };
        let head = format!(
            "HTTP/1.1 {status} x\r\nlocation: /elsewhere\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let sent = stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await;
        if sent.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

/// `None` hangs up.
async fn answer(request: &Request, state: &Mutex<State>) -> Option<Answer> {
    let how = {
        let mut state = state.lock().unwrap();
        state.seen.push(request.clone());
        state.fault(request)
    };
    let done = || {
        let mut state = state.lock().unwrap();
        let answer = routes::answer(request, &mut state);
        state.answered.push((request.clone(), answer.0, answer.1.clone()));
        answer
    };
    match how {
        None => Some(done()),
        Some(How::Answer(status, body)) => Some(Answer(status, body.into())),
        Some(How::Silence) => std::future::pending().await,
        Some(How::DoneThenAnswer(status, body)) => {
            done();
            Some(Answer(status, body.into()))
        }
        Some(How::DoneThenFlood) => {
            done();
            Some(Answer(201, format!("{{\"x\":\"{}\"}}", "x".repeat(2 << 20))))
        }
        Some(How::DoneThenSilence) => {
            done();
            std::future::pending().await
        }
        Some(How::DoneThenHangUp) => {
            done();
            None
        }
    }
}

async fn read(stream: &mut BufReader<TlsStream<TcpStream>>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "authorization" => authorization = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request { method, path, authorization, body: String::from_utf8(body).ok()? })
}
