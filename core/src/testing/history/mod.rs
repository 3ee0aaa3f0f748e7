//! What clients sent and were told, judged against what a store holds afterwards.
//!
//! The judge knows neither the store's memory nor the program's: only what crossed between a client
//! and the store, and the records read back. A client notes a command before it is sent, so that one
//! whose answer never comes is in the history too:
//!
//! ```text
//! let mut history = History::default();
//! let _ = history.send(&store, vec![append]).await;
//! history.judge_store(&store).await.assert_clean();
//! ```

#![expect(clippy::expect_used, reason = "an assertion library fails by panicking")]

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    ports::{Append, AppendOutcome, EventStore, FeedPage, Position, Record, Unavailable},
    values::{CommandId, TenantId},
};

mod judge;
#[cfg(test)]
mod tests;
mod verdict;

pub use verdict::{Fault, Verdict};

/// What a client knows of a command whose answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It takes effect now, with these records.
    Appended(Vec<Record>),
    /// It took effect before, with these records.
    Duplicate(Vec<Record>),
    /// It took effect; with which records was not told.
    Done,
    /// It has no effect.
    Refused,
}

impl Told {
    /// What an answer tells; nothing where it says itself that the outcome is unknown.
    fn of(answer: Result<&AppendOutcome, &Unavailable>) -> Option<Self> {
        match answer {
            Ok(AppendOutcome::Appended { records }) => Some(Self::Appended(records.clone())),
            Ok(AppendOutcome::Duplicate { records }) => Some(Self::Duplicate(records.clone())),
            Ok(
                AppendOutcome::CommandIdReused
                | AppendOutcome::Conflict { .. }
                | AppendOutcome::GuardTaken { .. }
                | AppendOutcome::Oversized,
            ) => Some(Self::Refused),
            Err(error) => (!error.outcome_unknown).then_some(Self::Refused),
        }
    }
}

/// One command, over all the times that it was sent.
#[derive(Debug, Clone, Default)]
struct Sent {
    times: usize,
    /// The ids of the domain events that it was to write, each time that this is known.
    wanted: Vec<Vec<Uuid>>,
    told: Vec<Told>,
}

/// The commands that clients sent, and what they were told of them.
#[derive(Debug, Clone, Default)]
pub struct History(BTreeMap<(TenantId, CommandId), Sent>);

impl History {
    /// Sends the appends in one call, and notes that and what comes back.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send(
        &mut self,
        store: &dyn EventStore,
        appends: Vec<Append>,
    ) -> Result<Vec<AppendOutcome>, Unavailable> {
        appends.iter().for_each(|append| self.sent(append));
        let answer = store.append(appends.clone()).await;
        match &answer {
            Ok(outcomes) => {
                for (append, outcome) in appends.iter().zip(outcomes) {
                    self.answered(append, Ok(outcome));
                }
            }
            Err(error) => appends.iter().for_each(|append| self.answered(append, Err(error))),
        }
        answer
    }

    /// The append is about to be sent: from here on it may take effect, told or not.
    pub fn sent(&mut self, append: &Append) {
        let new = append.writes.iter().flat_map(|write| &write.domain_events);
        let wanted = new.map(|new| new.event_id).collect();
        self.asked(append.tenant, append.command_id);
        self.of(append.tenant, append.command_id).wanted.push(wanted);
    }

    /// The append's answer came.
    pub fn answered(&mut self, append: &Append, answer: Result<&AppendOutcome, &Unavailable>) {
        let told = Told::of(answer);
        self.of(append.tenant, append.command_id).told.extend(told);
    }

    /// A command is about to be sent from above the store: what it is to write is not known.
    pub fn asked(&mut self, tenant: TenantId, command_id: CommandId) {
        let sent = self.of(tenant, command_id);
        sent.times = sent.times.saturating_add(1);
    }

    /// The answer of such a command came.
    pub fn told(&mut self, tenant: TenantId, command_id: CommandId, told: Told) {
        self.of(tenant, command_id).told.push(told);
    }

    /// Adds what another client noted.
    pub fn merge(&mut self, other: Self) {
        for (key, sent) in other.0 {
            let own = self.0.entry(key).or_default();
            own.times = own.times.saturating_add(sent.times);
            own.wanted.extend(sent.wanted);
            own.told.extend(sent.told);
        }
    }

    /// Judges it against all that the store's feed shows. Nothing may be in flight any more.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn judge_store(&self, store: &dyn EventStore) -> Verdict {
        let (mut records, mut after) = (Vec::new(), Position::START);
        loop {
            let page = store.read_feed(after, 1_000).await;
            let FeedPage { records: more, next } = page.expect("the store answers");
            if more.is_empty() {
                return self.judge(&records);
            }
            records.extend(more);
            after = next;
        }
    }

    /// Judges it against the records, which are all that there are, in the order of the feed.
    #[must_use]
    pub fn judge(&self, records: &[Record]) -> Verdict {
        judge::judge(self, records)
    }

    fn of(&mut self, tenant: TenantId, command_id: CommandId) -> &mut Sent {
        self.0.entry((tenant, command_id)).or_default()
    }
}
