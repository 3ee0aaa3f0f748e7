//! A second, naive telling of what is left of each capture and each Pix: sums over what happened.

use std::collections::BTreeMap;

use palco::{
    payments::payment::{DomainEvent, Target},
    values::{GatewayId, Money, RefundId},
};

/// What came of one target, and what became of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) amount: i64,
    pub(crate) pending: i64,
    pub(crate) refunded: i64,
    pub(crate) held: i64,
    pub(crate) lost: i64,
}

#[derive(Default)]
pub(crate) struct Tally {
    targets: BTreeMap<String, Figures>,
    refunds: BTreeMap<RefundId, (String, i64)>,
    disputes: BTreeMap<GatewayId, (String, i64)>,
}

impl Tally {
    pub(crate) fn of(&self, target: &Target) -> Option<Figures> {
        self.targets.get(&target.to_string()).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.targets.len()
    }

    fn at(&mut self, target: &str) -> &mut Figures {
        self.targets.entry(target.to_owned()).or_default()
    }

    fn came(&mut self, target: &Target, amount: Money) {
        let before = self
            .targets
            .insert(target.to_string(), Figures { amount: amount.minor(), ..Figures::default() });
        assert!(before.is_none(), "{target} came twice");
    }

    fn hold(&mut self, dispute_id: &GatewayId, amount: Money) {
        let (target, held) = self.disputes.get_mut(dispute_id).expect("a dispute");
        *held += amount.minor();
        let target = target.clone();
        self.at(&target).held += amount.minor();
    }

    /// Of what is held, so much is lost; `rest` says whether the others are released.
    fn lose(&mut self, dispute_id: &GatewayId, lost: Option<i64>, releases: bool) {
        let (target, held) = self.disputes.get_mut(dispute_id).expect("a dispute");
        let lost = lost.unwrap_or(*held);
        let gone = if releases { *held } else { lost };
        *held -= gone;
        let target = target.clone();
        let figures = self.at(&target);
        figures.held -= gone;
        figures.lost += lost;
    }

    fn ends(&mut self, refund_id: RefundId, settled: bool) {
        let (target, amount) = self.refunds.get(&refund_id).expect("a refund").clone();
        let figures = self.at(&target);
        figures.pending -= amount;
        figures.refunded += if settled { amount } else { 0 };
    }

    pub(crate) fn take_in(&mut self, happened: &DomainEvent) {
        let pix = |e2eid| Target::Pix { e2eid };
        match happened {
            DomainEvent::PixCaptured(of) => self.came(&pix(of.e2eid), of.amount),
            DomainEvent::LatePixReceived(of) => self.came(&pix(of.e2eid), of.amount),
            DomainEvent::DuplicatePixReceived(of) => self.came(&pix(of.e2eid), of.amount),
            DomainEvent::PixAmountMismatch(of) => self.came(&pix(of.e2eid), of.got),
            DomainEvent::UnmatchedPix(of) => self.came(&pix(of.e2eid), of.amount),
            DomainEvent::DuplicateCardCaptured(of) => {
                self.came(&Target::Capture { capture_id: of.capture_id }, of.amount);
            }
            DomainEvent::CardCaptured(of) => {
                self.came(&Target::Capture { capture_id: of.capture_id }, of.amount);
            }
            DomainEvent::RefundRequested(of) => {
                let target = of.target.to_string();
                self.at(&target).pending += of.amount.minor();
                self.refunds.insert(of.refund_id, (target, of.amount.minor()));
            }
            DomainEvent::ExternalRefundSettled(of) => {
                self.at(&of.target.to_string()).refunded += of.taken.minor();
            }
            DomainEvent::RefundSettled(of) => self.ends(of.refund_id, true),
            DomainEvent::RefundFailed(of) => self.ends(of.refund_id, false),
            DomainEvent::RefundCancelled(of) => self.ends(of.refund_id, false),
            DomainEvent::DisputeOpened(of) => {
                let before =
                    self.disputes.insert(of.dispute_id.clone(), (of.target.to_string(), 0));
                assert!(before.is_none(), "{} was opened twice", of.dispute_id);
                self.hold(&of.dispute_id, of.held);
            }
            DomainEvent::DisputeReopened(of) => self.hold(&of.dispute_id, of.held),
            DomainEvent::DisputeHoldRaised(of) => self.hold(&of.dispute_id, of.amount),
            DomainEvent::DisputeWon(of) => self.lose(&of.dispute_id, Some(0), true),
            DomainEvent::DisputeLost(of) => self.lose(&of.dispute_id, Some(of.lost.minor()), true),
            DomainEvent::DisputePartLost(of) => {
                self.lose(&of.dispute_id, Some(of.lost.minor()), false);
            }
            DomainEvent::DisputeAccepted(of) => self.lose(&of.dispute_id, None, true),
            _ => {}
        }
    }
}
