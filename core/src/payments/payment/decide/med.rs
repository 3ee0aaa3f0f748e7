//! A return by the Pix rules for fraud and failures. The bank took the money: it is no refund.

use super::{
    dispute::{Hold, excess, raise},
    news::News,
};
use crate::{
    payments::{
        payment::{
            contract::{
                DisputeKind, DisputeOpened, DisputePartLost, DisputeStage, DomainEvent,
                ReportMedReturned,
            },
            state::{Books, Dispute, Takings},
        },
        split::{Part, divide_portion},
    },
    values::GatewayId,
};

pub(super) fn returned(news: &News<'_>, told: &ReportMedReturned) -> Vec<DomainEvent> {
    let fact = news.fact(told.rtr_id.as_str(), Some(told.amount), told.at);
    let books = news.payment.books();
    if books.returns.contains(&told.rtr_id) {
        return Vec::new();
    }
    let takings = books.of(&told.target).filter(|_| fact.is_sound(told.amount));
    let Some(takings) = takings else { return fact.unexpected() };
    match dispute_of(books, told) {
        Some((_, dispute)) if dispute.target != told.target => fact.unexpected(),
        Some((dispute_id, dispute)) if dispute.status.is_running() => {
            let (raised, held, parts) = raise(dispute, takings, dispute_id, told.amount, told.at);
            let lost = lose(told, dispute_id, takings, held, &parts);
            raised.into_iter().chain([lost]).collect()
        }
        Some((dispute_id, dispute)) => after_its_end(news, told, dispute_id, dispute, takings),
        None => {
            let new = told.dispute_id.clone().or_else(|| own_id(told));
            match new.filter(|new| books.dispute(new).is_none()) {
                Some(dispute_id) => opened_and_lost(told, &dispute_id, takings),
                None => fact.unexpected(),
            }
        }
    }
}

/// The dispute that is named; else one by these rules for the Pix: the one that runs, or else one of which
/// more was taken for lost than the returns that are known.
fn dispute_of<'a>(
    books: &'a Books,
    told: &ReportMedReturned,
) -> Option<(&'a GatewayId, &'a Dispute)> {
    if let Some(named) = &told.dispute_id {
        return books.disputes.get_key_value(named);
    }
    let of = |is: fn(&Dispute) -> bool| {
        let med = |dispute: &Dispute| dispute.kind == DisputeKind::Med && is(dispute);
        let mut all = books.disputes.iter();
        all.find(|(_, dispute)| dispute.target == told.target && med(dispute))
    };
    of(|dispute| dispute.status.is_running()).or_else(|| of(|dispute| dispute.assumed > 0))
}

/// A dispute that nobody told of is named by its return.
fn own_id(told: &ReportMedReturned) -> Option<GatewayId> {
    GatewayId::parse(told.rtr_id.as_str()).ok()
}

/// What was taken for lost when it ended is what this return is of. What is more, is a dispute of its own.
fn after_its_end(
    news: &News<'_>,
    told: &ReportMedReturned,
    dispute_id: &GatewayId,
    dispute: &Dispute,
    takings: &Takings,
) -> Vec<DomainEvent> {
    let covered = told.amount.minor().min(dispute.assumed);
    let rest = told.amount.minor().saturating_sub(covered);
    let of_the_end = (covered > 0).then(|| DisputePartLost {
        dispute_id: dispute_id.clone(),
        rtr_id: told.rtr_id,
        lost: takings.money(0),
        covered: Some(takings.money(covered)),
        excess: None,
        parts: Vec::new(),
        at: told.at,
    });
    let own = own_id(told).filter(|own| news.payment.books().dispute(own).is_none());
    let more = ReportMedReturned { amount: takings.money(rest), ..told.clone() };
    let beyond = match own.filter(|_| rest > 0) {
        Some(own) => opened_and_lost(&more, &own, takings),
        None => Vec::new(),
    };
    if of_the_end.is_none() && beyond.is_empty() {
        return news.fact(told.rtr_id.as_str(), Some(told.amount), told.at).unexpected();
    }
    of_the_end.map(DomainEvent::from).into_iter().chain(beyond).collect()
}

fn opened_and_lost(
    told: &ReportMedReturned,
    dispute_id: &GatewayId,
    takings: &Takings,
) -> Vec<DomainEvent> {
    let hold = Hold::of(takings, told.amount, None);
    let lost = lose(told, dispute_id, takings, hold.held.minor(), &hold.parts);
    let over = hold.over(dispute_id, told.at);
    let opened = DisputeOpened {
        dispute_id: dispute_id.clone(),
        target: told.target.clone(),
        amount: told.amount,
        held: hold.held,
        kind: DisputeKind::Med,
        stage: DisputeStage::Dispute,
        due_at: None,
        parts: hold.parts,
        fee: None,
        fee_parts: Vec::new(),
        at: told.at,
    };
    [opened.into()].into_iter().chain(over).chain([lost]).collect()
}

fn lose(
    told: &ReportMedReturned,
    dispute_id: &GatewayId,
    takings: &Takings,
    held: i64,
    held_parts: &[Part],
) -> DomainEvent {
    let lost = takings.money(told.amount.minor().min(held));
    DisputePartLost {
        dispute_id: dispute_id.clone(),
        rtr_id: told.rtr_id,
        lost,
        covered: None,
        excess: excess(takings, told.amount, lost),
        parts: divide_portion(held_parts, lost),
        at: told.at,
    }
    .into()
}
