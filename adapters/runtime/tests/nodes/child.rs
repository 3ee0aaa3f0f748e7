//! A process of its own: this test's binary once more, told by its environment what to be.

use std::{
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use palco::{ports::ProcessorStore, projections::EVENTS};
use palco_runtime::{Processors, Tuning};

use super::{
    database::Database,
    flawed::{Flaw, Flawed},
};

/// What a child does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Keeps `events`, with a flaw or without.
    Project(Option<Flaw>),
    /// Sends what follows.
    React,
}

impl Part {
    const ALL: [(&'static str, Self); 3] = [
        ("project", Self::Project(None)),
        ("torn", Self::Project(Some(Flaw::Torn))),
        ("react", Self::React),
    ];
}

/// A node under way. Killed when it is dropped.
pub(crate) struct Node(pub(crate) Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Node {
    pub(crate) fn start(database: &Database, name: &str, part: Part, ttl: Duration) -> Self {
        let (word, _) = Part::ALL.into_iter().find(|(_, of)| *of == part).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "a_child_does_its_part", "--nocapture"])
            .env("PALCO_CHILD", word)
            .env("PALCO_CHILD_SCHEMA", &database.0)
            .env("PALCO_CHILD_NAME", name)
            .env("PALCO_CHILD_TTL_MS", ttl.as_millis().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Sends a signal that the process cannot refuse: `KILL`, `STOP`, or `CONT` after it.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &pid]).status();
        assert!(sent.unwrap().success());
    }
}

/// Plays a child's part, until it is killed; returns at once in a process that is none.
pub(crate) async fn play() {
    let Ok(word) = std::env::var("PALCO_CHILD") else { return };
    let told = |name: &str| std::env::var(name).unwrap();
    let database = std::mem::ManuallyDrop::new(Database(told("PALCO_CHILD_SCHEMA"), None));
    let store = database.store(&told("PALCO_CHILD_NAME")).await;
    let ttl = Duration::from_millis(told("PALCO_CHILD_TTL_MS").parse().unwrap());
    let tuning = Tuning { page: 20, ttl, poll_max: Duration::from_millis(20), ..Tuning::default() };
    let (_, part) = Part::ALL.into_iter().find(|(of, _)| *of == word).unwrap();
    let store: Arc<dyn ProcessorStore> = match part {
        Part::Project(Some(flaw)) => {
            let schema = database.0.clone();
            Arc::new(Flawed { inner: store, schema, flaw })
        }
        Part::Project(None) | Part::React => Arc::new(store),
    };
    let processors = Processors::over(store).tuned(tuning);
    let _running = match part {
        Part::React => processors.react().run().unwrap(),
        Part::Project(_) => processors.project(EVENTS).run().unwrap(),
    };
    std::future::pending::<()>().await;
}
