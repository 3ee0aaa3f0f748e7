//! The payment itself: what is asked of the gateway, what the bank does, and what comes of it.

use std::{sync::Arc, time::Duration};

use palco::{
    application::{Acting, Palco},
    payments::{
        payment::{
            Create, ExpireCharge, Origin, PaymentSummary, RequestPixCharge, RequestRefund, Status,
        },
        split::Mode,
    },
    ports::{ProcessorStore, Store},
    values::{ActorId, Currency, Money, PaymentId, Percent, RefundId, TenantId, Txid},
};
use palco_memory::{Conduct, ManualClock, SimulatedGateway};
use palco_runtime::{Processors, Tuning};

use crate::{
    AnyError, Bank,
    stage::{self, Held, PLACES},
    totals::{self, Step, Totals},
};

const BEGINS: &str = "2026-11-23T12:00:00Z";
const MINUTE: Duration = Duration::from_secs(60);
/// How long the background may take for what follows.
const PATIENCE: Duration = Duration::from_secs(60);

/// How it went.
pub(crate) struct Story {
    /// What the buyer was to pay with.
    pub(crate) code: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) totals: Totals,
}

/// Who takes part, and what they have.
struct Checkout {
    clock: ManualClock,
    gateway: SimulatedGateway,
    organizer: Acting,
    buyer: Acting,
    payment_id: PaymentId,
}

pub(crate) async fn play(
    store: Arc<dyn ProcessorStore>,
    tenant: TenantId,
    bank: Bank,
) -> Result<Story, AnyError> {
    let clock = ManualClock::at(BEGINS.parse()?);
    let conduct = Conduct { pix_fee: Percent::parse("1")?, copies: 3, ..Conduct::default() };
    let gateway = SimulatedGateway::new(conduct, Arc::new(clock.clone()));
    let palco =
        Palco::over(Arc::clone(&store) as Arc<dyn Store>).with_clock(Arc::new(clock.clone()));
    let acting = |name| palco.acting(tenant, ActorId::derive(tenant.as_uuid(), name));
    let checkout = Checkout {
        clock: clock.clone(),
        gateway: gateway.clone(),
        organizer: acting("organizer"),
        buyer: acting("buyer"),
        payment_id: PaymentId::derive(tenant.as_uuid(), "payment"),
    };
    let held = stage::set_up(tenant, &checkout.organizer, &checkout.buyer).await?;
    let processors = Processors::over(store)
        .with_clock(Arc::new(clock))
        .tuned(Tuning { poll_min: Duration::from_millis(2), ..Tuning::default() })
        .react()
        .charge(Arc::new(gateway.clone()));
    let running = processors.run()?;
    let code = checkout.ask(stage::payment(tenant, &held)?, &held).await?;
    checkout.pay(bank, &held).await?;
    checkout.follow(bank, &held).await?;
    checkout.give_back(bank).await?;
    running.stop().await;

    let sold = checkout.places_sold(&held).await?;
    let state = checkout.organizer.state("payment", checkout.payment_id.into()).await?;
    let payment = state.payment().ok_or("no payment")?;
    let (steps, totals) =
        totals::of(&palco, tenant, &held, payment, sold, &gateway.moved_twice()).await?;
    Ok(Story { code, steps, totals })
}

impl Checkout {
    /// Makes the payment, asks for a charge, and gives its code once the gateway has issued it.
    async fn ask(&self, create: Create, held: &Held) -> Result<String, AnyError> {
        let payments = self.buyer.payments();
        payments.send(self.payment_id, create).await?;
        payments.send(self.payment_id, RequestPixCharge { expires_at: held.until }).await?;
        self.until("charge", async || Ok(self.payment().await?.status == Status::AwaitingPix))
            .await?;
        self.take_webhooks().await?;
        let code = self.payment().await?.pix_code;
        Ok(code.ok_or("a charge without a code")?.as_str().to_owned())
    }

