use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::{Instant, Label, PaymentId, TenantId};

/// What a gateway tells.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Of which payment; `None` where the gateway's own ids do not lead to one. That is kept as well,
    /// on a stream of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    /// A `payment.report_...` command, as JSON.
    pub report: String,
}

/// A report may hold what has no place in a log.
impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fact").field("payment", &self.payment).finish_non_exhaustive()
    }
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case", deny_unknown_fields)]
pub enum Inquiry {
    /// It had its effect, or came to nothing, and this is known of it.
    Known {
        /// As the call itself would have answered.
        facts: Vec<Fact>,
    },
    /// The gateway said no.
    Refused {
        /// Its own code.
        code: Label,
    },
    /// The gateway has it, and does not know the outcome yet: the news comes by webhook.
    UnderWay,
    /// It had no effect, and none is under way: it may be made.
    Absent,
}

/// A page of what a gateway has to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// In any order.
    pub facts: Vec<Fact>,
    /// Where to read on; `None` at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What came in over HTTP and says that it is a gateway's.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// For whom: the host knows by the address that it came to.
    pub tenant: TenantId,
    /// The bytes, as they came.
    pub body: Vec<u8>,
    /// Names, in any case, and values.
    pub headers: Vec<(String, String)>,
    /// Whether the host has checked the certificate of who connected (mutual TLS). It says so
    /// only where it did.
    pub peer_verified: bool,
    /// When it came, by the server's own clock.
    pub received_at: Instant,
}

impl Webhook {
    /// The value of the header of that name, if there is exactly one.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(of, _)| of.eq_ignore_ascii_case(name));
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value)
    }
}

/// Neither the body nor the headers have a place in a log.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("tenant", &self.tenant)
            .field("bytes", &self.body.len())
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

/// Why a webhook is not believed. Nothing of it was applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotVerified {
    /// It is not the gateway's, or not of now: answer 401, and do not ask for it again.
    #[error("the webhook is not the gateway's: {reason}")]
    Forged {
        /// Which check failed; never what came.
        reason: String,
    },
    /// Whether it is the gateway's could not be found out: answer 503, so that it comes again.
    #[error("the webhook could not be verified for now: {reason}")]
    Unavailable {
        /// Why; never what came.
        reason: String,
    },
}

impl NotVerified {
    /// It is not the gateway's, since this check failed.
    #[must_use]
    pub fn forged(reason: &str) -> Self {
        Self::Forged { reason: reason.to_owned() }
    }

    /// Whether it is the gateway's could not be found out for now.
    #[must_use]
    pub fn unavailable(reason: impl Into<String>) -> Self {
        Self::Unavailable { reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_stands_twice_is_none() {
        let webhook = |headers: &[(&str, &str)]| Webhook {
            tenant: TenantId::derive(uuid::Uuid::nil(), "tenant"),
            body: b"4111111111111111".to_vec(),
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            peer_verified: false,
            received_at: Instant::MIN,
        };
        assert_eq!(webhook(&[("X-Sign", "a")]).header("x-sign"), Some("a"));
        assert_eq!(webhook(&[("X-Sign", "a"), ("x-sign", "b")]).header("x-sign"), None);
        let said = format!("{:?}", webhook(&[("X-Sign", "secret")]));
        assert!(!said.contains("4111") && !said.contains("secret"), "{said}");
    }
}
