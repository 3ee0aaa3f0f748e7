//! A return by the Pix rules for fraud and failures. The bank took the money: it is no refund.

use super::{
    dispute::{Hold, raise},
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
        split::{Part, portion},
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
    let (Some(takings), Some(dispute_id)) = (takings, dispute_of(books, told)) else {
        return fact.unexpected();
    };
    match books.dispute(&dispute_id) {
        Some(dispute) if dispute.status.is_running() && dispute.target == told.target => {
            let (raised, held, parts) = raise(dispute, takings, &dispute_id, told.amount, told.at);
            let lost = lose(told, &dispute_id, takings, held, &parts);
            raised.into_iter().chain([lost]).collect()
        }
        Some(_) => fact.unexpected(),
        None => opened_and_lost(told, &dispute_id, takings),
    }
}

/// The dispute that is named; else the one that is open for the Pix; else a new one, named by the
/// return.
fn dispute_of(books: &Books, told: &ReportMedReturned) -> Option<GatewayId> {
    let open = |(_, dispute): &(&GatewayId, &Dispute)| {
        let med = dispute.kind == DisputeKind::Med && dispute.status.is_running();
        med && dispute.target == told.target
    };
    let named = || told.dispute_id.clone();
    let open = || books.disputes.iter().find(open).map(|(id, _)| id.clone());
    named().or_else(open).or_else(|| GatewayId::parse(told.rtr_id.as_str()).ok())
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
        parts: portion(held_parts, lost),
        at: told.at,
    }
    .into()
}
