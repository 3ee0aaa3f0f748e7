use std::sync::Arc;

use palco::{
    ports::{CancelCharge, GatewayError, Inquiry, PaymentGateway},
    values::{Currency, Label, Money, Txid},
};
use palco_pix_api::PixApi;
use serde_json::{Value, json};

use crate::{
    At, E2EID, NOW, TXID, account, at,
    bank::{Bank, How},
    charge, code, gateway, hasty, kinds, payment, reports, says_nothing, tenant,
};

fn withdrawal() -> CancelCharge {
    let asked = charge();
    CancelCharge { tenant: asked.tenant, payment: payment(), key: asked.key, txid: asked.txid }
}

#[tokio::test]
async fn a_charge_is_asked_for_exactly_and_its_code_is_told() {
    let bank = Bank::open().await;
    let facts = gateway(&bank).make(&charge().into()).await.unwrap();
    let report = format!(
        r#"{{"type":"payment.report_pix_charge_issued","txid":"{TXID}","code":"00020126-{TXID}","at":"{NOW}"}}"#
    );
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].report, report);
    assert_eq!(facts[0].payment, Some(payment()));
    let asked = bank.seen("PUT").remove(0);
    assert_eq!(asked.path, format!("/api/v2/cob/{TXID}"));
    assert_eq!(
        asked.body,
        concat!(
            r#"{"calendario":{"expiracao":900},"#,
            r#""valor":{"original":"150.00","modalidadeAlteracao":0},"#,
            r#""chave":"key@example.com","solicitacaoPagador":"Pista, 1 ingresso"}"#
        )
    );
}

#[tokio::test]
async fn what_the_payer_may_change_and_a_long_text_are_sent_as_the_api_takes_them() {
    let bank = Bank::open().await;
    let mut asked = charge();
    asked.amount_may_change = true;
    asked.description = Label::parse(&"é".repeat(255)).ok();
    gateway(&bank).make(&asked.clone().into()).await.unwrap();
    let sent: Value = serde_json::from_str(&bank.seen("PUT")[0].body).unwrap();
    assert_eq!(sent["valor"]["modalidadeAlteracao"], 1);
    assert_eq!(sent["solicitacaoPagador"], "é".repeat(140));
}

#[tokio::test]
async fn the_same_charge_again_is_the_same_news() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let first = gateway.make(&charge().into()).await.unwrap();
    let second = gateway.make(&charge().into()).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(gateway.query(&charge().into()).await, Ok(Inquiry::Known { facts: first }));
}

#[tokio::test]
async fn a_charge_that_is_asked_for_again_later_lives_as_long_as_before() {
    let bank = Bank::open().await;
    let gateway_at = |now| {
        let clock = Arc::new(At(at(now)));
        PixApi::new("bank").account(tenant(), &account(&bank)).unwrap().with_clock(clock)
    };
    let first = gateway_at(NOW).make(&charge().into()).await.unwrap();
    let later = gateway_at("2026-01-10T14:10:00Z").make(&charge().into()).await;
    assert_eq!(later, Ok(first));
    assert_eq!(bank.state().charges[TXID]["calendario"]["expiracao"], 900);
    assert_eq!(bank.seen("PUT").len(), 1);
}

#[tokio::test]
async fn a_charge_that_was_paid_meanwhile_is_the_same_charge_and_tells_the_pix() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.make(&charge().into()).await.unwrap();
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    bank.state().charges.get_mut(TXID).unwrap()["status"] = json!("CONCLUIDA");
    let facts = gateway.make(&charge().into()).await.unwrap();
    assert_eq!(kinds(&facts), ["pix_charge_issued", "pix_received"]);
    assert_eq!(reports(&facts)[1]["amount"]["amount"], "150.00");
    // Not seen at first, it is asked for, and the bank refuses to change it any more.
    bank.fail("GET", "/cob/", How::Answer(404, "<html>"));
    assert_eq!(gateway.make(&charge().into()).await, Ok(facts));
    assert_eq!(bank.seen("PUT").len(), 2);
}

