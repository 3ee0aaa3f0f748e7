//! What each command leads to, and what each report. Each rule's checks run in the order of its code,
//! and the first that fails is the answer. The rules of reports cannot refuse.

mod card;
mod create;
mod dispute;
mod divide;
mod installments;
mod med;
mod news;
mod pix;
mod received;
mod refund;

use super::{
    contract::{Command, DomainEvent, Hint, Rejection},
    state::Payment,
};
use crate::{
    Context,
    aggregate::{Message, happens, nothing},
};
use news::News;

type Decision = Result<Vec<DomainEvent>, Rejection>;

pub(super) fn decide(payment: &Payment, command: &Command, context: &Context) -> Decision {
    let now = context.now;
    let news = News { payment, name: command.wire_name() };
    let charge = || payment.charge().ok_or(Rejection::NotFound {});
    match command {
        Command::Create(asked) => create::create(payment, asked, context),
        Command::RequestPixCharge(asked) => pix::request(charge()?, asked, now),
        Command::ExpireCharge(_) => pix::expire(charge()?, now),
        Command::Cancel(_) => create::cancel(charge()?),
        Command::StartCard(asked) => card::start(charge()?, asked),
        Command::SendCard(_) => card::send(charge()?),
        Command::Capture(asked) => card::capture(charge()?, asked, now),
        Command::Void(_) => card::void(charge()?),
        Command::RequestRefund(asked) => refund::request(payment, asked, now),
        Command::RefundRest(asked) => refund::rest(payment, asked, context),
        Command::SendRefund(asked) => refund::send(payment, asked),
        Command::CancelRefund(asked) => refund::cancel(payment, asked),
        Command::SubmitEvidence(asked) => dispute::submit_evidence(payment, asked, now),
        Command::AcceptDispute(asked) => dispute::accept(payment, asked, now),
        Command::AssignShares(asked) => divide::assign(charge()?, asked),
        Command::ReportPixChargeIssued(told) => Ok(pix::issued(&news, told)),
        Command::ReportPixChargeFailed(told) => Ok(pix::failed(&news, told)),
        Command::ReportPixReceived(told) => Ok(received::received(&news, told, context.tenant)),
        Command::ReportActionRequired(told) => Ok(card::action_required(&news, told)),
        Command::ReportActionDone(told) => Ok(card::action_done(&news, told)),
        Command::ReportAuthorized(told) => Ok(card::authorized(&news, told)),
        Command::ReportCaptured(told) => Ok(card::captured(&news, told, context.tenant)),
        Command::ReportCaptureFailed(told) => Ok(card::capture_failed(&news, told)),
        Command::ReportDeclined(told) => Ok(card::declined(&news, told)),
        Command::ReportVoided(told) => Ok(card::voided(&news, told)),
        Command::ReportVoidFailed(told) => Ok(card::void_failed(&news, told)),
        Command::ReportAuthorizationLapsed(told) => Ok(card::lapsed(&news, told)),
        Command::ReportRefundSettled(told) => Ok(refund::settled(&news, told)),
        Command::ReportRefundFailed(told) => Ok(refund::failed(&news, told)),
        Command::ReportDisputeOpened(told) => Ok(dispute::opened(&news, told)),
        Command::ReportDisputeWon(told) => Ok(dispute::won(&news, told)),
        Command::ReportDisputeWithdrawn(told) => Ok(dispute::withdrawn(&news, told)),
        Command::ReportDisputeLost(told) => Ok(dispute::lost(&news, told)),
        Command::ReportDisputeReopened(told) => Ok(dispute::reopened(&news, told)),
        Command::ReportMedReturned(told) => Ok(med::returned(&news, told)),
    }
}

/// A command in a state that has no place for it.
fn invalid(from: &str, command: &str, hint: Option<Hint>) -> Decision {
    Err(Rejection::InvalidTransition { from: from.to_owned(), command: command.to_owned(), hint })
}
