use super::{AskedCapture, Books, CaptureStatus, CardCharge, Charge, Payment, PixCharge, Status};
use crate::{
    payments::payment::contract::{Authorized, CardCaptured, CardStarted, Created, DomainEvent},
    values::{CaptureId, Instant},
};

pub(in super::super) fn evolve(payment: &mut Payment, happened: &DomainEvent) {
    match (&mut *payment, happened) {
        (Payment::NotCreated(books), DomainEvent::Created(created)) => {
            let charge = Charge::new(created.clone(), std::mem::take(books));
            *payment = Payment::Created(Box::new(charge));
        }
        (Payment::NotCreated(books), happened) => books.take_in(happened, None),
        (Payment::Created(charge), happened) => {
            charge.take_in(happened);
            let split = charge.created.split.clone();
            charge.books.take_in(happened, split.as_ref());
        }
    }
}

impl Charge {
    fn new(created: Created, books: Books) -> Self {
        Self {
            created,
            status: Status::Pending,
            pix: PixCharge::default(),
            card: CardCharge::default(),
            moved_at: None,
            books,
        }
    }

    /// Takes in what moves the payment; the rest is the books'.
    fn take_in(&mut self, happened: &DomainEvent) {
        match happened {
            DomainEvent::PixChargeRequested(requested) => {
                self.pix.requested = true;
                self.pix.expires_at = Some(requested.expires_at);
            }
            DomainEvent::PixChargeIssued(issued) => {
                self.pix.txid = Some(issued.txid.clone());
                self.pix.code = Some(issued.code.clone());
                self.status = Status::AwaitingPix;
            }
            DomainEvent::PixChargeFailed(_) => self.pix.requested = false,
            DomainEvent::PixCaptured(_) => self.end_pix_charge(Status::Captured),
            DomainEvent::ChargeExpired(_) => self.end_pix_charge(Status::Expired),
            DomainEvent::Cancelled(_) => self.end_pix_charge(Status::Cancelled),
            DomainEvent::CardStarted(started) => self.start(started),
            DomainEvent::CardSent(_) => self.card.sent = true,
            DomainEvent::ActionRequired(asked) => self.move_to(Status::RequiresAction, asked.at),
            DomainEvent::ActionDone(done) => self.move_to(Status::Processing, done.at),
            DomainEvent::Declined(declined) => self.move_to(Status::Failed, declined.at),
            DomainEvent::Authorized(authorized) => self.authorize(authorized),
            DomainEvent::CaptureRequested(asked) => {
                let (amount, is_final) = (asked.amount, asked.is_final);
                let status = CaptureStatus::Pending;
                let asked_capture = AskedCapture { amount, is_final, status };
                self.card.captures.insert(asked.capture_id, asked_capture);
            }
            DomainEvent::CardCaptured(captured) => self.capture(captured),
            DomainEvent::DuplicateCardCaptured(again) => {
                self.set_capture(again.capture_id, CaptureStatus::Captured);
            }
            DomainEvent::CaptureFailed(failed) => {
                self.set_capture(failed.capture_id, CaptureStatus::Failed);
                self.end_after_failure();
            }
            DomainEvent::VoidRequested(_) => {
                self.card.stray |= !Status::WITH_A_REST.contains(&self.status);
                self.card.void_requested = true;
            }
            DomainEvent::VoidFailed(_) => self.card.void_requested = false,
            DomainEvent::Voided(voided) => self.give_up_the_rest(voided.at),
            DomainEvent::AuthorizationLapsed(lapsed) => self.give_up_the_rest(lapsed.at),
            DomainEvent::Created(_)
            | DomainEvent::SharesAssigned(_)
            | DomainEvent::RefundRequested(_)
            | DomainEvent::RefundSent(_)
            | DomainEvent::RefundSettled(_)
            | DomainEvent::ExternalRefundSettled(_)
            | DomainEvent::RefundFailed(_)
            | DomainEvent::RefundCancelled(_)
            | DomainEvent::DisputeOpened(_)
            | DomainEvent::DisputeReopened(_)
            | DomainEvent::DisputeHoldRaised(_)
            | DomainEvent::EvidenceSubmitted(_)
            | DomainEvent::DisputeAccepted(_)
            | DomainEvent::DisputeWon(_)
            | DomainEvent::DisputeLost(_)
            | DomainEvent::DisputePartLost(_)
            | DomainEvent::LatePixReceived(_)
            | DomainEvent::DuplicatePixReceived(_)
            | DomainEvent::PixAmountMismatch(_)
            | DomainEvent::UnmatchedPix(_)
            | DomainEvent::UnmatchedFact(_)
            | DomainEvent::UnexpectedFact(_)
            | DomainEvent::ConflictingFact(_)
            | DomainEvent::AmountMismatch(_)
            | DomainEvent::OverDispute(_)
            | DomainEvent::OverRefund(_)
            | DomainEvent::RefundFlip(_) => {}
        }
    }

    /// Nobody is to pay it any more, if there is one.
    fn end_pix_charge(&mut self, status: Status) {
        self.status = status;
        self.pix.code = None;
    }

    fn move_to(&mut self, status: Status, at: Instant) {
        self.status = status;
        self.moved_at = self.moved_at.max(Some(at));
    }

    fn start(&mut self, started: &CardStarted) {
        self.status = Status::Processing;
        self.card.attempt = Some(started.attempt);
        self.card.sent = false;
        self.card.token = Some(started.token.clone());
    }

    fn authorize(&mut self, authorized: &Authorized) {
        self.move_to(Status::Authorized, authorized.at);
        self.card.authorized = Some(authorized.amount);
        self.card.valid_until = Some(authorized.valid_until);
    }

    fn capture(&mut self, captured: &CardCaptured) {
        let status = if captured.completes { Status::Captured } else { Status::PartiallyCaptured };
        self.move_to(status, captured.at);
        self.card.authorized = self.card.authorized.or(Some(self.created.amount));
        self.set_capture(captured.capture_id, CaptureStatus::Captured);
        if captured.completes {
            self.card.void_requested = false;
            self.card.stray = false;
        }
    }

    fn set_capture(&mut self, capture_id: CaptureId, status: CaptureStatus) {
        if let Some(asked) = self.card.captures.get_mut(&capture_id) {
            asked.status = status;
        }
    }

    /// A final capture that came while another was under way has given up the rest, once the other
    /// failed: the order in which the two are told makes no difference.
    fn end_after_failure(&mut self) {
        let of = |status| self.card.captures.values().filter(move |asked| asked.status == status);
        let under_way = of(CaptureStatus::Pending).next().is_some();
        let was_final = of(CaptureStatus::Captured).any(|asked| asked.is_final);
        if self.status == Status::PartiallyCaptured && was_final && !under_way {
            self.status = Status::Captured;
        }
    }

    /// What was captured stays; nothing more can be.
    fn give_up_the_rest(&mut self, at: Instant) {
        let nothing = self.books.own().next().is_none();
        self.move_to(if nothing { Status::Voided } else { Status::Captured }, at);
        self.card.void_requested = false;
        self.card.stray = false;
    }
}
