use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    application::{Dispatcher, Error, Recorded, carry_on},
    policies,
    ports::{Clock, StreamId},
};

use super::{Failed, Processor};

/// Sends the commands that follow, in other contexts, from what happened. The command's id is derived from
/// the record that caused it, so a reaction that is repeated takes effect once; a page is done when all its
/// commands are answered.
#[derive(Debug)]
pub(super) struct Reacting {
    pub(super) dispatcher: Arc<dyn Dispatcher>,
    pub(super) clock: Arc<dyn Clock>,
}

#[async_trait]
impl Processor for Reacting {
    fn name(&self) -> &'static str {
        "policies"
    }

    fn wants(&self, stream: &StreamId) -> bool {
        policies::follows(&stream.aggregate)
    }

    async fn handle(&self, records: &[Recorded]) -> Result<(), Failed> {
        for record in records {
            let done = carry_on(self.dispatcher.as_ref(), record, self.clock.now()).await;
            done.map_err(|failed| judge(record, &failed))?;
        }
        Ok(())
    }
}

/// What an error means for the record that led to the command: where what was to be sent in a refused
/// command's place is refused as well, somebody has to look.
fn judge(record: &Recorded, failed: &Error) -> Failed {
    if failed.may_pass() { Failed::for_now(failed) } else { Failed::at(record, failed) }
}
