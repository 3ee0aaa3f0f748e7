use palco::values::{PaymentId, Txid};
use serde_json::{Value, json};

use super::*;

const E2EID: &str = "E12345678202601101430ghijk789012";
const RTR_ID: &str = "D12345678202601111000ghijk789012";
const PAYMENT: &str = "0198f0a2-5b1c-7d3e-8a4f-1234567890ab";
const TXID: &str = "0198f0a25b1c7d3e8a4f1234567890ab";

fn pix(more: &Value) -> Value {
    let mut pix = json!({
        "endToEndId": E2EID, "txid": TXID, "valor": "150.00",
        "horario": "2026-01-10T11:30:05.123-03:00",
    });
    for (name, value) in more.as_object().unwrap() {
        pix[name] = value.clone();
    }
    pix
}

fn devolucao(more: &Value) -> Value {
    let mut devolucao = json!({
        "id": TXID, "rtrId": RTR_ID, "valor": "40.00", "status": "DEVOLVIDO",
        "horario": {"solicitacao": "2026-01-11T10:00:00Z", "liquidacao": "2026-01-11T10:00:02Z"},
    });
    for (name, value) in more.as_object().unwrap() {
        devolucao[name] = value.clone();
    }
    devolucao
}

fn reports(pix: Value) -> Vec<Value> {
    let facts = of_list(&[pix], None);
    facts.iter().map(|fact| serde_json::from_str(&fact.report).unwrap()).collect()
}

fn money(amount: &str) -> Value {
    json!({"amount": amount, "currency": "BRL"})
}

#[test]
fn a_pix_is_reported_as_it_was_settled() {
    let facts = of_list(&[pix(&json!({"infoPagador": "Fulano"}))], None);
    let text = concat!(
        r#"{"type":"payment.report_pix_received","e2eid":"E12345678202601101430ghijk789012","#,
        r#""txid":"0198f0a25b1c7d3e8a4f1234567890ab","#,
        r#""amount":{"amount":"150.00","currency":"BRL"},"at":"2026-01-10T14:30:05.123Z"}"#
    );
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].report, text);
    assert_eq!(facts[0].payment, PaymentId::parse(PAYMENT).ok());
}

#[test]
fn only_a_txid_of_our_form_leads_to_a_payment() {
    for (name, txid, payment, kept) in [
        ("ours", json!(TXID), true, true),
        ("in upper case", json!(TXID.to_uppercase()), false, true),
        ("of a static code", json!("INGRESSO42"), false, true),
        ("nil", json!("0".repeat(32)), false, true),
        ("none", json!(null), false, false),
        ("empty", json!(""), false, false),
    ] {
        let facts = of_list(&[pix(&json!({"txid": txid}))], None);
        assert_eq!(facts[0].payment.is_some(), payment, "{name}");
        assert_eq!(facts[0].report.contains("\"txid\""), kept, "{name}");
    }
}

#[test]
fn components_are_those_of_a_due_date() {
    let valor = |amount: &str| json!({"valor": amount});
    let with = |components: Value| reports(pix(&json!({"componentesValor": components})));
    let due = with(json!({"original": valor("140.00"), "multa": valor("8.00"),
        "juros": valor("4.00"), "desconto": valor("1.50"), "abatimento": valor("0.50"),
        "futuro": valor("1.00")}));
    let expected = json!({"original": money("140.00"), "fine": money("8.00"),
        "interest": money("4.00"), "discount": money("1.50"), "abatement": money("0.50")});
    assert_eq!(due[0]["components"], expected);
    let plain = with(json!({"original": valor("150.00")}));
    assert_eq!(plain[0].get("components"), None);
    let change = with(json!({"original": valor("140.00"), "troco": valor("10.00")}));
    assert_eq!(change[0].get("components"), None);
}

