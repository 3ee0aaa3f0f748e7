use super::{
    Decision,
    create::refuse_card_number,
    happens, invalid,
    news::{Fact, News},
};
use crate::{
    payments::{
        payment::{
            contract::{
                AcceptDispute, DisputeAccepted, DisputeHoldRaised, DisputeLost, DisputeOpened,
                DisputeReopened, DisputeStage, DisputeWon, DomainEvent, EvidenceSubmitted,
                OverDispute, Rejection, ReportDisputeLost, ReportDisputeOpened,
                ReportDisputeReopened, ReportDisputeWithdrawn, ReportDisputeWon, SubmitEvidence,
            },
            state::{Books, Dispute, DisputeStatus, Payment, Takings},
        },
        split::{Part, divide_portion},
    },
    values::{GatewayId, Instant, Money},
};

pub(super) fn submit_evidence(payment: &Payment, asked: &SubmitEvidence, now: Instant) -> Decision {
    let (dispute_id, summary) = (asked.dispute_id.clone(), asked.summary.clone());
    answerable(payment, &dispute_id, "payment.submit_evidence", now)?;
    refuse_card_number("summary", &summary)?;
    happens(EvidenceSubmitted { dispute_id, summary })
}

pub(super) fn accept(payment: &Payment, asked: &AcceptDispute, now: Instant) -> Decision {
    let dispute_id = asked.dispute_id.clone();
    answerable(payment, &dispute_id, "payment.accept_dispute", now)?;
    happens(DisputeAccepted { dispute_id })
}

fn answerable(
    payment: &Payment,
    dispute_id: &GatewayId,
    command: &str,
    now: Instant,
) -> Result<(), Rejection> {
    let dispute = payment.books().dispute(dispute_id);
    if payment.charge().is_none() && dispute.is_none() {
        return Err(Rejection::NotFound {});
    }
    let Some(dispute) = dispute.filter(|dispute| dispute.status == DisputeStatus::Open) else {
        let from = dispute.map_or("no dispute", |dispute| dispute.status.name());
        return invalid(from, command, None).map(|_| ());
    };
    match dispute.due_at.filter(|due_at| now >= *due_at) {
        Some(due_at) => Err(Rejection::EvidenceWindowClosed { due_at }),
        None => Ok(()),
    }
}

pub(super) fn opened(news: &News<'_>, told: &ReportDisputeOpened) -> Vec<DomainEvent> {
    let (amount, stage, at) = (told.amount, told.stage, told.at);
    let fact = news.fact(key(&told.dispute_id, stage), Some(amount), at);
    let books = news.payment.books();
    if let Some(known) = books.dispute(&told.dispute_id) {
        let same = known.target == told.target && known.amount == amount;
        return match known.stage == stage {
            true if same => Vec::new(),
            true => fact.conflicting(),
            false if known.target == told.target => gone_on(books, fact, &as_reopened(told)),
            false => fact.unexpected(),
        };
    }
    let Some(takings) = books.of(&told.target).filter(|_| fact.is_sound(amount)) else {
        return fact.unexpected();
    };
    let (fee, no_fee) = fact.fee(told.fee, amount);
    let hold = Hold::of(takings, amount, fee);
    let over = hold.over(&told.dispute_id, at);
    let opened = DisputeOpened {
        dispute_id: told.dispute_id.clone(),
        target: told.target.clone(),
        amount,
        held: hold.held,
        kind: told.kind,
        stage,
        due_at: told.due_at,
        parts: hold.parts,
        fee,
        fee_parts: hold.fee_parts,
        at,
    };
    [opened.into()].into_iter().chain(over).chain(no_fee).collect()
}

fn as_reopened(told: &ReportDisputeOpened) -> ReportDisputeReopened {
    let ReportDisputeOpened { dispute_id, amount, stage, due_at, fee, at, .. } = told.clone();
    ReportDisputeReopened { dispute_id, stage, amount, due_at, fee, at }
}

pub(super) fn reopened(news: &News<'_>, told: &ReportDisputeReopened) -> Vec<DomainEvent> {
    let (amount, stage, at) = (told.amount, told.stage, told.at);
    let fact = news.fact(key(&told.dispute_id, stage), Some(amount), at);
    let books = news.payment.books();
    match books.dispute(&told.dispute_id) {
        Some(known) if known.status.is_running() && known.stage == stage => {
            if known.amount == amount { Vec::new() } else { fact.conflicting() }
        }
        Some(_) | None => gone_on(books, fact, told),
    }
}

/// A dispute that was won, or is running, goes on at a later stage: what was a question has become a
/// dispute, for example. Held is what is not held yet.
fn gone_on(books: &Books, fact: Fact<'_>, told: &ReportDisputeReopened) -> Vec<DomainEvent> {
    let (dispute_id, amount) = (told.dispute_id.clone(), told.amount);
    let goes_on =
        |dispute: &&Dispute| dispute.status != DisputeStatus::Lost && told.stage > dispute.stage;
    let Some(dispute) = books.dispute(&dispute_id).filter(goes_on) else {
        return fact.unexpected();
    };
    let takings = books.of(&dispute.target).filter(|_| fact.is_sound(amount));
    let Some(takings) = takings else { return fact.unexpected() };
    let more = takings.money(amount.minor().saturating_sub(dispute.held).max(0));
    let (fee, no_fee) = fact.fee(told.fee, amount);
    let hold = Hold::of(takings, more, fee);
    let over = hold.over(&dispute_id, told.at);
    let reopened = DisputeReopened {
        dispute_id,
        amount,
        held: hold.held,
        stage: told.stage,
        due_at: told.due_at,
        parts: hold.parts,
        fee,
        fee_parts: hold.fee_parts,
        at: told.at,
    };
    [reopened.into()].into_iter().chain(over).chain(no_fee).collect()
}

