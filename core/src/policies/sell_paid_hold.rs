//! What was paid for is sold: a payment that names a hold confirms it, and gives the money back where
//! the hold is lost.

use uuid::Uuid;

use super::{Follows, Look, Otherwise, Reaction, Sent};
use crate::{
    Aggregate,
    contract::{Command, State},
    payments::payment::{self, HeldLine, Payment, RefundRest},
    ticketing::box_office::{self, BoxOffice, ConfirmHold, PricedLine},
    values::{ActorId, BoundedList, EventId, HoldId, Label, Money},
};

const POLICY: &str = "sell_paid_hold";
const LOST: &str = "the places that were paid for are gone";

type Lines = BoundedList<PricedLine, 1, 100>;

/// What was paid, and which hold it is for.
#[derive(Debug, Clone)]
struct Paid {
    payment_id: Uuid,
    event_id: EventId,
    hold_id: HoldId,
    buyer: ActorId,
    available: Money,
}

/// What follows from money that came in for the payment `id`.
pub(super) fn afterwards(happened: &payment::DomainEvent, id: Uuid) -> Follows {
    use payment::DomainEvent as Happened;
    match happened {
        Happened::PixCaptured(_) | Happened::CardCaptured(_) => Follows::Look(Look {
            aggregate: Payment::NAME,
            id,
            then: Box::new(move |state| captured(id, state)),
        }),
        // What is late or comes twice goes back by the payment's own rule, and buys nothing.
        Happened::LatePixReceived(_)
        | Happened::DuplicatePixReceived(_)
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
        | Happened::CaptureFailed(_)
        | Happened::Declined(_)
        | Happened::VoidRequested(_)
        | Happened::Voided(_)
        | Happened::VoidFailed(_)
        | Happened::AuthorizationLapsed(_)
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
    let Some(State::Payment(payment)) = state else { return Follows::Nothing };
    let Some(charge) = payment.charge() else { return Follows::Nothing };
    let created = charge.created();
    let Some(hold_id) = created.reference.hold_id else { return Follows::Nothing };
    let paid = Paid {
        payment_id,
        event_id: created.reference.event_id,
        hold_id,
        buyer: created.buyer,
        available: charge.amount().part(payment.books().available().into()),
    };
    match &created.reference.lines {
        Some(lines) => lines_of(lines).map_or(Follows::Nothing, |lines| sell(&paid, lines)),
        None => Follows::Look(Look {
            aggregate: BoxOffice::NAME,
            id: paid.event_id.as_uuid(),
            then: Box::new(move |state| held(&paid, state)),
        }),
    }
}

fn lines_of(lines: &[HeldLine]) -> Option<Lines> {
    let line = |HeldLine { ticket_type, quantity, unit_price }: HeldLine| PricedLine {
        ticket_type,
        quantity,
        unit_price,
    };
    lines.iter().cloned().map(line).collect::<Vec<_>>().try_into().ok()
}

/// A payment that does not say what it is for has what the hold says, while that is known.
fn held(paid: &Paid, state: Option<&State>) -> Follows {
    let sales = state.and_then(State::sales);
    if sales.is_some_and(|sales| sales.is_sold(paid.hold_id)) {
        return Follows::Nothing;
    }
    let hold = sales.and_then(|sales| sales.known_hold(paid.hold_id));
    match hold.and_then(|hold| hold.lines().to_vec().try_into().ok()) {
        Some(lines) => sell(paid, lines),
        None if !paid.available.is_positive() => Follows::Nothing,
        None => give_back(paid).map_or(Follows::Nothing, |first| send(first, Otherwise::Tell)),
    }
}

/// The hold is confirmed in the buyer's name, if what is left of the payment covers it: what was given
/// back, or is disputed, buys nothing.
fn sell(paid: &Paid, lines: Lines) -> Follows {
    if !covers(paid.available, &lines) {
        return Follows::Nothing;
    }
    let confirm: box_office::Command = ConfirmHold { hold_id: paid.hold_id, lines }.into();
    let first = sent(paid.event_id.as_uuid(), confirm, Some(paid.buyer));
    let back = give_back(paid).map(Box::new);
    send(first, back.map_or(Otherwise::Tell, Otherwise::Send))
}

fn covers(available: Money, lines: &[PricedLine]) -> bool {
    let cost = lines.iter().try_fold(Money::zero(available.currency()), |sum, line| {
        sum.checked_add(line.unit_price.checked_mul(line.quantity.get())?)
    });
    cost.is_ok_and(|cost| cost.minor() <= available.minor())
}

fn give_back(paid: &Paid) -> Option<Sent> {
    let reason = LOST.parse::<Label>().ok()?;
    Some(sent(paid.payment_id, payment::Command::from(RefundRest { reason }), None))
}

fn sent(id: Uuid, command: impl Into<Command>, actor: Option<ActorId>) -> Sent {
    Sent { id, command: command.into(), actor }
}

fn send(first: Sent, otherwise: Otherwise) -> Follows {
    Follows::Send(Box::new(Reaction { policy: POLICY, first, otherwise }))
}
