use std::{panic::AssertUnwindSafe, slice};

use async_trait::async_trait;
use futures_util::FutureExt;
use palco::{application::Recorded, ports::Row};

use super::{Failed, worker::Worker};

const PANICKED: &str = "it panicked";

/// A worker whose panics are failures as any other: the record is tried again, and its stream parked.
pub(super) struct Guarded(pub(super) Box<dyn Worker>);

#[async_trait]
impl Worker for Guarded {
    async fn handle(&mut self, records: &[Recorded]) -> Result<Vec<Row>, Failed> {
        match self.caught(records).await {
            Some(done) => done,
            None => Err(self.culprit(records).await),
        }
    }

    fn forget(&mut self) {
        self.0.forget();
    }
}

impl Guarded {
    /// `None` where it panicked.
    async fn caught(&mut self, records: &[Recorded]) -> Option<Result<Vec<Row>, Failed>> {
        let done = AssertUnwindSafe(self.0.handle(records)).catch_unwind().await.ok();
        if done.is_none() {
            self.0.forget();
        }
        done
    }

    /// At which record it panics: each is tried by itself, in order. Where none of them does it alone, the
    /// first is named: when that is dealt with, there are fewer together.
    async fn culprit(&mut self, records: &[Recorded]) -> Failed {
        for record in records {
            match self.caught(slice::from_ref(record)).await {
                Some(Ok(_)) => {}
                Some(Err(failed)) => return failed,
                None => return Failed::at(record, PANICKED),
            }
        }
        match records.first() {
            Some(record) => Failed::at(record, PANICKED),
            None => Failed::for_now(PANICKED),
        }
    }
}
