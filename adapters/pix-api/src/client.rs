//! Requests: with a token, in bounded time, with answers of bounded size, and with an honest word
//! on whether one that failed may have had an effect.

use std::time::Duration;

use palco::{ports::GatewayError, values::Txid};
use reqwest::{Method, RequestBuilder, header::CONTENT_TYPE, redirect::Policy};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::{Account, PixApiError, problem, tls, token::Tokens, wire};

/// The largest answer that is read: a page of 100 Pix has a tenth of it.
const ANSWER_BYTES_MAX: usize = 1_048_576;

/// How long a connection is kept that nothing goes over.
const IDLE: Duration = Duration::from_secs(20);

/// The two kinds of charges, by their place in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charges {
    /// *Cobrança imediata*.
    Immediate,
    /// *Cobrança com vencimento*.
    Due,
}

impl Charges {
    pub(crate) fn path(self, txid: &Txid) -> String {
        match self {
            Self::Immediate => format!("/cob/{txid}"),
            Self::Due => format!("/cobv/{txid}"),
        }
    }
}

pub(crate) struct Client {
    http: reqwest::Client,
    address: String,
    tokens: Tokens,
    patience: Duration,
    charges: &'static [Charges],
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
pub(crate) struct Trouble {
    pub(crate) reason: String,
    /// Whether the request had left before.
    pub(crate) sent: bool,
}

/// What was found.
pub(crate) enum Found<T> {
    /// This.
    There(T),
    /// Nothing, as the API itself says.
    Absent,
    /// Nothing; but it need not be the API that says so.
    Unclear(Answer),
}

/// What came of a request that changes something.
pub(crate) enum Written<T> {
    /// It did.
    Done(T),
    /// The API said no.
    Refused(GatewayError),
    /// The API has nothing of that name.
    Absent,
}

impl Client {
    pub(crate) fn new(account: &Account) -> Result<Self, PixApiError> {
        account.check()?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(account)?)
            // Neither a token nor an order goes where it was not meant to.
            .https_only(true)
            .redirect(Policy::none())
            .no_proxy()
            // Shorter than the whole, so that who was never reached is not taken for who is slow.
            .connect_timeout(account.patience.checked_div(2).unwrap_or(account.patience))
            .timeout(account.patience)
            // Shorter than a bank keeps a connection: a write on one that it closes is unknown.
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|_| PixApiError::Client)?;
        Ok(Self {
            http,
            address: account.address.trim_end_matches('/').to_owned(),
            tokens: Tokens::new(account),
            patience: account.patience,
            charges: match account.due_charges {
                true => &[Charges::Immediate, Charges::Due],
                false => &[Charges::Immediate],
            },
        })
    }

    /// Those that the account has.
    pub(crate) fn charges(&self) -> &'static [Charges] {
        self.charges
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// Reads; `None` where the API says that there is no such thing.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Option<T>, GatewayError> {
        match self.look(path).await? {
            Found::There(found) => Ok(Some(found)),
            Found::Absent => Ok(None),
            Found::Unclear(answer) => Err(GatewayError::failed(status(&answer))),
        }
    }

    /// Reads, where it does no harm that nothing is seen of what is there.
    pub(crate) async fn look<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Found<T>, GatewayError> {
        let answer = self.ask(Method::GET, path, None).await;
        let answer = answer.map_err(|trouble| GatewayError::failed(trouble.reason))?;
        if answer.is_success() {
            return wire::read(&answer.body).map(Found::There).map_err(GatewayError::failed);
        }
        if problem::says_absent(&answer) {
            return Ok(Found::Absent);
        }
        match problem::refusal(&answer) {
            Some(refusal) => Err(refusal),
            None if matches!(answer.status, 404 | 410) => Ok(Found::Unclear(answer)),
            None => Err(GatewayError::failed(status(&answer))),
        }
    }

    /// Writes. A request that was on its way and has no readable answer is unknown.
    pub(crate) async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<Written<T>, GatewayError> {
        Ok(match self.change(method, path, Some(body)).await? {
            Written::Done(answer) => {
                Written::Done(wire::read(&answer.body).map_err(GatewayError::unknown)?)
            }
            Written::Refused(refusal) => Written::Refused(refusal),
            Written::Absent => Written::Absent,
        })
    }

    /// The same where nothing is read of the answer.
    pub(crate) async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Written<Answer>, GatewayError> {
        let answer = match self.ask(method, path, body).await {
            Ok(answer) => answer,
            Err(trouble) if trouble.sent => return Err(GatewayError::unknown(trouble.reason)),
            Err(trouble) => return Err(GatewayError::failed(trouble.reason)),
        };
        if answer.is_success() {
            return Ok(Written::Done(answer));
        }
        if problem::says_absent(&answer) {
            return Ok(Written::Absent);
        }
        if let Some(refusal) = problem::refusal(&answer) {
            return Ok(Written::Refused(refusal));
        }
        let reason = status(&answer);
        Err(if problem::had_no_effect(&answer) {
            GatewayError::failed(reason)
        } else {
            GatewayError::unknown(reason)
        })
    }

    /// One request; and a second one, with a new token, where the first one's was not taken: that
    /// had no effect.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, Trouble> {
        let mut again = true;
        loop {
            let token = timeout(self.patience, self.tokens.header(&self.http)).await;
            let token = token.unwrap_or_else(|_| Err("no token came in time".into()));
            let token = token.map_err(|reason| Trouble { reason, sent: false })?;
            let mut request = self
                .http
                .request(method.clone(), format!("{}{path}", self.address))
                .header("Authorization", token.clone());
            if let Some(body) = &body {
                request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
            }
            let answer = exchange(request).await?;
            if answer.status != 401 || !again {
                return Ok(answer);
            }
            self.tokens.spoil(&token).await;
            again = false;
        }
    }
}

/// Sends, and reads the whole answer.
pub(crate) async fn exchange(request: RequestBuilder) -> Result<Answer, Trouble> {
    let mut response = request.send().await.map_err(|error| trouble(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error))? {
        if body.len().saturating_add(chunk.len()) > ANSWER_BYTES_MAX {
            let reason = format!("an answer is larger than {ANSWER_BYTES_MAX} bytes");
            return Err(Trouble { reason, sent: true });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

/// Says nothing of the address and of what the other side wrote.
fn trouble(error: &reqwest::Error) -> Trouble {
    let sent = !error.is_connect() && !error.is_builder();
    let reason = match tls::reason(error) {
        Some(reason) => reason,
        None if error.is_timeout() => "the gateway did not answer in time",
        None if error.is_connect() => "the gateway could not be reached",
        None => "the connection to the gateway broke",
    };
    Trouble { reason: reason.into(), sent }
}

fn status(answer: &Answer) -> String {
    format!("the gateway answered with status {}", answer.status)
}
