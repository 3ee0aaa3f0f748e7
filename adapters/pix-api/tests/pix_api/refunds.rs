use palco::{
    ports::{Inquiry, PaymentGateway},
    values::{CaptureId, Target},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    E2EID, NOW,
    bank::{Bank, How},
    code, gateway, hasty, kinds, payment, refund, refund_id, reports, says_nothing,
};

async fn paid() -> Bank {
    let bank = Bank::open().await;
    bank.receive(E2EID, "100.00", "2026-01-10T12:00:00Z");
    bank
}

#[tokio::test]
async fn a_refund_is_asked_for_by_its_id_and_ends_later() {
    let bank = paid().await;
    let gateway = gateway(&bank);
    assert_eq!(gateway.make(&refund(0xab, "40.00").into()).await, Ok(Vec::new()));
    let asked = bank.seen("PUT").remove(0);
    let id = format!("{:032x}", 0xab);
    assert_eq!(asked.path, format!("/api/v2/pix/{E2EID}/devolucao/{id}"));
    assert_eq!(asked.body, r#"{"valor":"40.00"}"#);
    let call = refund(0xab, "40.00").into();
    assert_eq!(gateway.query(&call).await, Ok(Inquiry::UnderWay));

    let settled = "2026-01-10T14:00:03Z";
    bank.end(
        E2EID,
        0,
        &json!({"status": "DEVOLVIDO",
        "horario": {"solicitacao": NOW, "liquidacao": settled}}),
    );
    let Ok(Inquiry::Known { facts }) = gateway.query(&call).await else {
        panic!("expected the refund");
    };
    assert_eq!(facts[0].payment, Some(payment()));
    let expected = json!({"type": "payment.report_refund_settled",
        "refund_id": refund_id(0xab), "target": {"kind": "pix", "e2eid": E2EID},
        "amount": {"amount": "40.00", "currency": "BRL"},
        "rtr_id": "D12345678202601101400ghijk789012", "at": "2026-01-10T14:00:03.000Z"});
    assert_eq!(reports(&facts), [expected]);
}

#[tokio::test]
async fn a_refund_that_ends_at_once_is_told_at_once() {
    let bank = paid().await;
    bank.state().returns_are = "DEVOLVIDO";
    let facts = gateway(&bank).make(&refund(1, "100.00").into()).await.unwrap();
    assert_eq!(kinds(&facts), ["refund_settled"]);
}

#[tokio::test]
async fn a_refund_that_the_bank_could_not_make_is_told_as_failed() {
    let bank = paid().await;
    let gateway = gateway(&bank);
    gateway.make(&refund(1, "40.00").into()).await.unwrap();
    bank.end(E2EID, 0, &json!({"status": "NAO_REALIZADO", "motivo": "conta encerrada"}));
    let Ok(Inquiry::Known { facts }) = gateway.query(&refund(1, "40.00").into()).await else {
        panic!("expected the refund");
    };
    assert_eq!(kinds(&facts), ["refund_failed"]);
    assert_eq!(reports(&facts)[0]["reason"], "conta encerrada");
}

#[tokio::test]
async fn a_status_that_is_not_known_is_not_an_outcome() {
    let bank = paid().await;
    bank.state().returns_are = "AGENDADA";
    let gateway = gateway(&bank);
    assert_eq!(gateway.make(&refund(1, "40.00").into()).await, Ok(Vec::new()));
    let found = gateway.query(&refund(1, "40.00").into()).await;
    assert_eq!(found, Ok(Inquiry::UnderWay));
}

#[tokio::test]
async fn what_the_bank_does_not_give_back_is_refused_and_nothing_went_back() {
    let bank = paid().await;
    let old = "E12345678202510120000ghijk789012";
    bank.receive(old, "100.00", "2025-10-12T13:59:59.999Z");
    let gateway = gateway(&bank);
    let mut too_late = refund(1, "40.00");
    too_late.of = Target::Pix { e2eid: old.parse().unwrap() };
    let mut of_nothing = refund(1, "40.00");
    of_nothing.of = Target::Pix { e2eid: "E12345678202601101430aaaaaaaaaaa".parse().unwrap() };
    for (name, asked, expected) in [
        ("more than came", refund(1, "100.01"), "PixDevolucaoInvalida"),
        ("after 90 days", too_late, "PixDevolucaoInvalida"),
        ("of no Pix", of_nothing, "pix_not_found"),
    ] {
        let error = gateway.make(&asked.clone().into()).await.unwrap_err();
        assert_eq!(code(&error), expected, "{name}");
        says_nothing(&error);
        assert_eq!(gateway.query(&asked.into()).await, Ok(Inquiry::Absent), "{name}");
    }
    // The last instant of the 90 days.
    bank.receive(old, "100.00", "2025-10-12T14:00:00Z");
    let mut in_time = refund(1, "40.00");
    in_time.of = Target::Pix { e2eid: old.parse().unwrap() };
    assert_eq!(gateway.make(&in_time.clone().into()).await, Ok(Vec::new()));
}

#[tokio::test]
async fn the_same_refund_again_is_the_same_refund() {
    let bank = paid().await;
    let gateway = gateway(&bank);
    for _ in 0..2 {
        // The bank refuses the second one: the id was used. Then it is this one.
        assert_eq!(gateway.make(&refund(1, "40.00").into()).await, Ok(Vec::new()));
    }
    let other_amount = gateway.make(&refund(1, "40.01").into()).await.unwrap_err();
    assert_eq!(code(&other_amount), "refund_not_as_asked");
    assert_eq!(bank.state().pix[E2EID]["devolucoes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refund_that_is_refused_while_the_bank_does_not_show_it_is_unknown() {
    let bank = paid().await;
    let gateway = gateway(&bank);
    gateway.make(&refund(1, "40.00").into()).await.unwrap();
    bank.fail("GET", "/devolucao/", How::Answer(500, ""));
    let error = gateway.make(&refund(1, "40.00").into()).await.unwrap_err();
    assert_eq!(code(&error), "unknown");
}

#[tokio::test]
async fn after_an_effect_without_an_answer_a_refund_is_unknown_and_a_query_tells_it() {
    for how in [
        How::DoneThenAnswer(500, ""),
        How::DoneThenAnswer(201, "<html>"),
        How::DoneThenHangUp,
        How::DoneThenSilence,
    ] {
        let bank = paid().await;
        let gateway = hasty(&bank);
        bank.fail("PUT", "/devolucao/", how);
        let error = gateway.make(&refund(1, "40.00").into()).await.unwrap_err();
        assert_eq!(code(&error), "unknown", "{error}");
        let call = refund(1, "40.00").into();
        assert_eq!(gateway.query(&call).await, Ok(Inquiry::UnderWay));
    }
}

#[tokio::test]
async fn a_card_is_not_this_gateways() {
    let bank = paid().await;
    let mut of_card = refund(1, "40.00");
    let capture_id = CaptureId::derive(Uuid::NAMESPACE_OID, "capture");
    of_card.of = Target::Capture { capture_id };
    let gateway = gateway(&bank);
    assert_eq!(code(&gateway.make(&of_card.clone().into()).await.unwrap_err()), "not_supported");
    assert_eq!(code(&gateway.query(&of_card.into()).await.unwrap_err()), "not_supported");
    let void = palco::ports::Void {
        tenant: crate::tenant(),
        payment: payment(),
        key: refund(1, "1.00").key,
    };
    assert_eq!(code(&gateway.make(&void.clone().into()).await.unwrap_err()), "not_supported");
    assert_eq!(code(&gateway.query(&void.into()).await.unwrap_err()), "not_supported");
    assert!(bank.state().seen.is_empty());
}
