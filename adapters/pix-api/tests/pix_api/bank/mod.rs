//! A bank in this process: its certificates, its HTTP, and the routes of the Pix API. It can be told
//! to fail before or after it did what it was asked.

mod certificates;
mod http;
mod routes;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::TXID;
pub(super) use certificates::Authority;
pub(super) use http::Request;

/// How the bank fails a request.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// It answers this, and does nothing.
    Answer(u16, &'static str),
    /// It does nothing, and never answers.
    Silence,
    /// It does what it was asked, and answers this.
    DoneThenAnswer(u16, &'static str),
    /// It does what it was asked, and never answers.
    DoneThenSilence,
    /// It does what it was asked, and hangs up.
    DoneThenHangUp,
    /// It does what it was asked, and answers with 2 MiB.
    DoneThenFlood,
}

/// Once, for a method and a part of a path.
struct Fault(&'static str, &'static str, How);

pub(super) struct State {
    pub(super) charges: BTreeMap<String, Value>,
    /// Those with a due date.
    pub(super) due_charges: BTreeMap<String, Value>,
    /// Where webhooks are sent.
    pub(super) webhook: Option<String>,
    pub(super) pix: BTreeMap<String, Value>,
    /// The state that a new devolução has.
    pub(super) returns_are: &'static str,
    pub(super) tokens: u32,
    /// Tokens up to this one are not taken.
    pub(super) revoked: u32,
    pub(super) expires_in: u64,
    pub(super) seen: Vec<Request>,
    /// What was done, with its status and answer.
    pub(super) answered: Vec<(Request, u16, String)>,
    faults: Vec<Fault>,
}

pub(super) struct Bank {
    port: u16,
    authority: Authority,
    state: Arc<Mutex<State>>,
}

impl Bank {
    pub(super) async fn open() -> Self {
        Self::with(false).await
    }

    /// Its certificate has expired.
    pub(super) async fn expired() -> Self {
        Self::with(true).await
    }

    async fn with(expired: bool) -> Self {
        let authority = Authority::new();
        let acceptor = TlsAcceptor::from(Arc::new(authority.server(expired)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            charges: BTreeMap::new(),
            due_charges: BTreeMap::new(),
            webhook: None,
            pix: BTreeMap::new(),
            returns_are: "EM_PROCESSAMENTO",
            tokens: 0,
            revoked: 0,
            expires_in: 3_600,
            seen: Vec::new(),
            answered: Vec::new(),
            faults: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(http::serve(acceptor.clone(), socket, Arc::clone(&shared)));
            }
        });
        Self { port, authority, state }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    pub(super) fn root(&self) -> String {
        self.authority.root()
    }

    pub(super) fn client_certificate(&self) -> (String, String) {
        self.authority.client(false)
    }

    pub(super) fn expired_client_certificate(&self) -> (String, String) {
        self.authority.client(true)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn fail(&self, method: &'static str, path: &'static str, how: How) {
        self.state().faults.push(Fault(method, path, how));
    }

    /// A Pix came in, for the charge.
    pub(super) fn receive(&self, e2eid: &str, valor: &str, horario: &str) {
        let pix = json!({
            "endToEndId": e2eid, "txid": TXID, "valor": valor, "horario": horario,
            "infoPagador": "Fulano, 52998224725", "novidade": {"campo": 1},
        });
        self.state().pix.insert(e2eid.to_owned(), pix);
    }

    /// A devolução of a Pix comes to its end.
    pub(super) fn end(&self, e2eid: &str, place: usize, with: &Value) {
        let mut state = self.state();
        let devolucao = &mut state.pix.get_mut(e2eid).unwrap()["devolucoes"][place];
        for (name, value) in with.as_object().unwrap() {
            devolucao[name] = value.clone();
        }
    }

    /// What was asked with this method.
    pub(super) fn seen(&self, method: &str) -> Vec<Request> {
        let of_method = |request: &&Request| request.method == method;
        self.state().seen.iter().filter(of_method).cloned().collect()
    }
}

impl State {
    fn fault(&mut self, request: &Request) -> Option<How> {
        let found = self.faults.iter().position(|Fault(method, path, _)| {
            request.method == *method && request.path.contains(path)
        })?;
        Some(self.faults.remove(found).2)
    }
}
