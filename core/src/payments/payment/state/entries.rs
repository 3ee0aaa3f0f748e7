//! What each domain event writes into the books.

use super::books::{Books, Dispute, DisputeStatus, Origin, Refund, Takings};
use crate::{
    aggregate::Message,
    payments::{
        payment::contract::{
            DisputeLost, DisputeOpened, DisputePartLost, DisputeReopened, DisputeStage, DisputeWon,
            DomainEvent, ExternalRefundSettled, RefundRequested, RefundStatus, SharesAssigned,
            Target,
        },
        pix::EndToEndId,
        split::{Column, Mode, Part, Split},
    },
    values::{GatewayId, Instant, Money, RefundId},
};

/// Who has which part of what came, and of its fee.
struct Divided<'a> {
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
                let divided = Divided { shares, fees, split_pending: captured.split_pending };
                self.capture(target, captured.amount, captured.at, split, &divided);
            }
            DomainEvent::CardCaptured(captured) => {
                let target = Target::Capture { capture_id: captured.capture_id };
                let (shares, fees) = (&captured.shares, &captured.fees);
                let divided = Divided { shares, fees, split_pending: captured.split_pending };
                self.capture(target, captured.amount, captured.at, split, &divided);
            }
            DomainEvent::SharesAssigned(assigned) => self.assign(assigned, split),
            DomainEvent::LatePixReceived(late) => {
                self.keep(&late.e2eid, Origin::Late, late.amount, late.at);
            }
            DomainEvent::DuplicatePixReceived(second) => {
                self.keep(&second.e2eid, Origin::Duplicate, second.amount, second.at);
            }
            DomainEvent::PixAmountMismatch(other) => {
                self.keep(&other.e2eid, Origin::Mismatch, other.got, other.at);
            }
            DomainEvent::UnmatchedPix(unmatched) => {
                self.keep(&unmatched.e2eid, Origin::Unmatched, unmatched.amount, unmatched.at);
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
        if let Some(split) = split.filter(|_| !divided.shares.is_empty()) {
            takings.ledger = split.ledger_of(amount.currency(), divided.shares, divided.fees);
        }
        self.takings.push(takings);
    }

    fn assign(&mut self, assigned: &SharesAssigned, split: Option<&Split>) {
        if let (Some(takings), Some(split)) = (self.takings_mut(&assigned.target), split) {
            let currency = takings.amount.currency();
            takings.ledger = split.ledger_of(currency, &assigned.shares, &[]);
            takings.split_pending = false;
        }
    }

    fn keep(&mut self, e2eid: &EndToEndId, origin: Origin, amount: Money, at: Instant) {
        self.takings.push(Takings::new(pix(e2eid), origin, amount, at));
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
            takings.ledger.give_back(refund.column(), &refund.parts);
            takings.ledger.give_back(Column::FeeBack, &refund.fee_back);
        }
    }

    fn open(&mut self, opened: &DisputeOpened) {
        let dispute = Dispute {
            target: opened.target.clone(),
            amount: opened.amount,
            kind: opened.kind,
            stage: opened.stage,
            status: DisputeStatus::Open,
            due_at: opened.due_at,
            held: 0,
            parts: Vec::new(),
            fee_parts: Vec::new(),
        };
        self.disputes.insert(opened.dispute_id.clone(), dispute);
        self.hold(&opened.dispute_id, opened.held, &opened.parts);
        self.charge_fee(&opened.dispute_id, &opened.fee_parts);
    }

    fn reopen(&mut self, reopened: &DisputeReopened) {
        if let Some(dispute) = self.disputes.get_mut(&reopened.dispute_id) {
            dispute.amount = reopened.amount;
            dispute.stage = reopened.stage;
            dispute.status = DisputeStatus::Open;
            dispute.due_at = reopened.due_at;
        }
        self.hold(&reopened.dispute_id, reopened.held, &reopened.parts);
        self.charge_fee(&reopened.dispute_id, &reopened.fee_parts);
    }

    fn set_dispute(&mut self, dispute_id: &GatewayId, status: DisputeStatus) {
        if let Some(dispute) = self.disputes.get_mut(dispute_id) {
            dispute.status = status;
        }
    }

    fn hold(&mut self, dispute_id: &GatewayId, amount: Money, parts: &[Part]) {
        self.with_dispute(dispute_id, |dispute, takings| {
            add(&mut dispute.held, amount.minor());
            dispute.parts = dispute.joined(parts);
            add(&mut takings.dispute_held, amount.minor());
            takings.ledger.take(Column::Disputed, parts);
        });
    }

    fn charge_fee(&mut self, dispute_id: &GatewayId, parts: &[Part]) {
        self.with_dispute(dispute_id, |dispute, takings| {
            dispute.fee_parts = joined(&dispute.fee_parts, parts);
            takings.ledger.take(Column::Disputed, parts);
        });
    }

    fn win(&mut self, won: &DisputeWon) {
        self.with_dispute(&won.dispute_id, |dispute, takings| {
            dispute.stage = won.stage;
            dispute.status = DisputeStatus::Won;
            dispute.release(takings);
            if won.fee_returned {
                takings.ledger.give_back(Column::Disputed, &dispute.fee_parts);
                dispute.fee_parts.clear();
            }
        });
    }

    fn lose(&mut self, lost: &DisputeLost) {
        self.with_dispute(&lost.dispute_id, |dispute, takings| {
            dispute.stage = lost.stage;
            dispute.status = DisputeStatus::Lost;
            dispute.lose(takings, lost.lost);
            dispute.parts.clone_from(&lost.released);
            dispute.release(takings);
        });
    }

    fn lose_part(&mut self, lost: &DisputePartLost) {
        self.returns.insert(lost.rtr_id);
        self.with_dispute(&lost.dispute_id, |dispute, takings| {
            dispute.lose(takings, lost.lost);
            dispute.parts = less(&dispute.parts, &lost.parts);
        });
    }

    fn lose_all_held(&mut self, dispute_id: &GatewayId) {
        self.with_dispute(dispute_id, |dispute, takings| {
            dispute.lose(takings, takings.money(dispute.held));
            dispute.parts.clear();
        });
    }

    fn with_dispute(
        &mut self,
        dispute_id: &GatewayId,
        change: impl FnOnce(&mut Dispute, &mut Takings),
    ) {
        let Some(dispute) = self.disputes.get_mut(dispute_id) else { return };
        let mut takings = self.takings.iter_mut();
        if let Some(takings) = takings.find(|takings| takings.target == dispute.target) {
            change(dispute, takings);
        }
    }
}

