use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    application::Recorded,
    ports::{Row, StreamId},
    projections::ReadModel,
};

use super::{Failed, Processor, node::Node, projecting::Projecting};

/// What one lane does with its records.
#[async_trait]
pub(super) trait Worker: Send + Sync {
    /// Deals with records, in order: the rows that follow, each key once.
    async fn handle(&mut self, records: &[Recorded]) -> Result<Vec<Row>, Failed>;

    /// What was last dealt with was not committed.
    fn forget(&mut self);
}

/// What is done with the feed, by whichever lane.
#[derive(Debug, Clone)]
pub(super) enum Work {
    /// A read model is kept.
    Project(ReadModel),
    /// Something is done outside.
    Process(Arc<dyn Processor>),
}

impl Work {
    pub(super) fn sends(&self) -> bool {
        match self {
            Self::Project(_) => false,
            Self::Process(processor) => processor.sends(),
        }
    }

    pub(super) fn wants(&self, stream: &StreamId) -> bool {
        match self {
            Self::Project(model) => stream.aggregate == model.aggregate,
            Self::Process(processor) => processor.wants(stream),
        }
    }

    pub(super) fn worker(&self, node: &Node) -> Box<dyn Worker> {
        match self {
            Self::Project(model) => {
                Box::new(Projecting::new(*model, Arc::clone(&node.store), node.tuning.states))
            }
            Self::Process(processor) => Box::new(Processing(Arc::clone(processor))),
        }
    }
}

struct Processing(Arc<dyn Processor>);

#[async_trait]
impl Worker for Processing {
    async fn handle(&mut self, records: &[Recorded]) -> Result<Vec<Row>, Failed> {
        if !records.is_empty() {
            self.0.handle(records).await?;
        }
        Ok(Vec::new())
    }

    fn forget(&mut self) {}
}
