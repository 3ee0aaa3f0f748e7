use palco::{
    ports::{Listed, PaymentGateway},
    values::{Period, TenantId},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    E2EID, at,
    bank::{Bank, How},
    code, gateway, kinds, tenant,
};

fn day() -> Period {
    Period::new(at("2026-01-10T00:00:00Z"), at("2026-01-11T00:00:00Z")).unwrap()
}

#[tokio::test]
async fn all_of_a_period_is_listed_page_by_page() {
    let bank = Bank::open().await;
    for number in 0..250 {
        let e2eid = format!("E123456782026011014301111111{number:04}");
        bank.receive(&e2eid, "1.00", "2026-01-10T14:30:00Z");
    }
    bank.receive("E12345678202601111430ghijk789012", "1.00", "2026-01-11T14:30:00Z");
    let gateway = gateway(&bank);
    let (mut all, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = gateway.list(tenant(), day(), after.as_deref()).await.unwrap();
        all.extend(page.facts);
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((all.len(), pages), (250, 3));
    let asked = bank.seen("GET").remove(0).path;
    let expected = "/api/v2/pix?inicio=2026-01-10T00:00:00.000Z&fim=2026-01-11T00:00:00.000Z\
        &paginacao.paginaAtual=0&paginacao.itensPorPagina=100";
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn the_list_tells_the_same_news_as_a_webhook() {
    let bank = Bank::open().await;
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    let gateway = gateway(&bank);
    gateway.make(&crate::refund(1, "40.00").into()).await.unwrap();
    bank.end(E2EID, 0, &json!({"status": "DEVOLVIDO"}));
    let webhook = palco::ports::Webhook {
        tenant: tenant(),
        body: json!({"pix": [{"endToEndId": E2EID}]}).to_string().into_bytes(),
        headers: Vec::new(),
        peer_verified: true,
        received_at: at(crate::NOW),
    };
    let facts = gateway.verify(&webhook).await.unwrap();
    assert_eq!(kinds(&facts), ["pix_received", "refund_settled"]);
    let listed = gateway.list(tenant(), day(), None).await;
    assert_eq!(listed, Ok(Listed { facts, next: None }));
}

#[tokio::test]
async fn a_list_that_fails_is_not_an_empty_one() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    assert_eq!(gateway.list(tenant(), day(), None).await, Ok(Listed::default()));
    for (status, body) in [(503, "{}"), (404, "<html>"), (200, "{}"), (200, "[]")] {
        bank.fail("GET", "/pix?", How::Answer(status, body));
        let error = gateway.list(tenant(), day(), None).await.unwrap_err();
        assert_eq!(code(&error), "failed", "{status} {body}");
    }
    let error = gateway.list(tenant(), day(), Some("a page")).await.unwrap_err();
    assert_eq!(code(&error), "not_a_page");
    let stranger = TenantId::derive(Uuid::NAMESPACE_OID, "another tenant");
    let error = gateway.list(stranger, day(), None).await.unwrap_err();
    assert_eq!(code(&error), "no_account");
}
