use palco::{
    ports::{Asked, Commit, DeadLetter, Position, Record, Unavailable},
    values::Version,
};

use super::{
    lane::{Dealt, Halt, Lane},
    node::Stopped,
};

/// Records of a parked stream that are read at once.
const PAGE: u32 = 1_000;

impl Lane {
    /// Goes on with the parked streams for which the operator asked it.
    pub(super) async fn take_up_parked(&mut self, stopped: &mut Stopped) -> Result<(), Halt> {
        let asked: Vec<DeadLetter> =
            self.parked.values().filter(|letter| letter.asked.is_some()).cloned().collect();
        for letter in asked {
            self.take_up(&letter, stopped).await?;
        }
        Ok(())
    }

    /// Deals with all that the lane has passed of the stream since it was parked, and frees it. Meanwhile
    /// it stays parked: nothing of it is dealt with out of order.
    async fn take_up(&mut self, letter: &DeadLetter, stopped: &mut Stopped) -> Result<(), Halt> {
        let mut done = match letter.asked {
            Some(Asked::Skip) => letter.version,
            Some(Asked::Retry) | None => before(letter.version),
        };
        loop {
            let records = self.passed(letter, done).await?;
            let records: Vec<&Record> = records.iter().collect();
            let Some(last) = records.last() else { break };
            match self.deal_with(&records, self.lease.position).await? {
                Dealt::Done => done = last.version,
                Dealt::Poison { position, .. } => {
                    return self.park_again(letter, &records, position, stopped).await;
                }
            }
        }
        let freed = vec![(letter.tenant, letter.stream.clone())];
        self.commit(Commit { freed, ..self.commit_of(self.lease.position, Vec::new()) }).await?;
        self.parked.remove(&(letter.tenant, letter.stream.clone()));
        Ok(())
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
        records: &[&Record],
        poison: Position,
        stopped: &mut Stopped,
    ) -> Result<(), Halt> {
        let place = records.partition_point(|record| record.position < poison);
        let (sound, rest) = records.split_at_checked(place).unwrap_or_default();
        if !sound.is_empty()
            && let Dealt::Poison { .. } = self.deal_with(sound, self.lease.position).await?
        {
            // The worker has changed its mind: the stream is taken up anew.
            return Ok(());
        }
        let Some(one) = rest.first() else { return Ok(()) };
        let before = if one.version == letter.version { letter.tries } else { 0 };
        self.try_alone(one, before, stopped).await
    }
}

fn before(version: Version) -> Version {
    Version::new(version.get().saturating_sub(1)).unwrap_or_default()
}
