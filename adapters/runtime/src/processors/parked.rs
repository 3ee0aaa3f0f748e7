use palco::{
    ports::{Asked, Commit, DeadLetter, Record, Unavailable},
    values::Version,
};

use super::{
    Failed,
    lane::{Ended, Lane},
    node::Stopped,
};

/// Records of a parked stream that are read at once.
const PAGE: u32 = 1_000;

impl Lane {
    /// Goes on with the parked streams for which the operator asked it.
    pub(super) async fn take_up_parked(
        &mut self,
        stopped: &mut Stopped,
    ) -> Result<Option<Ended>, Unavailable> {
        let asked: Vec<DeadLetter> =
            self.parked.values().filter(|letter| letter.asked.is_some()).cloned().collect();
        for letter in asked {
            if let Some(ended) = self.take_up(&letter, stopped).await? {
                return Ok(Some(ended));
            }
        }
        Ok(None)
    }

    /// Deals with all that the lane has passed of the stream since it was parked, and frees it. Meanwhile
    /// it stays parked: nothing of it is dealt with out of order.
    async fn take_up(
        &mut self,
        letter: &DeadLetter,
        stopped: &mut Stopped,
    ) -> Result<Option<Ended>, Unavailable> {
        let mut done = match letter.asked {
            Some(Asked::Skip) => letter.version,
            Some(Asked::Retry) | None => before(letter.version),
        };
        loop {
            let records = self.passed(letter, done).await?;
            let Some(last) = records.last().map(|record| record.version) else { break };
            match self.worker.handle(&records).await {
                Ok(rows) => {
                    let commit = self.commit_of(self.lease.position, rows);
                    if let Some(ended) = self.commit(commit).await? {
                        return Ok(Some(ended));
                    }
                    done = last;
                }
                Err(Failed::Unavailable { reason }) => {
                    return Err(Unavailable { reason, outcome_unknown: false });
                }
                Err(Failed::Record { position, .. }) => {
                    self.worker.forget();
                    return self.park_again(letter, records, position, stopped).await;
                }
            }
        }
        let freed = vec![(letter.tenant, letter.stream.clone())];
        let commit = Commit { freed, ..self.commit_of(self.lease.position, Vec::new()) };
        let ended = self.commit(commit).await?;
        if ended.is_none() {
            self.parked.remove(&(letter.tenant, letter.stream.clone()));
        }
        Ok(ended)
    }

    /// What the lane has passed of the stream behind a version.
    async fn passed(&self, letter: &DeadLetter, done: Version) -> Result<Vec<Record>, Unavailable> {
        let store = &self.node.store;
        let mut records = store.read_stream(letter.tenant, &letter.stream, done, PAGE).await?;
        records.retain(|record| record.position <= self.lease.position);
        Ok(records)
    }

    /// The record that failed is tried as any other, and the stream parked at it; those before it are
    /// dealt with.
    async fn park_again(
        &mut self,
        letter: &DeadLetter,
        mut records: Vec<Record>,
        poison: palco::ports::Position,
        stopped: &mut Stopped,
    ) -> Result<Option<Ended>, Unavailable> {
        let place = records.partition_point(|record| record.position < poison);
        let rest = records.split_off(place);
        if !records.is_empty() {
            let Ok(rows) = self.worker.handle(&records).await else { return Ok(None) };
            let commit = self.commit_of(self.lease.position, rows);
            if let Some(ended) = self.commit(commit).await? {
                return Ok(Some(ended));
            }
        }
        let Some(one) = rest.get(..1) else { return Ok(None) };
        let same = one.iter().any(|record| record.version == letter.version);
        let before = if same { letter.tries } else { 0 };
        self.try_alone(one, before, stopped).await
    }
}

fn before(version: Version) -> Version {
    Version::new(version.get().saturating_sub(1)).unwrap_or_default()
}
