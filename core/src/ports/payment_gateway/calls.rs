use serde::{Deserialize, Serialize};

use crate::values::{
    CaptureId, CardToken, Count, GatewayId, IdempotencyKey, Instant, Label, Money, PaymentId,
    RefundId, Target, TenantId, Txid,
};

/// Declares what can be asked: the fields that every call has, and its own; and their union.
macro_rules! calls {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident = $wire:literal {
            $($(#[$meta:meta])+ $field:ident: $of:ty,)*
        }
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                /// For whom.
                pub tenant: TenantId,
                /// Of which payment.
                pub payment: PaymentId,
                /// Which call it is: the same again under the same key is done once.
                pub key: IdempotencyKey,
                $($(#[$meta])+ pub $field: $of,)*
            }

            impl From<$name> for Call {
                fn from(asked: $name) -> Self {
                    Self::$name(asked)
                }
            }
        )+

        /// A call to a gateway: what it was asked, or is to be.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "type")]
        pub enum Call {
            $($(#[doc = $doc])+ #[serde(rename = $wire)] $name($name),)+
        }

        impl Call {
            /// Every call's name.
            pub const NAMES: &'static [&'static str] = &[$($wire),+];

            /// Its name.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => $wire,)+ }
            }

            /// For whom.
            #[must_use]
            pub fn tenant(&self) -> TenantId {
                match self { $(Self::$name(asked) => asked.tenant,)+ }
            }

            /// Of which payment.
            #[must_use]
            pub fn payment(&self) -> PaymentId {
                match self { $(Self::$name(asked) => asked.payment,)+ }
            }

            /// Which call it is.
            #[must_use]
            pub fn key(&self) -> IdempotencyKey {
                match self { $(Self::$name(asked) => asked.key,)+ }
            }
        }
    };
}

calls! {
    /// A Pix charge is to be issued. The same txid again is the same charge.
    IssueCharge = "issue_charge" {
        /// The charge's id.
        txid: Txid,
        /// What is to be paid.
        amount: Money,
        /// Whether the payer may change the amount.
        amount_may_change: bool,
        /// What is paid from then on is late.
        expires_at: Instant,
        /// A text for the payer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<Label>,
    }
    /// A Pix charge is to be withdrawn, so that nobody pays it any more. One that is gone, or was never
    /// issued, is withdrawn.
    CancelCharge = "cancel_charge" {
        /// The charge's id.
        txid: Txid,
    }
    /// A card's bank is to set an amount aside; it is taken at once where a capture is named.
    Authorize = "authorize" {
        /// Which attempt; the first is 1.
        attempt: Count,
        /// The card.
        token: CardToken,
        /// How much.
        amount: Money,
        /// In how many parts; `None` in one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        installments: Option<Count>,
        /// The capture by which the money is taken at once; `None` where it is only set aside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        capture_id: Option<CaptureId>,
        /// A text for the payer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<Label>,
    }
    /// A part of what was authorized is to be taken.
    Capture = "capture" {
        /// Which capture.
        capture_id: CaptureId,
        /// How much.
        amount: Money,
        /// Whether the rest is given up.
        is_final: bool,
    }
    /// What was authorized and not captured is to be given up.
    Void = "void" {}
    /// Money is to go back to who paid it. The same refund id again is the same refund.
    Refund = "refund" {
        /// Which refund.
        refund_id: RefundId,
        /// What is given back.
        of: Target,
        /// How much.
        amount: Money,
    }
    /// A dispute is to be answered. The documents themselves are handed in at the gateway.
    SubmitEvidence = "submit_evidence" {
        /// The dispute's id at the gateway.
        dispute_id: GatewayId,
        /// What is handed in, in short.
        summary: Label,
    }
    /// A dispute is to be given up.
    AcceptDispute = "accept_dispute" {
        /// The dispute's id at the gateway.
        dispute_id: GatewayId,
    }
}
