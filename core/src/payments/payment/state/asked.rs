//! What a gateway is to be asked for now: the calls that are made are made from it.

use super::{Books, CaptureStatus, Charge, Refund, Status};
use crate::{
    payments::payment::contract::{Method, RefundStatus},
    values::{CaptureId, CardToken, Count, Instant, Money, RefundId},
};

/// An attempt to charge a card that is claimed, and that no answer is known of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenAttempt<'a> {
    /// Which; the first is 1.
    pub number: Count,
    /// The card.
    pub token: &'a CardToken,
    /// Whether the money is taken with the authorization.
    pub takes_money: bool,
}

impl Charge {
    /// Until when the Pix charge can be paid that was asked for and is not issued yet.
    #[must_use]
    pub fn open_pix_charge(&self) -> Option<Instant> {
        let asked = self.status == Status::Pending && self.pix.requested;
        self.pix.expires_at.filter(|_| asked)
    }

    /// Whether a Pix charge was asked for that nobody is to pay any more.
    #[must_use]
    pub fn is_pix_charge_over(&self) -> bool {
        let over = [Status::Cancelled, Status::Expired].contains(&self.status);
        over && self.pix.expires_at.is_some()
    }

    /// The attempt to charge a card that is to be sent, or was.
    #[must_use]
    pub fn open_attempt(&self) -> Option<OpenAttempt<'_>> {
        let takes_money = self.takes_money_with_authorization();
        let open = self.status == Status::Processing && self.card.sent && !self.card.stray;
        let (number, token) = (self.card.attempt?, self.card.token.as_ref()?);
        open.then_some(OpenAttempt { number, token, takes_money })
    }

    /// A capture that was asked for and that no answer is known of: how much, and whether the rest is
    /// given up.
    #[must_use]
    pub fn open_capture(&self, capture_id: CaptureId) -> Option<(Money, bool)> {
        let asked = self.card.captures.get(&capture_id)?;
        (asked.status == CaptureStatus::Pending).then_some((asked.amount, asked.is_final))
    }

    /// Whether it was asked to give up what is authorized, and no answer is known.
    #[must_use]
    pub fn is_void_open(&self) -> bool {
        self.card.void_requested
    }

    /// When the latest news of its card is from, as the gateway says.
    #[must_use]
    pub fn latest_news(&self) -> Option<Instant> {
        self.moved_at
    }
}

impl Method {
    /// Whether the payer may change the amount.
    #[must_use]
    pub fn amount_may_change(self) -> bool {
        match self {
            Self::Pix { amount_may_change } => amount_may_change,
            Self::Card { .. } => false,
        }
    }
}

impl Books {
    /// Every refund.
    pub fn refunds(&self) -> impl Iterator<Item = (RefundId, &Refund)> {
        self.refunds.iter().map(|(refund_id, refund)| (*refund_id, refund))
    }
}

impl Refund {
    /// Whether it was sent, or is to be, and no answer is known.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.sent && self.status == RefundStatus::Pending
    }
}
