use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use palco::{
    application::Recorded,
    ports::{ProcessorStore, Publisher, Unavailable},
};

use super::{Failed, Processor};

/// No epoch: they begin at 1.
const NONE: i64 = 0;

/// A broker that every record is handed to, at least once, in order per stream.
///
/// It stands still, and says so, where the broker's last message is of another
/// [epoch](palco::ports::Checkpoints::epoch) than the store: what the broker keeps of the records that
/// were lost never happened, and its consumers must deal with that first.
#[derive(Debug, Clone)]
pub struct Relay {
    name: String,
    publisher: Arc<dyn Publisher>,
    accepted: Option<i64>,
}

impl Relay {
    /// To that broker, under the name `relay`.
    #[must_use]
    pub fn to(publisher: Arc<dyn Publisher>) -> Self {
        Self { name: "relay".to_owned(), publisher, accepted: None }
    }

    /// Under another name: its checkpoint's, so one for each broker.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Goes on although the broker's last message is of that epoch: its consumers have dealt with it.
    #[must_use]
    pub fn accepting(self, epoch: i64) -> Self {
        Self { accepted: Some(epoch), ..self }
    }

    pub(super) fn over(self, store: Arc<dyn ProcessorStore>) -> Relaying {
        Relaying { relay: self, store, published: AtomicI64::new(NONE) }
    }
}

/// A relay at work.
#[derive(Debug)]
pub(super) struct Relaying {
    relay: Relay,
    store: Arc<dyn ProcessorStore>,
    /// Of the broker's last message, once that is known.
    published: AtomicI64,
}

impl Relaying {
    /// The epoch to publish under.
    async fn epoch(&self) -> Result<i64, Unavailable> {
        let epoch = self.store.epoch().await?;
        let mut published = self.published.load(Ordering::Acquire);
        if published == NONE {
            published = self.relay.publisher.last_epoch().await?.unwrap_or(epoch);
        }
        if published != epoch && self.relay.accepted != Some(published) {
            let name = self.relay.name.clone();
            metrics::counter!("palco_relay_refusals_total", "relay" => name).increment(1);
            return Err(Unavailable {
                reason: format!(
                    "the broker's last message is of epoch {published}, the store is of {epoch}"
                ),
                outcome_unknown: false,
            });
        }
        Ok(epoch)
    }
}

#[async_trait]
impl Processor for Relaying {
    fn name(&self) -> &str {
        &self.relay.name
    }

    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed> {
        let epoch = self.epoch().await?;
        let messages: Vec<_> = records.iter().map(Recorded::message).collect();
        self.relay.publisher.publish(epoch, &messages).await?;
        self.published.store(epoch, Ordering::Release);
        Ok(())
    }
}
