use palco::{
    ports::{NotVerified, PaymentGateway, Webhook},
    values::TenantId,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    E2EID, NOW, TXID, at,
    bank::{Bank, How},
    gateway, hasty, kinds, payment, reports, says_nothing, tenant,
};

const SECOND: &str = "E12345678202601101431ghijk789012";
const THIRD: &str = "E12345678202601101432ghijk789012";

fn webhook(body: &Value) -> Webhook {
    Webhook {
        tenant: tenant(),
        body: body.to_string().into_bytes(),
        headers: Vec::new(),
        peer_verified: true,
        received_at: at(NOW),
    }
}

/// As a bank tells of Pix, in amounts that are none of theirs.
fn telling(e2eids: &[&str]) -> Webhook {
    let one = |e2eid: &&str| {
        json!({"endToEndId": e2eid, "txid": TXID, "valor": "999999.00",
            "horario": "2020-01-01T00:00:00Z", "infoPagador": "Fulano"})
    };
    webhook(&json!({"pix": e2eids.iter().map(one).collect::<Vec<_>>()}))
}

fn waits(found: &NotVerified, because: &str) {
    says_nothing(found);
    match found {
        NotVerified::Unavailable { reason } => assert_eq!(reason, because),
        NotVerified::Forged { .. } => panic!("expected it to wait, got {found:?}"),
    }
}

#[tokio::test]
async fn a_webhook_is_a_hint_and_the_banks_answer_the_fact() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let facts = gateway(&bank).verify(&telling(&[E2EID])).await.unwrap();
    let expected = json!({"type": "payment.report_pix_received", "e2eid": E2EID, "txid": TXID,
        "amount": {"amount": "150.00", "currency": "BRL"}, "at": "2026-01-10T14:05:00.000Z"});
    assert_eq!(reports(&facts), [expected]);
    assert_eq!(facts[0].payment, Some(payment()));
    assert_eq!(bank.seen("GET")[0].path, format!("/api/v2/pix/{E2EID}"));
    assert!(!format!("{facts:?}").contains("150.00"));
}

#[tokio::test]
async fn the_same_webhook_again_is_the_same_news() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let gateway = gateway(&bank);
    let first = gateway.verify(&telling(&[E2EID])).await.unwrap();
    for _ in 0..4 {
        assert_eq!(gateway.verify(&telling(&[E2EID, E2EID])).await, Ok(first.clone()));
    }
}

#[tokio::test]
async fn three_pix_of_one_webhook_are_three_facts() {
    let bank = Bank::open().await;
    for e2eid in [E2EID, SECOND, THIRD] {
        bank.receive(e2eid, "150.00", "2026-01-10T14:05:00Z");
    }
    let facts = gateway(&bank).verify(&telling(&[THIRD, E2EID, SECOND])).await.unwrap();
    let told: Vec<_> = reports(&facts).iter().map(|report| report["e2eid"].clone()).collect();
    assert_eq!(told, [E2EID, SECOND, THIRD]);
}

#[tokio::test]
async fn a_pix_that_the_bank_does_not_know_is_no_fact_and_waits() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let found = gateway.verify(&telling(&[E2EID])).await.unwrap_err();
    waits(&found, "1 of 1 Pix are not confirmed");
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let found = gateway.verify(&telling(&[E2EID, SECOND])).await.unwrap_err();
    waits(&found, "1 of 2 Pix are not confirmed");
    // An id that cannot be asked for, as in the official examples, is not dropped either.
    let found = gateway.verify(&telling(&[E2EID, "E12345678202009091221ghijk78901234"])).await;
    waits(&found.unwrap_err(), "1 of 2 Pix are not confirmed");
    bank.receive(SECOND, "1.00", "2026-01-10T14:06:00Z");
    assert_eq!(gateway.verify(&telling(&[E2EID, SECOND])).await.unwrap().len(), 2);
}

