//! Processors that an engine starts and stops.

use std::{future::pending, sync::Arc, time::Duration};

use async_trait::async_trait;
use palco::application::Recorded;
use palco_memory::MemoryStore;
use palco_runtime::{Engine, Failed, NotStarted, Processor, Processors};
use tokio::time::{sleep, timeout};

use crate::{Told, eventually, stage::Stage};

#[tokio::test]
async fn an_engine_runs_one_set_of_processors() {
    let stage = Stage::new();
    stage.evening(3).await;
    let engine = Engine::over(stage.store.clone());
    let told = [Arc::new(Told::default()), Arc::new(Told::default())];
    let processors = |number: usize| engine.processors().process(told[number].clone());

    assert_eq!(engine.start(processors(0)).await, Ok(()));
    engine.wake().await;
    eventually(async || told[0].count() > 0).await;
    assert_eq!(engine.start(processors(1)).await, Err(NotStarted::AlreadyRunning));
    assert_eq!(engine.stalled_appends().await, []);

    engine.stop().await;
    engine.wake().await;
    assert_eq!(engine.stalled_appends().await, []);
    assert_eq!(told[1].count(), 0, "a set that was not started is dropped");
    assert_eq!(engine.start(processors(1)).await, Ok(()));
    assert!(engine.close().await);
}

/// Asked a question that nobody answers.
#[derive(Debug)]
struct Hangs;

#[async_trait]
impl Processor for Hangs {
    fn name(&self) -> &str {
        "hangs"
    }

    async fn handle(&self, _: &[Recorded]) -> Result<(), Failed> {
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn what_hangs_keeps_nobody_from_the_end() {
    let stage = Stage::new();
    stage.evening(3).await;
    let engine = Engine::over(stage.store.clone());
    assert_eq!(engine.start(engine.processors().process(Arc::new(Hangs))).await, Ok(()));
    sleep(Duration::from_secs(5)).await;
    assert_eq!(timeout(Duration::from_secs(11), engine.close()).await, Ok(true));
}

#[test]
fn outside_tokio_they_are_not_started() {
    let running = Processors::over(Arc::new(MemoryStore::default())).project_all().run();
    assert_eq!(running.err(), Some(NotStarted::NoRuntime));
}
