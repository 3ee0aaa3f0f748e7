//! Records on their way out of a store and into another: a line of JSON an append, with all of its
//! records, so that no line rests on another one.

mod import;
mod line;

use std::{collections::HashSet, sync::Arc};

use super::Error;
use crate::{
    ports::{Committed, EventStore, Position, Record},
    values::{CommandId, TenantId},
};

pub use import::{Imported, NotImported, import};
pub use line::read_line;

/// Records that one read of the feed asks for.
const EXPORT_PAGE: u32 = 256;

/// Everything that a store has recorded, append by append, in the order of their first records.
#[derive(Debug)]
pub struct Export {
    store: Arc<dyn EventStore>,
    tenant: Option<TenantId>,
    after: Position,
}

impl Export {
    /// Of one tenant, or of all.
    #[must_use]
    pub fn of(store: Arc<dyn EventStore>, tenant: Option<TenantId>) -> Self {
        Self { store, tenant, after: Position::START }
    }

    /// Up to which position of the feed the lines go that were given.
    #[must_use]
    pub fn reached(&self) -> Position {
        self.after
    }

    /// The lines that come next, without line ends; `None` at the end of the feed. None of them may be
    /// of the tenant: then the list is empty.
    ///
    /// # Errors
    /// `Unavailable` when the store failed; `Unreadable` for a record whose command is not known.
    pub async fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        let page = self.store.read_feed(self.after, EXPORT_PAGE).await?;
        if page.records.is_empty() {
            return Ok(None);
        }
        self.after = page.next;
        let mut seen = HashSet::new();
        let of_tenant = |record: &&Record| self.tenant.is_none_or(|tenant| record.tenant == tenant);
        let commands: Vec<(TenantId, CommandId)> = page
            .records
            .iter()
            .filter(of_tenant)
            .map(|record| (record.tenant, record.command_id))
            .filter(|key| seen.insert(*key))
            .collect();
        let committed = self.store.resolve(&commands).await?;
        let mut lines = Vec::with_capacity(commands.len());
        for (key, committed) in commands.iter().zip(committed) {
            let of_command = |record: &&Record| (record.tenant, record.command_id) == *key;
            let Some(first) = page.records.iter().find(of_command) else { continue };
            let committed = committed.ok_or_else(|| unknown_command(first))?;
            // A command that began on an earlier page was given with it.
            if committed.records.first().is_some_and(|of| of.event_id == first.event_id) {
                lines.push(line::write(&committed)?);
            }
        }
        Ok(Some(lines))
    }
}

fn unknown_command(record: &Record) -> Error {
    Error::Unreadable {
        stream: record.stream.clone(),
        version: record.version,
        reason: "its command id is not kept".to_owned(),
    }
}