#[tokio::test]
async fn while_the_bank_does_not_answer_a_webhook_waits() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let gateway = hasty(&bank);
    for (how, because) in [
        (How::Answer(503, "{}"), "the gateway answered with status 503"),
        (How::Answer(404, "<html>"), "the gateway answered with status 404"),
        (How::Answer(200, "<html>"), "an answer could not be read at ."),
        (How::Silence, "the gateway did not answer in time"),
    ] {
        bank.fail("GET", "/pix/", how);
        let found = gateway.verify(&telling(&[E2EID])).await.unwrap_err();
        waits(&found, &format!("the gateway failed, without effect: {because}"));
    }
    assert!(gateway.verify(&telling(&[E2EID])).await.is_ok());
}

#[tokio::test]
async fn an_answer_about_another_pix_confirms_nothing() {
    let bank = Bank::open().await;
    let other = r#"{"endToEndId":"E12345678202601101431ghijk789012","valor":"1.00",
        "horario":"2026-01-10T14:05:00Z"}"#;
    bank.fail("GET", "/pix/", How::Answer(200, other));
    let found = gateway(&bank).verify(&telling(&[E2EID])).await.unwrap_err();
    waits(&found, "1 of 1 Pix are not confirmed");
}

#[tokio::test]
async fn who_is_not_the_bank_is_not_asked_about() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let gateway = gateway(&bank);
    let mut unseen = telling(&[E2EID]);
    unseen.peer_verified = false;
    let mut foreign = telling(&[E2EID]);
    foreign.tenant = TenantId::derive(Uuid::NAMESPACE_OID, "another tenant");
    let no_webhook = webhook(&json!([1]));
    for forged in [unseen, foreign, no_webhook] {
        let found = gateway.verify(&forged).await.unwrap_err();
        assert!(matches!(found, NotVerified::Forged { .. }), "{found:?}");
    }
    assert!(bank.state().seen.is_empty());
    // Banks try the address with a body of their own.
    assert_eq!(gateway.verify(&webhook(&json!({"evento": "teste"}))).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_devolucao_that_came_to_its_end_is_told_with_its_pix() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let gateway = gateway(&bank);
    gateway.make(&crate::refund(1, "40.00").into()).await.unwrap();
    let id = format!("{:032x}", 1);
    // One object, where the document has a list.
    let body = json!({"pix": [{"endToEndId": E2EID, "devolucoes": {"id": id}}]});
    assert_eq!(kinds(&gateway.verify(&webhook(&body)).await.unwrap()), ["pix_received"]);
    bank.end(E2EID, 0, &json!({"status": "DEVOLVIDO"}));
    let facts = gateway.verify(&webhook(&body)).await.unwrap();
    assert_eq!(kinds(&facts), ["pix_received", "refund_settled"]);
    // A Pix that does not show it: it is asked for on its own.
    let shown = json!({"endToEndId": E2EID, "txid": TXID, "valor": "150.00",
        "horario": "2026-01-10T14:05:00Z"});
    let shown: &'static str = Box::leak(shown.to_string().into_boxed_str());
    bank.fail("GET", "/pix/", How::Answer(200, shown));
    assert_eq!(gateway.verify(&webhook(&body)).await, Ok(facts));
    let unknown = json!({"pix": [{"endToEndId": E2EID, "devolucoes": [{"id": "123ABC"}]}]});
    let found = gateway.verify(&webhook(&unknown)).await.unwrap_err();
    waits(&found, "1 of 1 Pix are not confirmed");
}

#[tokio::test]
async fn a_devolucao_that_cannot_be_read_is_not_passed_over() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let gateway = gateway(&bank);
    gateway.make(&crate::refund(1, "40.00").into()).await.unwrap();
    bank.end(E2EID, 0, &json!({"status": "DEVOLVIDO", "valor": 40}));
    let body =
        json!({"pix": [{"endToEndId": E2EID, "devolucoes": [{"id": format!("{:032x}", 1)}]}]});
    let found = gateway.verify(&webhook(&body)).await.unwrap_err();
    waits(&found, "the gateway failed, without effect: an answer could not be read at valor");
}
