use serde::{Deserialize, Serialize};

use crate::values::{BoundedList, Count, EventId, HoldId, Instant, Label, Money, PricedLine, wire};

wire::objects_only! {
    Reference, Installments, Metadata, Components, Anomalies, Method,
}

/// What a payment is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Reference {
    /// The event.
    pub event_id: EventId,
    /// The places that are set aside for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<HoldId>,
    /// What they are, at the prices that the buyer accepted: what is needed to sell them although the
    /// hold has lapsed. Left out, the hold is sold while it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<BoundedList<PricedLine, 1, 100>>,
    /// Until when they are: nothing is charged that can be paid later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_expires_at: Option<Instant>,
}

/// In how many parts a card is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Installments {
    /// How many.
    pub count: Count,
    /// Who has the cents left over.
    #[serde(default)]
    pub remainder: RemainderOn,
    /// The most that is allowed; 12 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_max: Option<Count>,
    /// The least that one may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_min: Option<Money>,
}

/// A note of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Metadata {
    /// Its name.
    pub name: Label,
    /// What it says. A card number is refused.
    pub value: Label,
}

/// What the amount of a Pix with a due date is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Components {
    /// What was charged.
    pub original: Money,
    /// For being late (*multa*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine: Option<Money>,
    /// For the days that it is late (*juros*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Money>,
    /// For being early (*desconto*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// What was taken off (*abatimento*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abatement: Option<Money>,
}

/// What becomes of money that came otherwise than it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Anomalies {
    /// Of a Pix that came too late; it goes back when left out.
    pub late: LatePolicy,
    /// Of a second Pix for one charge; it goes back when left out.
    pub duplicate: Surplus,
    /// Of a Pix of another amount; it waits for an operator when left out.
    pub mismatch: Surplus,
}

impl Default for Anomalies {
    fn default() -> Self {
        Self {
            late: LatePolicy::AutoRefund,
            duplicate: Surplus::AutoRefund,
            mismatch: Surplus::Manual,
        }
    }
}

/// How a payment is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Method {
    /// By Pix, in reais.
    Pix {
        /// Whether the payer may change the amount.
        #[serde(default)]
        amount_may_change: bool,
    },
    /// By card.
    Card {
        /// When the money is taken.
        #[serde(default)]
        capture: CaptureMode,
        /// How often it is tried; 3 times when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempts_max: Option<Count>,
    },
}

impl Method {
    /// Which of them, without its terms.
    #[must_use]
    pub fn kind(self) -> MethodKind {
        match self {
            Self::Pix { .. } => MethodKind::Pix,
            Self::Card { .. } => MethodKind::Card,
        }
    }

    /// `pix` or `card`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.kind().name()
    }
}

/// Declares an enum of plain words, as they stand on the wire.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident {
        $($(#[$of_word:meta])+ $word:ident = $text:literal),+ $(,)?
    })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$of_word])+ #[serde(rename = $text)] $word),+
        }

        impl $name {
            /// The word, as it stands on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }
    )+};
}

words! {
    /// How a payment is paid, in a word.
    MethodKind {
        /// By Pix.
        Pix = "pix",
        /// By card.
        Card = "card",
    }
    /// When a card's money is taken.
    #[derive(Default)]
    CaptureMode {
        /// With the authorization.
        #[default]
        Automatic = "automatic",
        /// By captures of its own.
        Manual = "manual",
    }
    /// Which installment has the cents that are left over.
    #[derive(Default)]
    RemainderOn {
        /// The first has all of them.
        #[default]
        First = "first",
        /// The last has all of them.
        Last = "last",
        /// The first ones have one each.
        Spread = "spread",
    }
    /// What becomes of a Pix that came too late.
    LatePolicy {
        /// It is taken if its amount is right.
        AcceptIfSameAmount = "accept_if_same_amount",
        /// It goes back at once.
        AutoRefund = "auto_refund",
        /// It waits for an operator.
        Manual = "manual",
    }
    /// What becomes of money that nobody asked for.
    Surplus {
        /// It goes back at once.
        AutoRefund = "auto_refund",
        /// It waits for an operator.
        Manual = "manual",
    }
    /// By which rules a dispute goes.
    DisputeKind {
        /// Those of a card.
        Card = "card",
        /// Those of Pix for fraud and failures (*Mecanismo Especial de Devolução*).
        Med = "med",
    }
    /// How far a dispute went.
    DisputeStage {
        /// A question before there is a dispute.
        PreDispute = "pre_dispute",
        /// A dispute.
        Dispute = "dispute",
        /// A dispute that was won, taken up again.
        PreArbitration = "pre_arbitration",
    }
    /// What became of a refund.
    RefundStatus {
        /// Not known yet.
        Pending = "pending",
        /// It reached who paid.
        Settled = "settled",
        /// It failed.
        Failed = "failed",
        /// It was given up before it was sent.
        Cancelled = "cancelled",
    }
}
