use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    ports::NotVerified,
    values::{Instant, Invalid},
};

/// How far a signature's time may be from the server's clock, in milliseconds.
const TOLERANCE_MILLIS: u64 = 300_000;
/// Signatures of one header that are looked at.
const SIGNATURES: usize = 8;

/// A secret that webhooks are signed with.
#[derive(Clone)]
pub struct SigningKey {
    secret: Vec<u8>,
    until: Option<Instant>,
}

impl SigningKey {
    /// A key without an end.
    ///
    /// # Errors
    /// [`Invalid`] when there is no secret, as where a setting is missing: everybody could sign with it.
    pub fn new(secret: impl Into<Vec<u8>>) -> Result<Self, Invalid> {
        let secret = secret.into();
        if secret.is_empty() {
            return Err(Invalid::new("a secret of at least one byte", "none"));
        }
        Ok(Self { secret, until: None })
    }

    /// The same, not taken from an instant on: for the older of two keys while they are changed.
    #[must_use]
    pub fn until(self, until: Instant) -> Self {
        Self { until: Some(until), ..self }
    }

    /// HMAC-SHA256 takes a key of any length.
    fn mac(&self, time: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).ok()?;
        mac.update(time.to_string().as_bytes());
        mac.update(b".");
        mac.update(body);
        Some(mac)
    }
}

/// The secret is in no log.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("until", &self.until).finish_non_exhaustive()
    }
}

/// The keys that webhooks of a gateway are signed with, in the form that many have: a header
/// `t=1764158400,v1=5257a8...` with the seconds since 1970, and HMAC-SHA256 over those seconds, a
/// point and the bytes of the body, one for each key that is in use.
///
/// For gateways that sign so, on both sides: to verify, and to sign where one is simulated.
///
/// ```
/// use palco::application::{SigningKey, WebhookKeys};
/// use palco::values::Instant;
///
/// let now = Instant::parse("2026-11-26T12:00:00Z")?;
/// let old = SigningKey::new("first")?.until(now.saturating_add_seconds(60));
/// let keys = WebhookKeys::new([old, SigningKey::new("second")?]);
///
/// let header = WebhookKeys::new([SigningKey::new("first")?]).sign(b"{}", now);
/// assert!(keys.verify(b"{}", &header, now).is_ok());
/// assert!(keys.verify(b"{ }", &header, now).is_err());
/// assert!(keys.verify(b"{}", &header, now.saturating_add_seconds(60)).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone)]
pub struct WebhookKeys {
    keys: Vec<SigningKey>,
}

impl WebhookKeys {
    /// Any of these keys.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = SigningKey>) -> Self {
        Self { keys: keys.into_iter().collect() }
    }

    /// The header for a body, signed at that time with every key.
    #[must_use]
    pub fn sign(&self, body: &[u8], at: Instant) -> String {
        let time = seconds(at);
        let macs = self.keys.iter().filter_map(|key| key.mac(time, body));
        let signatures =
            macs.map(|mac| format!(",v1={}", hex::encode(mac.finalize().into_bytes())));
        signatures.fold(format!("t={time}"), |header, signature| header + &signature)
    }

    /// Whether one of the keys signed the body, within 5 minutes of now. Keys are compared in constant
    /// time.
    ///
    /// # Errors
    /// [`NotVerified::Forged`].
    pub fn verify(&self, body: &[u8], header: &str, now: Instant) -> Result<(), NotVerified> {
        let forged = NotVerified::forged;
        let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
        let mut times = parts().filter(|(name, _)| *name == "t");
        let time = times.next().and_then(|(_, time)| time.parse::<i64>().ok());
        let Some(time) = time.filter(|_| times.next().is_none()) else {
            return Err(forged("expected a signature with one time"));
        };
        if seconds(now).abs_diff(time).saturating_mul(1_000) > TOLERANCE_MILLIS {
            return Err(forged("expected a time within 5 minutes of now"));
        }
        let signatures: Vec<Vec<u8>> = parts()
            .filter(|(name, _)| *name == "v1")
            .take(SIGNATURES)
            .filter_map(|(_, text)| hex::decode(text).ok())
            .collect();
        let live = self.keys.iter().filter(|key| key.until.is_none_or(|until| now < until));
        let signed = live.filter_map(|key| key.mac(time, body)).any(|mac| {
            signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
        });
        if signed { Ok(()) } else { Err(forged("expected a signature by a key that is in use")) }
    }
}

fn seconds(at: Instant) -> i64 {
    at.as_millis().div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn the_mac_is_hmac_sha_256() {
        // By `openssl dgst -sha256 -hmac Jefe`.
        let keys = WebhookKeys::new(SigningKey::new("Jefe"));
        let header = keys.sign(b"what do ya want for nothing?", at("1970-01-01T00:00:01Z"));
        let mac = "a9049465ce89cfb8e9aac62333abda66f80e3403f51f57f6bae3c3a4485eca38";
        assert_eq!(header, format!("t=1,v1={mac}"));
    }

    #[test]
    fn what_is_not_signed_now_by_a_key_in_use_is_forged() {
        let now = at("2026-11-26T12:00:00Z");
        let keys = WebhookKeys::new([
            SigningKey::new("new").unwrap(),
            SigningKey::new("old").unwrap().until(at("2026-11-26T12:01:00Z")),
        ]);
        let by = |secret: &str| WebhookKeys::new(SigningKey::new(secret)).sign(b"body", now);
        let later = |seconds| now.saturating_add_seconds(seconds);
        let cut = by("new").replace("v1=", "v1=0");
        let twice = format!("{},t=1", by("new"));
        for (name, body, header, now, good) in [
            ("new", "body", by("new"), now, true),
            ("old", "body", by("old"), now, true),
            ("old, when it has ended", "body", by("old"), later(60), false),
            ("both", "body", keys.sign(b"body", now), later(60), true),
            ("another", "body", by("another"), now, false),
            ("another body", "bodY", by("new"), now, false),
            ("5 minutes later", "body", by("new"), later(300), true),
            ("more", "body", by("new"), later(301), false),
            ("two times", "body", twice, now, false),
            ("no signature", "body", "t=1795694400".to_owned(), now, false),
            ("no time", "body", "v1=00".to_owned(), now, false),
            ("nothing", "body", String::new(), now, false),
            ("a signature that is too long", "body", cut, now, false),
            ("a letter of two bytes", "body", format!("{},v1=\u{e9}", by("no")), now, false),
        ] {
            assert_eq!(keys.verify(body.as_bytes(), &header, now).is_ok(), good, "{name}");
        }
    }

    #[test]
    fn there_is_no_key_without_a_secret() {
        let refused = SigningKey::new("").unwrap_err();
        assert_eq!(refused.to_string(), "expected a secret of at least one byte, got none");
    }

    #[test]
    fn a_secret_is_in_no_log() {
        let said = format!("{:?}", WebhookKeys::new(SigningKey::new("whsec_1")));
        assert!(!said.contains("whsec"), "{said}");
    }
}
