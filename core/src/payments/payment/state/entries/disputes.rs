//! What disputes write into the books.

use super::add;
use crate::{
    payments::{
        payment::{
            contract::{
                DisputeLost, DisputeOpened, DisputePartLost, DisputeReopened, DisputeStage,
                DisputeWon,
            },
            state::books::{Books, Dispute, DisputeStatus, Takings},
        },
        split::{Column, Part},
    },
    values::{GatewayId, Money},
};

impl Books {
    pub(super) fn open(&mut self, opened: &DisputeOpened) {
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
            told: None,
            assumed: 0,
        };
        self.disputes.insert(opened.dispute_id.clone(), dispute);
        self.hold(&opened.dispute_id, opened.held, &opened.parts);
        self.charge_fee(&opened.dispute_id, &opened.fee_parts);
    }

    pub(super) fn reopen(&mut self, reopened: &DisputeReopened) {
        if let Some(dispute) = self.disputes.get_mut(&reopened.dispute_id) {
            dispute.amount = reopened.amount;
            dispute.stage = reopened.stage;
            dispute.status = DisputeStatus::Open;
            dispute.due_at = reopened.due_at;
        }
        self.hold(&reopened.dispute_id, reopened.held, &reopened.parts);
        self.charge_fee(&reopened.dispute_id, &reopened.fee_parts);
    }

    pub(super) fn set_dispute(&mut self, dispute_id: &GatewayId, status: DisputeStatus) {
        if let Some(dispute) = self.disputes.get_mut(dispute_id) {
            dispute.status = status;
        }
    }

    pub(super) fn hold(&mut self, dispute_id: &GatewayId, amount: Money, parts: &[Part]) {
        self.with_dispute(dispute_id, |dispute, takings| {
            add(&mut dispute.held, amount.minor());
            dispute.parts = dispute.joined(parts);
            add(&mut takings.dispute_held, amount.minor());
            takings.ledger.post(Column::Disputed, parts);
        });
    }

    fn charge_fee(&mut self, dispute_id: &GatewayId, parts: &[Part]) {
        self.with_dispute(dispute_id, |dispute, takings| {
            dispute.fee_parts = joined(&dispute.fee_parts, parts);
            takings.ledger.post(Column::Disputed, parts);
        });
    }

    pub(super) fn win(&mut self, won: &DisputeWon) {
        self.with_dispute(&won.dispute_id, |dispute, takings| {
            dispute.stage = won.stage;
            dispute.status = DisputeStatus::Won;
            dispute.release(takings);
            if won.fee_returned {
                takings.ledger.reverse(Column::Disputed, &dispute.fee_parts);
                dispute.fee_parts.clear();
            }
        });
    }

    pub(super) fn lose(&mut self, lost: &DisputeLost) {
        self.with_dispute(&lost.dispute_id, |dispute, takings| {
            dispute.stage = lost.stage;
            dispute.status = DisputeStatus::Lost;
            dispute.lose(takings, lost.lost);
            dispute.told = lost.told;
            dispute.assumed = if lost.told.is_none() { lost.lost.minor() } else { 0 };
            dispute.parts.clone_from(&lost.released);
            dispute.release(takings);
        });
    }

    pub(super) fn lose_part(&mut self, lost: &DisputePartLost) {
        self.returns.insert(lost.rtr_id);
        self.with_dispute(&lost.dispute_id, |dispute, takings| {
            dispute.lose(takings, lost.lost);
            let covered = lost.covered.map_or(0, Money::minor);
            add(&mut dispute.assumed, covered.saturating_neg());
            dispute.parts = less(&dispute.parts, &lost.parts);
        });
    }

    pub(super) fn lose_all_held(&mut self, dispute_id: &GatewayId) {
        self.with_dispute(dispute_id, |dispute, takings| {
            dispute.assumed = dispute.held;
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

impl Dispute {
    /// Whether it runs, and may end at that stage. That it got so far is part of the news, where nobody
    /// told before.
    pub(in super::super::super) fn runs_at(&self, stage: DisputeStage) -> bool {
        self.status.is_running() && stage >= self.stage
    }

    pub(in super::super::super) fn ended(
        &self,
        status: DisputeStatus,
        stage: DisputeStage,
    ) -> bool {
        self.status == status && self.stage == stage
    }

    /// Who is debited with which part of what is held, with more of it.
    pub(in super::super::super) fn joined(&self, more: &[Part]) -> Vec<Part> {
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
        takings.ledger.reverse(Column::Disputed, &self.parts);
        self.held = 0;
        self.parts.clear();
    }
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
