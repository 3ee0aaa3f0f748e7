//! However often webhooks come, in whatever order, before or after our own answers, with forged ones
//! among them: what becomes of the payments is what becomes of them in order.

use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    application::Acting,
    payments::payment::{Capture, SendCard, StartCard, Status},
    ports::{Call, Fact, GatewayError, Inquiry, Listed, NotVerified, PaymentGateway, Webhook},
    testing::{proved, sized},
    values::{CaptureId, CardToken, Period, TenantId},
};
use palco_memory::{Conduct, SimulatedGateway};

use super::world::{World, automatic, brl, manual, payment_id, pix, txid};

/// What may go wrong with a test that is to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    /// Nobody looks at signatures.
    Trusting,
    /// One webhook in ten never comes.
    Lossy,
}

/// Hands webhooks in before it answers, now and then; and verifies, unless it is flawed.
#[derive(Debug)]
struct Eager {
    simulated: SimulatedGateway,
    me: Acting,
    flaw: Flaw,
    per_hundred: u32,
}

impl Eager {
    async fn answer(
        &self,
        call: Call,
        answer: Result<Vec<Fact>, GatewayError>,
    ) -> Result<Vec<Fact>, GatewayError> {
        if call.payment().as_uuid().as_u128() % 100 < u128::from(self.per_hundred) {
            let webhooks = self.simulated.take_webhooks();
            for webhook in webhooks {
                // Forged ones are among them.
                let _ = self.me.take_webhook(self, webhook).await;
            }
        }
        answer
    }
}

#[async_trait]
impl PaymentGateway for Eager {
    fn name(&self) -> &str {
        "eager"
    }

    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        let answer = self.simulated.make(call).await;
        self.answer(call.clone(), answer).await
    }

    async fn query(&self, call: &Call) -> Result<Inquiry, GatewayError> {
        self.simulated.query(call).await
    }

    async fn list(
        &self,
        tenant: TenantId,
        period: Period,
        after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        self.simulated.list(tenant, period, after).await
    }

    async fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        if self.flaw == Flaw::Trusting {
            let facts = serde_json::from_slice(&webhook.body);
            return facts.map_err(|_| NotVerified::forged("unreadable"));
        }
        self.simulated.verify(webhook).await
    }
}

/// A season of payments of every kind, told as `conduct` has it.
async fn season(count: u32, conduct: Conduct, flaw: Flaw) -> (World, u64) {
    let mut world = World::new(conduct);
    let per_hundred = if conduct.copies > 1 { 5 } else { 0 };
    let (simulated, me) = (world.simulated.clone(), world.me.clone());
    let gateway = Arc::new(Eager { simulated, me, flaw, per_hundred });
    let mut refused = 0;
    for number in 0..count {
        let method = [pix(), automatic(), manual(), pix()][number as usize % 4];
        world.begin(number, method, 12_000 + i64::from(number)).await;
    }
    world.run(gateway.clone()).await;
    for number in (0..count).filter(|number| number % 4 == 0 || number % 4 == 3) {
        let paid = world.simulated.pay(&txid(number));
        if paid && number % 4 == 3 {
            world.simulated.pay_anyway(&txid(number), None);
        }
    }
    refused += deliver(&world, &gateway, flaw).await;
    for number in (0..count).filter(|number| number % 4 == 2) {
        for (part, cents) in [("a", 7_000), ("b", 5_000)] {
            let capture_id = CaptureId::derive(payment_id(number).as_uuid(), part);
            // Those that were declined are refused.
            let asked = Capture { capture_id, amount: brl(cents), is_final: part == "b" };
            let _ = world.send(number, asked).await;
        }
    }
    world.run(gateway.clone()).await;
    refused += deliver(&world, &gateway, flaw).await;
    for number in 0..count {
        world.give_back(number, "first", 2_000).await;
        world.give_back(number, "second", 1_000).await;
    }
    world.run(gateway.clone()).await;
    refused += deliver(&world, &gateway, flaw).await;
    (world, refused)
}

async fn deliver(world: &World, gateway: &Eager, flaw: Flaw) -> u64 {
    let mut webhooks = world.simulated.take_webhooks();
    if flaw == Flaw::Lossy {
        let mut place = 0;
        webhooks.retain(|_| {
            place += 1;
            place % 10 != 0
        });
    }
    world.deliver(gateway, webhooks).await
}

