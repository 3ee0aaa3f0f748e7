use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use palco::{
    application::{Charging, Recorded, Trouble},
    ports::StreamId,
    values::TenantId,
};
use tokio::time::timeout;

use super::{Failed, Processor};

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

    async fn of_stream(&self, records: Vec<&Recorded>) -> Result<(), Failed> {
        for record in records {
            match timeout(PATIENCE, self.charging.handle(record)).await {
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

    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed> {
        let mut streams: BTreeMap<(TenantId, &StreamId), Vec<&Recorded>> = BTreeMap::new();
        for recorded in records {
            let of = &recorded.record;
            streams.entry((of.tenant, &of.stream)).or_default().push(recorded);
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
