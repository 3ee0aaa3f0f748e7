//! What has to be remembered of a payment to tell what moves next, and the rule of each domain event.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Account, Entry,
    movement::{Movement, Parts, Transfer},
};
use crate::{
    payments::{
        payment::{
            CardCaptured, DisputeLost, DisputePartLost, DomainEvent, ExternalRefundSettled,
            PixCaptured, RefundRequested, SharesAssigned, Target,
        },
        pix::EndToEndId,
        split::Part,
    },
    values::{EventId, GatewayId, Instant, Money, RefundId},
};

#[derive(Debug, Default)]
pub(super) struct Known {
    event_id: Option<EventId>,
    takings: Vec<Taking>,
    refunds: BTreeMap<RefundId, Reserved>,
    disputes: BTreeMap<GatewayId, Held>,
}

/// A capture or a Pix.
#[derive(Debug, Clone)]
struct Taking {
    target: Target,
    captured_at: Instant,
    amount: Money,
    /// Whose it is, but for what recipients have of it.
    rest: Account,
}

/// A refund that is on its way.
#[derive(Debug, Clone)]
struct Reserved {
    target: Target,
    amount: Money,
    from: Parts,
    fee_back: Parts,
}

/// What is held for a dispute, and whose it is.
#[derive(Debug, Clone)]
struct Held {
    target: Target,
    from: Parts,
    fees: Parts,
}

/// What moved, and of which capture or Pix.
type Moved = Option<(Taking, Vec<Transfer>)>;

impl Known {
    pub(super) fn take_in(
        &mut self,
        payment_id: Uuid,
        at: Instant,
        happened: &DomainEvent,
    ) -> Vec<Entry> {
        let Some((taking, transfers)) = self.moved(happened) else { return Vec::new() };
        let event_id = self.event_id;
        let entry = |transfer: Transfer| Entry {
            payment_id,
            event_id,
            target: taking.target.clone(),
            captured_at: taking.captured_at,
            movement: transfer.movement,
            at,
            postings: transfer.net().postings(taking.amount.currency()),
        };
        transfers.into_iter().map(entry).filter(|entry| !entry.postings.is_empty()).collect()
    }

