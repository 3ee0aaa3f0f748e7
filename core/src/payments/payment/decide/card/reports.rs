//! What a gateway reports of a card.

use crate::{
    payments::payment::{
        contract::{
            ActionDone, ActionRequired, AuthorizationLapsed, Authorized, CaptureFailed,
            CardCaptured, Declined, DomainEvent, DuplicateCardCaptured, ReportActionDone,
            ReportActionRequired, ReportAuthorizationLapsed, ReportAuthorized, ReportCaptureFailed,
            ReportCaptured, ReportDeclined, ReportVoidFailed, ReportVoided, Surplus, Target,
            VoidFailed, VoidRequested, Voided,
        },
        decide::{
            divide::{Division, divide},
            news::News,
            received::all_back,
        },
        state::{CaptureStatus, Charge, Status},
    },
    values::{CaptureId, Count, Instant, Money, TenantId},
};

/// The card is being charged, with or without a word of the payer.
const UNDER_WAY: &[Status] = &[Status::Processing, Status::RequiresAction];
/// No attempt is under way any more, and nothing was authorized.
const ENDED: &[Status] = &[Status::Failed, Status::Cancelled];

type Happened = Vec<DomainEvent>;

pub(in super::super) fn action_required(news: &News<'_>, told: &ReportActionRequired) -> Happened {
    let newest = is_of_the_attempt(news, told.attempt) && is_newest(news, told.at);
    let expected = news.is_in(&[Status::Processing]) && newest;
    news.fact(told.at, None, told.at).leads_to(ActionRequired { at: told.at }, expected)
}

pub(in super::super) fn action_done(news: &News<'_>, told: &ReportActionDone) -> Happened {
    let newest = is_of_the_attempt(news, told.attempt) && is_newest(news, told.at);
    let expected = news.is_in(&[Status::RequiresAction]) && newest;
    news.fact(told.at, None, told.at).leads_to(ActionDone { at: told.at }, expected)
}

pub(in super::super) fn declined(news: &News<'_>, told: &ReportDeclined) -> Happened {
    let fact = news.fact(told.at, None, told.at);
    let Some(attempt) = latest_attempt(news) else { return fact.unexpected() };
    let happened = Declined { code: told.code.masked(), attempt, at: told.at };
    // An attempt ends once. When, the clock that told of what came before need not agree with.
    if told.attempt == Some(attempt) && news.is_in(UNDER_WAY) {
        return vec![happened.into()];
    }
    let expected = told.attempt.is_none() && news.is_in(UNDER_WAY) && is_newest(news, told.at);
    fact.leads_to(happened, expected)
}

fn latest_attempt(news: &News<'_>) -> Option<Count> {
    news.payment.charge().and_then(|charge| charge.card.attempt)
}

/// Whether it is of the attempt that is the latest; what names none is taken for its.
fn is_of_the_attempt(news: &News<'_>, named: Option<Count>) -> bool {
    named.is_none_or(|named| latest_attempt(news) == Some(named))
}

/// What is older than the latest news does not move the payment back.
fn is_newest(news: &News<'_>, at: Instant) -> bool {
    let charge = news.payment.charge();
    charge.and_then(|charge| charge.moved_at).is_none_or(|moved_at| at >= moved_at)
}

pub(in super::super) fn authorized(news: &News<'_>, told: &ReportAuthorized) -> Happened {
    let ReportAuthorized { amount, valid_until, attempt, at } = *told;
    let fact = news.fact(at, Some(amount), at);
    let Some(charge) = news.payment.charge() else { return fact.unexpected() };
    if news.is_in(UNDER_WAY) && is_of_the_attempt(news, attempt) {
        if amount != charge.amount() {
            let noted = fact.mismatches(charge.amount(), amount);
            return given_up(charge, noted.into_iter().collect());
        }
        return vec![Authorized { amount, valid_until, at }.into()];
    }
    // A capture that came before it said as much.
    match charge.card.authorized {
        Some(known) if known == amount => Vec::new(),
        Some(_) => fact.conflicting(),
        None if !charge.is_pix() && news.is_in(ENDED) => given_up(charge, fact.unexpected()),
        None => fact.unexpected(),
    }
}

/// What is set aside for nothing is given up, beside the note of it: the payer could not spend it.
fn given_up(charge: &Charge, noted: Happened) -> Happened {
    let asked = charge.card.void_requested || noted.is_empty();
    let void = (!asked).then(|| VoidRequested {}.into());
    noted.into_iter().chain(void).collect()
}

