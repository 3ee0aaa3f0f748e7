use std::{fmt, str::FromStr, time::Duration};

use palco::values::Invalid;

use crate::PixApiError;

/// How long one request may take, connecting included.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the adapter asks for, and no more.
const SCOPES: &str = "cob.read cob.write pix.read pix.write";
/// The same, where charges have due dates as well.
const SCOPES_WITH_DUE: &str = "cob.read cob.write cobv.read cobv.write pix.read pix.write";

/// How the client says who it is when it asks for a token (RFC 6749, 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientAuthentication {
    /// By the header `Authorization: Basic`.
    #[default]
    Header,
    /// By `client_id` and `client_secret` in the body.
    Body,
}

/// By its name in settings: `header` or `body`.
impl FromStr for ClientAuthentication {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        match name {
            "header" => Ok(Self::Header),
            "body" => Ok(Self::Body),
            _ => Err(Invalid::new("header or body", name)),
        }
    }
}

/// An account at a bank that serves the Pix API: where, and as whom.
#[derive(Clone)]
pub struct Account {
    pub(crate) address: String,
    pub(crate) token_address: String,
    pub(crate) pix_key: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) authentication: ClientAuthentication,
    pub(crate) scopes: Option<String>,
    pub(crate) due_charges: bool,
    pub(crate) certificate: Option<(Vec<u8>, Vec<u8>)>,
    pub(crate) roots: Option<Vec<u8>>,
    pub(crate) patience: Duration,
}

impl Account {
    /// The API below `address`, tokens from `token_address`, charges paid to `pix_key`. The bank
    /// has to prove itself by an authority that Mozilla trusts, and has 10 seconds for a request.
    #[must_use]
    pub fn new(
        address: impl Into<String>,
        token_address: impl Into<String>,
        pix_key: impl Into<String>,
    ) -> Self {
        Self {
            address: address.into(),
            token_address: token_address.into(),
            pix_key: pix_key.into(),
            client_id: String::new(),
            client_secret: String::new(),
            authentication: ClientAuthentication::default(),
            scopes: None,
            due_charges: false,
            certificate: None,
            roots: None,
            patience: PATIENCE,
        }
    }

    /// The OAuth 2 client's id and secret.
    #[must_use]
    pub fn credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.client_id = id.into();
        self.client_secret = secret.into();
        self
    }

    /// How these are sent; by a header, where nothing else is said.
    #[must_use]
    pub fn authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// The scopes to ask for, with spaces between; those of charges and Pix, where nothing else is
    /// said. None are asked for where this is empty.
    #[must_use]
    pub fn scopes(mut self, scopes: impl Into<String>) -> Self {
        self.scopes = Some(scopes.into());
        self
    }

    /// That charges with a due date (*cobv*) are issued as well: those are looked for and withdrawn
    /// too, which takes another request and the scopes `cobv.read` and `cobv.write`.
    #[must_use]
    pub fn due_charges(mut self) -> Self {
        self.due_charges = true;
        self
    }

    /// The scopes that are asked for.
    pub(crate) fn scopes_asked(&self) -> &str {
        let usual = if self.due_charges { SCOPES_WITH_DUE } else { SCOPES };
        self.scopes.as_deref().unwrap_or(usual)
    }

    /// The client's certificate, with those between it and its root, and its private key, in PEM.
    #[must_use]
    pub fn certificate(mut self, chain: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.certificate = Some((chain.into(), key.into()));
        self
    }

    /// The authorities that the bank's certificate may be of, in PEM, in place of Mozilla's.
    #[must_use]
    pub fn roots(mut self, roots: impl Into<Vec<u8>>) -> Self {
        self.roots = Some(roots.into());
        self
    }

    /// How long one request may take. A call is one or a few of them.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    pub(crate) fn check(&self) -> Result<(), PixApiError> {
        if ![&self.address, &self.token_address].iter().all(|url| url.starts_with("https://")) {
            return Err(PixApiError::Address);
        }
        let graphic = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if !(1..=77).contains(&self.pix_key.len()) || !graphic(&self.pix_key) {
            return Err(PixApiError::PixKey);
        }
        let known = |text: &str| !text.is_empty() && graphic(text);
        if !known(&self.client_id) || !known(&self.client_secret) {
            return Err(PixApiError::Credentials);
        }
        Ok(())
    }
}

/// Without what identifies or lets in: the key, the credentials, the certificate.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("address", &self.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(address: &str, pix_key: &str, secret: &str) -> Account {
        Account::new(address, "https://bank/token", pix_key).credentials("client", secret)
    }

    #[test]
    fn an_account_is_of_https_and_complete() {
        let long = "k".repeat(78);
        for (address, pix_key, secret, expected) in [
            ("https://bank", "key", "secret", Ok(())),
            ("http://bank", "key", "secret", Err(PixApiError::Address)),
            ("bank", "key", "secret", Err(PixApiError::Address)),
            ("https://bank", "", "secret", Err(PixApiError::PixKey)),
            ("https://bank", "a key", "secret", Err(PixApiError::PixKey)),
            ("https://bank", &long, "secret", Err(PixApiError::PixKey)),
            ("https://bank", "key", "", Err(PixApiError::Credentials)),
            ("https://bank", "key", "a\r\nheader", Err(PixApiError::Credentials)),
        ] {
            let found = account(address, pix_key, secret).check();
            assert_eq!(found, expected, "{address} {pix_key} {secret}");
        }
    }

    #[test]
    fn neither_a_secret_nor_the_key_is_shown() {
        let account = account("https://bank", "52998224725", "hush").certificate("pem", "private");
        let shown = format!("{account:?}");
        for hidden in ["52998224725", "hush", "pem", "private", "112, 101, 109"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
