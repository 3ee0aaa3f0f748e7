//! The gateway against a bank of the test's own, over mutual TLS on this machine.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod bank;
mod charges;
mod connections;
mod document;
mod due;
mod lists;
mod refunds;
mod registration;
mod webhooks;

use std::{sync::Arc, time::Duration};

use palco::{
    ports::{Clock, Fact, GatewayError, IssueCharge, Refund},
    values::{
        Currency, EndToEndId, IdempotencyKey, Instant, Label, Money, PaymentId, RefundId, Target,
        TenantId, Txid,
    },
};
use palco_pix_api::{Account, PixApi};
use serde_json::Value;
use uuid::Uuid;

use bank::Bank;

/// The bank's time, and the test's.
const NOW: &str = "2026-01-10T14:00:00.000Z";
const E2EID: &str = "E12345678202601101430ghijk789012";
const TXID: &str = "0198f0a25b1c7d3e8a4f1234567890ab";

#[derive(Debug)]
struct At(Instant);

impl Clock for At {
    fn now(&self) -> Instant {
        self.0
    }
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn money(amount: &str) -> Money {
    Money::parse(amount, Currency::BRL).unwrap()
}

fn tenant() -> TenantId {
    TenantId::derive(Uuid::NAMESPACE_OID, "tenant")
}

fn payment() -> PaymentId {
    PaymentId::from_uuid(Uuid::try_parse(TXID).unwrap()).unwrap()
}

fn refund_id(number: u128) -> RefundId {
    RefundId::from_uuid(Uuid::from_u128(number)).unwrap()
}

fn account(bank: &Bank) -> Account {
    let (certificate, key) = bank.client_certificate();
    Account::new(bank.url("/api/v2/"), bank.url("/oauth/token"), "key@example.com")
        .credentials("client", "hush")
        .certificate(certificate, key)
        .roots(bank.root())
        .patience(Duration::from_secs(20))
}

fn gateway_of(account: &Account) -> PixApi {
    PixApi::new("bank").account(tenant(), account).unwrap().with_clock(Arc::new(At(at(NOW))))
}

fn gateway(bank: &Bank) -> PixApi {
    gateway_of(&account(bank))
}

/// One that loses its patience while a test waits.
fn hasty(bank: &Bank) -> PixApi {
    gateway_of(&account(bank).patience(Duration::from_secs(2)))
}

fn charge() -> IssueCharge {
    IssueCharge {
        tenant: tenant(),
        payment: payment(),
        key: IdempotencyKey::derive(Uuid::NAMESPACE_OID, "charge"),
        txid: Txid::of_uuid(payment().as_uuid()),
        amount: money("150.00"),
        amount_may_change: false,
        expires_at: at("2026-01-10T14:15:00.999Z"),
        description: Label::parse("Pista, 1 ingresso").ok(),
    }
}

fn refund(number: u128, amount: &str) -> Refund {
    Refund {
        tenant: tenant(),
        payment: payment(),
        key: IdempotencyKey::derive(Uuid::NAMESPACE_OID, &number.to_string()),
        refund_id: refund_id(number),
        of: Target::Pix { e2eid: EndToEndId::parse(E2EID).unwrap() },
        amount: money(amount),
    }
}

fn reports(facts: &[Fact]) -> Vec<Value> {
    facts.iter().map(|fact| serde_json::from_str(&fact.report).unwrap()).collect()
}

fn kinds(facts: &[Fact]) -> Vec<String> {
    let kind = |report: Value| report["type"].as_str().unwrap().replace("payment.report_", "");
    reports(facts).into_iter().map(kind).collect()
}

fn code(error: &GatewayError) -> &str {
    match error {
        GatewayError::Refused { code } => code.as_str(),
        GatewayError::Failed { .. } => "failed",
        GatewayError::Unknown { .. } => "unknown",
    }
}

/// Nothing that identifies or lets in stands in what is shown of an error.
fn says_nothing(error: &dyn std::error::Error) {
    let shown = format!("{error} {error:?}");
    for hidden in ["hush", "Bearer", "token-", "key@example", "Fulano", "529", "127.0.0.1"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
