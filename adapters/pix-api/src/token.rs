//! The OAuth 2 token: fetched once for all callers, and again before it expires.

use std::time::Duration;

use reqwest::{RequestBuilder, header::HeaderValue};
use serde::Deserialize;
use tokio::{sync::Mutex, time::Instant};

use crate::{
    Account, ClientAuthentication,
    client::{Answer, exchange},
};

/// A token is not used in its last moments: it could expire on the way.
const MARGIN: Duration = Duration::from_secs(30);
/// How long a token is used of which the server does not say how long it lives.
const UNSAID: Duration = Duration::from_secs(60);
/// No token is kept for longer.
const LONGEST: Duration = Duration::from_secs(86_400);

pub(crate) struct Tokens {
    address: String,
    client_id: String,
    client_secret: String,
    authentication: ClientAuthentication,
    scopes: String,
    kept: Mutex<Option<Token>>,
}

struct Token {
    header: HeaderValue,
    until: Instant,
}

#[derive(Deserialize)]
struct Issued {
    access_token: String,
    #[serde(default)]
    expires_in: Option<Seconds>,
}

/// Some servers write the number as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Tokens {
    pub(crate) fn new(account: &Account) -> Self {
        Self {
            address: account.token_address.clone(),
            client_id: account.client_id.clone(),
            client_secret: account.client_secret.clone(),
            authentication: account.authentication,
            scopes: account.scopes_asked().to_owned(),
            kept: Mutex::new(None),
        }
    }

    /// The value of `Authorization`. The lock is held while a token is fetched, so that others wait
    /// for that one.
    pub(crate) async fn header(&self, http: &reqwest::Client) -> Result<HeaderValue, String> {
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.header.clone());
        }
        *kept = None;
        let asked = Instant::now();
        let answer = exchange(self.request(http)).await.map_err(|trouble| trouble.reason)?;
        let token = read(&answer, asked)?;
        let header = token.header.clone();
        *kept = Some(token);
        Ok(header)
    }

    /// Forgets a token that was not taken, unless another one was fetched meanwhile.
    pub(crate) async fn spoil(&self, used: &HeaderValue) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_some_and(|token| token.header == *used) {
            *kept = None;
        }
    }

    fn request(&self, http: &reqwest::Client) -> RequestBuilder {
        let mut form = vec![("grant_type", "client_credentials")];
        if !self.scopes.is_empty() {
            form.push(("scope", &self.scopes));
        }
        let request = http.post(&self.address);
        match self.authentication {
            ClientAuthentication::Header => {
                request.basic_auth(&self.client_id, Some(&self.client_secret)).form(&form)
            }
            ClientAuthentication::Body => {
                form.push(("client_id", &self.client_id));
                form.push(("client_secret", &self.client_secret));
                request.form(&form)
            }
        }
    }
}

fn read(answer: &Answer, asked: Instant) -> Result<Token, String> {
    if !answer.is_success() {
        return Err(format!("the gateway gave no token, with status {}", answer.status));
    }
    let unreadable = || "the gateway's token could not be read".to_owned();
    let issued: Issued = serde_json::from_slice(&answer.body).map_err(|_| unreadable())?;
    let mut header = HeaderValue::try_from(format!("Bearer {}", issued.access_token))
        .map_err(|_| unreadable())?;
    header.set_sensitive(true);
    let until = asked.checked_add(usable(issued.expires_in)).ok_or_else(unreadable)?;
    Ok(Token { header, until })
}

fn usable(expires_in: Option<Seconds>) -> Duration {
    let seconds = match expires_in {
        Some(Seconds::Number(seconds)) => Some(seconds),
        Some(Seconds::Text(text)) => text.parse().ok(),
        None => None,
    };
    seconds.map_or(UNSAID, |seconds| {
        let lifetime = Duration::from_secs(seconds).min(LONGEST);
        lifetime.saturating_sub(MARGIN.min(lifetime.checked_div(4).unwrap_or(MARGIN)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_used_until_shortly_before_it_expires() {
        for (name, expires_in, seconds) in [
            ("an hour", Some(Seconds::Number(3_600)), 3_570),
            ("a short one keeps a quarter", Some(Seconds::Number(60)), 45),
            ("written as a text", Some(Seconds::Text("300".into())), 270),
            ("none", Some(Seconds::Number(0)), 0),
            ("not said", None, 60),
            ("no number", Some(Seconds::Text("soon".into())), 60),
            ("for ever", Some(Seconds::Number(u64::MAX)), 86_370),
        ] {
            assert_eq!(usable(expires_in), Duration::from_secs(seconds), "{name}");
        }
    }
}