pub(super) fn won(news: &News<'_>, told: &ReportDisputeWon) -> Vec<DomainEvent> {
    let ReportDisputeWon { dispute_id, stage, fee_returned, at } = told.clone();
    ended_well(news, DisputeWon { dispute_id, stage, withdrawn: false, fee_returned, at })
}

pub(super) fn withdrawn(news: &News<'_>, told: &ReportDisputeWithdrawn) -> Vec<DomainEvent> {
    let ReportDisputeWithdrawn { dispute_id, stage, fee_returned, at } = told.clone();
    ended_well(news, DisputeWon { dispute_id, stage, withdrawn: true, fee_returned, at })
}

fn ended_well(news: &News<'_>, won: DisputeWon) -> Vec<DomainEvent> {
    let fact = news.fact(key(&won.dispute_id, won.stage), None, won.at);
    let dispute = news.payment.books().dispute(&won.dispute_id);
    match dispute {
        Some(dispute) if dispute.runs_at(won.stage) => vec![won.into()],
        Some(dispute) if dispute.ended(DisputeStatus::Won, won.stage) => Vec::new(),
        Some(_) | None => fact.unexpected(),
    }
}

pub(super) fn lost(news: &News<'_>, told: &ReportDisputeLost) -> Vec<DomainEvent> {
    let fact = news.fact(key(&told.dispute_id, told.stage), told.amount, told.at);
    let books = news.payment.books();
    let Some(dispute) = books.dispute(&told.dispute_id) else { return fact.unexpected() };
    let ended = dispute.ended(DisputeStatus::Lost, told.stage);
    let takings = books.of(&dispute.target).filter(|_| ended || dispute.runs_at(told.stage));
    let Some(takings) = takings else { return fact.unexpected() };
    let wanted = told.amount.unwrap_or(takings.money(dispute.held));
    if wanted.is_negative() || wanted.currency() != takings.amount().currency() {
        return fact.conflicting();
    }
    if !ended {
        return lose(dispute, takings, told, wanted);
    }
    let Some(amount) = told.amount else { return Vec::new() };
    // A figure that comes after an end without one: what it is more than was taken for lost, is lost too.
    let more = amount.minor().saturating_sub(dispute.assumed);
    match dispute.told {
        Some(known) if known == amount => Vec::new(),
        None if more == 0 => Vec::new(),
        None if more > 0 => lose(dispute, takings, told, takings.money(more)),
        Some(_) | None => fact.conflicting(),
    }
}

/// So much is lost, as far as there is as much; what is held beyond it is released.
fn lose(
    dispute: &Dispute,
    takings: &Takings,
    told: &ReportDisputeLost,
    wanted: Money,
) -> Vec<DomainEvent> {
    let (raised, held, _) = raise(dispute, takings, &told.dispute_id, wanted, told.at);
    let lost = takings.money(wanted.minor().min(held));
    let rest = takings.money(dispute.held.saturating_sub(lost.minor()).max(0));
    let lost = DisputeLost {
        dispute_id: told.dispute_id.clone(),
        stage: told.stage,
        lost,
        told: told.amount,
        excess: excess(takings, wanted, lost),
        released: divide_portion(&dispute.parts, rest),
        at: told.at,
    };
    raised.into_iter().chain([lost.into()]).collect()
}

/// What the bank took that there was not. It is no debt of the recipients': the payer has it.
pub(super) fn excess(takings: &Takings, wanted: Money, lost: Money) -> Option<Money> {
    let excess = takings.money(wanted.minor().saturating_sub(lost.minor()));
    Some(excess).filter(|excess| excess.is_positive())
}

/// Holds more where more is lost than was held; what there is not, is recorded. Also what is held then,
/// and who is debited with it.
pub(super) fn raise(
    dispute: &Dispute,
    takings: &Takings,
    dispute_id: &GatewayId,
    wanted: Money,
    at: Instant,
) -> (Vec<DomainEvent>, i64, Vec<Part>) {
    let short = wanted.minor().saturating_sub(dispute.held);
    if short <= 0 {
        return (Vec::new(), dispute.held, dispute.parts.clone());
    }
    let hold = Hold::of(takings, takings.money(short), None);
    let over = hold.over(dispute_id, at);
    let held = dispute.held.saturating_add(hold.held.minor());
    let raised = hold.held.is_positive().then(|| DisputeHoldRaised {
        dispute_id: dispute_id.clone(),
        amount: hold.held,
        parts: hold.parts.clone(),
        at,
    });
    let events = raised.map(DomainEvent::from).into_iter().chain(over).collect();
    (events, held, dispute.joined(&hold.parts))
}

/// What a dispute takes: no more than there is left.
pub(super) struct Hold {
    pub(super) held: Money,
    excess: Money,
    pub(super) parts: Vec<Part>,
    fee_parts: Vec<Part>,
}

impl Hold {
    pub(super) fn of(takings: &Takings, amount: Money, fee: Option<Money>) -> Self {
        let held = takings.money(amount.minor().min(takings.available().minor()));
        let excess = takings.money(amount.minor().saturating_sub(held.minor()));
        let parts = takings.ledger.divide_debit(held);
        let fee_parts = fee.map(|fee| takings.ledger.divide_debit(fee)).unwrap_or_default();
        Self { held, excess, parts, fee_parts }
    }

    pub(super) fn over(&self, dispute_id: &GatewayId, at: Instant) -> Option<DomainEvent> {
        let (dispute_id, excess) = (dispute_id.clone(), self.excess);
        excess.is_positive().then(|| OverDispute { dispute_id, excess, at }.into())
    }
}

fn key(dispute_id: &GatewayId, stage: DisputeStage) -> String {
    format!("{dispute_id} {}", stage.name())
}