#[test]
fn a_devolucao_is_a_refund_a_med_return_or_not_known_yet() {
    let refund = |kind: &str| Some(format!("payment.report_{kind}"));
    for (status, natureza, expected) in [
        ("DEVOLVIDO", json!(null), refund("refund_settled")),
        ("DEVOLVIDO", json!("ORIGINAL"), refund("refund_settled")),
        ("DEVOLVIDO", json!("RETIRADA"), refund("refund_settled")),
        ("DEVOLVIDO", json!("OUTRA"), refund("refund_settled")),
        ("DEVOLVIDO", json!("MED_FRAUDE"), refund("med_returned")),
        ("DEVOLVIDO", json!("MED_OPERACIONAL"), refund("med_returned")),
        ("NAO_REALIZADO", json!("ORIGINAL"), refund("refund_failed")),
        ("NAO_REALIZADO", json!("MED_FRAUDE"), None),
        ("EM_PROCESSAMENTO", json!("ORIGINAL"), None),
        ("AGENDADA", json!("ORIGINAL"), None),
    ] {
        let of_one = devolucao(&json!({"status": status, "natureza": natureza}));
        for devolucoes in [json!([of_one]), of_one] {
            let found = reports(pix(&json!({"devolucoes": devolucoes})));
            let kind = found.get(1).map(|report| report["type"].as_str().unwrap().to_owned());
            assert_eq!(kind, expected, "{status} {natureza}");
        }
    }
}

#[test]
fn what_went_back_is_reported_with_its_own_instant() {
    let settled = reports(pix(&json!({"devolucoes": [devolucao(&json!({}))]})));
    let expected = json!({"type": "payment.report_refund_settled", "refund_id": PAYMENT,
        "target": {"kind": "pix", "e2eid": E2EID}, "amount": money("40.00"), "rtr_id": RTR_ID,
        "at": "2026-01-11T10:00:02.000Z"});
    assert_eq!(settled[1], expected);
    let failed = devolucao(&json!({"status": "NAO_REALIZADO", "motivo": "conta encerrada",
        "horario": {"solicitacao": "2026-01-11T10:00:00Z"}}));
    let failed = reports(pix(&json!({"devolucoes": [failed]})));
    let expected = json!({"type": "payment.report_refund_failed", "refund_id": PAYMENT,
        "reason": "conta encerrada", "at": "2026-01-11T10:00:00.000Z"});
    assert_eq!(failed[1], expected);
    for motivo in [json!(null), json!(""), json!("two\nlines")] {
        let failed = devolucao(&json!({"status": "NAO_REALIZADO", "motivo": motivo}));
        let failed = reports(pix(&json!({"devolucoes": [failed]})));
        assert_eq!(failed[1]["reason"], "NAO_REALIZADO");
    }
}

#[test]
fn a_refund_asked_for_elsewhere_has_always_the_same_id() {
    let id_of = |e2eid: &str, id: &str| {
        let devolucoes = devolucao(&json!({"id": id}));
        let found = reports(pix(&json!({"endToEndId": e2eid, "devolucoes": devolucoes})));
        found[1]["refund_id"].as_str().unwrap().to_owned()
    };
    let other = "E12345678202601101430ghijk789013";
    assert_eq!(id_of(E2EID, "123ABC"), id_of(E2EID, "123ABC"));
    assert_ne!(id_of(E2EID, "123ABC"), id_of(E2EID, "123abc"));
    assert_ne!(id_of(E2EID, "123ABC"), id_of(other, "123ABC"));
    let own = RefundId::parse(PAYMENT).unwrap();
    assert_eq!(devolucao_id(own), Txid::parse(TXID).unwrap().as_str());
    assert_eq!(id_of(E2EID, &devolucao_id(own)), own.to_string());
}

#[test]
fn what_cannot_be_read_does_not_hold_up_the_rest() {
    let official_example = "E12345678202009091221ghijk78901234";
    let bad = pix(&json!({"endToEndId": official_example}));
    let facts = of_list(&[bad, pix(&json!({})), json!(7)], None);
    assert_eq!(facts.len(), 1);
    // A return of the bank without its id is no report; the Pix is one.
    let med = devolucao(&json!({"natureza": "MED_FRAUDE", "rtrId": "D1"}));
    let fine = devolucao(&json!({"rtrId": "D1"}));
    let found = reports(pix(&json!({"devolucoes": [med, fine]})));
    assert_eq!(found.len(), 2);
    assert_eq!(found[1]["type"], "payment.report_refund_settled");
    assert_eq!(found[1].get("rtr_id"), None);
}
