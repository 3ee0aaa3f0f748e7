//! What each domain event writes into the books.

mod disputes;

use super::books::{Books, DisputeStatus, Origin, Refund, Takings};
use crate::{
    aggregate::Message,
    payments::{
        payment::contract::{
            DomainEvent, ExternalRefundSettled, RefundRequested, RefundStatus, SharesAssigned,
            Target,
        },
        pix::EndToEndId,
        split::{Column, Mode, Part, Split},
    },
    values::{Instant, Money, RefundId},
};

/// Who has which part of what came, and of its fee.
struct Divided<'a> {
    fee: Option<Money>,
    shares: &'a [Part],
    fees: &'a [Part],
    split_pending: bool,
}

impl Books {
    pub(super) fn take_in(&mut self, happened: &DomainEvent, split: Option<&Split>) {
        match happened {
            DomainEvent::PixCaptured(captured) => {
                let target = pix(&captured.e2eid);
                let (shares, fees) = (&captured.shares, &captured.fees);
                let (fee, split_pending) = (captured.fee, captured.split_pending);
                let divided = Divided { fee, shares, fees, split_pending };
                self.capture(target, captured.amount, captured.at, split, &divided);
            }
            DomainEvent::CardCaptured(captured) => {
                let target = Target::Capture { capture_id: captured.capture_id };
                let (shares, fees) = (&captured.shares, &captured.fees);
                let (fee, split_pending) = (captured.fee, captured.split_pending);
                let divided = Divided { fee, shares, fees, split_pending };
                self.capture(target, captured.amount, captured.at, split, &divided);
            }
            DomainEvent::SharesAssigned(assigned) => self.assign(assigned, split),
            DomainEvent::LatePixReceived(late) => {
                self.keep(pix(&late.e2eid), Origin::Late, late.amount, late.at);
            }
            DomainEvent::DuplicatePixReceived(second) => {
                self.keep(pix(&second.e2eid), Origin::Duplicate, second.amount, second.at);
            }
            DomainEvent::DuplicateCardCaptured(again) => {
                let target = Target::Capture { capture_id: again.capture_id };
                self.keep(target, Origin::Duplicate, again.amount, again.at);
            }
            DomainEvent::PixAmountMismatch(other) => {
                self.keep(pix(&other.e2eid), Origin::Mismatch, other.got, other.at);
            }
            DomainEvent::UnmatchedPix(unmatched) => {
                self.keep(pix(&unmatched.e2eid), Origin::Unmatched, unmatched.amount, unmatched.at);
            }
            DomainEvent::RefundRequested(requested) => self.reserve(requested),
            DomainEvent::RefundSent(sent) => {
                if let Some(refund) = self.refunds.get_mut(&sent.refund_id) {
                    refund.sent = true;
                }
            }
            DomainEvent::RefundSettled(settled) => {
                self.settle(settled.refund_id);
                self.returns.extend(settled.rtr_id);
            }
            DomainEvent::ExternalRefundSettled(settled) => self.settle_external(settled),
            DomainEvent::RefundFailed(failed) => {
                self.release(failed.refund_id, RefundStatus::Failed);
            }
            DomainEvent::RefundCancelled(cancelled) => {
                self.release(cancelled.refund_id, RefundStatus::Cancelled);
            }
            DomainEvent::DisputeOpened(opened) => self.open(opened),
            DomainEvent::DisputeReopened(reopened) => self.reopen(reopened),
            DomainEvent::DisputeHoldRaised(raised) => {
                self.hold(&raised.dispute_id, raised.amount, &raised.parts);
            }
            DomainEvent::EvidenceSubmitted(submitted) => {
                self.set_dispute(&submitted.dispute_id, DisputeStatus::UnderReview);
            }
            DomainEvent::DisputeAccepted(accepted) => {
                self.lose_all_held(&accepted.dispute_id);
                self.set_dispute(&accepted.dispute_id, DisputeStatus::Lost);
            }
            DomainEvent::DisputeWon(won) => self.win(won),
            DomainEvent::DisputeLost(lost) => self.lose(lost),
            DomainEvent::DisputePartLost(lost) => self.lose_part(lost),
            DomainEvent::UnmatchedFact(fact) => self.note(&fact.fact, &fact.key),
            DomainEvent::UnexpectedFact(fact) => self.note(&fact.fact, &fact.key),
            DomainEvent::ConflictingFact(fact) => self.note(&fact.fact, &fact.key),
            DomainEvent::AmountMismatch(fact) => self.note(&fact.fact, &fact.key),
            DomainEvent::RefundFlip(flip) => self.note(happened.wire_name(), &flip.to_key()),
            DomainEvent::PixChargeFailed(failed) => self.note_at(happened, failed.at),
            DomainEvent::ActionRequired(asked) => self.note_at(happened, asked.at),
            DomainEvent::ActionDone(done) => self.note_at(happened, done.at),
            DomainEvent::Declined(declined) => self.note_at(happened, declined.at),
            DomainEvent::Voided(voided) => self.note_at(happened, voided.at),
            DomainEvent::VoidFailed(failed) => self.note_at(happened, failed.at),
            DomainEvent::AuthorizationLapsed(lapsed) => self.note_at(happened, lapsed.at),
            DomainEvent::Created(_)
            | DomainEvent::PixChargeRequested(_)
            | DomainEvent::PixChargeIssued(_)
            | DomainEvent::ChargeExpired(_)
            | DomainEvent::Cancelled(_)
            | DomainEvent::CardStarted(_)
            | DomainEvent::CardSent(_)
            | DomainEvent::Authorized(_)
            | DomainEvent::CaptureRequested(_)
            | DomainEvent::CaptureFailed(_)
            | DomainEvent::VoidRequested(_)
            | DomainEvent::OverDispute(_)
            | DomainEvent::OverRefund(_) => {}
        }
    }

