use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use palco::{
    application::{SigningKey, WebhookKeys},
    ports::NotVerified,
    values::Instant,
};

use crate::failure::{Failure, guarded, parsed};

/// The keys that webhooks are signed with.
#[napi]
pub struct NativeWebhookKeys(WebhookKeys);

/// A secret, and the instant from which on it is not taken.
#[napi(object)]
pub struct NativeSigningKey {
    /// The secret's bytes.
    pub secret: Buffer,
    /// In RFC 3339.
    pub until: Option<String>,
}

fn instant(path: &str, text: &str) -> Result<Instant, Failure> {
    parsed(path, Instant::parse(text))
}

#[napi]
impl NativeWebhookKeys {
    /// Any of these keys.
    ///
    /// # Errors
    /// `input.invalid` when a secret is empty, or an end is no instant.
    #[napi(constructor)]
    pub fn new(keys: Vec<NativeSigningKey>) -> napi::Result<Self> {
        guarded(|| {
            let mut all = Vec::with_capacity(keys.len());
            for (place, NativeSigningKey { secret, until }) in keys.into_iter().enumerate() {
                let path = format!("keys[{place}].secret");
                let key = parsed(&path, SigningKey::new(secret.to_vec()))?;
                all.push(match until {
                    Some(until) => key.until(instant(&format!("keys[{place}].until"), &until)?),
                    None => key,
                });
            }
            Ok(Self(WebhookKeys::new(all)))
        })
    }

    /// The header for a body that is signed then.
    ///
    /// # Errors
    /// `input.invalid` when it is no instant.
    #[napi]
    pub fn sign(&self, body: Buffer, at: String) -> napi::Result<String> {
        guarded(|| Ok(self.0.sign(&body, instant("at", &at)?)))
    }

    /// Why the header is not that of the body by now; nothing where it is.
    ///
    /// # Errors
    /// `input.invalid` when it is no instant.
    #[napi]
    pub fn verify(
        &self,
        body: Buffer,
        header: String,
        now: String,
    ) -> napi::Result<Option<String>> {
        guarded(|| {
            let now = instant("now", &now)?;
            Ok(match self.0.verify(&body, &header, now) {
                Ok(()) => None,
                Err(NotVerified::Forged { reason } | NotVerified::Unavailable { reason }) => {
                    Some(reason)
                }
            })
        })
    }
}
