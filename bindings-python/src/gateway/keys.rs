use palco::{
    application::{SigningKey, WebhookKeys},
    contract::LIMITS,
    ports::NotVerified,
};
use pyo3::prelude::*;

use crate::{
    failure::{Failure, guarded},
    input,
};

/// Letters that a header of signatures may have.
const HEADER_MAX: usize = 65_536;
/// Bytes that a secret may have.
const SECRET_MAX: usize = 65_536;

/// The key of a secret.
pub(super) fn signing_key(secret: &[u8]) -> Result<SigningKey, Failure> {
    SigningKey::new(secret).map_err(|invalid| Failure::invalid("secret", invalid))
}

/// The keys that webhooks are signed with.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativeWebhookKeys(WebhookKeys);

#[pymethods]
impl NativeWebhookKeys {
    /// Of secrets, each with the instant from which on it is not taken.
    #[new]
    fn new(
        py: Python<'_>,
        keys: Vec<(Bound<'_, PyAny>, Option<Bound<'_, PyAny>>)>,
    ) -> PyResult<Self> {
        guarded(py, || {
            let keys = keys.iter().map(|(secret, until)| {
                let key = signing_key(input::bytes("secret", secret, SECRET_MAX)?)?;
                match until {
                    Some(until) => Ok(key.until(input::instant("until", until)?)),
                    None => Ok(key),
                }
            });
            let keys: Vec<SigningKey> = keys.collect::<Result<_, Failure>>()?;
            Ok(Self(WebhookKeys::new(keys)))
        })
    }

    /// The header for a body.
    fn sign(&self, body: &Bound<'_, PyAny>, at: &Bound<'_, PyAny>) -> PyResult<String> {
        guarded(body.py(), || {
            let body = input::bytes("body", body, LIMITS.bytes)?;
            Ok(self.0.sign(body, input::instant("at", at)?))
        })
    }

    /// Why a header is not of the body and of now; nothing where it is.
    fn why_forged(
        &self,
        body: &Bound<'_, PyAny>,
        header: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<Option<String>> {
        guarded(body.py(), || {
            let body = input::bytes("body", body, LIMITS.bytes)?;
            let header = input::text("header", header)?;
            if header.len() > HEADER_MAX {
                return Ok(Some(format!("expected a header of at most {HEADER_MAX} letters")));
            }
            let verified = self.0.verify(body, header, input::instant("now", now)?);
            Ok(verified.err().map(|no| match no {
                NotVerified::Forged { reason } | NotVerified::Unavailable { reason } => reason,
            }))
        })
    }
}