    fn moved(&mut self, happened: &DomainEvent) -> Moved {
        match happened {
            DomainEvent::Created(created) => {
                self.event_id = Some(created.reference.event_id);
                None
            }
            DomainEvent::PixCaptured(captured) => self.pix_captured(captured),
            DomainEvent::CardCaptured(captured) => self.card_captured(captured),
            DomainEvent::LatePixReceived(late) => {
                self.surplus(pix(late.e2eid), late.amount, late.fee, late.at)
            }
            DomainEvent::DuplicatePixReceived(second) => {
                self.surplus(pix(second.e2eid), second.amount, second.fee, second.at)
            }
            DomainEvent::DuplicateCardCaptured(again) => {
                let target = Target::Capture { capture_id: again.capture_id };
                self.surplus(target, again.amount, again.fee, again.at)
            }
            DomainEvent::PixAmountMismatch(other) => {
                self.surplus(pix(other.e2eid), other.got, other.fee, other.at)
            }
            DomainEvent::UnmatchedPix(other) => {
                self.surplus(pix(other.e2eid), other.amount, other.fee, other.at)
            }
            DomainEvent::SharesAssigned(assigned) => self.divide(assigned),
            DomainEvent::RefundRequested(requested) => self.reserve(requested),
            DomainEvent::RefundSettled(settled) => self.pay(settled.refund_id),
            DomainEvent::ExternalRefundSettled(settled) => self.pay_external(settled),
            DomainEvent::OverRefund(over) => self.exceed(over.refund_id, over.excess),
            DomainEvent::RefundFailed(failed) => self.undo(failed.refund_id),
            DomainEvent::RefundCancelled(cancelled) => self.undo(cancelled.refund_id),
            DomainEvent::DisputeOpened(opened) => {
                let held = Held {
                    target: opened.target.clone(),
                    from: Parts::default(),
                    fees: Parts::default(),
                };
                self.disputes.insert(opened.dispute_id.clone(), held);
                let fee = (opened.fee, opened.fee_parts.as_slice());
                self.hold(&opened.dispute_id, opened.held, &opened.parts, fee)
            }
            DomainEvent::DisputeReopened(reopened) => {
                let fee = (reopened.fee, reopened.fee_parts.as_slice());
                self.hold(&reopened.dispute_id, reopened.held, &reopened.parts, fee)
            }
            DomainEvent::DisputeHoldRaised(raised) => {
                self.hold(&raised.dispute_id, raised.amount, &raised.parts, (None, &[]))
            }
            DomainEvent::DisputeWon(won) => self.win(&won.dispute_id, won.fee_returned),
            DomainEvent::DisputeAccepted(accepted) => self.lose_all(&accepted.dispute_id),
            DomainEvent::DisputeLost(lost) => self.lose(lost),
            DomainEvent::DisputePartLost(lost) => self.lose_part(lost),
            DomainEvent::PixChargeRequested(_)
            | DomainEvent::PixChargeIssued(_)
            | DomainEvent::PixChargeFailed(_)
            | DomainEvent::ChargeExpired(_)
            | DomainEvent::Cancelled(_)
            | DomainEvent::CardStarted(_)
            | DomainEvent::CardSent(_)
            | DomainEvent::ActionRequired(_)
            | DomainEvent::ActionDone(_)
            | DomainEvent::Authorized(_)
            | DomainEvent::CaptureRequested(_)
            | DomainEvent::CaptureFailed(_)
            | DomainEvent::Declined(_)
            | DomainEvent::VoidRequested(_)
            | DomainEvent::Voided(_)
            | DomainEvent::VoidFailed(_)
            | DomainEvent::AuthorizationLapsed(_)
            | DomainEvent::RefundSent(_)
            | DomainEvent::EvidenceSubmitted(_)
            | DomainEvent::UnmatchedFact(_)
            | DomainEvent::UnexpectedFact(_)
            | DomainEvent::ConflictingFact(_)
            | DomainEvent::AmountMismatch(_)
            | DomainEvent::OverDispute(_)
            | DomainEvent::RefundFlip(_) => None,
        }
    }

    fn pix_captured(&mut self, captured: &PixCaptured) -> Moved {
        let target = pix(captured.e2eid);
        let taking = self.taken(target, captured.amount, captured.at, Account::Undivided);
        Some((taking, sale(captured.amount, &captured.shares, captured.fee, &captured.fees)))
    }

    fn card_captured(&mut self, captured: &CardCaptured) -> Moved {
        let target = Target::Capture { capture_id: captured.capture_id };
        let taking = self.taken(target, captured.amount, captured.at, Account::Undivided);
        Some((taking, sale(captured.amount, &captured.shares, captured.fee, &captured.fees)))
    }

    fn surplus(&mut self, target: Target, amount: Money, fee: Option<Money>, at: Instant) -> Moved {
        let taking = self.taken(target, amount, at, Account::Buyer);
        let (clearing, buyer) = (Account::Clearing, Account::Buyer);
        let came = transfer(Movement::Surplus, clearing, Parts::one(buyer, amount), amount);
        Some((taking, vec![came, kept(fee.unwrap_or(amount.part(0)), &[])]))
    }

    fn taken(&mut self, target: Target, amount: Money, at: Instant, rest: Account) -> Taking {
        let taking = Taking { target, captured_at: at, amount, rest };
        self.takings.push(taking.clone());
        taking
    }

    fn taking(&self, target: &Target) -> Option<Taking> {
        self.takings.iter().find(|taking| taking.target == *target).cloned()
    }

    fn divide(&mut self, assigned: &SharesAssigned) -> Moved {
        let taking = self.taking(&assigned.target)?;
        let shares = Parts::of(&assigned.shares);
        let undivided = Parts::one(taking.rest, taking.amount.part(shares.sum()));
        let fees = Parts::of(&assigned.fees);
        let of_platform = Parts::one(Account::PlatformFees, taking.amount.part(fees.sum()));
        let moved = vec![
            Transfer::new(Movement::Division, undivided, shares),
            Transfer::new(Movement::Fee, fees, of_platform),
        ];
        Some((taking, moved))
    }

