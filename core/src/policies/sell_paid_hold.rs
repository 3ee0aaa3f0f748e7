//! What was paid for is sold: a payment that names a hold confirms it, and gives the money back where
//! the hold is lost, is sold to another payment, or costs more than is paid in the end.

use uuid::Uuid;

use super::{Follows, Look, Otherwise, Reaction, Sent};
use crate::{
    Aggregate,
    contract::{Command, State},
    payments::payment::{self, Payment, RefundRest, Status},
    ticketing::box_office::{self, BoxOffice, ConfirmHold},
    values::{ActorId, BoundedList, EventId, HoldId, Label, Money, PaymentId, PricedLine},
};

const POLICY: &str = "sell_paid_hold";
const LOST: &str = "the places are gone, or were paid for before";
const SHORT: &str = "less was paid than the places cost";

type Lines = BoundedList<PricedLine, 1, 100>;

/// What was paid, and which hold it is for.
#[derive(Debug, Clone)]
struct Paid {
    payment_id: PaymentId,
    event_id: EventId,
    hold_id: HoldId,
    /// What the payment says that it is for.
    lines: Option<Lines>,
    buyer: ActorId,
    available: Money,
    /// Whether more of it can be captured.
    more_may_come: bool,
}

/// What follows from money that came in for the payment `id`, or from that no more of it will.
pub(super) fn afterwards(happened: &payment::DomainEvent, id: Uuid) -> Follows {
    use payment::DomainEvent as Happened;
    match happened {
        Happened::PixCaptured(_)
        | Happened::CardCaptured(_)
        | Happened::CaptureFailed(_)
        | Happened::Voided(_)
        | Happened::AuthorizationLapsed(_) => Follows::Look(Look {
            aggregate: Payment::NAME,
            id,
            then: Box::new(move |state| captured(id, state)),
        }),
        // What is late or comes twice goes back by the payment's own rule, and buys nothing.
        Happened::LatePixReceived(_)
        | Happened::DuplicatePixReceived(_)
        | Happened::DuplicateCardCaptured(_)
        | Happened::PixAmountMismatch(_)
        | Happened::UnmatchedPix(_)
        | Happened::Created(_)
        | Happened::PixChargeRequested(_)
        | Happened::PixChargeIssued(_)
        | Happened::PixChargeFailed(_)
        | Happened::ChargeExpired(_)
        | Happened::Cancelled(_)
        | Happened::CardStarted(_)
        | Happened::CardSent(_)
        | Happened::ActionRequired(_)
        | Happened::ActionDone(_)
        | Happened::Authorized(_)
        | Happened::CaptureRequested(_)
        | Happened::Declined(_)
        | Happened::VoidRequested(_)
        | Happened::VoidFailed(_)
        | Happened::SharesAssigned(_)
        | Happened::RefundRequested(_)
        | Happened::RefundSent(_)
        | Happened::RefundSettled(_)
        | Happened::ExternalRefundSettled(_)
        | Happened::RefundFailed(_)
        | Happened::RefundCancelled(_)
        | Happened::DisputeOpened(_)
        | Happened::DisputeReopened(_)
        | Happened::DisputeHoldRaised(_)
        | Happened::EvidenceSubmitted(_)
        | Happened::DisputeAccepted(_)
        | Happened::DisputeWon(_)
        | Happened::DisputeLost(_)
        | Happened::DisputePartLost(_)
        | Happened::UnmatchedFact(_)
        | Happened::UnexpectedFact(_)
        | Happened::ConflictingFact(_)
        | Happened::AmountMismatch(_)
        | Happened::OverDispute(_)
        | Happened::OverRefund(_)
        | Happened::RefundFlip(_) => Follows::Nothing,
    }
}

fn captured(payment_id: Uuid, state: Option<&State>) -> Follows {
    let Some(paid) = paid(payment_id, state) else { return Follows::Nothing };
    match &paid.lines {
        Some(lines) if covers(paid.available, lines) => sell(&paid, lines.clone()),
        Some(_) if paid.more_may_come => Follows::Nothing,
        Some(_) | None => Follows::Look(Look {
            aggregate: BoxOffice::NAME,
            id: paid.event_id.as_uuid(),
            then: Box::new(move |state| held(&paid, state)),
        }),
    }
}

/// What is left of a payment that names a hold: what was given back, or is disputed, buys nothing.
fn paid(payment_id: Uuid, state: Option<&State>) -> Option<Paid> {
    let Some(State::Payment(payment)) = state else { return None };
    let charge = payment.charge()?;
    let created = charge.created();
    let available = charge.amount().part(payment.books().available().into());
    available.is_positive().then_some(Paid {
        payment_id: PaymentId::from_uuid(payment_id).ok()?,
        event_id: created.reference.event_id,
        hold_id: created.reference.hold_id?,
        lines: created.reference.lines.clone(),
        buyer: created.buyer,
        available,
        more_may_come: charge.status() != Status::Captured,
    })
}

/// What the money leads to by what is known of its hold: one that was sold keeps it, unless it was
/// sold to another payment.
fn held(paid: &Paid, state: Option<&State>) -> Follows {
    let sales = state.and_then(State::sales);
    if sales.is_some_and(|sales| sales.is_sold_to(paid.hold_id, paid.payment_id)) {
        return Follows::Nothing;
    }
    let hold = sales.and_then(|sales| sales.known_hold(paid.hold_id));
    let of_hold = || hold.and_then(|hold| hold.lines().to_vec().try_into().ok());
    match paid.lines.clone().or_else(of_hold) {
        Some(lines) if covers(paid.available, &lines) => sell(paid, lines),
        Some(_) if paid.more_may_come => Follows::Nothing,
        Some(_) => return_money(paid, SHORT),
        None => return_money(paid, LOST),
    }
}

/// The hold is confirmed in the buyer's name; where that is refused, the money goes back.
fn sell(paid: &Paid, lines: Lines) -> Follows {
    let (hold_id, paid_by) = (paid.hold_id, Some(paid.payment_id));
    let confirm: box_office::Command = ConfirmHold { hold_id, lines, paid_by }.into();
    let first = sent(paid.event_id.as_uuid(), confirm, Some(paid.buyer));
    let back = give_back(paid, LOST).map(Box::new);
    send(first, back.map_or(Otherwise::Tell, Otherwise::Send))
}

fn return_money(paid: &Paid, why: &str) -> Follows {
    give_back(paid, why).map_or(Follows::Nothing, |first| send(first, Otherwise::Tell))
}

fn covers(available: Money, lines: &[PricedLine]) -> bool {
    let cost = PricedLine::total(lines, available.currency());
    cost.is_ok_and(|cost| cost.minor() <= available.minor())
}

fn give_back(paid: &Paid, why: &str) -> Option<Sent> {
    let reason = why.parse::<Label>().ok()?;
    Some(sent(paid.payment_id.as_uuid(), payment::Command::from(RefundRest { reason }), None))
}

fn sent(id: Uuid, command: impl Into<Command>, actor: Option<ActorId>) -> Sent {
    Sent { id, command: command.into(), actor }
}

fn send(first: Sent, otherwise: Otherwise) -> Follows {
    Follows::Send(Box::new(Reaction { policy: POLICY, first, otherwise }))
}
