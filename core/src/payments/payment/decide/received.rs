//! A Pix that came in. Money has moved: nothing is refused, and what was not asked for is kept apart.

use super::{
    divide::{Division, divide},
    news::News,
};
use crate::{
    payments::{
        payment::{
            contract::{
                ChargeExpired, Components, DomainEvent, DuplicatePixReceived, LatePixReceived,
                LatePolicy, PixAmountMismatch, PixCaptured, RefundRequested, ReportPixReceived,
                Surplus, Target, UnmatchedPix,
            },
            state::{Charge, Payment, Status},
        },
        split::Mode,
    },
    values::{Money, RefundId, TenantId},
};

pub(super) fn received(
    news: &News<'_>,
    told: &ReportPixReceived,
    tenant: TenantId,
) -> Vec<DomainEvent> {
    let target = Target::Pix { e2eid: told.e2eid };
    let fact = news.fact(told.e2eid.as_str(), Some(told.amount), told.at);
    if let Some(known) = news.payment.books().of(&target) {
        let same = known.amount() == told.amount;
        return if same { Vec::new() } else { fact.conflicting() };
    }
    if !fact.is_sound(told.amount) {
        return fact.unexpected();
    }
    let (fee, no_fee) = fact.fee(told.fee, told.amount);
    let came = taken_in(news.payment, &ReportPixReceived { fee, ..told.clone() }, tenant);
    came.into_iter().chain(no_fee).collect()
}

/// What is to be taken in as what.
fn taken_in(payment: &Payment, told: &ReportPixReceived, tenant: TenantId) -> Vec<DomainEvent> {
    let Some(charge) = payment.charge().filter(|charge| is_for(charge, told)) else {
        return unmatched(told);
    };
    if charge.status() == Status::Captured {
        return duplicate(charge, told, tenant);
    }
    let expected = expected(charge, told);
    if is_late(charge, told) && !(accepts_late(charge) && expected == told.amount) {
        return late(charge, told, tenant);
    }
    if expected != told.amount {
        return mismatch(charge, told, expected, tenant);
    }
    vec![capture(charge, told)]
}

/// Whether the Pix is for this charge: a payment by Pix, and no other txid than the charge's.
fn is_for(charge: &Charge, told: &ReportPixReceived) -> bool {
    let other = match (&charge.pix.txid, &told.txid) {
        (Some(known), Some(named)) => known != named,
        (Some(_), None) | (None, Some(_) | None) => false,
    };
    charge.is_pix() && !other
}

/// When it was settled decides, never when the news came, nor whether the charge was ended meanwhile.
fn is_late(charge: &Charge, told: &ReportPixReceived) -> bool {
    match charge.pix.expires_at {
        Some(expires_at) => told.at >= expires_at,
        // Nobody was ever asked to pay it.
        None => charge.status() != Status::Pending,
    }
}

fn accepts_late(charge: &Charge) -> bool {
    charge.created().anomalies.late == LatePolicy::AcceptIfSameAmount
}

/// What was to come: what came, where the payer may change it; with its components, what they give.
fn expected(charge: &Charge, told: &ReportPixReceived) -> Money {
    match &told.components {
        _ if charge.created().method.amount_may_change() => told.amount,
        Some(components) if components.original == charge.amount() => {
            sum(components).unwrap_or(charge.amount())
        }
        Some(_) | None => charge.amount(),
    }
}

fn sum(of: &Components) -> Option<Money> {
    let mut more = [of.fine, of.interest].into_iter().flatten();
    let mut less = [of.discount, of.abatement].into_iter().flatten();
    let sum = more.try_fold(of.original, |sum, more| sum.checked_add(more)).ok()?;
    less.try_fold(sum, |sum, less| sum.checked_sub(less)).ok()
}

fn capture(charge: &Charge, told: &ReportPixReceived) -> DomainEvent {
    let Division { shares, fees, split_pending } = divide(charge, told.amount, told.fee);
    PixCaptured {
        e2eid: told.e2eid,
        amount: told.amount,
        fee: told.fee,
        inferred: charge.status() == Status::Pending,
        shares,
        fees,
        split_pending,
        at: told.at,
    }
    .into()
}

fn unmatched(told: &ReportPixReceived) -> Vec<DomainEvent> {
    let (e2eid, txid) = (told.e2eid, told.txid.clone());
    vec![UnmatchedPix { e2eid, amount: told.amount, fee: told.fee, txid, at: told.at }.into()]
}

fn duplicate(charge: &Charge, told: &ReportPixReceived, tenant: TenantId) -> Vec<DomainEvent> {
    let (e2eid, policy) = (told.e2eid, charge.created().anomalies.duplicate);
    let happened =
        DuplicatePixReceived { e2eid, amount: told.amount, fee: told.fee, policy, at: told.at };
    let back = policy == Surplus::AutoRefund;
    [happened.into()].into_iter().chain(back.then(|| refund(told, tenant))).collect()
}

fn late(charge: &Charge, told: &ReportPixReceived, tenant: TenantId) -> Vec<DomainEvent> {
    let (e2eid, policy) = (told.e2eid, charge.created().anomalies.late);
    let open = charge.status() == Status::AwaitingPix;
    let expired = charge.pix.expires_at.filter(|_| open);
    let expired = expired.map(|expires_at| ChargeExpired { expires_at }.into());
    let happened =
        LatePixReceived { e2eid, amount: told.amount, fee: told.fee, policy, at: told.at };
    let back = policy == LatePolicy::AutoRefund;
    let happened = expired.into_iter().chain([happened.into()]);
    happened.chain(back.then(|| refund(told, tenant))).collect()
}

fn mismatch(
    charge: &Charge,
    told: &ReportPixReceived,
    expected: Money,
    tenant: TenantId,
) -> Vec<DomainEvent> {
    let (e2eid, got) = (told.e2eid, told.amount);
    let policy = charge.created().anomalies.mismatch;
    let happened = PixAmountMismatch { e2eid, expected, got, fee: told.fee, policy, at: told.at };
    let back = policy == Surplus::AutoRefund;
    [happened.into()].into_iter().chain(back.then(|| refund(told, tenant))).collect()
}

/// All of a Pix that nobody asked for goes back.
fn refund(told: &ReportPixReceived, tenant: TenantId) -> DomainEvent {
    all_back(told.e2eid.as_str(), Target::Pix { e2eid: told.e2eid }, told.amount, tenant)
}

/// All of what nobody asked for goes back. The refund's id follows from what it is known by, so that it
/// is asked for once.
pub(super) fn all_back(
    known_by: &str,
    target: Target,
    amount: Money,
    tenant: TenantId,
) -> DomainEvent {
    RefundRequested {
        refund_id: RefundId::derive(tenant.as_uuid(), known_by),
        target,
        amount,
        mode: Mode::ProRata {},
        reason: None,
        parts: Vec::new(),
        fee_back: Vec::new(),
    }
    .into()
}