    fn reserve(&mut self, requested: &RefundRequested) -> Moved {
        let (taking, amount) = (self.taking(&requested.target)?, requested.amount);
        let from = Parts::divided(&requested.parts, amount, taking.rest);
        let fee_back = Parts::of(&requested.fee_back);
        let reserved = Reserved {
            target: requested.target.clone(),
            amount,
            from: from.clone(),
            fee_back: fee_back.clone(),
        };
        self.refunds.insert(requested.refund_id, reserved);
        let fees = Parts::one(Account::PlatformFees, amount.part(fee_back.sum()));
        let moved = vec![
            Transfer::new(Movement::Refund, from, Parts::one(Account::RefundsDue, amount)),
            Transfer::new(Movement::FeeBack, fees, fee_back),
        ];
        Some((taking, moved))
    }

    fn pay(&mut self, refund_id: RefundId) -> Moved {
        let reserved = self.refunds.get(&refund_id)?;
        let (taking, amount) = (self.taking(&reserved.target)?, reserved.amount);
        let fee_back = amount.part(reserved.fee_back.sum());
        let fees = Parts::one(Account::PlatformFees, fee_back);
        let back = Parts::one(Account::Clearing, amount);
        let moved = vec![
            Transfer::new(Movement::RefundPaid, Parts::one(Account::RefundsDue, amount), back),
            transfer(Movement::FeeBack, Account::Clearing, fees, fee_back),
        ];
        Some((taking, moved))
    }

    fn pay_external(&mut self, settled: &ExternalRefundSettled) -> Moved {
        let (taking, taken) = (self.taking(&settled.target)?, settled.taken);
        let from = Parts::divided(&settled.parts, taken, taking.rest);
        let fee_back = Parts::of(&settled.fee_back);
        // What more went back is told after it, and has to find its way here.
        let reserved = Reserved {
            target: settled.target.clone(),
            amount: taken,
            from: from.clone(),
            fee_back: fee_back.clone(),
        };
        self.refunds.insert(settled.refund_id, reserved);
        let back = taken.part(fee_back.sum());
        let moved = vec![
            Transfer::new(Movement::Refund, from, Parts::one(Account::Clearing, taken)),
            transfer(Movement::FeeBack, Account::Clearing, fee_back, back),
        ];
        Some((taking, moved))
    }

    fn exceed(&mut self, refund_id: RefundId, excess: Money) -> Moved {
        let taking = self.taking(&self.refunds.get(&refund_id)?.target)?;
        Some((taking, vec![exceeding(excess)]))
    }

    fn undo(&mut self, refund_id: RefundId) -> Moved {
        let Reserved { target, amount, from, fee_back } = self.refunds.remove(&refund_id)?;
        let taking = self.taking(&target)?;
        let fees = Parts::one(Account::PlatformFees, amount.part(fee_back.sum()));
        let moved = vec![
            transfer(Movement::RefundUndone, Account::RefundsDue, from, amount),
            Transfer::new(Movement::RefundUndone, fee_back, fees),
        ];
        Some((taking, moved))
    }

    fn hold(
        &mut self,
        dispute_id: &GatewayId,
        amount: Money,
        parts: &[Part],
        (fee, fee_parts): (Option<Money>, &[Part]),
    ) -> Moved {
        let taking = self.taking(&self.disputes.get(dispute_id)?.target)?;
        let held = self.disputes.get_mut(dispute_id)?;
        let from = Parts::divided(parts, amount, taking.rest);
        let fee = fee.unwrap_or(amount.part(0));
        let fees = Parts::divided(fee_parts, fee, Account::PlatformFees);
        held.from = std::mem::take(&mut held.from).plus(&from);
        held.fees = std::mem::take(&mut held.fees).plus(&fees);
        let moved = vec![
            Transfer::new(Movement::Dispute, from, Parts::one(Account::Disputes, amount)),
            Transfer::new(Movement::DisputeFee, fees, Parts::one(Account::Clearing, fee)),
        ];
        Some((taking, moved))
    }

