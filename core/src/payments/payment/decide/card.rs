mod reports;

use super::{Decision, divide::carries_split, happens, invalid, nothing};
use crate::{
    payments::payment::{
        contract::{
            Capture, CaptureRequested, CardSent, CardStarted, Rejection, StartCard, VoidRequested,
        },
        state::{Charge, Status},
    },
    values::{Instant, Money, card_number},
};

pub(super) use reports::{
    action_done, action_required, authorized, capture_failed, captured, declined, lapsed,
    void_failed, voided,
};

pub(super) fn start(charge: &Charge, asked: &StartCard) -> Decision {
    let waits = [Status::Pending, Status::Failed].contains(&charge.status()) && !charge.card.stray;
    let Some(attempt) = charge.next_attempt().filter(|_| waits) else {
        return invalid(charge.status().name(), "payment.start_card", None);
    };
    let token = asked.token.as_str();
    card_number::refuse_in("token", token, |field| Rejection::PanRejected { field })?;
    happens(CardStarted { token: asked.token.clone(), attempt })
}

/// Sending is claimed before it is done, so that a cancelled attempt is never sent.
pub(super) fn send(charge: &Charge) -> Decision {
    let Some(attempt) = charge.card.attempt.filter(|_| charge.status() == Status::Processing)
    else {
        return invalid(charge.status().name(), "payment.send_card", None);
    };
    if charge.card.sent { nothing() } else { happens(CardSent { attempt }) }
}

pub(super) fn capture(charge: &Charge, asked: &Capture, now: Instant) -> Decision {
    let Capture { capture_id, amount, is_final } = *asked;
    if let Some(known) = charge.card.captures.get(&capture_id) {
        let same = known.amount == amount && known.is_final == is_final;
        return if same { nothing() } else { Err(Rejection::DuplicateCaptureId { capture_id }) };
    }
    if !Status::WITH_A_REST.contains(&charge.status()) || charge.card.void_requested {
        return invalid(charge.status().name(), "payment.capture", None);
    }
    positive(charge, amount)?;
    if let Some(valid_until) = charge.card.valid_until.filter(|valid_until| now >= *valid_until) {
        return Err(Rejection::AuthorizationExpired { valid_until });
    }
    let available = amount.part(i128::from(charge.capturable()));
    if amount.minor() > available.minor() {
        return Err(Rejection::CaptureExceedsAuthorized { available, requested: amount });
    }
    carries_split(charge, amount)?;
    happens(CaptureRequested { capture_id, amount, is_final })
}

pub(super) fn void(charge: &Charge) -> Decision {
    if !Status::WITH_A_REST.contains(&charge.status()) && !charge.card.stray {
        return invalid(charge.status().name(), "payment.void", None);
    }
    if charge.card.void_requested { nothing() } else { happens(VoidRequested {}) }
}

fn positive(charge: &Charge, amount: Money) -> Result<(), Rejection> {
    let (expected, got) = (charge.currency(), amount.currency());
    if expected != got {
        return Err(Rejection::CurrencyMismatch { expected, got });
    }
    if amount.is_positive() { Ok(()) } else { Err(Rejection::AmountNotPositive { amount }) }
}