/// Webhooks once, in order, and no answers without facts.
fn ordered() -> Conduct {
    Conduct { declined: 60, ..Conduct::default() }
}

fn shuffled() -> Conduct {
    Conduct { copies: 5, forged: 110, batched: 100, late: 300, ..ordered() }
}

#[tokio::test]
async fn webhooks_in_any_order_and_number_come_to_the_same() {
    let count = sized(400, 10_000);
    let (expected, _) = season(count, ordered(), Flaw::None).await;
    let (found, refused) = season(count, shuffled(), Flaw::None).await;
    let (one, other) = (expected.outcomes(count).await, found.outcomes(count).await);
    for number in 0..count {
        assert_eq!(one[&number], other[&number], "payment {number}");
    }
    found.check_books(count).await.unwrap();
    let counts = found.counts().await;
    for never in ["payment.conflicting_fact", "payment.amount_mismatch", "payment.unmatched_fact"] {
        assert_eq!(counts.get(never), None, "{never}");
    }
    let forged = found.simulated.forged_webhooks();
    assert!(forged > u64::from(count) / 10, "{forged} forged webhooks are too few to tell");
    assert!(refused <= forged);
    proved(
        "webhooks copied 1 to 5 times, shuffled, forged",
        format_args!("{count} payments end as in order, {forged} forged webhooks, 0 applied"),
    );
}

/// The checks above see it when forged webhooks are let in, and when webhooks are lost.
#[tokio::test]
async fn a_gateway_that_verifies_nothing_or_loses_webhooks_is_found_out() {
    let (expected, _) = season(200, ordered(), Flaw::None).await;
    let expected = expected.outcomes(200).await;
    let (trusting, _) = season(200, shuffled(), Flaw::Trusting).await;
    let counts = trusting.counts().await;
    assert!(counts.contains_key("payment.conflicting_fact"), "{counts:?}");
    let (lossy, _) = season(200, Conduct { copies: 1, ..shuffled() }, Flaw::Lossy).await;
    assert_ne!(lossy.outcomes(200).await, expected);
    assert!(lossy.check_books(200).await.is_err());
}

/// The gateway refuses the first attempt at once, and tells of it again by a webhook with an instant of
/// its own, when the second attempt is under way.
#[tokio::test]
async fn a_refusal_that_is_told_again_does_not_end_the_attempt_after_it() {
    let mut world = World::new(Conduct::default());
    world.begin(1, manual(), 5_000).await;
    let refusing = world.simulated.behaving(Conduct { refused: 1_000, ..Conduct::default() });
    world.run(Arc::new(refusing)).await;
    assert_eq!(world.payment(1).await.status(), Some(Status::Failed));
    world.clock.advance(std::time::Duration::from_secs(3));
    world.send(1, StartCard { token: CardToken::parse("tok_2").unwrap() }).await.unwrap();
    world.send(1, SendCard {}).await.unwrap();
    let declined = r#"{"type":"payment.report_declined","code":"51","attempt":1,
        "at":"2026-11-23T12:00:05Z"}"#;
    world.simulated.tell(Fact { payment: Some(payment_id(1)), report: declined.to_owned() });
    let webhooks = world.simulated.take_webhooks();
    world.deliver(&world.simulated, webhooks).await;
    assert_eq!(world.payment(1).await.status(), Some(Status::Processing));
    world.run(Arc::new(world.simulated.clone())).await;
    assert_eq!(world.payment(1).await.status(), Some(Status::Authorized));
}

/// So that whoever stands between the two can tell the attempts apart.
#[tokio::test]
async fn what_is_told_of_an_attempt_names_it() {
    for (conduct, name) in [
        (Conduct::default(), "authorized"),
        (Conduct { declined: 1_000, ..Conduct::default() }, "declined"),
    ] {
        let mut world = World::new(conduct);
        world.begin(1, manual(), 5_000).await;
        world.run(Arc::new(world.simulated.clone())).await;
        let body = String::from_utf8(world.simulated.take_webhooks().remove(0).body).unwrap();
        assert!(body.contains(name) && body.contains(r#"\"attempt\":1"#), "{body}");
    }
}
