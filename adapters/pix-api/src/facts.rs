//! From what the API shows to what is reported.

use palco::{
    ports::Fact,
    values::{EndToEndId, Instant, Label, PaymentId, RefundId, Txid},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    report::{
        Components, ReportMedReturned, ReportPixReceived, ReportRefundFailed, ReportRefundSettled,
        Target, fact,
    },
    wire::{self, ComponentesValor, Devolucao, DevolucaoStatus, Natureza, Parcela, Pix},
};

/// The payment whose id is the txid.
pub(crate) fn payment_of(txid: &Txid) -> Option<PaymentId> {
    of_32_digits(txid.as_str()).and_then(|uuid| PaymentId::from_uuid(uuid).ok())
}

/// The refund's id as the API has it: 32 hexadecimal digits.
pub(crate) fn devolucao_id(refund_id: RefundId) -> String {
    Txid::of_uuid(refund_id.as_uuid()).to_string()
}

/// Only the form that is written here: another case is another id to the API.
fn of_32_digits(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok()?;
    (Txid::of_uuid(uuid).as_str() == text).then_some(uuid)
}

/// The refund of a devolução. One that was asked for elsewhere, in the bank's app, has an id of
/// another form, and always the same refund id.
fn refund_of(e2eid: &EndToEndId, id: &str) -> RefundId {
    let own = of_32_digits(id).and_then(|uuid| RefundId::from_uuid(uuid).ok());
    own.unwrap_or_else(|| {
        RefundId::derive(Uuid::NAMESPACE_OID, &format!("pix_api.devolucao/{e2eid}/{id}"))
    })
}

/// All that a list of Pix tells. What of it cannot be read is told to the operator and does not
/// hold up the rest: it stands in the list the next time as well.
pub(crate) fn of_list(pix: &[Value], payment: Option<PaymentId>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for part in pix {
        match wire::read_part::<Pix>(part).and_then(|pix| of_pix(&pix, payment)) {
            Ok(more) => facts.extend(more),
            Err(at) => tracing::error!(at, "a Pix could not be read"),
        }
    }
    facts
}

/// A Pix, and what went back of it.
pub(crate) fn of_pix(pix: &Pix, payment: Option<PaymentId>) -> Result<Vec<Fact>, String> {
    let payment = payment.or_else(|| pix.txid.as_ref().and_then(payment_of));
    let received = ReportPixReceived {
        e2eid: pix.e2eid,
        txid: pix.txid.clone(),
        amount: pix.valor,
        components: pix.componentes_valor.as_ref().and_then(components),
        fee: None,
        at: pix.horario,
    };
    let mut facts = vec![fact(payment, received)?];
    for part in &pix.devolucoes {
        let devolucao = wire::read_part::<Devolucao>(part);
        match devolucao.and_then(|devolucao| of_devolucao(&pix.e2eid, &devolucao, payment)) {
            Ok(fact) => facts.extend(fact),
            Err(at) => {
                let e2eid = pix.e2eid.as_str();
                tracing::error!(e2eid, at, "a devolução could not be read");
            }
        }
    }
    Ok(facts)
}

/// What became of a devolução; nothing while that is not known.
pub(crate) fn of_devolucao(
    e2eid: &EndToEndId,
    devolucao: &Devolucao,
    payment: Option<PaymentId>,
) -> Result<Option<Fact>, String> {
    let is_med = devolucao.natureza.as_ref().is_some_and(Natureza::is_med);
    let ended = match (&devolucao.status, is_med) {
        (DevolucaoStatus::UnderWay | DevolucaoStatus::Other(_), _) => return Ok(None),
        // Of a return by the rules for fraud and failures only the money counts.
        (DevolucaoStatus::Failed, true) => return Ok(None),
        (DevolucaoStatus::Failed, false) => fact(payment, failed(e2eid, devolucao)?),
        (DevolucaoStatus::Returned, false) => fact(payment, settled(e2eid, devolucao)?),
        (DevolucaoStatus::Returned, true) => fact(payment, returned(e2eid, devolucao)?),
    };
    ended.map(Some)
}

fn failed(e2eid: &EndToEndId, devolucao: &Devolucao) -> Result<ReportRefundFailed, String> {
    Ok(ReportRefundFailed {
        refund_id: refund_of(e2eid, &devolucao.id),
        reason: reason(devolucao.motivo.as_deref())?,
        at: ended_at(devolucao)?,
    })
}

fn settled(e2eid: &EndToEndId, devolucao: &Devolucao) -> Result<ReportRefundSettled, String> {
    Ok(ReportRefundSettled {
        refund_id: refund_of(e2eid, &devolucao.id),
        target: Target::Pix { e2eid: *e2eid },
        amount: devolucao.valor,
        rtr_id: devolucao.rtr_id,
        at: ended_at(devolucao)?,
    })
}

fn returned(e2eid: &EndToEndId, devolucao: &Devolucao) -> Result<ReportMedReturned, String> {
    Ok(ReportMedReturned {
        rtr_id: devolucao.rtr_id.ok_or("rtrId")?,
        dispute_id: None,
        target: Target::Pix { e2eid: *e2eid },
        amount: devolucao.valor,
        at: ended_at(devolucao)?,
    })
}

/// The bank's own words, or the state where there are none.
fn reason(motivo: Option<&str>) -> Result<Label, String> {
    let said = motivo.and_then(|motivo| Label::parse(motivo).ok());
    said.map_or_else(|| Label::parse("NAO_REALIZADO").map_err(|_| "motivo".into()), Ok)
}

/// When it was settled; of one that never was, or where that is left out, when it was asked for.
fn ended_at(devolucao: &Devolucao) -> Result<Instant, String> {
    let horario = &devolucao.horario;
    horario.liquidacao.or(horario.solicitacao).ok_or_else(|| "horario".into())
}

/// Those of a charge with a due date. Of any other the whole is the amount, and some banks show it
/// in one answer and not in the next: the report is the same.
fn components(shown: &ComponentesValor) -> Option<Components> {
    let amount = |part: Option<Parcela>| part.map(|part| part.valor);
    let components = Components {
        original: shown.original?.valor,
        fine: amount(shown.multa),
        interest: amount(shown.juros),
        discount: amount(shown.desconto),
        abatement: amount(shown.abatimento),
    };
    let due = [components.fine, components.interest, components.discount, components.abatement];
    due.iter().any(Option::is_some).then_some(components)
}

#[cfg(test)]
mod tests;
