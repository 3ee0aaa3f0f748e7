use serde::{Deserialize, Serialize};

use crate::{
    aggregate::rejections,
    payments::split::SplitError,
    values::{CaptureId, Currency, Instant, Money, RecipientId, RefundId},
};

/// What to ask instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// What was paid is refunded.
    Refund,
    /// What is authorized is voided.
    Void,
}

rejections! {
    /// Why a payment says no.
    pub enum Rejection {
        /// No payment was made under that id.
        "payment.not_found" "there is no such payment" NotFound {},
        /// It was made before, with other content.
        "payment.already_created" "the payment was made before" AlreadyCreated {},
        /// Its state does not take that command.
        "payment.invalid_transition" "{command} is not possible from {from}" InvalidTransition {
            /// The state of the payment, or of the refund or dispute that the command names.
            from: String,
            /// The command.
            command: String,
            /// What to ask instead.
            hint: Option<Hint>,
        },
        /// An amount is above 0.
        "payment.amount_not_positive" "expected an amount above 0, got {amount}" AmountNotPositive {
            /// What was named.
            amount: Money,
        },
        /// A Pix is at most 9999999999.99.
        "payment.amount_too_large" "expected at most {limit}, got {amount}" AmountTooLarge {
            /// The most that there is.
            limit: Money,
            /// What was named.
            amount: Money,
        },
        /// All amounts are in the payment's one currency, and a Pix is in reais.
        "payment.currency_mismatch" "expected an amount in {expected}, got {got}" CurrencyMismatch {
            /// The currency that it has to be.
            expected: Currency,
            /// The currency that was named.
            got: Currency,
        },
        /// A charge expires in the future, and not after the hold that it pays.
        "payment.invalid_expiry" "expected an expiry after now and not after the hold, got {expires_at}" InvalidExpiry {
            /// What was named.
            expires_at: Instant,
            /// Until when the places are held.
            hold_expires_at: Option<Instant>,
        },
        /// The charge can still be paid.
        "payment.not_expired_yet" "the charge expires at {expires_at}" NotExpiredYet {
            /// When it does.
            expires_at: Instant,
        },
        /// Only a card is charged in installments.
        "payment.method_does_not_support" "{method} does not support {what}" MethodDoesNotSupport {
            /// The method.
            method: String,
            /// What it does not support.
            what: String,
        },
        /// At least 1 installment, and at most what is allowed.
        "payment.installment_count_invalid" "expected 1 to {count_max} installments, got {count}" InstallmentCountInvalid {
            /// The most that is allowed.
            count_max: u32,
            /// What was named.
            count: u32,
        },
        /// An installment is less than what is allowed, or nothing.
        "payment.installment_below_minimum" "expected installments of at least {minimum}, got {amount}" InstallmentBelowMinimum {
            /// The least that is allowed.
            minimum: Money,
            /// The least of them.
            amount: Money,
        },
        /// Something looks like a card number, which has no place here. It is not repeated.
        "payment.pan_rejected" "{field} looks like a card number" PanRejected {
            /// Where it stands.
            field: String,
        },
        /// The rules of the split claim more than there is.
        "payment.split_exceeds_base" "the split claims more than {base}" SplitExceedsBase {
            /// What there is to divide.
            base: Money,
        },
        /// The rules of the split leave something over.
        "payment.split_does_not_cover" "the split leaves {missing} {currency} over" SplitDoesNotCover {
            /// What is left over, exactly: it may be less than a minor unit.
            missing: String,
            /// Its currency.
            currency: Currency,
        },
        /// More than what is authorized and neither captured nor asked for.
        "payment.capture_exceeds_authorized" "expected at most {available}, got {requested}" CaptureExceedsAuthorized {
            /// What can still be captured.
            available: Money,
            /// What was asked for.
            requested: Money,
        },
        /// The authorization's time is over.
        "payment.authorization_expired" "the authorization was valid until {valid_until}" AuthorizationExpired {
            /// Until when it was valid.
            valid_until: Instant,
        },
        /// The id is that of another capture.
        "payment.duplicate_capture_id" "capture {capture_id} was asked for with other content" DuplicateCaptureId {
            /// The id.
            capture_id: CaptureId,
        },
        /// The payment has no such capture and no such Pix.
        "payment.target_unknown" "there is no {target}" TargetUnknown {
            /// What was named.
            target: String,
        },
        /// More than what is left: neither refunded, nor on its way back, nor disputed.
        "payment.refund_exceeds_available" "expected at most {available}, got {requested}" RefundExceedsAvailable {
            /// What is left.
            available: Money,
            /// What was asked for.
            requested: Money,
        },
        /// A Pix can be given back for 90 days.
        "payment.refund_window_closed" "the last day for a refund was {last_day}" RefundWindowClosed {
            /// The last day, in Brasília: 2026-04-10, for example.
            last_day: String,
        },
        /// The id is that of another refund.
        "payment.duplicate_refund_id" "refund {refund_id} was asked for with other content" DuplicateRefundId {
            /// The id.
            refund_id: RefundId,
        },
        /// The parts of a directed refund add up to it.
        "payment.directed_refund_mismatch" "expected parts that add up to {expected}, got {got}" DirectedRefundMismatch {
            /// The refund.
            expected: Money,
            /// What the parts add up to.
            got: Money,
        },
        /// A part of a directed refund is more than the recipient has left.
        "payment.recipient_share_exceeded" "expected at most {available} of {recipient}" RecipientShareExceeded {
            /// Who.
            recipient: RecipientId,
            /// What is left of the share.
            available: Money,
        },
        /// Somebody is named who has no share.
        "payment.recipient_unknown" "{recipient} has no share" RecipientUnknown {
            /// Who.
            recipient: RecipientId,
        },
        /// Somebody is named twice.
        "payment.duplicate_recipient" "{recipient} stands twice" DuplicateRecipient {
            /// Who.
            recipient: RecipientId,
        },
        /// Shares that are assigned add up to what was captured.
        "payment.shares_mismatch" "expected shares that add up to {expected}, got {got}" SharesMismatch {
            /// What was captured.
            expected: Money,
            /// What the shares add up to.
            got: Money,
        },
        /// Evidence is no longer taken.
        "payment.evidence_window_closed" "evidence was taken until {due_at}" EvidenceWindowClosed {
            /// Until when it was.
            due_at: Instant,
        },
    }
}

