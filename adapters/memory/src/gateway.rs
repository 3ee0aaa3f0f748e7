mod books;
mod chance;
mod conduct;
mod facts;
mod outbox;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use palco::{
    application::{IncomingWebhook, SigningKey},
    ports::{
        Call, Clock, Fact, GatewayError, Inquiry, Listed, NotVerified, PaymentGateway, Webhook,
    },
    values::{Instant, Label, Money, PaymentId, Period, RefundId, Target, TenantId, Txid},
};

use crate::{faults::stall, locked};
use books::Books;
pub use books::Movement;
use chance::Chance;
pub use conduct::Conduct;
use outbox::Outbox;

/// Facts of one page of the list.
const PAGE: usize = 100;

/// A gateway that charges nobody. It behaves as its [`Conduct`] says, the same in every run, and keeps
/// books of its own: so a test can ask what moved, and whether anything moved twice.
///
/// It tells the time by the clock that it is given, and no two of its facts have the same instant.
/// Webhooks wait until they are [taken](Self::take_webhooks). Its clones are the same gateway.
///
/// ```
/// use std::sync::Arc;
/// use palco::{
///     ports::{Call, Clock, Inquiry, IssueCharge, PaymentGateway},
///     values::{Currency, IdempotencyKey, Instant, Money, PaymentId, TenantId, Txid},
/// };
/// use palco_memory::{Conduct, ManualClock, SimulatedGateway};
/// use uuid::Uuid;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let clock = ManualClock::at(Instant::parse("2026-11-23T12:00:00Z")?);
/// let gateway = SimulatedGateway::new(Conduct::default(), Arc::new(clock.clone()));
/// let payment = PaymentId::derive(Uuid::nil(), "one");
/// let txid = Txid::of_uuid(payment.as_uuid());
/// let call = Call::from(IssueCharge {
///     tenant: TenantId::derive(Uuid::nil(), "tenant"),
///     payment,
///     key: IdempotencyKey::derive(Uuid::nil(), "call"),
///     txid: txid.clone(),
///     amount: Money::parse("120.00", Currency::BRL)?,
///     amount_may_change: false,
///     expires_at: clock.now().saturating_add_minutes(30),
///     description: None,
/// });
/// assert_eq!(gateway.query(&call).await?, Inquiry::Absent);
/// let facts = gateway.make(&call).await?;
/// assert_eq!(gateway.make(&call).await?, facts);
///
/// assert!(gateway.pay(&txid));
/// assert_eq!(gateway.movements().len(), 1);
/// assert_eq!(gateway.take_webhooks().len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SimulatedGateway {
    conduct: Conduct,
    clock: Arc<dyn Clock>,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    books: Books,
    chance: Chance,
    outbox: Outbox,
    last: Instant,
    calls: u64,
    queries: u64,
}

/// What becomes of a call on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Unreached,
    Lost,
    Refused,
    Unanswered,
    Late,
    Answered,
}

impl SimulatedGateway {
    /// A gateway of that conduct, by that clock.
    #[must_use]
    pub fn new(conduct: Conduct, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner {
            books: Books::default(),
            chance: Chance::new(conduct.seed),
            outbox: Outbox::new(&format!("simulated {}", conduct.seed)),
            last: Instant::MIN,
            calls: 0,
            queries: 0,
        };
        Self { conduct, clock, inner: Arc::new(Mutex::new(inner)) }
    }

    /// The same gateway, books and all, with another conduct from now on.
    #[must_use]
    pub fn behaving(&self, conduct: Conduct) -> Self {
        Self { conduct, ..self.clone() }
    }

    /// All that moved, in order.
    #[must_use]
    pub fn movements(&self) -> Vec<Movement> {
        locked(&self.inner).books.movements.clone()
    }

    /// What moved more than once, of those that may move once.
    #[must_use]
    pub fn moved_twice(&self) -> Vec<Movement> {
        let mut seen = BTreeSet::new();
        let mut again = self.movements();
        again.retain(|moved| !seen.insert((moved.payment, moved.is_refund, moved.of.clone())));
        again
    }

    /// How many calls reached it, and how often it was asked after one.
    #[must_use]
    pub fn calls_and_queries(&self) -> (u64, u64) {
        let inner = locked(&self.inner);
        (inner.calls, inner.queries)
    }

    /// How many of the webhooks that were taken somebody else had made.
    #[must_use]
    pub fn forged_webhooks(&self) -> u64 {
        locked(&self.inner).outbox.forged()
    }

    /// A payer pays a Pix charge in full. Whether there is such a charge that can be paid.
    pub fn pay(&self, txid: &Txid) -> bool {
        if locked(&self.inner).books.is_withdrawn(txid) {
            return false;
        }
        self.pay_anyway(txid, None)
    }

    /// A payer pays a Pix charge, in full or another amount, also one that is withdrawn: on the way the
    /// two may have met. Whether there was ever such a charge.
    pub fn pay_anyway(&self, txid: &Txid, amount: Option<Money>) -> bool {
        let at = self.now();
        let inner = &mut *locked(&self.inner);
        let fact = inner.books.pay(txid, amount, self.conduct.pix_fee, at);
        fact.map(|fact| inner.tell(fact, at, &self.conduct)).is_some()
    }

    /// Somebody gives money back at the gateway itself. Whether there was so much to give back.
    pub fn give_back(
        &self,
        payment: PaymentId,
        refund_id: RefundId,
        of: &Target,
        amount: Money,
    ) -> bool {
        let at = self.now();
        let inner = &mut *locked(&self.inner);
        let fact = inner.books.give_back(payment, refund_id, of, amount, at);
        fact.map(|fact| inner.tell(fact, at, &self.conduct)).is_some()
    }

