//! The port to a payment gateway: what is asked of it, and what it tells.

mod calls;
mod facts;

use std::fmt;

use async_trait::async_trait;

use crate::values::{Label, Period, TenantId};

pub use calls::{
    AcceptDispute, Authorize, Call, CancelCharge, Capture, IssueCharge, Refund, SubmitEvidence,
    Void,
};
pub use facts::{Fact, Inquiry, Listed, NotVerified, Webhook};

/// Who charges, and gives back: a bank, an acquirer, a service provider.
///
/// What an implementation must keep, and may rely on:
///
/// 1. **What it tells is a fact**: a `payment.report_...` command as JSON text, about one payment.
///    The same news told twice, by an answer, a webhook, a query or the list, is the same text with
///    the same instant, the gateway's own: then it is one command, however often it comes.
/// 2. **A key is a call.** Every call carries an idempotency key. It follows from the domain event
///    that asked for the call, so that a call that is repeated after a crash has the same key; hand
///    it to the gateway. The ids of a capture and of a refund, and the txid of a charge, are chosen
///    by the caller and are never used again for something else.
/// 3. **Three ways to fail**, told apart with care: [`GatewayError::Refused`] is an answer,
///    [`GatewayError::Failed`] had no effect for sure, and everything else is
///    [`GatewayError::Unknown`]: a timeout, a connection cut after the first byte, an answer that
///    cannot be read, a status of 500. After that nobody calls again before
///    [`query`](Self::query) said that there was no effect.
/// 4. **An answer without facts** says that the gateway has the call: the news comes by webhook, or
///    stands in the list.
/// 5. Calls end in bounded time, and may be dropped at any point: that is an unknown outcome as well.
/// 6. No card number, and no secret, is in a fact, an error or a log line.
///
/// A gateway that knows nothing but refunds:
///
/// ```
/// use async_trait::async_trait;
/// use palco::ports::{
///     Call, Fact, GatewayError, Inquiry, Listed, NotVerified, PaymentGateway, Webhook,
/// };
/// use palco::values::{Period, TenantId};
///
/// #[derive(Debug)]
/// struct Vouchers;
///
/// #[async_trait]
/// impl PaymentGateway for Vouchers {
///     fn name(&self) -> &str {
///         "vouchers"
///     }
///
///     async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
///         let Call::Refund(asked) = call else { return Err(GatewayError::not_supported()) };
///         // POST /refunds, with `asked.key` as the idempotency key.
///         Ok(vec![Fact {
///             payment: Some(asked.payment),
///             report: format!(
///                 r#"{{"type":"payment.report_refund_failed","refund_id":"{}",
///                     "reason":"already_used","at":"2026-11-23T12:00:00Z"}}"#,
///                 asked.refund_id,
///             ),
///         }])
///     }
///
///     async fn query(&self, _call: &Call) -> Result<Inquiry, GatewayError> {
///         // GET /refunds?key=...: it was never asked for.
///         Ok(Inquiry::Absent)
///     }
///
///     async fn list(
///         &self,
///         _tenant: TenantId,
///         _period: Period,
///         _after: Option<&str>,
///     ) -> Result<Listed, GatewayError> {
///         Ok(Listed::default())
///     }
///
///     async fn verify(&self, _webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
///         Err(NotVerified::forged("vouchers send no webhooks"))
///     }
/// }
/// ```
#[async_trait]
pub trait PaymentGateway: Send + Sync + fmt::Debug {
    /// A name that no other gateway of the same host has: progress is kept under it.
    fn name(&self) -> &str;

    /// Makes a call, and tells what came of it at once. What a gateway has no use for is refused:
    /// [`GatewayError::not_supported`].
    ///
    /// # Errors
    /// [`GatewayError`].
    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError>;

    /// What became of a call. [`Inquiry::Absent`] is said only when the call had no effect and none
    /// is under way: then it is made again, under the same key.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] where the gateway will never tell: an operator has to look. Any
    /// other: it is asked again later.
    async fn query(&self, call: &Call) -> Result<Inquiry, GatewayError>;

    /// All that the gateway has to tell of a tenant's payments in a period, page by page: what no
    /// webhook brought is found in it. `after` is [`Listed::next`] of the page before.
    ///
    /// # Errors
    /// [`GatewayError`].
    async fn list(
        &self,
        tenant: TenantId,
        period: Period,
        after: Option<&str>,
    ) -> Result<Listed, GatewayError>;

    /// What a webhook tells, once it is sure that the gateway sent it. Verify the bytes before
    /// they are parsed. Where the gateway does not sign, [`Webhook::peer_verified`] is the host's word
    /// for the connection, and what the body says is confirmed by asking the gateway.
    ///
    /// # Errors
    /// [`NotVerified::Forged`] where it is not the gateway's, and [`NotVerified::Unavailable`] while
    /// that is not known: the gateway is to send it again.
    async fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified>;
}

/// Why a call to a gateway did not do what it was to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It said no, and would say no again. Nothing was charged or given back.
    #[error("the gateway refused: {code}")]
    Refused {
        /// Its own code.
        code: Label,
    },
    /// It failed, and had no effect for sure: it was not reached, or said so.
    #[error("the gateway failed, without effect: {reason}")]
    Failed {
        /// Why; never a secret, a token or what was asked.
        reason: String,
    },
    /// It may have had its effect.
    #[error("the gateway gave no answer that says what it did: {reason}")]
    Unknown {
        /// Why; never a secret, a token or what was asked.
        reason: String,
    },
}

impl GatewayError {
    /// It said no, with a code of its own. One that is no [`Label`] becomes `refused`: a no stays a no,
    /// whatever it is called.
    ///
    /// ```
    /// use palco::ports::GatewayError;
    ///
    /// assert_eq!(GatewayError::refused("no_funds").to_string(), "the gateway refused: no_funds");
    /// assert_eq!(GatewayError::refused("").to_string(), "the gateway refused: refused");
    /// ```
    #[must_use]
    pub fn refused(code: impl Into<String>) -> Self {
        let code = Label::parse(&code.into()).unwrap_or(Label::literal("refused"));
        Self::Refused { code }
    }

    /// It failed, without effect.
    #[must_use]
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Failed { reason: reason.into() }
    }

    /// It may have had its effect.
    #[must_use]
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown { reason: reason.into() }
    }

    /// The gateway has no such call.
    #[must_use]
    pub fn not_supported() -> Self {
        Self::Refused { code: Label::literal("not_supported") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_stays_a_no_whatever_it_is_called() {
        for code in ["", "one\ntwo", &"x".repeat(256)] {
            let Ok(fallback) = Label::parse("refused") else { panic!("a label") };
            assert_eq!(GatewayError::refused(code), GatewayError::Refused { code: fallback });
        }
        assert_eq!(GatewayError::not_supported(), GatewayError::refused("not_supported"));
    }
}
