use std::fmt;

use async_trait::async_trait;
use smol_str::SmolStr;
use uuid::Uuid;

use super::{StreamId, Unavailable};
use crate::values::{TenantId, Version};

/// A domain event on its way to those who subscribe elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Unique for ever: the broker's message id, by which a repeat is known.
    pub event_id: Uuid,
    /// Whose it is.
    pub tenant: TenantId,
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// Its place in the stream: 1, 2, 3 with no gap.
    pub version: Version,
    /// The wire name, `box_office.tickets_held` for example.
    pub event_type: SmolStr,
    /// The record with its domain event in the canonical serialization, as JSON.
    pub body: String,
}

/// A broker that others subscribe to.
///
/// At least once: a message that is published again, after a crash for example, has the same id. In
/// order per stream: a message is never behind a later one of its stream.
#[async_trait]
pub trait Publisher: Send + Sync + fmt::Debug {
    /// Hands the messages over; `Ok` once the broker keeps every one of them. After an error any
    /// first part of each stream's messages may have been kept: publish all of them again.
    ///
    /// `epoch` is the store's; the broker remembers it with the messages.
    ///
    /// # Errors
    /// [`Unavailable`] when the broker did not confirm one of them.
    async fn publish(&self, epoch: i64, messages: &[Message]) -> Result<(), Unavailable>;

    /// The epoch that was last published under; `None` while nothing was.
    ///
    /// A store that came back without its last records has a higher one: what the broker keeps of
    /// the lost records never happened, and whoever goes on publishing must know that.
    ///
    /// # Errors
    /// [`Unavailable`] when the broker did not answer.
    async fn last_epoch(&self) -> Result<Option<i64>, Unavailable>;
}
