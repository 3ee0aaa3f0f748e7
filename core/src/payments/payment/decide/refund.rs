use super::{Decision, create::refuse_card_number, happens, invalid, news::News, nothing};
use crate::{
    Context,
    payments::{
        payment::{
            contract::{
                CancelRefund, DomainEvent, ExternalRefundSettled, OverRefund, RefundCancelled,
                RefundFailed, RefundFlip, RefundRequested, RefundRest, RefundSent, RefundSettled,
                RefundStatus, Rejection, ReportRefundFailed, ReportRefundSettled, RequestRefund,
                SendRefund, Target,
            },
            state::{Payment, Refund, Takings},
        },
        pix::{is_refundable, last_refund_day},
        split::{Mode, Part},
    },
    values::{Instant, Label, Money, RefundId},
};

pub(super) fn request(payment: &Payment, asked: &RequestRefund, now: Instant) -> Decision {
    let RequestRefund { refund_id, amount, .. } = *asked;
    if let Some(known) = payment.books().refund(refund_id) {
        let same = repeats(known, asked);
        return if same { nothing() } else { Err(Rejection::DuplicateRefundId { refund_id }) };
    }
    let takings = takings(payment, &asked.target)?;
    let (expected, got) = (takings.amount().currency(), amount.currency());
    if expected != got {
        return Err(Rejection::CurrencyMismatch { expected, got });
    }
    if !amount.is_positive() {
        return Err(Rejection::AmountNotPositive { amount });
    }
    let available = takings.available();
    if amount.minor() > available.minor() {
        return Err(Rejection::RefundExceedsAvailable { available, requested: amount });
    }
    window_open(takings, now)?;
    refuse_card_number("reason", &asked.reason)?;
    happens(requested(takings, refund_id, amount, &asked.mode, &asked.reason)?)
}

/// The refunds' ids follow from the command's, so that the same again is the same refunds.
pub(super) fn rest(payment: &Payment, asked: &RefundRest, context: &Context) -> Decision {
    payment.charge().ok_or(Rejection::NotFound {})?;
    refuse_card_number("reason", &asked.reason)?;
    let left = payment.books().own().filter(|takings| takings.available().is_positive());
    left.map(|takings| {
        window_open(takings, context.now)?;
        let target = takings.target().to_string();
        let refund_id = RefundId::derive(context.command_id.as_uuid(), &target);
        let (amount, mode) = (takings.available(), Mode::ProRata {});
        Ok(requested(takings, refund_id, amount, &mode, &asked.reason)?.into())
    })
    .collect()
}

fn requested(
    takings: &Takings,
    refund_id: RefundId,
    amount: Money,
    mode: &Mode,
    reason: &Label,
) -> Result<RefundRequested, Rejection> {
    Ok(RefundRequested {
        refund_id,
        target: takings.target().clone(),
        amount,
        mode: mode.clone(),
        reason: Some(reason.clone()),
        parts: reversal(takings, amount, mode)?,
        fee_back: takings.ledger.divide_fee_back(amount),
    })
}

/// The same again; one that was not asked for here has no mode, and is joined.
fn repeats(known: &Refund, asked: &RequestRefund) -> bool {
    let same_mode = known.mode.as_ref().is_none_or(|mode| *mode == asked.mode);
    known.target == asked.target && known.amount == asked.amount && same_mode
}

fn takings<'a>(payment: &'a Payment, target: &Target) -> Result<&'a Takings, Rejection> {
    if let Some(takings) = payment.books().of(target) {
        return Ok(takings);
    }
    if !payment.books().takings().is_empty() {
        return Err(Rejection::TargetUnknown { target: target.to_string() });
    }
    let from = payment.status().ok_or(Rejection::NotFound {})?.name().to_owned();
    let command = "payment.request_refund".to_owned();
    Err(Rejection::InvalidTransition { from, command, hint: None })
}

/// Who gives which part; what was not divided is nobody's in particular.
fn reversal(takings: &Takings, amount: Money, mode: &Mode) -> Result<Vec<Part>, Rejection> {
    if !takings.accounts().is_empty() {
        return Ok(takings.ledger.refund(amount, mode)?);
    }
    match mode {
        Mode::ProRata {} => Ok(Vec::new()),
        Mode::Directed { parts } => match parts.first() {
            Some(part) => Err(Rejection::RecipientUnknown { recipient: part.recipient }),
            None => Ok(Vec::new()),
        },
    }
}

/// A Pix can be given back until the end of the ninetieth day.
fn window_open(takings: &Takings, now: Instant) -> Result<(), Rejection> {
    let Target::Pix { .. } = takings.target() else { return Ok(()) };
    if is_refundable(takings.settled_at, now) {
        return Ok(());
    }
    let last_day = last_refund_day(takings.settled_at).to_string();
    Err(Rejection::RefundWindowClosed { last_day })
}

