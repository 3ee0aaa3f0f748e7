//! The runner is killed at any point, over a gateway that answers badly and keeps no idempotency keys.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::SeqCst},
};

use async_trait::async_trait;
use palco::{
    payments::payment::CancelRefund,
    ports::{
        Call, Fact, GatewayError, Inquiry, Listed, NotVerified, PaymentGateway, Position, Webhook,
    },
    testing::{proved, sized},
    values::{CaptureId, Instant, Period, TenantId},
};
use palco_memory::{Conduct, SimulatedGateway};

use super::world::{
    World, automatic, brl, manual, payment_id, pix, refund_id, txid, until_dealt_with,
};

/// Says of every call that it had no effect, whatever it had.
#[derive(Debug)]
struct Denying(SimulatedGateway);

#[async_trait]
impl PaymentGateway for Denying {
    fn name(&self) -> &str {
        "denying"
    }

    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        self.0.make(call).await
    }

    async fn query(&self, _call: &Call) -> Result<Inquiry, GatewayError> {
        Ok(Inquiry::Absent)
    }

    async fn list(
        &self,
        tenant: TenantId,
        period: Period,
        after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        self.0.list(tenant, period, after).await
    }

    async fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        self.0.verify(webhook).await
    }
}

/// Pages of the feed, as a processor takes them: a page that is not finished comes again.
async fn work(world: &World, gateway: Arc<dyn PaymentGateway>, kept: Arc<AtomicI64>) {
    let charging = world.charging(gateway);
    loop {
        let after = Position::new(kept.load(SeqCst)).unwrap();
        let page = world.palco.feed(after, 7).await.unwrap();
        for recorded in &page.records {
            until_dealt_with(&charging, recorded).await;
        }
        kept.store(page.next.get(), SeqCst);
        tokio::task::yield_now().await;
    }
}

/// Polls a future so many times, and drops it.
async fn kill_after(polls: u32, work: impl Future<Output = ()>) {
    let mut work = std::pin::pin!(work);
    for _ in 0..polls {
        let polled = std::future::poll_fn(|context| {
            std::task::Poll::Ready(work.as_mut().poll(context).is_ready())
        });
        if polled.await {
            return;
        }
    }
}

async fn ask(world: &World, round: u32) {
    let method = [pix(), automatic(), manual()][round as usize % 3];
    world.begin(round, method, 10_000).await;
    // What earlier rounds began has gone on meanwhile, or not.
    for back in [1, 2, 4, 7, 11] {
        let Some(number) = round.checked_sub(back) else { continue };
        if number % 3 == 0 && back == 2 {
            world.simulated.pay(&txid(number));
        }
        if number % 3 == 2 && back == 4 {
            let capture_id = CaptureId::derive(payment_id(number).as_uuid(), "all");
            let asked = palco::payments::payment::Capture {
                capture_id,
                amount: brl(10_000),
                is_final: true,
            };
            let _ = world.send(number, asked).await;
        }
        let name = back.to_string();
        world.give_back(number, &name, 1_000).await;
        if back == 7 {
            let refund_id = refund_id(number, &name);
            let _ = world.send(number, CancelRefund { refund_id }).await;
        }
    }
}

/// Kills after kills; then all is brought to its end.
async fn killed(kills: u32, flawed: bool) -> World {
    let conduct = Conduct {
        seed: 11,
        declined: 40,
        unreached: 40,
        lost: 40,
        unanswered: 150,
        late: 100,
        latency: 6,
        copies: 2,
        forgets_keys: true,
        ..Conduct::default()
    };
    let mut world = World::new(conduct);
    let simulated = world.simulated.clone();
    let gateway: Arc<dyn PaymentGateway> = match flawed {
        true => Arc::new(Denying(simulated.clone())),
        false => Arc::new(simulated.clone()),
    };
    let kept = Arc::new(AtomicI64::new(0));
    for round in 0..kills {
        ask(&world, round).await;
        let polls = 1 + (round * 7_919) % 41;
        kill_after(polls, work(&world, Arc::clone(&gateway), Arc::clone(&kept))).await;
        if round % 5 == 0 {
            let webhooks = simulated.take_webhooks();
            world.deliver(&simulated, webhooks).await;
        }
    }
    world.after = Position::new(kept.load(SeqCst)).unwrap();
    // The webhooks of the end are lost: what they would have said is asked for.
    for _ in 0..3 {
        world.run(Arc::clone(&gateway)).await;
        drop(simulated.take_webhooks());
        let all = Period::new(Instant::MIN, Instant::MAX).unwrap();
        world.me.take_listed(&simulated, all).await.unwrap();
    }
    world
}

#[tokio::test]
async fn killed_at_any_point_nothing_moves_twice_and_nothing_is_forgotten() {
    let kills = sized(200, 2_000);
    let world = killed(kills, false).await;
    world.check_books(kills).await.unwrap();
    let moved = world.simulated.movements();
    let refunds = moved.iter().filter(|moved| moved.is_refund).count();
    assert!(refunds > kills as usize / 2, "{refunds} refunds are too few to tell");
    let counts = world.counts().await;
    assert!(counts["payment.refund_cancelled"] > 0, "{counts:?}");
    assert!(counts["payment.declined"] > 0, "{counts:?}");
    let (calls, queries) = world.simulated.calls_and_queries();
    assert!(queries > 0);
    proved(
        "the runner killed over a gateway without idempotency keys",
        format_args!(
            "{kills} kills, {calls} calls, {queries} queries, {} movements, 0 twice, 0 forgotten",
            moved.len()
        ),
    );
}

/// The same with a gateway that denies what it did: then the check sees what moved twice.
#[tokio::test]
async fn a_gateway_that_denies_its_effects_is_found_out() {
    let world = killed(200, true).await;
    assert!(!world.simulated.moved_twice().is_empty());
    assert!(world.check_books(200).await.is_err());
}
