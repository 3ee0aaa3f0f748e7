use std::fmt::Display;

use crate::{
    aggregate::Message,
    contract::{self, Invalid, read_command, to_json},
    payments::payment::{
        Command, DisputeStage, Payment, ReportCaptureFailed, ReportDeclined, ReportPixChargeFailed,
        ReportRefundFailed, ReportVoidFailed, Target,
    },
    ports::{Call, Fact},
    values::{CommandId, GatewayId, Instant, Label, PaymentId, TenantId},
};

/// A fact as a command to the payment that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct News {
    /// Which payment: the one that the fact names, or one that nobody made. There the fact is
    /// recorded as unmatched, and can be dealt with.
    pub payment: PaymentId,
    /// The report.
    pub command: Command,
    /// From what the fact is known by: however often it is told, it is one command.
    pub command_id: CommandId,
}

impl News {
    /// Whether it is of money that may come after it. Other news has its time: told late, it is over.
    pub(super) fn is_of_money(&self) -> bool {
        matches!(
            self.command,
            Command::ReportRefundSettled(_)
                | Command::ReportDisputeOpened(_)
                | Command::ReportDisputeWon(_)
                | Command::ReportDisputeWithdrawn(_)
                | Command::ReportDisputeLost(_)
                | Command::ReportDisputeReopened(_)
                | Command::ReportMedReturned(_)
        )
    }

    /// The id for a fact that is known by the same, and says something else: that is for the rules
    /// to judge, and it is one command as well.
    #[must_use]
    pub(super) fn other_id(&self) -> CommandId {
        CommandId::derive(self.command_id.as_uuid(), &to_json(&self.command))
    }
}

/// The command that a fact is.
///
/// # Errors
/// `Invalid` where the report is not a `payment.report_...` command. It says where, and repeats nothing
/// of what stands there: it may be a card number.
pub(super) fn news(tenant: TenantId, fact: &Fact) -> Result<News, Invalid> {
    let command = match read_command(&fact.report) {
        Ok(contract::Command::Payment(command)) => command,
        Ok(_) => return Err(Invalid::field("report.type", NO_REPORT)),
        Err(invalid) => {
            return Err(Invalid::field(format!("report.{}", invalid.path), NO_REPORT));
        }
    };
    let Some(known) = Known::of(&command) else {
        return Err(Invalid::field("report.type", NO_REPORT));
    };
    let key = format!("{} {}", command.wire_name(), known.by);
    // All that is told of one capture or Pix that nobody knows is together.
    let of_nobody = || {
        let about = known.about.map_or(key.clone(), |target| target.to_string());
        PaymentId::derive(tenant.as_uuid(), &about)
    };
    let payment = fact.payment.unwrap_or_else(of_nobody);
    let command_id = CommandId::derive(payment.as_uuid(), &key);
    Ok(News { payment, command, command_id })
}

const NO_REPORT: &str = "expected a payment.report_... command in its canonical form";

/// What a report is known by: the id, or else the instant, that no other report of its kind has.
struct Known {
    by: String,
    /// The capture or Pix that it is about, where it names one.
    about: Option<Target>,
}

impl Known {
    /// None for a command that is no report.
    fn of(command: &Command) -> Option<Self> {
        Some(match command {
            Command::ReportPixChargeIssued(told) => Self::by(&told.txid),
            Command::ReportPixChargeFailed(told) => Self::by(told.at),
            Command::ReportPixReceived(told) => {
                Self::by(told.e2eid).about(Target::Pix { e2eid: told.e2eid })
            }
            Command::ReportActionRequired(told) => Self::by(told.at),
            Command::ReportActionDone(told) => Self::by(told.at),
            Command::ReportAuthorized(told) => Self::by(told.at),
            Command::ReportCaptured(told) => {
                Self::by(told.capture_id).about(Target::Capture { capture_id: told.capture_id })
            }
            Command::ReportCaptureFailed(told) => Self::by(told.capture_id),
            Command::ReportDeclined(told) => Self::by(told.at),
            Command::ReportVoided(told) => Self::by(told.at),
            Command::ReportVoidFailed(told) => Self::by(told.at),
            Command::ReportAuthorizationLapsed(told) => Self::by(told.at),
            Command::ReportRefundSettled(told) => {
                Self::by(told.refund_id).about(told.target.clone())
            }
            Command::ReportRefundFailed(told) => Self::by(told.refund_id),
            Command::ReportDisputeOpened(told) => {
                Self::by(&told.dispute_id).about(told.target.clone())
            }
            Command::ReportDisputeWon(told) => Self::at_stage(&told.dispute_id, told.stage),
            Command::ReportDisputeWithdrawn(told) => Self::at_stage(&told.dispute_id, told.stage),
            Command::ReportDisputeLost(told) => Self::at_stage(&told.dispute_id, told.stage),
            Command::ReportDisputeReopened(told) => Self::at_stage(&told.dispute_id, told.stage),
            Command::ReportMedReturned(told) => Self::by(told.rtr_id).about(told.target.clone()),
            Command::Create(_)
            | Command::RequestPixCharge(_)
            | Command::ExpireCharge(_)
            | Command::Cancel(_)
            | Command::StartCard(_)
            | Command::SendCard(_)
            | Command::Capture(_)
            | Command::Void(_)
            | Command::RequestRefund(_)
            | Command::RefundRest(_)
            | Command::SendRefund(_)
            | Command::CancelRefund(_)
            | Command::SubmitEvidence(_)
            | Command::AcceptDispute(_)
            | Command::AssignShares(_) => return None,
        })
    }

    fn by(key: impl Display) -> Self {
        Self { by: key.to_string(), about: None }
    }

    fn at_stage(dispute_id: &GatewayId, stage: DisputeStage) -> Self {
        Self::by(format_args!("{dispute_id} {}", stage.name()))
    }

    fn about(self, target: Target) -> Self {
        Self { about: Some(target), ..self }
    }
}

/// What a gateway's refusal of a call means for the payment; none where the payment does not wait for
/// an answer. Its command id follows from the call, so that a call refused again is one command.
///
/// A refusal has no instant of the gateway's: it counts as newer than all that is known of the payment.
#[must_use]
pub(super) fn refusal(call: &Call, code: &Label, payment: &Payment, now: Instant) -> Option<News> {
    let known = payment.charge().and_then(|charge| charge.latest_news());
    let at = known.map_or(now, |known| now.max(after(known)));
    let code = code.clone();
    let command: Command = match call {
        Call::IssueCharge(_) => ReportPixChargeFailed { code, at }.into(),
        Call::Authorize(of) => ReportDeclined { code, attempt: Some(of.attempt), at }.into(),
        Call::Capture(of) => ReportCaptureFailed { capture_id: of.capture_id, code, at }.into(),
        Call::Void(_) => ReportVoidFailed { code, at }.into(),
        Call::Refund(of) => ReportRefundFailed { refund_id: of.refund_id, reason: code, at }.into(),
        Call::CancelCharge(_) | Call::SubmitEvidence(_) | Call::AcceptDispute(_) => return None,
    };
    let command_id = CommandId::derive(call.key().as_uuid(), "refused");
    Some(News { payment: call.payment(), command, command_id })
}

fn after(instant: Instant) -> Instant {
    Instant::from_millis(instant.as_millis().saturating_add(1)).unwrap_or(Instant::MAX)
}
