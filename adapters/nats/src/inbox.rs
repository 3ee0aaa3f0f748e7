use std::{fmt, iter, pin::pin, time::Duration};

use async_nats::jetstream::{
    AckKind, Message,
    consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull},
};
use futures_util::StreamExt;
use palco::ports::Unavailable;
use tokio::time::{Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::{InboxError, NatsError, NatsSettings, error::unavailable};

/// Messages that one batch may have.
const BATCH: usize = 256;
/// How long a batch waits for its first message.
const WAIT: Duration = Duration::from_secs(1);

/// A message as it was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The id of the domain event: the same in every delivery of it.
    pub event_id: Uuid,
    /// `palco.<tenant>.<wire name>`
    pub subject: String,
    /// The record as JSON.
    pub body: String,
    /// How often it was delivered by now, from 1: after a crash of the consumer, or a failure.
    pub deliveries: i64,
}

/// Reads the messages of a durable consumer, in order.
pub struct Inbox {
    consumer: PullConsumer,
}

impl Inbox {
    /// The inbox of the durable consumer of that name, made if it is not there: then it begins with
    /// the first message that the broker keeps. Processes of one name share the messages out.
    ///
    /// # Errors
    /// [`NatsError`]: the settings, the broker, or what it has of that name.
    pub async fn open(
        settings: &NatsSettings,
        name: &str,
        subjects: &str,
    ) -> Result<Self, NatsError> {
        let (_, stream) = settings.open().await?;
        let wanted = pull::Config {
            durable_name: Some(name.into()),
            filter_subject: subjects.into(),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: settings.ack_wait,
            max_ack_pending: i64::try_from(BATCH).unwrap_or(i64::MAX),
            ..pull::Config::default()
        };
        let consumer = stream.get_or_create_consumer(name, wanted).await;
        Ok(Self { consumer: consumer.map_err(|_| NatsError::Consumer)? })
    }

    /// Takes what is there, waiting up to a second for the first message, and hands it over one by
    /// one. A message is taken off once the handler is through with it. After a failure it and those
    /// behind it are delivered again, in order. A handler may take its time: the broker is told that the
    /// messages are still being dealt with. Gives how many were handled.
    ///
    /// # Errors
    /// [`InboxError`]; call it again.
    pub async fn handle<F, H, E>(&self, mut handler: H) -> Result<usize, InboxError<E>>
    where
        H: FnMut(Delivery) -> F,
        F: Future<Output = Result<(), E>>,
    {
        let mut messages = self.take().await?.into_iter();
        let mut often = in_time(self.consumer.cached_info().config.ack_wait);
        let mut handled = 0_usize;
        while let Some(message) = messages.next() {
            let failed = match delivery(&message) {
                Ok(delivery) => {
                    let kept = || iter::once(&message).chain(messages.as_slice());
                    let done = while_kept(kept, &mut often, handler(delivery)).await;
                    done.map_err(InboxError::Handler).err()
                }
                Err(sequence) => Some(InboxError::Foreign { sequence }),
            };
            if let Some(failed) = failed {
                give_back(iter::once(message).chain(messages)).await;
                return Err(failed);
            }
            // Confirmed by the broker at the end of the batch, and with it all before.
            let last = messages.len() == 0;
            let acknowledged = if last { message.double_ack().await } else { message.ack().await };
            if acknowledged.is_err() {
                give_back(messages).await;
                return Err(unavailable("the broker did not take a message off").into());
            }
            handled = handled.saturating_add(1);
        }
        Ok(handled)
    }

    /// What is there; where nothing is, the next message.
    async fn take(&self) -> Result<Vec<Message>, Unavailable> {
        let lost = || unavailable("the broker did not give messages");
        let there = self.consumer.fetch().max_messages(BATCH).messages().await;
        let there: Vec<_> = there.map_err(|_| lost())?.collect().await;
        let messages = if there.is_empty() {
            let next = self.consumer.batch().max_messages(1).expires(WAIT).messages().await;
            next.map_err(|_| lost())?.collect().await
        } else {
            there
        };
        messages.into_iter().map(|message| message.map_err(|_| lost())).collect()
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let consumer = &self.consumer.cached_info().name;
        f.debug_struct("Inbox").field("consumer", consumer).finish_non_exhaustive()
    }
}

/// Three times within the time that the broker waits for a word.
fn in_time(ack_wait: Duration) -> Interval {
    let third = ack_wait.checked_div(3).unwrap_or_default().max(Duration::from_millis(1));
    let mut often = interval(third);
    often.set_missed_tick_behavior(MissedTickBehavior::Delay);
    often.reset();
    often
}

/// Does the work, and meanwhile keeps the broker from delivering these messages to others.
async fn while_kept<'a, T, M: Iterator<Item = &'a Message>>(
    messages: impl Fn() -> M,
    often: &mut Interval,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            biased;
            _ = often.tick() => for message in messages() {
                // If that does not get through it is delivered again.
                drop(message.ack_with(AckKind::Progress).await);
            },
            done = &mut work => return done,
        }
    }
}

/// The first first, so that they come again in order. One that cannot be given back comes again when
/// its time is over.
async fn give_back(messages: impl Iterator<Item = Message>) {
    for message in messages {
        drop(message.ack_with(AckKind::Nak(None)).await);
    }
}

/// What was delivered, or the number of a message that is not Palco's.
fn delivery(message: &Message) -> Result<Delivery, u64> {
    let info = message.info().ok();
    let sequence = info.as_ref().map_or(0, |info| info.stream_sequence);
    let id = message.headers.as_ref().and_then(|headers| headers.get("Nats-Msg-Id"));
    let event_id = id.and_then(|id| Uuid::parse_str(id.as_str()).ok()).ok_or(sequence)?;
    Ok(Delivery {
        event_id,
        subject: message.subject.to_string(),
        body: String::from_utf8(message.payload.to_vec()).map_err(|_| sequence)?,
        deliveries: info.map_or(1, |info| info.delivered),
    })
}