#[tokio::test]
async fn a_charge_that_is_refused_says_the_banks_own_code() {
    let bank = Bank::open().await;
    let problem = r#"{"type":"https://pix.bcb.gov.br/api/v2/error/CobOperacaoInvalida",
        "title":"Fulano","status":400,"violacoes":[{"valor":"52998224725"}]}"#;
    bank.fail("PUT", "/cob/", How::Answer(400, problem));
    let error = gateway(&bank).make(&charge().into()).await.unwrap_err();
    assert_eq!(code(&error), "CobOperacaoInvalida");
    says_nothing(&error);
}

#[tokio::test]
async fn what_the_api_cannot_charge_is_refused_without_asking() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let mut dollars = charge();
    dollars.amount = Money::parse("150.00", Currency::USD).unwrap();
    let mut nothing = charge();
    nothing.amount = Money::zero(Currency::BRL);
    let mut short = charge();
    short.txid = Txid::parse("INGRESSO42").unwrap();
    for (asked, expected) in [
        (dollars, "currency_not_supported"),
        (nothing, "amount_not_supported"),
        (short, "txid_too_short"),
    ] {
        assert_eq!(code(&gateway.make(&asked.clone().into()).await.unwrap_err()), expected);
    }
    assert!(bank.state().seen.is_empty());
}

#[tokio::test]
async fn a_charge_whose_time_is_over_is_looked_for_and_never_made() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let mut late = charge();
    late.expires_at = at(NOW);
    assert_eq!(code(&gateway.make(&late.clone().into()).await.unwrap_err()), "expired");
    gateway.make(&charge().into()).await.unwrap();
    assert_eq!(kinds(&gateway.make(&late.clone().into()).await.unwrap()), ["pix_charge_issued"]);
    assert_eq!(bank.seen("PUT").len(), 1);
    bank.fail("GET", "/cob/", How::Answer(500, ""));
    assert_eq!(code(&gateway.make(&late.clone().into()).await.unwrap_err()), "failed");
}

#[tokio::test]
async fn an_answer_is_read_up_to_a_limit() {
    let bank = Bank::open().await;
    bank.fail("PUT", "/cob/", How::DoneThenFlood);
    let error = gateway(&bank).make(&charge().into()).await.unwrap_err();
    assert!(error.to_string().ends_with("an answer is larger than 1048576 bytes"), "{error}");
}

#[tokio::test]
async fn after_an_effect_without_an_answer_the_outcome_is_unknown_and_a_query_tells_it() {
    for how in [
        How::DoneThenAnswer(500, ""),
        How::DoneThenAnswer(503, "{}"),
        How::DoneThenAnswer(201, "<html>"),
        How::DoneThenAnswer(201, "{}"),
        How::DoneThenAnswer(302, ""),
        How::DoneThenAnswer(408, "{}"),
        How::DoneThenHangUp,
        How::DoneThenFlood,
        How::DoneThenSilence,
    ] {
        let bank = Bank::open().await;
        let gateway = hasty(&bank);
        bank.fail("PUT", "/cob/", how);
        let error = gateway.make(&charge().into()).await.unwrap_err();
        assert_eq!(code(&error), "unknown", "{error}");
        says_nothing(&error);
        let Ok(Inquiry::Known { facts }) = gateway.query(&charge().into()).await else {
            panic!("expected the charge after {error}");
        };
        assert_eq!(kinds(&facts), ["pix_charge_issued"]);
    }
}

#[tokio::test]
async fn after_no_effect_and_no_answer_a_query_says_absent_and_the_call_is_made_again() {
    let bank = Bank::open().await;
    let gateway = hasty(&bank);
    bank.fail("PUT", "/cob/", How::Silence);
    assert_eq!(code(&gateway.make(&charge().into()).await.unwrap_err()), "unknown");
    assert_eq!(gateway.query(&charge().into()).await, Ok(Inquiry::Absent));
    assert!(gateway.make(&charge().into()).await.is_ok());
}

#[tokio::test]
async fn a_no_without_effect_is_told_apart_from_one_for_good() {
    for (status, body) in [(429, ""), (403, "<html>"), (404, "<html>"), (404, "{}")] {
        let bank = Bank::open().await;
        bank.fail("PUT", "/cob/", How::Answer(status, body));
        let error = gateway(&bank).make(&charge().into()).await.unwrap_err();
        assert_eq!(code(&error), "failed", "{status}");
    }
}

