use super::{Decision, happens, invalid, news::News, nothing};
use crate::{
    payments::payment::{
        contract::{
            ChargeExpired, DomainEvent, PixChargeFailed, PixChargeIssued, PixChargeRequested,
            Rejection, ReportPixChargeFailed, ReportPixChargeIssued, RequestPixCharge,
        },
        state::{Charge, Status},
    },
    values::Instant,
};

pub(super) fn request(charge: &Charge, asked: &RequestPixCharge, now: Instant) -> Decision {
    let expires_at = asked.expires_at;
    let same = charge.pix.requested && charge.pix.expires_at == Some(expires_at);
    if same && [Status::Pending, Status::AwaitingPix].contains(&charge.status()) {
        return nothing();
    }
    let idle = charge.status() == Status::Pending && !charge.pix.requested;
    if !idle || !charge.is_pix() {
        return invalid(charge.status().name(), "payment.request_pix_charge", None);
    }
    let hold_expires_at = charge.created().reference.hold_expires_at;
    if expires_at <= now || hold_expires_at.is_some_and(|hold| expires_at > hold) {
        return Err(Rejection::InvalidExpiry { expires_at, hold_expires_at });
    }
    happens(PixChargeRequested { expires_at })
}

pub(super) fn expire(charge: &Charge, now: Instant) -> Decision {
    match charge.pix.expires_at {
        Some(expires_at) if charge.status() == Status::AwaitingPix => {
            if now < expires_at {
                return Err(Rejection::NotExpiredYet { expires_at });
            }
            happens(ChargeExpired { expires_at })
        }
        Some(_) | None => invalid(charge.status().name(), "payment.expire_charge", None),
    }
}

pub(super) fn issued(news: &News<'_>, told: &ReportPixChargeIssued) -> Vec<DomainEvent> {
    let (txid, code, at) = (told.txid.clone(), told.code.clone(), told.at);
    let fact = news.fact(txid.as_str(), None, at);
    let Some(charge) = news.payment.charge() else { return fact.unexpected() };
    match &charge.pix.txid {
        Some(known) if *known == txid => Vec::new(),
        Some(_) => fact.conflicting(),
        None if is_requested(charge) => vec![PixChargeIssued { txid, code, at }.into()],
        None => fact.unexpected(),
    }
}

pub(super) fn failed(news: &News<'_>, told: &ReportPixChargeFailed) -> Vec<DomainEvent> {
    let expected = news.payment.charge().is_some_and(is_requested);
    let happened = PixChargeFailed { code: told.code.masked(), at: told.at };
    news.fact(told.at, None, told.at).leads_to(happened, expected)
}

fn is_requested(charge: &Charge) -> bool {
    charge.status() == Status::Pending && charge.pix.requested
}
