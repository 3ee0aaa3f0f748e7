use super::{News, news};
use crate::{
    Aggregate,
    aggregate::Message,
    application::{Acting, Answer, Error},
    contract::{DomainEvent, Invalid, State},
    payments::payment::Payment,
    ports::{Fact, NotVerified, PaymentGateway, Webhook},
    values::{CommandId, Period, card_number},
};

impl Acting {
    /// Takes a webhook: verifies that the gateway sent it, and tells the payments what it says. Send
    /// the bytes as they came, before anything parsed them. The answers are those of the facts, in
    /// order; a webhook that comes again gets the first answers again, unless a fact that had no place at
    /// first has one now.
    ///
    /// A fact that names no payment known here is recorded all the same, on a stream of its own: see
    /// [`Answer::stream`]. A card number in what the gateway says is masked before it is recorded.
    ///
    /// The actor is who the host says that the gateway is.
    ///
    /// # Errors
    /// `WebhookForged` when it is not the gateway's; `GatewayUnavailable` when that cannot be found out
    /// now; `Invalid` when it says what is no report. In all three nothing was applied. `Unavailable`
    /// when the store failed: the gateway is to send it again.
    pub async fn take_webhook(
        &self,
        gateway: &dyn PaymentGateway,
        webhook: IncomingWebhook,
    ) -> Result<Vec<Answer>, Error> {
        let IncomingWebhook { body, headers, peer_verified } = webhook;
        let (tenant, received_at) = (self.tenant(), self.now());
        let webhook = Webhook { tenant, body, headers, peer_verified, received_at };
        let facts = gateway.verify(&webhook).await.map_err(|no| match no {
            NotVerified::Forged { reason } => Error::WebhookForged { reason },
            NotVerified::Unavailable { reason } => unavailable(reason),
        })?;
        self.take_facts(&facts).await
    }

    /// Tells the payments all that the gateway has to tell of a period: what no webhook brought. What
    /// is known already changes nothing.
    ///
    /// # Errors
    /// `GatewayUnavailable` when the gateway did not answer, and as
    /// [`take_webhook`](Self::take_webhook): call it again.
    pub async fn take_listed(
        &self,
        gateway: &dyn PaymentGateway,
        period: Period,
    ) -> Result<Vec<Answer>, Error> {
        let mut answers = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = gateway.list(self.tenant(), period, after.as_deref()).await;
            let page = page.map_err(unavailable)?;
            answers.extend(self.take_facts(&page.facts).await?);
            match page.next {
                Some(next) if after.as_ref() != Some(&next) => after = Some(next),
                Some(_) | None => return Ok(answers),
            }
        }
    }

    /// Every fact is read before the first is told.
    async fn take_facts(&self, facts: &[Fact]) -> Result<Vec<Answer>, Error> {
        let read = |(place, fact): (usize, &Fact)| {
            news(self.tenant(), fact).map_err(|invalid| {
                Invalid::field(format!("facts[{place}].{}", invalid.path), invalid.reason)
            })
        };
        let all = facts.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut answers = Vec::with_capacity(all.len());
        for news in all {
            answers.push(self.take_news(news).await?);
        }
        Ok(answers)
    }

    async fn take_news(&self, news: News) -> Result<Answer, Error> {
        match self.tell(&news, news.command_id).await {
            // What it is known by was told before, with other content: the rules judge.
            Err(Error::CommandIdReused { .. }) => self.tell(&news, news.other_id()).await,
            answer => answer,
        }
    }

    /// What had no place when it was told first may have one now: a refund or a dispute that was told
    /// before the money that it is about. While it has none, the first answer is the answer.
    async fn tell(&self, news: &News, command_id: CommandId) -> Result<Answer, Error> {
        let id = news.payment.into();
        let answer = self.send(id, news.command.clone(), Some(command_id)).await?;
        if !(answer.repeated && news.is_of_money() && had_no_place(&answer)) {
            return Ok(answer);
        }
        let known = |state: &State| state.payment().map_or(0, Payment::size);
        let known = self.look(Payment::NAME, id, known).await?.unwrap_or(0);
        let again = CommandId::derive(command_id.as_uuid(), &format!("where {known} are known"));
        let now = self.send(id, news.command.clone(), Some(again)).await?;
        Ok(if now.records.is_empty() { answer } else { now })
    }
}

/// Whether all that was recorded is that the payment had no place for it.
fn had_no_place(answer: &Answer) -> bool {
    let noted = |happened: &DomainEvent| {
        let DomainEvent::Payment(happened) = happened else { return false };
        let named = happened.wire_name();
        ["payment.unexpected_fact", "payment.unmatched_fact"].contains(&named)
    };
    let mut happened = answer.records.iter().map(|of| &of.domain_event);
    !answer.records.is_empty() && happened.all(noted)
}

/// A gateway's own words, without a card number.
fn unavailable(said: impl ToString) -> Error {
    Error::GatewayUnavailable { reason: card_number::masked(&said.to_string()).into_owned() }
}

/// What came in over HTTP and says that it is a gateway's.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingWebhook {
    /// The bytes, as they came.
    pub body: Vec<u8>,
    /// Names, in any case, and values.
    pub headers: Vec<(String, String)>,
    /// Whether the host has checked the certificate of who connected (mutual TLS).
    pub peer_verified: bool,
}

/// Neither the body nor the headers have a place in a log.
impl std::fmt::Debug for IncomingWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingWebhook").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}
