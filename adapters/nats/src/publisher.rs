use std::{collections::HashMap, fmt};

use async_nats::jetstream::{
    Context, context::PublishAckFuture, message::PublishMessage, stream::RawMessageErrorKind,
    stream::Stream,
};
use async_trait::async_trait;
use palco::ports::{Message, Publisher, StreamId, Unavailable};
use palco::values::TenantId;

use crate::{NatsError, NatsSettings, error::unavailable};

/// The store's epoch, with every message.
const EPOCH: &str = "Palco-Epoch";
/// The message's place in its stream, so that a consumer can see whether it has all before it.
const VERSION: &str = "Palco-Version";
/// Which stream, `box_office/<id>`.
const STREAM: &str = "Palco-Stream";

/// Publishes on NATS JetStream.
#[derive(Clone)]
pub struct NatsPublisher {
    context: Context,
    stream: Stream,
    prefix: String,
}

impl NatsPublisher {
    /// Connects, and makes the stream if it is not there.
    ///
    /// # Errors
    /// [`NatsError`]: the settings, the broker, or what it has of that name.
    pub async fn connect(settings: &NatsSettings) -> Result<Self, NatsError> {
        let (context, stream) = settings.open().await?;
        Ok(Self { context, stream, prefix: settings.prefix().into() })
    }

    async fn send(&self, epoch: i64, message: &Message) -> Result<PublishAckFuture, Unavailable> {
        let subject = format!("{}.{}.{}", self.prefix, message.tenant, message.event_type);
        let publish = PublishMessage::build()
            .payload(message.body.clone().into())
            .message_id(message.event_id.to_string())
            .header(EPOCH, epoch.to_string())
            .header(VERSION, message.version.get().to_string())
            .header(STREAM, message.stream.to_string());
        let sent = self.context.send_publish(subject, publish).await;
        sent.map_err(|_| unavailable("a message could not be sent to the broker"))
    }
}

impl fmt::Debug for NatsPublisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsPublisher").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

#[async_trait]
impl Publisher for NatsPublisher {
    async fn publish(&self, epoch: i64, messages: &[Message]) -> Result<(), Unavailable> {
        for wave in waves(messages) {
            let mut sent = Vec::with_capacity(wave.len());
            for message in wave {
                sent.push(self.send(epoch, message).await?);
            }
            for confirmed in sent {
                confirmed.await.map_err(|_| unavailable("the broker did not confirm a message"))?;
            }
        }
        Ok(())
    }

    async fn last_epoch(&self) -> Result<Option<i64>, Unavailable> {
        let every = format!("{}.>", self.prefix);
        match self.stream.get_last_raw_message_by_subject(&every).await {
            Ok(last) => {
                let epoch = last.headers.get(EPOCH).and_then(|epoch| epoch.as_str().parse().ok());
                let foreign = || unavailable("the broker's last message has no epoch");
                epoch.map(Some).ok_or_else(foreign)
            }
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(_) => Err(unavailable("the broker did not give its last message")),
        }
    }
}

/// The messages in waves, no two of one stream in a wave: what is under way together may be kept in
/// part, and then a later message of a stream would stand before an earlier one.
fn waves(messages: &[Message]) -> Vec<Vec<&Message>> {
    let mut waves: Vec<Vec<&Message>> = Vec::new();
    let mut next_wave: HashMap<(TenantId, &StreamId), usize> = HashMap::new();
    for message in messages {
        let next = next_wave.entry((message.tenant, &message.stream)).or_default();
        match waves.get_mut(*next) {
            Some(wave) => wave.push(message),
            None => waves.push(vec![message]),
        }
        *next = next.saturating_add(1);
    }
    waves
}

#[cfg(test)]
mod tests {
    use palco::{testing::id, values::Version};
    use uuid::Uuid;

    use super::*;

    fn message(stream: u128, version: u64) -> Message {
        Message {
            event_id: Uuid::from_u128(stream << 64 | u128::from(version)),
            tenant: id(1),
            stream: StreamId::new("sample", Uuid::from_u128(stream)),
            version: Version::new(version).unwrap(),
            event_type: "sample.happened".into(),
            body: "{}".into(),
        }
    }

    #[test]
    fn no_wave_has_two_messages_of_a_stream() {
        let messages = [message(1, 1), message(1, 2), message(2, 1), message(1, 3), message(2, 2)];
        let of = |place: usize| &messages[place];
        let expected = vec![vec![of(0), of(2)], vec![of(1), of(4)], vec![of(3)]];
        assert_eq!(waves(&messages), expected);
    }
}
