use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use smol_str::SmolStr;
use thiserror::Error;

use crate::{
    aggregate::{CatalogueEntry, Refusal},
    contract::{Invalid, Rejection, split, to_json},
    payments::split::SplitError,
    ports::{StreamId, Unavailable},
    values::{self, CommandId, MoneyError, Version},
};

/// Why a call did not do what it was to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The input is not of the form.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A rule said no, or the aggregate does not exist.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// An amount cannot be divided so.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// The command id took effect before, with another body or for another buyer.
    #[error("command id {command_id} took effect before with another body")]
    CommandIdReused {
        /// The id.
        command_id: CommandId,
    },
    /// A key that is to be unique belongs to somebody else.
    #[error("the {space} belongs to another already")]
    KeyTaken {
        /// What kind of key; the key itself may be personal.
        space: SmolStr,
    },
    /// What the command leads to is more than one append may carry.
    #[error("the command leads to more than one append may carry")]
    TooLarge,
    /// Others wrote first, every time.
    #[error("{stream} was written by others first, expected to win within {rounds} rounds")]
    Conflict {
        /// The stream that others wrote to.
        stream: StreamId,
        /// Its version when the rounds ended.
        actual: Version,
        /// How many rounds there were.
        rounds: u32,
    },
    /// As many commands are waiting as may: nothing was written. Send it again, later.
    #[error("as many commands are waiting as may")]
    Busy,
    /// The adapter failed: send the same command with the same id again.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// A webhook is not the gateway's, or not of now. Nothing of it was applied.
    #[error("the webhook is not the gateway's: {reason}")]
    WebhookForged {
        /// Which check failed; never what came.
        reason: String,
    },
    /// The gateway could not be asked: nothing was applied. Call again, later.
    #[error("the gateway gave no answer: {reason}")]
    GatewayUnavailable {
        /// Why; never what was asked.
        reason: String,
    },
    /// The store holds a record that this version cannot read: it was written by a newer one.
    #[error("record {version} of {stream} is not of a form that this version reads: {reason}")]
    Unreadable {
        /// The stream.
        stream: StreamId,
        /// The record's version.
        version: Version,
        /// What was expected.
        reason: String,
    },
}

/// What a caller can do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Mend the input.
    Invalid,
    /// It does not exist, for this tenant.
    NotFound,
    /// A rule said no; the details say why.
    Rejected,
    /// Others wrote first; send it again.
    Conflict,
    /// The adapter failed; send it again with the same command id.
    Unavailable,
}

/// The errors that belong to no room: code, kind, meaning and message.
const OWN: &[(Kind, CatalogueEntry)] = &[
    own(
        Kind::Invalid,
        "input.invalid",
        "A field is not of the form; the path says which.",
        "{path}: {reason}",
    ),
    own(Kind::Invalid, "input.unknown_type", "There is no message of that name.", "type: {reason}"),
    own(Kind::Invalid, "input.too_large", "The document has too many bytes.", "$: {reason}"),
    own(Kind::Invalid, "input.too_deep", "The document is nested too deeply.", "$: {reason}"),
    own(Kind::Invalid, "input.too_many_items", "The document has too many values.", "$: {reason}"),
    own(
        Kind::Rejected,
        "command.id_reused",
        "The command id took effect before, with another body or for another buyer.",
        "command id {command_id} took effect before with another body",
    ),
    own(
        Kind::Rejected,
        "command.key_taken",
        "A key that is to be unique belongs to another already.",
        "the {space} belongs to another already",
    ),
    own(
        Kind::Rejected,
        "command.too_large",
        "The command leads to more than one append may carry.",
        "the command leads to more than one append may carry",
    ),
    own(
        Kind::Rejected,
        "gateway.webhook_forged",
        "A webhook is not the gateway's, or not of now. Nothing of it was applied.",
        "the webhook is not the gateway's: {reason}",
    ),
    own(
        Kind::Unavailable,
        "gateway.unavailable",
        "A payment gateway could not be asked. Nothing was applied: call again, later.",
        "the gateway gave no answer: {reason}",
    ),
    own(
        Kind::Conflict,
        "store.conflict",
        "Others wrote first, in every round.",
        "{stream} was written by others first, expected to win within {rounds} rounds",
    ),
    own(
        Kind::Unavailable,
        "store.busy",
        "As many commands are waiting as may. Nothing was written: send it again, later.",
        "as many commands are waiting as may",
    ),
    own(
        Kind::Unavailable,
        "store.unavailable",
        "The store failed. The details say whether the outcome is unknown.",
        "{reason}",
    ),
    own(
        Kind::Unavailable,
        "store.unreadable",
        "A record was written by a newer version.",
        "record {version} of {stream} is not of a form that this version reads: {reason}",
    ),
];

