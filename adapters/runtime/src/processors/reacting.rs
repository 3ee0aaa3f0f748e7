use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    application::{Dispatcher, Error, Kind, reaction},
    policies,
    ports::{Clock, Record, StreamId},
};

use super::{Failed, Processor, worker::said};

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

    async fn handle(&self, records: &[Record]) -> Result<(), Failed> {
        for record in records {
            let happened = said(record).map_err(|no| Failed::at(record, no))?;
            let Some(request) = reaction(record, &happened, self.clock.now()) else { continue };
            if let Err(failed) = self.dispatcher.dispatch(request).await {
                judge(record, &failed)?;
            }
        }
        Ok(())
    }
}

/// What an answer that is an error means for the record that led to the command.
fn judge(record: &Record, failed: &Error) -> Result<(), Failed> {
    match failed.kind() {
        // There is no box office, or it is closed already: nothing is left to do.
        Kind::Rejected | Kind::NotFound => Ok(()),
        Kind::Unavailable | Kind::Conflict if !matches!(failed, Error::Unreadable { .. }) => {
            Err(Failed::Unavailable { reason: failed.to_string() })
        }
        Kind::Unavailable | Kind::Conflict | Kind::Invalid => Err(Failed::at(record, failed)),
    }
}
