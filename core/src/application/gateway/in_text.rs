use std::{borrow::Cow, fmt};

use async_trait::async_trait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    contract::{Invalid, read_value, to_json},
    ports::{Call, Fact, GatewayError, Inquiry, Listed, NotVerified, PaymentGateway, Webhook},
    values::{Instant, Label, Period, TenantId, card_number},
};

/// Letters of a reason that are kept.
const REASON_LETTERS: usize = 200;

/// A gateway that is asked, and answers, in JSON text: one that is written in another language.
///
/// A question is an object with a `type`: a [`Call`] that is to be made, as it is, or
///
/// - `{"type":"query","call":{...}}`;
/// - `{"type":"list","tenant":"...","period":{...},"after":"..."}`;
/// - `{"type":"verify","tenant":"...","body":"7b7d","headers":[["name","value"]],"peer_verified":false,
///   "received_at":"..."}`, with the bytes of the body in hexadecimal.
///
/// An answer is `{"ok":...}`, with the facts of a call or of a webhook, an [`Inquiry`] or a [`Listed`];
/// or `{"error":{"kind":"refused","code":"..."}}`, or `{"error":{"kind":"...","reason":"..."}}` with
/// `failed`, `unknown`, `forged` or `unavailable`. What cannot be read says nothing of what was done: it
/// is an unknown outcome.
#[async_trait]
pub trait TextGateway: Send + Sync + fmt::Debug {
    /// [`PaymentGateway::name`].
    fn name(&self) -> &str;

    /// The answer to a question.
    ///
    /// # Errors
    /// Why there is none. It may have been carried out all the same.
    async fn ask(&self, question: String) -> Result<String, String>;
}

/// A [`TextGateway`] as the rules know gateways.
#[derive(Debug)]
pub struct InText<G>(pub G);

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Question<'a> {
    Query {
        call: Cow<'a, Call>,
    },
    List {
        tenant: TenantId,
        period: Period,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Cow<'a, str>>,
    },
    Verify {
        tenant: TenantId,
        body: String,
        headers: Cow<'a, [(String, String)]>,
        peer_verified: bool,
        received_at: Instant,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Said<T> {
    Ok(T),
    Error(No),
}

impl<T, E: Into<No>> From<Result<T, E>> for Said<T> {
    fn from(told: Result<T, E>) -> Self {
        told.map_or_else(|no| Self::Error(no.into()), Self::Ok)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum No {
    Refused { code: Label },
    Failed { reason: String },
    Unknown { reason: String },
    Forged { reason: String },
    Unavailable { reason: String },
}

impl From<No> for GatewayError {
    fn from(no: No) -> Self {
        match no {
            No::Refused { code } => Self::Refused { code },
            No::Failed { reason } => Self::Failed { reason: kept(&reason) },
            No::Unknown { reason } | No::Forged { reason } | No::Unavailable { reason } => {
                Self::Unknown { reason: kept(&reason) }
            }
        }
    }
}

impl From<No> for NotVerified {
    fn from(no: No) -> Self {
        match no {
            No::Forged { reason } => Self::forged(&kept(&reason)),
            No::Refused { code } => Self::Unavailable { reason: kept(code.as_str()) },
            No::Failed { reason } | No::Unknown { reason } | No::Unavailable { reason } => {
                Self::Unavailable { reason: kept(&reason) }
            }
        }
    }
}

impl From<GatewayError> for No {
    fn from(no: GatewayError) -> Self {
        match no {
            GatewayError::Refused { code } => Self::Refused { code },
            GatewayError::Failed { reason } => Self::Failed { reason },
            GatewayError::Unknown { reason } => Self::Unknown { reason },
        }
    }
}

impl From<NotVerified> for No {
    fn from(no: NotVerified) -> Self {
        match no {
            NotVerified::Forged { reason } => Self::Forged { reason },
            NotVerified::Unavailable { reason } => Self::Unavailable { reason },
        }
    }
}

/// What another language says of a failure may repeat what was asked.
fn kept(reason: &str) -> String {
    card_number::masked(&reason.chars().take(REASON_LETTERS).collect::<String>()).into_owned()
}

impl<G: TextGateway> InText<G> {
    async fn ask<T: DeserializeOwned>(&self, question: &impl Serialize) -> Result<T, No> {
        let answer = self.0.ask(to_json(question)).await;
        let answer = answer.map_err(|reason| No::Unknown { reason })?;
        match read_value(&answer) {
            Ok(Said::Ok(told)) => Ok(told),
            Ok(Said::Error(no)) => Err(no),
            Err(invalid) => {
                let reason = format!("its answer cannot be read: {}", invalid.path);
                Err(No::Unknown { reason })
            }
        }
    }
}

#[async_trait]
impl<G: TextGateway> PaymentGateway for InText<G> {
    fn name(&self) -> &str {
        self.0.name()
    }

    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        Ok(self.ask(call).await?)
    }

    async fn query(&self, call: &Call) -> Result<Inquiry, GatewayError> {
        Ok(self.ask(&Question::Query { call: Cow::Borrowed(call) }).await?)
    }

    async fn list(
        &self,
        tenant: TenantId,
        period: Period,
        after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        let after = after.map(Cow::Borrowed);
        Ok(self.ask(&Question::List { tenant, period, after }).await?)
    }

    async fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        let Webhook { tenant, body, headers, peer_verified, received_at } = webhook;
        let question = Question::Verify {
            tenant: *tenant,
            body: hex::encode(body),
            headers: Cow::Borrowed(headers),
            peer_verified: *peer_verified,
            received_at: *received_at,
        };
        Ok(self.ask(&question).await?)
    }
}

/// The answer of any gateway to a question of a [`TextGateway`]: so that one which is written in another
/// language can hand a call on to one that is not.
///
/// # Errors
/// [`Invalid`] where it is no question. Nothing was asked then.
pub async fn answer_in_text(
    gateway: &dyn PaymentGateway,
    question: &str,
) -> Result<String, Invalid> {
    #[derive(Deserialize)]
    struct Named {
        r#type: String,
    }
    let Named { r#type } = read_value(question)?;
    if Call::NAMES.contains(&r#type.as_str()) {
        return Ok(told_in_text(gateway.make(&read_value::<Call>(question)?).await));
    }
    Ok(match read_value(question)? {
        Question::Query { call } => told_in_text(gateway.query(&call).await),
        Question::List { tenant, period, after } => {
            told_in_text(gateway.list(tenant, period, after.as_deref()).await)
        }
        Question::Verify { tenant, body, headers, peer_verified, received_at } => {
            let no_bytes = |_| Invalid::field("body", "expected bytes in hexadecimal");
            let (body, headers) = (hex::decode(body).map_err(no_bytes)?, headers.into_owned());
            let webhook = Webhook { tenant, body, headers, peer_verified, received_at };
            to_json(&Said::from(gateway.verify(&webhook).await))
        }
    })
}

/// What a gateway said, as an answer of a [`TextGateway`]: for questions beyond those of the port.
#[must_use]
pub fn told_in_text<T: Serialize>(told: Result<T, GatewayError>) -> String {
    to_json(&Said::from(told))
}
