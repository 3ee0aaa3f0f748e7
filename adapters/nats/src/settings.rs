use std::{fmt, time::Duration};

use async_nats::{
    ConnectOptions,
    jetstream::{self, Context, stream},
};

use crate::NatsError;

/// How long a call of the broker may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Which broker, and how to use it.
#[derive(Clone)]
pub struct NatsSettings {
    url: String,
    stream: String,
    subjects: String,
    duplicate_window: Duration,
    replicas: usize,
    max_age: Duration,
    pub(crate) ack_wait: Duration,
}

impl NatsSettings {
    /// The broker behind `url`: `nats://host:4222`, or `tls://`, with user and password where it
    /// wants them. The stream `PALCO`, subjects below `palco`, one replica, repeats known for an
    /// hour, messages kept for ever.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            stream: "PALCO".into(),
            subjects: "palco".into(),
            duplicate_window: Duration::from_secs(3_600),
            replicas: 1,
            max_age: Duration::ZERO,
            ack_wait: Duration::from_secs(30),
        }
    }

    /// The stream that keeps the messages, made if it is not there: letters, digits, `-` and `_`.
    #[must_use]
    pub fn stream(mut self, stream: impl Into<String>) -> Self {
        self.stream = stream.into();
        self
    }

    /// The first part of every subject: letters, digits, `-` and `_`.
    #[must_use]
    pub fn subjects(mut self, subjects: impl Into<String>) -> Self {
        self.subjects = subjects.into();
        self
    }

    /// How long the broker knows a message id again. A message published again later than this is
    /// delivered again, and the consumer's inbox is what knows it.
    #[must_use]
    pub fn duplicate_window(mut self, duplicate_window: Duration) -> Self {
        self.duplicate_window = duplicate_window;
        self
    }

    /// Servers that keep each message: 1, 3 or 5.
    #[must_use]
    pub fn replicas(mut self, replicas: usize) -> Self {
        self.replicas = replicas;
        self
    }

    /// How long a message is kept; zero is for ever.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// After how long without a word the broker delivers a message again to a consumer that is made now;
    /// 30 seconds. An [`Inbox`](crate::Inbox) that is at work says so in time: this is how long it takes
    /// until what a crashed one had goes to another.
    #[must_use]
    pub fn ack_wait(mut self, ack_wait: Duration) -> Self {
        self.ack_wait = ack_wait;
        self
    }

    /// The first part of every subject.
    pub(crate) fn prefix(&self) -> &str {
        &self.subjects
    }

    fn check(&self) -> Result<(), NatsError> {
        for name in [&self.stream, &self.subjects] {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            if name.is_empty() || !name.bytes().all(plain) {
                return Err(NatsError::Name(name.clone()));
            }
        }
        Ok(())
    }

    /// Connects, and makes the stream if it is not there.
    pub(crate) async fn open(&self) -> Result<(Context, stream::Stream), NatsError> {
        self.check()?;
        let options = ConnectOptions::new()
            .name("palco")
            .connection_timeout(PATIENCE)
            .request_timeout(Some(PATIENCE));
        let client = options.connect(&self.url).await.map_err(|_| NatsError::Connect)?;
        let mut context = jetstream::new(client);
        context.set_timeout(PATIENCE);
        let wanted = stream::Config {
            name: self.stream.clone(),
            subjects: vec![format!("{}.>", self.subjects)],
            num_replicas: self.replicas,
            duplicate_window: self.duplicate_window,
            max_age: self.max_age,
            storage: stream::StorageType::File,
            ..stream::Config::default()
        };
        let stream = context.get_or_create_stream(wanted).await.map_err(|_| NatsError::Stream)?;
        let subjects = &stream.cached_info().config.subjects;
        // One that keeps other subjects would take none of what is published.
        if subjects != &[format!("{}.>", self.subjects)] {
            return Err(NatsError::Subjects);
        }
        Ok((context, stream))
    }
}

/// Without the URL: it may hold a password.
impl fmt::Debug for NatsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsSettings")
            .field("stream", &self.stream)
            .field("subjects", &self.subjects)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_plain_word() {
        assert_eq!(NatsSettings::new("").check(), Ok(()));
        for bad in ["", "a.b", "a b", "*", ">", "é"] {
            let refused = Err(NatsError::Name(bad.into()));
            assert_eq!(NatsSettings::new("").stream(bad).check(), refused);
            assert_eq!(NatsSettings::new("").subjects(bad).check(), refused);
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let settings = NatsSettings::new("nats://palco:secret@localhost");
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
