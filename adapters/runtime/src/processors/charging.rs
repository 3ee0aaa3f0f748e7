use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use palco::{
    application::{Charging, Trouble},
    ports::{Record, StreamId},
    values::TenantId,
};
use tokio::time::timeout;

use super::{Failed, Processor, worker::said};

/// Streams whose calls a lane makes side by side.
const SIDE_BY_SIDE: usize = 16;
/// How long a record may take; the calls of a gateway end sooner by themselves.
const PATIENCE: Duration = Duration::from_secs(120);

/// Makes the calls to a payment gateway that follow from what happened. While the gateway cannot be
/// had, the lane waits; where it says what nobody can act on, the payment's stream is parked, and the
/// operator hears of it.
#[derive(Debug)]
pub(super) struct AtGateway {
    name: String,
    charging: Charging,
}

impl AtGateway {
    pub(super) fn new(charging: Charging) -> Self {
        Self { name: format!("gateway_{}", charging.name()), charging }
    }

    async fn of_stream(&self, records: Vec<&Record>) -> Result<(), Failed> {
        for record in records {
            let happened = said(record).map_err(|no| Failed::at(record, no))?;
            match timeout(PATIENCE, self.charging.handle(&happened)).await {
                Ok(Ok(())) => {}
                Ok(Err(Trouble::Later { reason })) => return Err(Failed::Unavailable { reason }),
                Ok(Err(Trouble::Stuck { reason })) => return Err(Failed::at(record, reason)),
                Err(_) => {
                    let reason = "the gateway took too long".to_owned();
                    return Err(Failed::Unavailable { reason });
                }
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Processor for AtGateway {
    fn name(&self) -> &str {
        &self.name
    }

    fn wants(&self, stream: &StreamId) -> bool {
        Charging::wants(stream)
    }

    async fn handle(&self, records: &[Record]) -> Result<(), Failed> {
        let mut streams: BTreeMap<(TenantId, &StreamId), Vec<&Record>> = BTreeMap::new();
        for record in records {
            streams.entry((record.tenant, &record.stream)).or_default().push(record);
        }
        let work: Vec<_> = streams.into_values().map(|records| self.of_stream(records)).collect();
        let ended: Vec<_> = stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect().await;
        ended.into_iter().filter_map(Result::err).min_by_key(order).map_or(Ok(()), Err)
    }
}

/// What only has to wait comes first, so that there is a pause; then the first record of the feed.
fn order(failed: &Failed) -> i64 {
    match failed {
        Failed::Unavailable { .. } => -1,
        Failed::Record { position, .. } => position.get(),
    }
}
