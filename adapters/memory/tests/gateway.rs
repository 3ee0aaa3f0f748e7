//! One gateway that several tenants charge by.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use palco::{
    ports::{Call, Fact, IssueCharge, PaymentGateway},
    testing::{id, instant},
    values::{Currency, Money, Period, TenantId, Txid},
};
use palco_memory::{Conduct, ManualClock, SimulatedGateway};
use uuid::Uuid;

fn charge(tenant: TenantId, number: u64) -> Call {
    Call::from(IssueCharge {
        tenant,
        payment: id(number),
        key: id(number),
        txid: Txid::of_uuid(Uuid::from_u128(number.into())),
        amount: Money::parse("120.00", Currency::BRL).expect("an amount"),
        amount_may_change: false,
        expires_at: instant("2026-11-23T13:00:00Z"),
        description: None,
    })
}

async fn listed(gateway: &SimulatedGateway, tenant: TenantId) -> Vec<Fact> {
    let day = Period::new(instant("2026-11-23T00:00:00Z"), instant("2026-11-24T00:00:00Z"));
    gateway.list(tenant, day.expect("a day"), None).await.expect("a list").facts
}

#[tokio::test]
async fn a_tenant_is_told_what_became_of_its_own_payments() {
    let clock = ManualClock::at(instant("2026-11-23T12:00:00Z"));
    let gateway = SimulatedGateway::new(Conduct::default(), Arc::new(clock));
    let (one, other) = (id(1), id(2));
    let first = gateway.make(&charge(one, 3)).await.expect("a charge");
    let second = gateway.make(&charge(other, 4)).await.expect("a charge");
    assert_eq!(listed(&gateway, one).await, first);
    assert_eq!(listed(&gateway, other).await, second);
    let made_up = Fact { payment: None, report: "{}".to_owned() };
    gateway.tell(made_up.clone());
    assert!(listed(&gateway, one).await.contains(&made_up));
}
