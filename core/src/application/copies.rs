use std::sync::Arc;

use super::{Error, Loaded, Look, cache::Cache, load::read};
use crate::{
    ports::{Record, Store, StreamId, Unavailable},
    values::{TenantId, Version},
};

/// Records that one read asks for.
const CATCH_UP_PAGE: u32 = 1_000;

/// States for who may read behind, from whichever copy of the data the store has at hand. Apart from
/// those that decisions are made on.
#[derive(Debug)]
pub(super) struct Copies {
    store: Arc<dyn Store>,
    cache: Cache,
}

impl Copies {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, cache: Cache::default() }
    }

    /// Looks at the state of a stream at that version or a later one, if it was written to.
    pub(super) async fn look(
        &self,
        tenant: TenantId,
        stream: StreamId,
        at_least: Version,
        mut look: Look,
    ) -> Result<(), Error> {
        loop {
            let known = self.cache.version(tenant, &stream);
            let after = known.unwrap_or(Version::ZERO);
            let records: Vec<Record> = self
                .store
                .read_stream_at_least(tenant, &stream, after, at_least, CATCH_UP_PAGE)
                .await?;
            let full = u32::try_from(records.len()).is_ok_and(|length| length >= CATCH_UP_PAGE);
            if known.is_none()
                && let Some(nothing) = Loaded::initial(&stream.aggregate)
            {
                self.cache.know(tenant, &stream, nothing);
            }
            self.cache.take_in(&read(records)?);
            if !full {
                let known = self.cache.version(tenant, &stream).unwrap_or_default();
                if known > Version::ZERO && known < at_least {
                    let reason = format!("the store does not have version {at_least} yet");
                    return Err(Unavailable { reason, outcome_unknown: false }.into());
                }
                match self.cache.look(tenant, &stream, look) {
                    // Forgotten while more was read.
                    Some(again) => look = again,
                    None => return Ok(()),
                }
            }
        }
    }
}