    /// The payer's bank, as it behaves.
    async fn pay(&self, bank: Bank, held: &Held) -> Result<(), AnyError> {
        let txid = Txid::of_uuid(self.payment_id.as_uuid());
        match bank {
            Bank::OnTime => {
                self.clock.advance(2 * MINUTE);
                self.gateway.pay(&txid);
            }
            Bank::Late => {
                self.clock.set(held.until.saturating_add_seconds(5));
                self.gateway.pay(&txid);
            }
            Bank::Twice => {
                self.clock.advance(2 * MINUTE);
                self.gateway.pay(&txid);
                self.clock.advance(MINUTE);
                self.gateway.pay(&txid);
            }
            Bank::WrongAmount => {
                self.clock.advance(2 * MINUTE);
                self.gateway.pay_anyway(&txid, Some(wrong_amount()?));
            }
            Bank::Silent => {
                self.clock.set(held.until);
                self.organizer.payments().send(self.payment_id, ExpireCharge {}).await?;
            }
        }
        self.take_webhooks().await
    }

    /// Waits for what follows by itself: places that are sold, money that goes back.
    async fn follow(&self, bank: Bank, held: &Held) -> Result<(), AnyError> {
        let price = stage::price()?;
        let (sold, back) = match bank {
            Bank::OnTime => (PLACES, 0),
            Bank::Twice => (PLACES, PLACES),
            Bank::Late => (0, PLACES),
            Bank::WrongAmount | Bank::Silent => (0, 0),
        };
        let back = price.checked_mul(back)?;
        self.until("sale, or money back", async || {
            let known = (self.places_sold(held).await?, self.payment().await?.refunded);
            Ok(known == (sold, back))
        })
        .await?;
        self.take_webhooks().await
    }

    /// The organizer gives back one ticket of a sale, and what nobody asked for and waits for somebody.
    async fn give_back(&self, bank: Bank) -> Result<(), AnyError> {
        let (origin, amount, reason) = match bank {
            Bank::OnTime | Bank::Twice => {
                (Origin::Captured, stage::price()?, "one of the two cannot come")
            }
            Bank::WrongAmount => {
                (Origin::Mismatch, wrong_amount()?, "another amount was asked for")
            }
            Bank::Late | Bank::Silent => return Ok(()),
        };
        self.clock.advance(MINUTE);
        let payment = self.payment().await?;
        let of = payment.takings.iter().find(|of| of.origin == origin);
        let ask = RequestRefund {
            refund_id: RefundId::derive(self.payment_id.as_uuid(), "refund"),
            target: of.ok_or("money that did not come")?.target.clone(),
            amount,
            mode: Mode::ProRata {},
            reason: reason.parse()?,
        };
        let after = payment.refunded.checked_add(amount)?;
        self.organizer.payments().send(self.payment_id, ask).await?;
        self.until("refund", async || Ok(self.payment().await?.refunded == after)).await?;
        self.take_webhooks().await
    }

    /// All that the gateway has sent by now, each as often as it comes and in its order.
    async fn take_webhooks(&self) -> Result<(), AnyError> {
        for webhook in self.gateway.take_webhooks() {
            self.organizer.take_webhook(&self.gateway, webhook).await?;
        }
        Ok(())
    }

    async fn payment(&self) -> Result<PaymentSummary, AnyError> {
        Ok(self.organizer.payments().summary(self.payment_id).await?)
    }

    async fn places_sold(&self, held: &Held) -> Result<u64, AnyError> {
        let quotas = self.organizer.tickets().quota_uses(held.event_id).await?;
        Ok(quotas.iter().map(|quota| quota.sold).sum())
    }

    /// Asks until it is so.
    async fn until(
        &self,
        what: &str,
        holds: impl AsyncFn() -> Result<bool, AnyError>,
    ) -> Result<(), AnyError> {
        let asking = async {
            while !holds().await? {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Ok(())
        };
        let waited = tokio::time::timeout(PATIENCE, asking).await;
        waited.map_err(|_| format!("waited for a {what} that never came"))?
    }
}

fn wrong_amount() -> Result<Money, AnyError> {
    Ok(Money::parse("100.00", Currency::BRL)?)
}