impl Takings {
    fn take(&mut self, refund: &Refund) {
        self.ledger.take(refund.column(), &refund.parts);
        self.ledger.take(Column::FeeBack, &refund.fee_back);
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

impl Dispute {
    /// Whether it runs, and may end at that stage. That it got so far is part of the news, where nobody
    /// told before.
    pub(in super::super) fn runs_at(&self, stage: DisputeStage) -> bool {
        self.status.is_running() && stage >= self.stage
    }

    pub(in super::super) fn ended(&self, status: DisputeStatus, stage: DisputeStage) -> bool {
        self.status == status && self.stage == stage
    }

    /// Who is debited with which part of what is held, with more of it.
    pub(in super::super) fn joined(&self, more: &[Part]) -> Vec<Part> {
        joined(&self.parts, more)
    }

    /// What is held is lost: its debit stays.
    fn lose(&mut self, takings: &mut Takings, lost: Money) {
        let lost = lost.minor();
        add(&mut self.held, lost.saturating_neg());
        add(&mut takings.dispute_held, lost.saturating_neg());
        add(&mut takings.dispute_lost, lost);
    }

    /// What is held is available again, and exactly what was debited for it is given back.
    fn release(&mut self, takings: &mut Takings) {
        add(&mut takings.dispute_held, self.held.saturating_neg());
        takings.ledger.give_back(Column::Disputed, &self.parts);
        self.held = 0;
        self.parts.clear();
    }
}

fn pix(e2eid: &EndToEndId) -> Target {
    Target::Pix { e2eid: *e2eid }
}

fn add(figure: &mut i64, amount: i64) {
    *figure = figure.saturating_add(amount);
}

/// The sums of two lists of parts.
fn joined(some: &[Part], more: &[Part]) -> Vec<Part> {
    if some.is_empty() { more.to_vec() } else { changed(some, more, i128::saturating_add) }
}

/// What is left of parts when others are taken off.
fn less(some: &[Part], taken: &[Part]) -> Vec<Part> {
    changed(some, taken, i128::saturating_sub)
}

fn changed(some: &[Part], other: &[Part], by: fn(i128, i128) -> i128) -> Vec<Part> {
    let part = |part: &Part| {
        let mut other = other.iter();
        let other = other.find(|other| other.recipient == part.recipient);
        let minor = other.map_or(0, |other| other.amount.minor());
        let minor = by(i128::from(part.amount.minor()), i128::from(minor));
        Part { recipient: part.recipient, amount: part.amount.part(minor) }
    };
    some.iter().map(part).collect()
}