    /// Tells what a test makes up.
    pub fn tell(&self, fact: Fact) {
        let at = self.now();
        locked(&self.inner).tell(fact, at, &self.conduct);
    }

    /// Signs with another key from now on; the key before is taken for another hour.
    pub fn rotate_key(&self, key: SigningKey) {
        let until = self.clock.now().saturating_add_minutes(60);
        locked(&self.inner).outbox.rotate(key, until);
    }

    /// The webhooks that wait, signed now: each as often as it is sent, in no order, and forged ones
    /// among them.
    #[must_use]
    pub fn take_webhooks(&self) -> Vec<IncomingWebhook> {
        let now = self.clock.now();
        let inner = &mut *locked(&self.inner);
        inner.outbox.take(&self.conduct, &mut inner.chance, now)
    }

    /// Later than all that it told before.
    fn now(&self) -> Instant {
        let mut inner = locked(&self.inner);
        let next = inner.last.as_millis().saturating_add(1);
        inner.last = self.clock.now().max(Instant::from_millis(next).unwrap_or(Instant::MAX));
        inner.last
    }

    fn way(&self) -> (Way, u32, u32) {
        let chance = &mut locked(&self.inner).chance;
        let latency = usize::try_from(self.conduct.latency).unwrap_or(0).saturating_add(1);
        let mut wait = || u32::try_from(chance.below(latency)).unwrap_or(0);
        let (before, after) = (wait(), wait());
        let Conduct { unreached, lost, refused, unanswered, late, .. } = self.conduct;
        let ways = [
            (unreached, Way::Unreached),
            (lost, Way::Lost),
            (refused, Way::Refused),
            (unanswered, Way::Unanswered),
            (late, Way::Late),
        ];
        let way = ways.into_iter().find(|(often, _)| chance.hits(*often));
        (way.map_or(Way::Answered, |(_, way)| way), before, after)
    }

    fn carry_out(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        let at = self.now();
        let inner = &mut *locked(&self.inner);
        inner.calls = inner.calls.saturating_add(1);
        if let Some(facts) =
            inner.books.done.get(&call.key()).filter(|_| !self.conduct.forgets_keys)
        {
            return Ok(facts.clone());
        }
        let code = match self.conduct.leaks_card_numbers {
            true => "card 4111 1111 1111 1111 declined",
            false => "declined",
        };
        let declined = Chance::of(self.conduct.seed, call).hits(self.conduct.declined);
        let code = Label::parse(code).ok().filter(|_| declined);
        let facts = inner.books.effect(call, code.as_ref(), at)?;
        inner.books.done.insert(call.key(), facts.clone());
        for fact in &facts {
            inner.tell(fact.clone(), at, &self.conduct);
        }
        Ok(facts)
    }
}

impl Inner {
    fn tell(&mut self, fact: Fact, at: Instant, conduct: &Conduct) {
        self.books.told.push((at, fact.clone()));
        self.outbox.add(fact, conduct, &mut self.chance);
    }
}

#[async_trait]
impl PaymentGateway for SimulatedGateway {
    fn name(&self) -> &'static str {
        "simulated"
    }

    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        let (way, before, after) = self.way();
        stall(before).await;
        let reason = || "simulated".to_owned();
        match way {
            Way::Unreached => return Err(GatewayError::failed(reason())),
            Way::Lost => return Err(GatewayError::unknown(reason())),
            Way::Refused => return Err(GatewayError::not_supported()),
            Way::Unanswered | Way::Late | Way::Answered => {}
        }
        let effect = self.carry_out(call);
        stall(after).await;
        match way {
            Way::Unanswered => Err(GatewayError::unknown(reason())),
            Way::Late => effect.map(|_| Vec::new()),
            Way::Answered | Way::Unreached | Way::Lost | Way::Refused => effect,
        }
    }

    async fn query(&self, call: &Call) -> Result<Inquiry, GatewayError> {
        let (way, before, _) = self.way();
        stall(before).await;
        let mut inner = locked(&self.inner);
        inner.queries = inner.queries.saturating_add(1);
        let reason = || "simulated".to_owned();
        match way {
            Way::Unreached => Err(GatewayError::failed(reason())),
            Way::Lost | Way::Unanswered => Err(GatewayError::unknown(reason())),
            Way::Refused | Way::Late | Way::Answered => {
                Ok(match inner.books.done.get(&call.key()) {
                    Some(facts) => Inquiry::Known { facts: facts.clone() },
                    None => Inquiry::Absent,
                })
            }
        }
    }

    async fn list(
        &self,
        tenant: TenantId,
        period: Period,
        after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        let from = after.map_or(Ok(0), str::parse::<usize>);
        let from = from.map_err(|_| GatewayError::not_supported())?;
        let books = &locked(&self.inner).books;
        let told = |(at, fact): &&(_, _)| period.contains(*at) && books.is_told(fact, tenant);
        let within = books.told.iter().filter(told);
        let facts: Vec<_> = within.skip(from).take(PAGE).map(|(_, fact)| fact.clone()).collect();
        let next = (facts.len() == PAGE).then(|| from.saturating_add(PAGE).to_string());
        Ok(Listed { facts, next })
    }

    async fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        locked(&self.inner).outbox.verify(webhook)
    }
}
