//! The contract of a payment: what can be asked and reported, what can happen, why it can say no.

mod anomalies;
mod commands;
mod domain_events;
mod facts;
mod rejections;
mod reversals;
mod terms;

use crate::aggregate::messages;

pub use anomalies::*;
pub use commands::*;
pub use domain_events::*;
pub use facts::*;
pub use rejections::{Hint, Rejection};
pub use reversals::*;
pub use terms::*;

pub use crate::values::{PricedLine, Target};

messages! {
    /// What can be asked of a payment; and, from `Report...` on, what a gateway reports. A report is a
    /// fact: it is never refused.
    pub enum Command {
        Create = "payment.create",
        RequestPixCharge = "payment.request_pix_charge",
        ExpireCharge = "payment.expire_charge",
        Cancel = "payment.cancel",
        StartCard = "payment.start_card",
        SendCard = "payment.send_card",
        Capture = "payment.capture",
        Void = "payment.void",
        RequestRefund = "payment.request_refund",
        RefundRest = "payment.refund_rest",
        SendRefund = "payment.send_refund",
        CancelRefund = "payment.cancel_refund",
        SubmitEvidence = "payment.submit_evidence",
        AcceptDispute = "payment.accept_dispute",
        AssignShares = "payment.assign_shares",
        ReportPixChargeIssued = "payment.report_pix_charge_issued",
        ReportPixChargeFailed = "payment.report_pix_charge_failed",
        ReportPixReceived = "payment.report_pix_received",
        ReportActionRequired = "payment.report_action_required",
        ReportActionDone = "payment.report_action_done",
        ReportAuthorized = "payment.report_authorized",
        ReportCaptured = "payment.report_captured",
        ReportCaptureFailed = "payment.report_capture_failed",
        ReportDeclined = "payment.report_declined",
        ReportVoided = "payment.report_voided",
        ReportVoidFailed = "payment.report_void_failed",
        ReportAuthorizationLapsed = "payment.report_authorization_lapsed",
        ReportRefundSettled = "payment.report_refund_settled",
        ReportRefundFailed = "payment.report_refund_failed",
        ReportDisputeOpened = "payment.report_dispute_opened",
        ReportDisputeWon = "payment.report_dispute_won",
        ReportDisputeWithdrawn = "payment.report_dispute_withdrawn",
        ReportDisputeLost = "payment.report_dispute_lost",
        ReportDisputeReopened = "payment.report_dispute_reopened",
        ReportMedReturned = "payment.report_med_returned",
    }
}

messages! {
    /// What can happen to a payment.
    pub enum DomainEvent {
        Created = "payment.created",
        PixChargeRequested = "payment.pix_charge_requested",
        PixChargeIssued = "payment.pix_charge_issued",
        PixChargeFailed = "payment.pix_charge_failed",
        PixCaptured = "payment.pix_captured",
        ChargeExpired = "payment.charge_expired",
        Cancelled = "payment.cancelled",
        CardStarted = "payment.card_started",
        CardSent = "payment.card_sent",
        ActionRequired = "payment.action_required",
        ActionDone = "payment.action_done",
        Authorized = "payment.authorized",
        CaptureRequested = "payment.capture_requested",
        CardCaptured = "payment.card_captured",
        CaptureFailed = "payment.capture_failed",
        Declined = "payment.declined",
        VoidRequested = "payment.void_requested",
        Voided = "payment.voided",
        VoidFailed = "payment.void_failed",
        AuthorizationLapsed = "payment.authorization_lapsed",
        SharesAssigned = "payment.shares_assigned" @ 2,
        RefundRequested = "payment.refund_requested",
        RefundSent = "payment.refund_sent",
        RefundSettled = "payment.refund_settled",
        ExternalRefundSettled = "payment.external_refund_settled",
        RefundFailed = "payment.refund_failed",
        RefundCancelled = "payment.refund_cancelled",
        DisputeOpened = "payment.dispute_opened",
        DisputeReopened = "payment.dispute_reopened",
        DisputeHoldRaised = "payment.dispute_hold_raised",
        EvidenceSubmitted = "payment.evidence_submitted",
        DisputeAccepted = "payment.dispute_accepted",
        DisputeWon = "payment.dispute_won",
        DisputeLost = "payment.dispute_lost" @ 2,
        DisputePartLost = "payment.dispute_part_lost" @ 2,
        LatePixReceived = "payment.late_pix_received" @ 2,
        DuplicatePixReceived = "payment.duplicate_pix_received" @ 2,
        DuplicateCardCaptured = "payment.duplicate_card_captured",
        PixAmountMismatch = "payment.pix_amount_mismatch" @ 2,
        UnmatchedPix = "payment.unmatched_pix" @ 2,
        UnmatchedFact = "payment.unmatched_fact",
        UnexpectedFact = "payment.unexpected_fact",
        ConflictingFact = "payment.conflicting_fact",
        AmountMismatch = "payment.amount_mismatch",
        OverDispute = "payment.over_dispute",
        OverRefund = "payment.over_refund",
        RefundFlip = "payment.refund_flip",
    }
}
