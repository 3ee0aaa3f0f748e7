use palco::{
    ports::{CancelCharge, Inquiry, IssueCharge, PaymentGateway},
    values::{Cnpj, Cpf, Percent},
};
use palco_pix_api::{DueCharge, Payer, PixApi, TaxId};
use serde_json::json;

use crate::{
    E2EID, NOW, TXID, account, at, bank::Bank, code, gateway_of, kinds, payment, says_nothing,
};

pub(crate) fn gateway(bank: &Bank) -> PixApi {
    gateway_of(&account(bank).due_charges())
}

/// To be paid up to the last day of January.
pub(crate) fn charge() -> IssueCharge {
    IssueCharge { expires_at: at("2026-02-01T03:00:00Z"), ..crate::charge() }
}

pub(crate) fn terms() -> DueCharge {
    let tax_id = TaxId::Cpf(Cpf::parse("52998224725").unwrap());
    DueCharge {
        due_on: "2026-01-20".parse().unwrap(),
        payer: Payer { name: "Fulano de Tal".into(), tax_id },
        fine: Percent::parse("2").ok(),
        monthly_interest: Percent::parse("1").ok(),
    }
}

fn withdrawal() -> CancelCharge {
    let asked = charge();
    CancelCharge { tenant: asked.tenant, payment: payment(), key: asked.key, txid: asked.txid }
}

#[tokio::test]
async fn a_charge_with_a_due_date_is_asked_for_exactly_and_its_code_is_told() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let facts = gateway.issue_due_charge(&charge(), &terms()).await.unwrap();
    let report = format!(
        r#"{{"type":"payment.report_pix_charge_issued","txid":"{TXID}","code":"00020126-{TXID}","at":"{NOW}"}}"#
    );
    assert_eq!(facts[0].report, report);
    let asked = bank.seen("PUT").remove(0);
    assert_eq!(asked.path, format!("/api/v2/cobv/{TXID}"));
    assert_eq!(
        asked.body,
        concat!(
            r#"{"calendario":{"dataDeVencimento":"2026-01-20","validadeAposVencimento":11},"#,
            r#""devedor":{"cpf":"52998224725","nome":"Fulano de Tal"},"#,
            r#""valor":{"original":"150.00","multa":{"modalidade":2,"valorPerc":"2.00"},"#,
            r#""juros":{"modalidade":3,"valorPerc":"1.00"}},"#,
            r#""chave":"key@example.com","solicitacaoPagador":"Pista, 1 ingresso"}"#
        )
    );
    let again = gateway.issue_due_charge(&charge(), &terms()).await;
    assert_eq!(again.as_ref(), Ok(&facts));
    assert_eq!(gateway.query(&charge().into()).await, Ok(Inquiry::Known { facts }));
    assert_eq!(bank.seen("PUT").len(), 1);
}

#[tokio::test]
async fn a_company_pays_as_well_and_nothing_on_top_is_nothing() {
    let bank = Bank::open().await;
    let tax_id = TaxId::Cnpj(Cnpj::parse("11222333000181").unwrap());
    let payer = Payer { name: "Casa de Shows".into(), tax_id };
    let due = DueCharge { payer, fine: None, monthly_interest: None, ..terms() };
    gateway(&bank).issue_due_charge(&charge(), &due).await.unwrap();
    let sent = &bank.state().due_charges[TXID];
    assert_eq!(sent["devedor"], json!({"cnpj": "11222333000181", "nome": "Casa de Shows"}));
    assert_eq!(sent["valor"], json!({"original": "150.00"}));
}

#[tokio::test]
async fn one_that_was_paid_with_a_fine_tells_the_pix_and_cannot_be_withdrawn() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.issue_due_charge(&charge(), &terms()).await.unwrap();
    bank.receive(E2EID, "153.00", "2026-01-21T14:05:00Z");
    bank.state().pix.get_mut(E2EID).unwrap()["componentesValor"] =
        json!({"original": {"valor": "150.00"}, "multa": {"valor": "3.00"}});
    bank.state().due_charges.get_mut(TXID).unwrap()["status"] = json!("CONCLUIDA");
    let facts = gateway.issue_due_charge(&charge(), &terms()).await.unwrap();
    assert_eq!(kinds(&facts), ["pix_charge_issued", "pix_received"]);
    let facts = gateway.make(&withdrawal().into()).await.unwrap();
    assert_eq!(kinds(&facts), ["pix_received"]);
    assert_eq!(gateway.query(&withdrawal().into()).await, Ok(Inquiry::Known { facts }));
}

#[tokio::test]
async fn it_is_withdrawn_by_the_call_that_withdraws_any_charge() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    gateway.issue_due_charge(&charge(), &terms()).await.unwrap();
    assert_eq!(gateway.query(&withdrawal().into()).await, Ok(Inquiry::Absent));
    for _ in 0..2 {
        assert_eq!(gateway.make(&withdrawal().into()).await, Ok(Vec::new()));
    }
    let status = bank.state().due_charges[TXID]["status"].clone();
    assert_eq!(status, "REMOVIDA_PELO_USUARIO_RECEBEDOR");
    let withdrawn = Ok(Inquiry::Known { facts: Vec::new() });
    assert_eq!(gateway.query(&withdrawal().into()).await, withdrawn);
}

#[tokio::test]
async fn what_the_api_cannot_charge_is_refused_without_asking() {
    let bank = Bank::open().await;
    let payer = |name: String| Payer { name, ..terms().payer };
    let late = DueCharge { due_on: "2026-02-01".parse().unwrap(), ..terms() };
    let thirds = DueCharge { fine: Percent::parse("0.333").ok(), ..terms() };
    for (due, expected) in [
        (DueCharge { payer: payer(String::new()), ..terms() }, "payer_name_not_supported"),
        (DueCharge { payer: payer("é".repeat(201)), ..terms() }, "payer_name_not_supported"),
        (thirds, "percent_not_supported"),
        (late, "due_after_expiry"),
    ] {
        let error = gateway(&bank).issue_due_charge(&charge(), &due).await.unwrap_err();
        assert_eq!(code(&error), expected);
        says_nothing(&error);
    }
    let open = IssueCharge { amount_may_change: true, ..charge() };
    let error = gateway(&bank).issue_due_charge(&open, &terms()).await.unwrap_err();
    assert_eq!(code(&error), "amount_change_not_supported");
    let ended = IssueCharge { expires_at: at(NOW), ..charge() };
    let error = gateway(&bank).issue_due_charge(&ended, &terms()).await.unwrap_err();
    assert_eq!(code(&error), "expired");
    let without = gateway_of(&account(&bank));
    let error = without.issue_due_charge(&charge(), &terms()).await.unwrap_err();
    assert_eq!(code(&error), "not_supported");
    assert!(bank.seen("PUT").is_empty());
}

#[tokio::test]
async fn an_account_without_due_dates_asks_for_none() {
    let bank = Bank::open().await;
    gateway_of(&account(&bank)).query(&charge().into()).await.unwrap();
    assert!(!bank.seen("POST")[0].body.contains("cobv"));
    assert_eq!(bank.seen("GET").len(), 1);
    gateway(&bank).query(&charge().into()).await.unwrap();
    assert!(bank.seen("POST")[1].body.contains("cobv.read"));
    assert_eq!(bank.seen("GET").len(), 3);
}