#[tokio::test]
async fn only_the_apis_own_word_says_that_a_charge_is_absent() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    for (status, body) in [(404, "<html>"), (404, "{}"), (500, ""), (200, "<html>")] {
        bank.fail("GET", "/cob/", How::Answer(status, body));
        let error = gateway.query(&charge().into()).await.unwrap_err();
        assert_eq!(code(&error), "failed", "{status} {body}");
    }
    let denied = r#"{"type":"https://pix.bcb.gov.br/api/v2/error/AcessoNegado"}"#;
    bank.fail("GET", "/cob/", How::Answer(403, denied));
    assert_eq!(code(&gateway.query(&charge().into()).await.unwrap_err()), "AcessoNegado");
    assert_eq!(gateway.query(&charge().into()).await, Ok(Inquiry::Absent));
}

#[tokio::test]
async fn a_charge_that_is_not_the_one_asked_for_is_for_an_operator() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.make(&charge().into()).await.unwrap();
    for (field, value) in [("valor", json!({"original": "150.01"})), ("pixCopiaECola", json!(null))]
    {
        let before = bank.state().charges[TXID].clone();
        bank.state().charges.get_mut(TXID).unwrap()[field] = value;
        let error = gateway.query(&charge().into()).await.unwrap_err();
        assert_eq!(code(&error), "charge_not_as_asked", "{field}");
        bank.state().charges.insert(TXID.into(), before);
    }
}

#[tokio::test]
async fn a_charge_is_withdrawn_once_and_one_that_is_gone_is_withdrawn() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    assert_eq!(gateway.make(&withdrawal().into()).await, Ok(Vec::new()));
    gateway.make(&charge().into()).await.unwrap();
    assert_eq!(gateway.query(&withdrawal().into()).await, Ok(Inquiry::Absent));
    for _ in 0..2 {
        assert_eq!(gateway.make(&withdrawal().into()).await, Ok(Vec::new()));
    }
    let withdrawn = Ok(Inquiry::Known { facts: Vec::new() });
    assert_eq!(gateway.query(&withdrawal().into()).await, withdrawn);
    let status = bank.state().charges[TXID]["status"].clone();
    assert_eq!(status, "REMOVIDA_PELO_USUARIO_RECEBEDOR");
    let sent = bank.seen("PATCH").remove(0).body;
    assert_eq!(sent, r#"{"status":"REMOVIDA_PELO_USUARIO_RECEBEDOR"}"#);
}

#[tokio::test]
async fn a_charge_that_was_paid_before_it_was_withdrawn_tells_the_pix() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.make(&charge().into()).await.unwrap();
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    bank.state().charges.get_mut(TXID).unwrap()["status"] = json!("CONCLUIDA");
    let facts = gateway.make(&withdrawal().into()).await.unwrap();
    assert_eq!(kinds(&facts), ["pix_received"]);
    assert_eq!(gateway.query(&withdrawal().into()).await, Ok(Inquiry::Known { facts }));
}

#[tokio::test]
async fn a_status_that_is_not_known_is_for_an_operator_and_breaks_nothing_else() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.make(&charge().into()).await.unwrap();
    bank.state().charges.get_mut(TXID).unwrap()["status"] = json!("SUSPENSA");
    let error = gateway.query(&withdrawal().into()).await.unwrap_err();
    assert_eq!(code(&error), "unknown_status");
    let Ok(Inquiry::Known { facts }) = gateway.query(&charge().into()).await else {
        panic!("expected the charge");
    };
    assert_eq!(kinds(&facts), ["pix_charge_issued"]);
}

#[tokio::test]
async fn after_a_withdrawal_without_an_answer_a_query_tells_it() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.make(&charge().into()).await.unwrap();
    bank.fail("PATCH", "/cob/", How::DoneThenAnswer(500, ""));
    let error = gateway.make(&withdrawal().into()).await.unwrap_err();
    assert!(matches!(error, GatewayError::Unknown { .. }));
    let withdrawn = Ok(Inquiry::Known { facts: Vec::new() });
    assert_eq!(gateway.query(&withdrawal().into()).await, withdrawn);
}