    fn win(&mut self, dispute_id: &GatewayId, fee_returned: bool) -> Moved {
        let held = self.disputes.get_mut(dispute_id)?;
        let from = std::mem::take(&mut held.from);
        let fees = if fee_returned { std::mem::take(&mut held.fees) } else { Parts::default() };
        let target = held.target.clone();
        let taking = self.taking(&target)?;
        let (amount, fee) = (taking.amount.part(from.sum()), taking.amount.part(fees.sum()));
        let moved = vec![
            transfer(Movement::DisputeReleased, Account::Disputes, from, amount),
            transfer(Movement::DisputeFeeBack, Account::Clearing, fees, fee),
        ];
        Some((taking, moved))
    }

    fn lose_all(&mut self, dispute_id: &GatewayId) -> Moved {
        let held = self.disputes.get_mut(dispute_id)?;
        let from = std::mem::take(&mut held.from);
        let target = held.target.clone();
        let taking = self.taking(&target)?;
        let lost = taking.amount.part(from.sum());
        Some((taking, vec![loss(lost)]))
    }

    fn lose(&mut self, lost: &DisputeLost) -> Moved {
        let held = self.disputes.get_mut(&lost.dispute_id)?;
        let from = std::mem::take(&mut held.from);
        let target = held.target.clone();
        let taking = self.taking(&target)?;
        let rest = from.sum().saturating_sub(i128::from(lost.lost.minor()));
        let rest = taking.amount.part(rest);
        let released = Parts::divided(&lost.released, rest, taking.rest);
        let released = transfer(Movement::DisputeReleased, Account::Disputes, released, rest);
        let beyond = exceeding(lost.excess.unwrap_or(lost.lost.part(0)));
        Some((taking, vec![loss(lost.lost), released, beyond]))
    }

    fn lose_part(&mut self, lost: &DisputePartLost) -> Moved {
        let target = self.disputes.get(&lost.dispute_id)?.target.clone();
        let taking = self.taking(&target)?;
        let held = self.disputes.get_mut(&lost.dispute_id)?;
        let parts = Parts::divided(&lost.parts, lost.lost, taking.rest);
        held.from = std::mem::take(&mut held.from).minus(&parts);
        let beyond = exceeding(lost.excess.unwrap_or(lost.lost.part(0)));
        Some((taking, vec![loss(lost.lost), beyond]))
    }
}

fn pix(e2eid: EndToEndId) -> Target {
    Target::Pix { e2eid }
}

/// What came in is shared, and so is the fee that the gateway took of it.
fn sale(amount: Money, shares: &[Part], fee: Option<Money>, fees: &[Part]) -> Vec<Transfer> {
    let shares = Parts::divided(shares, amount, Account::Undivided);
    let fee = fee.unwrap_or(amount.part(0));
    vec![transfer(Movement::Sale, Account::Clearing, shares, amount), kept(fee, fees)]
}

/// The gateway kept a fee; what of it no recipient bears is the platform's.
fn kept(fee: Money, fees: &[Part]) -> Transfer {
    let fees = Parts::divided(fees, fee, Account::PlatformFees);
    Transfer::new(Movement::Fee, fees, Parts::one(Account::Clearing, fee))
}

/// What the gateway gave back of what was held.
fn loss(lost: Money) -> Transfer {
    transfer(Movement::DisputeLost, Account::Disputes, Parts::one(Account::Clearing, lost), lost)
}

/// More went to the payer than there was.
fn exceeding(excess: Money) -> Transfer {
    let clearing = Parts::one(Account::Clearing, excess);
    transfer(Movement::Excess, Account::Buyer, clearing, excess)
}

fn transfer(movement: Movement, debit: Account, credit: Parts, amount: Money) -> Transfer {
    Transfer::new(movement, Parts::one(debit, amount), credit)
}
