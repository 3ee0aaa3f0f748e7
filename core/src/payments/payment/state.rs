use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::contract::{CaptureMode, Created, Method};
use crate::{
    payments::{pix::Txid, split::Split},
    values::{CaptureId, CardToken, Count, Currency, Instant, Money, PixCode},
};

mod asked;
mod books;
mod entries;
mod evolve;

pub use asked::OpenAttempt;
pub use books::{Books, Dispute, DisputeStatus, Origin, Refund, Takings};
pub(super) use evolve::evolve;

/// The state of a payment. Serialized it is what a host keeps in a table of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Payment {
    /// Nobody made it yet; but money may have come for it.
    NotCreated(Books),
    /// It was made.
    Created(Box<Charge>),
}

impl Payment {
    /// What was asked for, once it was made.
    #[must_use]
    pub fn charge(&self) -> Option<&Charge> {
        match self {
            Self::NotCreated(_) => None,
            Self::Created(charge) => Some(charge),
        }
    }

    /// What came in, and went back.
    #[must_use]
    pub fn books(&self) -> &Books {
        match self {
            Self::NotCreated(books) => books,
            Self::Created(charge) => &charge.books,
        }
    }

    /// How far it is; nothing before it was made.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.charge().map(|charge| charge.status)
    }
}

/// How far a payment is. Refunds and disputes do not change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing can be paid yet.
    Pending,
    /// A Pix charge can be paid.
    AwaitingPix,
    /// A card is being charged.
    Processing,
    /// The payer is asked by the card's bank.
    RequiresAction,
    /// The bank set the amount aside.
    Authorized,
    /// A part of what was authorized was taken, and more can be.
    PartiallyCaptured,
    /// All that will be paid was.
    Captured,
    /// The bank said no.
    Failed,
    /// The Pix charge's time was over.
    Expired,
    /// It was given up.
    Cancelled,
    /// What was authorized was given up.
    Voided,
}

impl Status {
    /// Something is authorized and not captured.
    pub(super) const WITH_A_REST: &[Self] = &[Self::Authorized, Self::PartiallyCaptured];

    /// The word, as it stands on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::AwaitingPix => "awaiting_pix",
            Self::Processing => "processing",
            Self::RequiresAction => "requires_action",
            Self::Authorized => "authorized",
            Self::PartiallyCaptured => "partially_captured",
            Self::Captured => "captured",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Voided => "voided",
        }
    }
}

/// What was asked for, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Charge {
    pub(super) created: Created,
    pub(super) status: Status,
    pub(super) pix: PixCharge,
    pub(super) card: CardCharge,
    /// The latest news of the card, by the gateway's time: what is older does not move it.
    pub(super) moved_at: Option<Instant>,
    pub(super) books: Books,
}

impl Charge {
    /// What was asked for.
    #[must_use]
    pub fn created(&self) -> &Created {
        &self.created
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// What is to be paid.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.created.amount
    }

    /// The currency of every amount.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.created.amount.currency()
    }

    /// Who has which part.
    #[must_use]
    pub fn split(&self) -> Option<&Split> {
        self.created.split.as_ref()
    }

    /// What the payer scans or pastes: there while the Pix charge can be paid.
    #[must_use]
    pub fn pix_code(&self) -> Option<&PixCode> {
        self.pix.code.as_ref()
    }

    pub(super) fn is_pix(&self) -> bool {
        match self.created.method {
            Method::Pix { .. } => true,
            Method::Card { .. } => false,
        }
    }

    pub(super) fn takes_money_with_authorization(&self) -> bool {
        match self.created.method {
            Method::Pix { .. } => false,
            Method::Card { capture, .. } => capture == CaptureMode::Automatic,
        }
    }

    /// The number of the next attempt to charge the card, where there may be another.
    pub(super) fn next_attempt(&self) -> Option<Count> {
        const DEFAULT: u32 = 3;
        let Method::Card { attempts_max, .. } = self.created.method else { return None };
        let next = self.card.attempt.map_or(Count::FIRST, Count::next);
        let fits = next.get() <= attempts_max.map_or(DEFAULT, Count::get);
        (fits && self.card.attempt != Some(next)).then_some(next)
    }

    /// What can still be captured of the card: neither captured nor asked for.
    pub(super) fn capturable(&self) -> i64 {
        let authorized = self.card.authorized.map_or(0, Money::minor);
        authorized.saturating_sub(self.books.captured()).saturating_sub(self.card.pending())
    }
}

/// What a Pix charge is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PixCharge {
    /// Whether the gateway is asked for one.
    pub(super) requested: bool,
    pub(super) expires_at: Option<Instant>,
    pub(super) txid: Option<Txid>,
    /// What the payer scans or pastes, while it can be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<PixCode>,
}

/// What the charging of a card is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CardCharge {
    /// The latest, if the card was charged.
    pub(super) attempt: Option<Count>,
    pub(super) sent: bool,
    pub(super) token: Option<CardToken>,
    pub(super) authorized: Option<Money>,
    pub(super) valid_until: Option<Instant>,
    pub(super) void_requested: bool,
    /// Something is set aside that the payment has no use for: another amount, or after its end.
    pub(super) stray: bool,
    pub(super) captures: BTreeMap<CaptureId, AskedCapture>,
}

impl CardCharge {
    /// What is asked for and not captured yet.
    pub(super) fn pending(&self) -> i64 {
        let pending = |asked: &&AskedCapture| asked.status == CaptureStatus::Pending;
        let amounts = self.captures.values().filter(pending).map(|asked| asked.amount.minor());
        amounts.fold(0, i64::saturating_add)
    }
}

/// A capture that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AskedCapture {
    pub(super) amount: Money,
    pub(super) is_final: bool,
    pub(super) status: CaptureStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum CaptureStatus {
    Pending,
    Captured,
    Failed,
}
