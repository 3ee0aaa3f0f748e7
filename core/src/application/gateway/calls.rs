use crate::{
    payments::payment::{Command, DomainEvent, Payment, SendCard, SendRefund},
    ports::{
        AcceptDispute, Authorize, Call, CancelCharge, Capture, IssueCharge, Record, Refund,
        SubmitEvidence, Void,
    },
    values::{
        CaptureId, CardToken, Count, GatewayId, IdempotencyKey, Label, PaymentId, RefundId, Txid,
    },
};

/// What follows, at the gateway, from what happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// The right to make a call is claimed first: what is claimed can no longer be cancelled here.
    Claim(Command),
    /// A call is made.
    Call(Call),
}

/// What follows from a domain event, as the payment is now. Nothing follows where the payment has
/// gone on meanwhile: so a domain event that is handled again asks for nothing twice.
#[must_use]
pub fn due(record: &Record, happened: &DomainEvent, payment: &Payment) -> Option<Due> {
    let asking = Asking { record, payment };
    match happened {
        DomainEvent::PixChargeRequested(_) => asking.issue_charge(),
        DomainEvent::ChargeExpired(_) | DomainEvent::Cancelled(_) => asking.cancel_charge(),
        DomainEvent::CardStarted(_) => Some(Due::Claim(SendCard {}.into())),
        DomainEvent::CardSent(sent) => asking.authorize(sent.attempt),
        DomainEvent::CaptureRequested(asked) => asking.capture(asked.capture_id),
        DomainEvent::VoidRequested(_) => asking.void(),
        DomainEvent::RefundRequested(asked) => {
            Some(Due::Claim(SendRefund { refund_id: asked.refund_id }.into()))
        }
        DomainEvent::RefundSent(sent) => asking.refund(sent.refund_id),
        DomainEvent::EvidenceSubmitted(of) => asking.evidence(&of.dispute_id, &of.summary),
        DomainEvent::DisputeAccepted(accepted) => asking.accept_dispute(&accepted.dispute_id),
        DomainEvent::Created(_)
        | DomainEvent::PixChargeIssued(_)
        | DomainEvent::PixChargeFailed(_)
        | DomainEvent::PixCaptured(_)
        | DomainEvent::ActionRequired(_)
        | DomainEvent::ActionDone(_)
        | DomainEvent::Authorized(_)
        | DomainEvent::CardCaptured(_)
        | DomainEvent::CaptureFailed(_)
        | DomainEvent::Declined(_)
        | DomainEvent::Voided(_)
        | DomainEvent::VoidFailed(_)
        | DomainEvent::AuthorizationLapsed(_)
        | DomainEvent::SharesAssigned(_)
        | DomainEvent::RefundSettled(_)
        | DomainEvent::ExternalRefundSettled(_)
        | DomainEvent::RefundFailed(_)
        | DomainEvent::RefundCancelled(_)
        | DomainEvent::DisputeOpened(_)
        | DomainEvent::DisputeReopened(_)
        | DomainEvent::DisputeHoldRaised(_)
        | DomainEvent::DisputeWon(_)
        | DomainEvent::DisputeLost(_)
        | DomainEvent::DisputePartLost(_)
        | DomainEvent::LatePixReceived(_)
        | DomainEvent::DuplicatePixReceived(_)
        | DomainEvent::DuplicateCardCaptured(_)
        | DomainEvent::PixAmountMismatch(_)
        | DomainEvent::UnmatchedPix(_)
        | DomainEvent::UnmatchedFact(_)
        | DomainEvent::UnexpectedFact(_)
        | DomainEvent::ConflictingFact(_)
        | DomainEvent::AmountMismatch(_)
        | DomainEvent::OverDispute(_)
        | DomainEvent::OverRefund(_)
        | DomainEvent::RefundFlip(_) => None,
    }
}

struct Asking<'a> {
    record: &'a Record,
    payment: &'a Payment,
}

/// The fields that every call has: whose, of which payment, and the key of the record that asks.
macro_rules! call {
    ($asking:ident, $name:ident { $($field:ident $(: $value:expr)?),* $(,)? }) => {{
        let key = IdempotencyKey::derive($asking.record.event_id, stringify!($name));
        let (tenant, payment) = ($asking.record.tenant, $asking.id()?);
        Some(Due::Call(Call::from($name { tenant, payment, key, $($field $(: $value)?),* })))
    }};
}

impl Asking<'_> {
    fn id(&self) -> Option<PaymentId> {
        PaymentId::from_uuid(self.record.stream.id).ok()
    }

    /// The payment's id is the charge's.
    fn txid(&self) -> Txid {
        Txid::of_uuid(self.record.stream.id)
    }

    fn issue_charge(&self) -> Option<Due> {
        let charge = self.payment.charge()?;
        let expires_at = charge.open_pix_charge()?;
        let description = charge.created().description.clone();
        call!(
            self,
            IssueCharge {
                txid: self.txid(),
                amount: charge.amount(),
                amount_may_change: charge.created().method.amount_may_change(),
                expires_at,
                description,
            }
        )
    }

    fn cancel_charge(&self) -> Option<Due> {
        self.payment.charge().filter(|charge| charge.is_pix_charge_over())?;
        call!(self, CancelCharge { txid: self.txid() })
    }

    fn authorize(&self, number: Count) -> Option<Due> {
        let charge = self.payment.charge()?;
        let attempt = charge.open_attempt().filter(|attempt| attempt.number == number)?;
        let capture = || CaptureId::derive(self.record.stream.id, &format!("attempt {number}"));
        call!(
            self,
            Authorize {
                attempt: number,
                token: CardToken::clone(attempt.token),
                amount: charge.amount(),
                installments: charge.created().installments.map(|terms| terms.count),
                capture_id: attempt.takes_money.then(capture),
                description: charge.created().description.clone(),
            }
        )
    }

    fn capture(&self, capture_id: CaptureId) -> Option<Due> {
        let (amount, is_final) = self.payment.charge()?.open_capture(capture_id)?;
        call!(self, Capture { capture_id, amount, is_final })
    }

    fn void(&self) -> Option<Due> {
        self.payment.charge().filter(|charge| charge.is_void_open())?;
        call!(self, Void {})
    }

    fn refund(&self, refund_id: RefundId) -> Option<Due> {
        let refund = self.payment.books().refund(refund_id).filter(|refund| refund.is_open())?;
        let of = refund.target().clone();
        call!(self, Refund { refund_id, of, amount: refund.amount() })
    }

    fn evidence(&self, dispute_id: &GatewayId, summary: &Label) -> Option<Due> {
        let dispute = self.payment.books().dispute(dispute_id)?;
        let (dispute_id, summary) = (dispute_id.clone(), summary.clone());
        dispute.status().is_running().then_some(())?;
        call!(self, SubmitEvidence { dispute_id, summary })
    }

    fn accept_dispute(&self, dispute_id: &GatewayId) -> Option<Due> {
        call!(self, AcceptDispute { dispute_id: dispute_id.clone() })
    }
}
