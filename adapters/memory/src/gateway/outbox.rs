use palco::{
    application::{IncomingWebhook, SigningKey, WebhookKeys},
    ports::{Fact, NotVerified, Webhook},
    values::Instant,
};

use super::{Conduct, chance::Chance};

/// The header of the signature.
const SIGNATURE: &str = "X-Signature";

/// Webhooks on their way, and the keys that they are signed with.
#[derive(Debug)]
pub(super) struct Outbox {
    waiting: Vec<Vec<Fact>>,
    signing: WebhookKeys,
    taken: Vec<SigningKey>,
    forged: u64,
}

impl Outbox {
    pub(super) fn new(secret: &str) -> Self {
        let taken: Vec<SigningKey> = SigningKey::new(secret).into_iter().collect();
        let signing = WebhookKeys::new(taken.clone());
        Self { waiting: Vec::new(), signing, taken, forged: 0 }
    }

    /// Signs with a new key from now on; the ones before are taken until then.
    pub(super) fn rotate(&mut self, new: SigningKey, until: Instant) {
        let old = std::mem::take(&mut self.taken).into_iter().map(|key| key.until(until));
        self.taken = old.chain([new.clone()]).collect();
        self.signing = WebhookKeys::new([new]);
    }

    pub(super) fn add(&mut self, fact: Fact, conduct: &Conduct, chance: &mut Chance) {
        match self.waiting.last_mut() {
            Some(last) if last.len() < 2 && chance.hits(conduct.batched) => last.push(fact),
            Some(_) | None => self.waiting.push(vec![fact]),
        }
    }

    /// How many were sent by somebody else.
    pub(super) fn forged(&self) -> u64 {
        self.forged
    }

    /// All that is waiting, as often as each is sent, in no order, and others' among it.
    pub(super) fn take(
        &mut self,
        conduct: &Conduct,
        chance: &mut Chance,
        now: Instant,
    ) -> Vec<IncomingWebhook> {
        let mut sent = Vec::new();
        for facts in std::mem::take(&mut self.waiting) {
            let body = body(&facts);
            let copies = chance.below(usize::from(conduct.copies)).saturating_add(1);
            sent.extend((0..copies).map(|_| signed(&self.signing, &body, now)));
            if chance.hits(conduct.forged) {
                self.forged = self.forged.saturating_add(1);
                sent.push(self.forge(&body, chance, now));
            }
        }
        chance.shuffle(&mut sent);
        sent
    }

    /// The same news from somebody else: with another key, altered on the way, from another time, or
    /// without a signature.
    fn forge(&self, body: &str, chance: &mut Chance, now: Instant) -> IncomingWebhook {
        let amount = r#"\"amount\":\""#;
        let altered = body.replace(amount, &format!("{amount}9")) + " ";
        match chance.below(4) {
            0 => signed(&WebhookKeys::new(SigningKey::new("guessed")), &altered, now),
            1 => IncomingWebhook { body: altered.into_bytes(), ..signed(&self.signing, body, now) },
            2 => signed(&self.signing, body, now.saturating_sub_minutes(6)),
            _ => IncomingWebhook { headers: Vec::new(), ..signed(&self.signing, body, now) },
        }
    }

    pub(super) fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        let Some(signature) = webhook.header(SIGNATURE) else {
            return Err(NotVerified::forged("expected a signature"));
        };
        let keys = WebhookKeys::new(self.taken.clone());
        keys.verify(&webhook.body, signature, webhook.received_at)?;
        serde_json::from_slice(&webhook.body)
            .map_err(|_| NotVerified::forged("expected a list of facts"))
    }
}

fn body(facts: &[Fact]) -> String {
    serde_json::to_string(facts).unwrap_or_default()
}

fn signed(keys: &WebhookKeys, body: &str, at: Instant) -> IncomingWebhook {
    let signature = keys.sign(body.as_bytes(), at);
    IncomingWebhook {
        body: body.as_bytes().to_vec(),
        headers: vec![(SIGNATURE.to_owned(), signature)],
        peer_verified: false,
    }
}