/// Money has moved, and is taken in whatever the state: also when it was given up, called off or declined
/// before. A capture and the end of an authorization cross on their way, and are told in either order.
///
/// Where all was captured before, nobody asked for more: it is kept apart, as a second Pix is.
pub(in super::super) fn captured(
    news: &News<'_>,
    told: &ReportCaptured,
    tenant: TenantId,
) -> Happened {
    let ReportCaptured { capture_id, amount, at, .. } = *told;
    let fact = news.fact(capture_id, Some(amount), at);
    let Some(charge) = news.payment.charge() else { return fact.unexpected() };
    if let Some(known) = charge.books.of(&Target::Capture { capture_id }) {
        return if known.amount() == amount { Vec::new() } else { fact.conflicting() };
    }
    if charge.is_pix() || !fact.is_sound(amount) {
        return fact.unexpected();
    }
    let (fee, no_fee) = fact.fee(told.fee, amount);
    if charge.books.captured() >= charge.amount().minor() {
        let again = charged_again(charge, &ReportCaptured { fee, ..told.clone() }, tenant);
        return again.into_iter().chain(no_fee).collect();
    }
    let Division { shares, fees, split_pending } = divide(charge, amount, fee);
    let inferred = charge.card.authorized.is_none() && !charge.takes_money_with_authorization();
    let more_may_come = news.is_in(UNDER_WAY) || news.is_in(Status::WITH_A_REST);
    let completes = !more_may_come || completes(charge, capture_id, amount);
    let happened = CardCaptured {
        capture_id,
        amount,
        fee,
        inferred,
        completes,
        shares,
        fees,
        split_pending,
        at,
    };
    let expected = expected(charge, capture_id, amount);
    let mismatch = (expected != amount).then(|| fact.mismatches(expected, amount)).flatten();
    [happened.into()].into_iter().chain(mismatch).chain(no_fee).collect()
}

fn charged_again(charge: &Charge, told: &ReportCaptured, tenant: TenantId) -> Happened {
    let ReportCaptured { capture_id, amount, fee, at } = *told;
    let policy = charge.created().anomalies.duplicate;
    let happened = DuplicateCardCaptured { capture_id, amount, fee, policy, at };
    let back = (policy == Surplus::AutoRefund)
        .then(|| all_back(&capture_id.to_string(), Target::Capture { capture_id }, amount, tenant));
    [happened.into()].into_iter().chain(back).collect()
}

/// What was asked for, or else no more than what is left of the authorization.
fn expected(charge: &Charge, capture_id: CaptureId, amount: Money) -> Money {
    match charge.card.captures.get(&capture_id) {
        Some(asked) => asked.amount,
        None => amount.part(i128::from(amount.minor().min(left(charge)))),
    }
}

/// What is authorized and not captured.
fn left(charge: &Charge) -> i64 {
    let authorized = charge.card.authorized.unwrap_or(charge.amount());
    authorized.minor().saturating_sub(charge.books.captured())
}

/// Nothing more can be captured when all was, or when nothing is under way and a capture was final.
fn completes(charge: &Charge, capture_id: CaptureId, amount: Money) -> bool {
    let others = || charge.card.captures.iter().filter(|(id, _)| **id != capture_id);
    let under_way = others().any(|(_, asked)| asked.status == CaptureStatus::Pending);
    let is_final = charge.card.captures.get(&capture_id).is_some_and(|asked| asked.is_final);
    let was_final =
        others().any(|(_, asked)| asked.is_final && asked.status == CaptureStatus::Captured);
    amount.minor() >= left(charge) || (!under_way && (is_final || was_final))
}

pub(in super::super) fn capture_failed(news: &News<'_>, told: &ReportCaptureFailed) -> Happened {
    let ReportCaptureFailed { capture_id, at, .. } = *told;
    let fact = news.fact(capture_id, None, at);
    let asked = news.payment.charge().and_then(|charge| charge.card.captures.get(&capture_id));
    match asked.map(|asked| asked.status) {
        Some(CaptureStatus::Pending) => {
            vec![CaptureFailed { capture_id, code: told.code.masked(), at }.into()]
        }
        Some(CaptureStatus::Failed) => Vec::new(),
        Some(CaptureStatus::Captured) | None => fact.unexpected(),
    }
}

pub(in super::super) fn voided(news: &News<'_>, told: &ReportVoided) -> Happened {
    let fact = news.fact(told.at, None, told.at);
    fact.leads_to(Voided { at: told.at }, can_be_given_up(news))
}

pub(in super::super) fn void_failed(news: &News<'_>, told: &ReportVoidFailed) -> Happened {
    let asked = news.payment.charge().is_some_and(|charge| charge.card.void_requested);
    let happened = VoidFailed { code: told.code.masked(), at: told.at };
    news.fact(told.at, None, told.at).leads_to(happened, asked && can_be_given_up(news))
}

pub(in super::super) fn lapsed(news: &News<'_>, told: &ReportAuthorizationLapsed) -> Happened {
    let fact = news.fact(told.at, None, told.at);
    fact.leads_to(AuthorizationLapsed { at: told.at }, can_be_given_up(news))
}

/// Whether something is set aside that was not captured, for this payment or for nothing.
fn can_be_given_up(news: &News<'_>) -> bool {
    let stray = news.payment.charge().is_some_and(|charge| charge.card.stray);
    news.is_in(Status::WITH_A_REST) || stray
}