/// What a split says no to, as a payment says it. What a payment checks itself, or what its split
/// cannot be any more once it exists, comes out as the nearest.
impl From<SplitError> for Rejection {
    fn from(error: SplitError) -> Self {
        match error {
            SplitError::DuplicateRecipient { recipient } => Self::DuplicateRecipient { recipient },
            SplitError::AmountNegative { amount } => Self::AmountNotPositive { amount },
            SplitError::CurrencyMismatch { expected, got } => {
                Self::CurrencyMismatch { expected, got }
            }
            SplitError::SplitExceedsBase { base } => Self::SplitExceedsBase { base },
            SplitError::SplitDoesNotCover { missing, currency } => {
                Self::SplitDoesNotCover { missing, currency }
            }
            SplitError::FeeExceedsShare { share, .. } => Self::SplitExceedsBase { base: share },
            SplitError::RefundExceedsAvailable { available, requested } => {
                Self::RefundExceedsAvailable { available, requested }
            }
            SplitError::DirectedRefundMismatch { expected, got } => {
                Self::DirectedRefundMismatch { expected, got }
            }
            SplitError::RecipientUnknown { recipient } => Self::RecipientUnknown { recipient },
            SplitError::RecipientShareExceeded { recipient, available } => {
                Self::RecipientShareExceeded { recipient, available }
            }
            SplitError::RuleCount { .. }
            | SplitError::SeveralRemainders { .. }
            | SplitError::RoundingMisplaced {}
            | SplitError::NobodyLiable {}
            | SplitError::NobodyBearsFee {} => Self::MethodDoesNotSupport {
                method: "a payment".to_owned(),
                what: "such a split".to_owned(),
            },
        }
    }
}