/// Sending is claimed before it is done, so that a cancelled refund is never sent.
pub(super) fn send(payment: &Payment, asked: &SendRefund) -> Decision {
    let refund_id = asked.refund_id;
    let refund = pending(payment, refund_id, "payment.send_refund")?;
    if refund.sent { nothing() } else { happens(RefundSent { refund_id }) }
}

pub(super) fn cancel(payment: &Payment, asked: &CancelRefund) -> Decision {
    let (refund_id, command) = (asked.refund_id, "payment.cancel_refund");
    let refund = pending(payment, refund_id, command)?;
    if refund.sent {
        invalid("sent", command, None)
    } else {
        happens(RefundCancelled { refund_id })
    }
}

fn pending<'a>(
    payment: &'a Payment,
    refund_id: RefundId,
    command: &str,
) -> Result<&'a Refund, Rejection> {
    let refund = payment.books().refund(refund_id);
    if let Some(refund) = refund.filter(|refund| refund.status == RefundStatus::Pending) {
        return Ok(refund);
    }
    if payment.charge().is_none() && refund.is_none() {
        return Err(Rejection::NotFound {});
    }
    let from = refund.map_or("no refund", |refund| refund.status.name()).to_owned();
    Err(Rejection::InvalidTransition { from, command: command.to_owned(), hint: None })
}

pub(super) fn settled(news: &News<'_>, told: &ReportRefundSettled) -> Vec<DomainEvent> {
    let ReportRefundSettled { refund_id, amount, at, .. } = *told;
    let (books, fact) = (news.payment.books(), news.fact(refund_id, Some(amount), at));
    let Some(refund) = books.refund(refund_id) else { return settled_elsewhere(news, told) };
    if refund.amount != amount || refund.target != told.target {
        return fact.conflicting();
    }
    match refund.status {
        RefundStatus::Settled => Vec::new(),
        RefundStatus::Pending if is_known_return(news, told) => fact.conflicting(),
        RefundStatus::Pending => {
            vec![RefundSettled { refund_id, rtr_id: told.rtr_id, at }.into()]
        }
        from @ (RefundStatus::Failed | RefundStatus::Cancelled) => {
            flip(news, RefundFlip { refund_id, from, to: RefundStatus::Settled, at })
        }
    }
}

/// A refund that was not asked for here: money has moved, so what there is to take is taken.
fn settled_elsewhere(news: &News<'_>, told: &ReportRefundSettled) -> Vec<DomainEvent> {
    let ReportRefundSettled { refund_id, amount, at, .. } = *told;
    let fact = news.fact(refund_id, Some(amount), at);
    let Some(takings) = news.payment.books().of(&told.target) else { return fact.unexpected() };
    if is_known_return(news, told) {
        return fact.conflicting();
    }
    if !fact.is_sound(amount) || amount.currency() != takings.amount().currency() {
        return fact.unexpected();
    }
    let taken = takings.money(amount.minor().min(takings.available().minor()));
    let excess = takings.money(amount.minor().saturating_sub(taken.minor()));
    let over = excess.is_positive().then(|| OverRefund { refund_id, excess, at }.into());
    let settled = ExternalRefundSettled {
        refund_id,
        target: told.target.clone(),
        amount,
        taken,
        rtr_id: told.rtr_id,
        parts: reversal(takings, taken, &Mode::ProRata {}).unwrap_or_default(),
        fee_back: takings.ledger.divide_fee_back(taken),
        at,
    };
    [settled.into()].into_iter().chain(over).collect()
}

/// Whether the return is one that is known under another refund, or of a dispute.
fn is_known_return(news: &News<'_>, told: &ReportRefundSettled) -> bool {
    told.rtr_id.as_ref().is_some_and(|rtr_id| news.payment.books().returns.contains(rtr_id))
}

pub(super) fn failed(news: &News<'_>, told: &ReportRefundFailed) -> Vec<DomainEvent> {
    let ReportRefundFailed { refund_id, at, .. } = *told;
    let refund = news.payment.books().refund(refund_id);
    match refund.map(|refund| refund.status) {
        Some(RefundStatus::Pending) => {
            vec![RefundFailed { refund_id, reason: told.reason.masked(), at }.into()]
        }
        Some(RefundStatus::Failed) => Vec::new(),
        Some(from @ RefundStatus::Settled) => {
            flip(news, RefundFlip { refund_id, from, to: RefundStatus::Failed, at })
        }
        Some(RefundStatus::Cancelled) | None => news.fact(refund_id, None, at).unexpected(),
    }
}

fn flip(news: &News<'_>, flip: RefundFlip) -> Vec<DomainEvent> {
    if news.knows("payment.refund_flip", flip.to_key()) { Vec::new() } else { vec![flip.into()] }
}
