use palco::ports::Unavailable;
use thiserror::Error;

/// Why there is no publisher, or no inbox.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NatsError {
    /// A name is not one plain word.
    #[error("expected a name of letters, digits, - and _, got {0:?}")]
    Name(String),
    /// The broker could not be reached, or refused the client. The URL is not shown: it may hold a
    /// password.
    #[error("the broker could not be reached, or refused the client")]
    Connect,
    /// The broker has no JetStream, or did not make the stream.
    #[error("the broker did not give the stream, expected a server with JetStream")]
    Stream,
    /// There is a stream of that name which keeps other subjects.
    #[error("the stream is there and keeps other subjects than expected")]
    Subjects,
    /// The broker did not make the consumer.
    #[error("the broker did not give the consumer")]
    Consumer,
}

/// Why a batch was not handled to its end. What was not is delivered again.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InboxError<E> {
    /// The handler failed on a message; those behind it wait with it.
    #[error("the handler failed: {0}")]
    Handler(E),
    /// A message of the stream is not one of Palco's.
    #[error("message {sequence} of the stream has no event id")]
    Foreign {
        /// Its number in the broker's stream.
        sequence: u64,
    },
    /// The broker failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// The broker failed, with nothing of what it said: it may quote a subject or a user.
pub(crate) fn unavailable(reason: &str) -> Unavailable {
    Unavailable { reason: reason.into(), outcome_unknown: true }
}
