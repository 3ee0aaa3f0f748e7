use palco::{ports::Call, values::TenantId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    bank::{Bank, How},
    code, due, gateway, refund, says_nothing, tenant,
};

const URL: &str = "https://tickets.example/webhook";

#[tokio::test]
async fn a_webhook_is_registered_shown_and_removed_as_often_as_it_is_asked_for() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    assert_eq!(gateway.registered_webhook(tenant()).await, Ok(None));
    for _ in 0..2 {
        assert_eq!(gateway.register_webhook(tenant(), URL).await, Ok(()));
    }
    assert_eq!(gateway.registered_webhook(tenant()).await, Ok(Some(URL.to_owned())));
    assert_eq!(bank.seen("PUT")[0].path, "/api/v2/webhook/key@example.com");
    assert_eq!(bank.seen("PUT")[0].body, format!(r#"{{"webhookUrl":"{URL}"}}"#));
    for _ in 0..2 {
        assert_eq!(gateway.remove_webhook(tenant()).await, Ok(()));
    }
    assert_eq!(gateway.registered_webhook(tenant()).await, Ok(None));
}

#[tokio::test]
async fn what_the_bank_says_to_it_is_told() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let refused = gateway.register_webhook(tenant(), "http://tickets.example").await.unwrap_err();
    assert_eq!(code(&refused), "WebhookOperacaoInvalida");
    bank.fail("PUT", "/webhook/", How::DoneThenHangUp);
    let unknown = gateway.register_webhook(tenant(), URL).await.unwrap_err();
    assert_eq!(code(&unknown), "unknown");
    says_nothing(&unknown);
    bank.fail("DELETE", "/webhook/", How::Answer(403, "<html>"));
    assert_eq!(code(&gateway.remove_webhook(tenant()).await.unwrap_err()), "failed");
    bank.fail("GET", "/webhook/", How::Answer(404, "<html>"));
    assert_eq!(code(&gateway.registered_webhook(tenant()).await.unwrap_err()), "failed");
    let nobody = TenantId::derive(Uuid::NAMESPACE_OID, "another");
    assert_eq!(code(&gateway.register_webhook(nobody, URL).await.unwrap_err()), "no_account");
}

#[tokio::test]
async fn what_goes_beyond_the_port_is_asked_in_text_as_well() {
    let bank = Bank::open().await;
    let gateway = due::gateway(&bank);
    let ask = async |question: Value| gateway.answer_in_text(&question.to_string()).await;
    let of = |name: &str| json!({"type": name, "tenant": tenant(), "url": URL});
    assert_eq!(ask(of("registered_webhook")).await.unwrap(), r#"{"ok":null}"#);
    assert_eq!(ask(of("register_webhook")).await.unwrap(), r#"{"ok":null}"#);
    assert_eq!(ask(of("registered_webhook")).await.unwrap(), format!(r#"{{"ok":"{URL}"}}"#));
    assert_eq!(ask(of("remove_webhook")).await.unwrap(), r#"{"ok":null}"#);

    let payer = json!({"name": "Fulano de Tal", "tax_id": {"cpf": "52998224725"}});
    let mut question = json!({"type": "issue_due_charge", "charge": Call::from(due::charge()),
        "due": {"due_on": "2026-01-20", "payer": payer}});
    let issued = ask(question.clone()).await.unwrap();
    assert!(issued.contains("payment.report_pix_charge_issued"), "{issued}");
    question["due"]["due_on"] = json!("2026-02-01");
    question["charge"]["txid"] = json!("0".repeat(32));
    let refused = ask(question.clone()).await.unwrap();
    assert_eq!(refused, r#"{"error":{"kind":"refused","code":"due_after_expiry"}}"#);
    question["charge"] = json!(Call::from(refund(1, "40.00")));
    assert_eq!(ask(question).await.unwrap_err().path, "charge.type");
    let query = json!({"type": "query", "call": Call::from(due::charge())});
    assert!(ask(query).await.unwrap().contains(r#""status":"known""#));
}