const fn own(
    kind: Kind,
    code: &'static str,
    meaning: &'static str,
    message: &'static str,
) -> (Kind, CatalogueEntry) {
    (kind, CatalogueEntry { code, meaning, message })
}

/// Every error that there is, with what a caller can do about it.
#[must_use]
pub fn catalogue() -> Vec<(Kind, CatalogueEntry)> {
    let refusals = [SplitError::CATALOGUE, &Rejection::catalogue()].concat();
    let refusals = refusals.into_iter().map(|entry| (kind_of(entry.code), entry));
    OWN.iter().copied().chain(refusals).collect()
}

fn kind_of(rejection: &str) -> Kind {
    if rejection.ends_with(".not_found") { Kind::NotFound } else { Kind::Rejected }
}

impl Error {
    /// What a caller can do about it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Rejected(rejection) => kind_of(rejection.code()),
            Self::Split(_)
            | Self::CommandIdReused { .. }
            | Self::KeyTaken { .. }
            | Self::TooLarge
            | Self::WebhookForged { .. } => Kind::Rejected,
            Self::Conflict { .. } => Kind::Conflict,
            Self::Busy
            | Self::Unavailable(_)
            | Self::GatewayUnavailable { .. }
            | Self::Unreadable { .. } => Kind::Unavailable,
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(invalid) => invalid.code,
            Self::Rejected(rejection) => rejection.code(),
            Self::Split(refused) => refused.code(),
            Self::CommandIdReused { .. } => "command.id_reused",
            Self::KeyTaken { .. } => "command.key_taken",
            Self::TooLarge => "command.too_large",
            Self::WebhookForged { .. } => "gateway.webhook_forged",
            Self::GatewayUnavailable { .. } => "gateway.unavailable",
            Self::Conflict { .. } => "store.conflict",
            Self::Busy => "store.busy",
            Self::Unavailable(_) => "store.unavailable",
            Self::Unreadable { .. } => "store.unreadable",
        }
    }

    /// The figures that explain it, by name.
    #[must_use]
    pub fn details(&self) -> Value {
        match self {
            Self::Invalid(invalid) => json!({ "path": invalid.path, "reason": invalid.reason }),
            Self::Rejected(rejection) => figures(rejection),
            Self::Split(refused) => figures(refused),
            Self::CommandIdReused { command_id } => json!({ "command_id": command_id }),
            Self::KeyTaken { space } => json!({ "space": space }),
            Self::TooLarge => json!({}),
            Self::WebhookForged { reason } => json!({ "reason": reason }),
            Self::GatewayUnavailable { .. } => json!({ "outcome_unknown": false }),
            Self::Conflict { stream, actual, rounds } => {
                json!({ "stream": stream.to_string(), "actual": actual, "rounds": rounds })
            }
            Self::Busy => json!({ "outcome_unknown": false }),
            Self::Unavailable(unavailable) => {
                json!({ "outcome_unknown": unavailable.outcome_unknown })
            }
            Self::Unreadable { stream, version, .. } => {
                json!({ "stream": stream.to_string(), "version": version })
            }
        }
    }

    /// Whether a rule said no, or there is no such aggregate. It left nothing: sent again, the command is
    /// decided afresh.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self.kind(), Kind::Rejected | Kind::NotFound)
    }

    /// Whether it may pass by itself, so that the same call with the same command id may do better later:
    /// others wrote first, or somebody could not be had. A record that cannot be read stays one.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self.kind(), Kind::Unavailable | Kind::Conflict)
            && !matches!(self, Self::Unreadable { .. })
    }

    /// The form in which an error crosses into another language: kind, code, message, details.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.to_string();
        let (kind, code, details) = (self.kind(), self.code(), self.details());
        json!({ "kind": kind, "code": code, "message": message, "details": details })
            .serialize(serializer)
    }
}

/// The details of a refusal, which is written as its code and them.
fn figures(refusal: &impl Serialize) -> Value {
    let wire = serde_json::to_value(refusal).ok();
    let details = wire.and_then(|mut wire| wire.get_mut("details").map(Value::take));
    details.unwrap_or_else(|| json!({}))
}

/// A value alone has no path: it is the document, `$`.
impl From<values::Invalid> for Error {
    fn from(invalid: values::Invalid) -> Self {
        Invalid::field("$", invalid).into()
    }
}

/// As [`values::Invalid`] is: an amount that cannot be worked out has no path.
impl From<MoneyError> for Error {
    fn from(error: MoneyError) -> Self {
        Invalid::field("$", error).into()
    }
}

impl From<split::Refused> for Error {
    fn from(refused: split::Refused) -> Self {
        match refused {
            split::Refused::Invalid(invalid) => Self::Invalid(invalid),
            split::Refused::Split(refused) => Self::Split(refused),
        }
    }
}