    fn note(&mut self, what: &str, key: &str) {
        self.noted.insert(format!("{what} {key}"));
    }

    /// News that has no id of its own is known by its instant.
    fn note_at(&mut self, happened: &DomainEvent, at: Instant) {
        self.note(happened.wire_name(), &at.to_string());
    }

    fn capture(
        &mut self,
        target: Target,
        amount: Money,
        at: Instant,
        split: Option<&Split>,
        divided: &Divided<'_>,
    ) {
        let mut takings = Takings::new(target, Origin::Captured, amount, at);
        takings.split_pending = divided.split_pending;
        takings.fee = divided.fee.map_or(0, Money::minor);
        if let Some(split) = split.filter(|_| !divided.shares.is_empty()) {
            takings.ledger = split.ledger_of(amount.currency(), divided.shares, divided.fees);
        }
        self.takings.push(takings);
    }

    fn assign(&mut self, assigned: &SharesAssigned, split: Option<&Split>) {
        if let (Some(takings), Some(split)) = (self.takings_mut(&assigned.target), split) {
            let currency = takings.amount.currency();
            takings.ledger = split.ledger_of(currency, &assigned.shares, &assigned.fees);
            takings.split_pending = false;
        }
    }

    fn keep(&mut self, target: Target, origin: Origin, amount: Money, at: Instant) {
        self.takings.push(Takings::new(target, origin, amount, at));
    }

    fn takings_mut(&mut self, target: &Target) -> Option<&mut Takings> {
        self.takings.iter_mut().find(|takings| takings.target == *target)
    }

    fn reserve(&mut self, requested: &RefundRequested) {
        let refund = Refund {
            target: requested.target.clone(),
            amount: requested.amount,
            taken: requested.amount,
            mode: Some(requested.mode.clone()),
            status: RefundStatus::Pending,
            sent: false,
            parts: requested.parts.clone(),
            fee_back: requested.fee_back.clone(),
        };
        if let Some(takings) = self.takings_mut(&refund.target) {
            add(&mut takings.refund_pending, refund.taken.minor());
            takings.take(&refund);
        }
        self.refunds.insert(requested.refund_id, refund);
    }

    fn settle(&mut self, refund_id: RefundId) {
        let Some(refund) = self.refunds.get_mut(&refund_id) else { return };
        refund.status = RefundStatus::Settled;
        let (target, taken) = (refund.target.clone(), refund.taken.minor());
        if let Some(takings) = self.takings_mut(&target) {
            add(&mut takings.refund_pending, taken.saturating_neg());
            add(&mut takings.refunded, taken);
        }
    }

    fn settle_external(&mut self, settled: &ExternalRefundSettled) {
        let refund = Refund {
            target: settled.target.clone(),
            amount: settled.amount,
            taken: settled.taken,
            mode: None,
            status: RefundStatus::Settled,
            sent: true,
            parts: settled.parts.clone(),
            fee_back: settled.fee_back.clone(),
        };
        if let Some(takings) = self.takings_mut(&refund.target) {
            add(&mut takings.refunded, refund.taken.minor());
            takings.take(&refund);
        }
        self.returns.extend(settled.rtr_id);
        self.refunds.insert(settled.refund_id, refund);
    }

    /// What was reserved is available again; its stored parts are given back, never worked out anew.
    fn release(&mut self, refund_id: RefundId, status: RefundStatus) {
        let Some(refund) = self.refunds.get_mut(&refund_id) else { return };
        refund.status = status;
        let refund = refund.clone();
        if let Some(takings) = self.takings_mut(&refund.target) {
            add(&mut takings.refund_pending, refund.taken.minor().saturating_neg());
            takings.ledger.reverse(refund.column(), &refund.parts);
            takings.ledger.reverse(Column::FeeBack, &refund.fee_back);
        }
    }
}

impl Takings {
    fn take(&mut self, refund: &Refund) {
        self.ledger.post(refund.column(), &refund.parts);
        self.ledger.post(Column::FeeBack, &refund.fee_back);
    }
}

impl Refund {
    fn column(&self) -> Column {
        match self.mode {
            Some(Mode::Directed { .. }) => Column::Directed,
            Some(Mode::ProRata {}) | None => Column::ProRata,
        }
    }
}

fn pix(e2eid: &EndToEndId) -> Target {
    Target::Pix { e2eid: *e2eid }
}

fn add(figure: &mut i64, amount: i64) {
    *figure = figure.saturating_add(amount);
}
