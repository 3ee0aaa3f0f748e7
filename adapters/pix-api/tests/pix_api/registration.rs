use palco::values::TenantId;
use uuid::Uuid;

use crate::{
    bank::{Bank, How},
    code, gateway, says_nothing, tenant,
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
