//! Servers beside that of the test run, each started for one test by `beside.sh`.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

/// Servers, and where they are. Dropped, or with the end of the test's process, they are stopped:
/// the script that started them waits for the end of its input.
pub(crate) struct Beside {
    urls: Vec<String>,
    script: Child,
    output: Lines<BufReader<ChildStdout>>,
}

impl Beside {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../postgres/tests/beside.sh");
        let mut script = Command::new("bash")
            .arg(script)
            .args(arguments)
            .env("DATABASE_URL", super::url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash");
        let mut output = BufReader::new(script.stdout.take().expect("its output")).lines();
        let ready = output.by_ref().map_while(Result::ok);
        let ready = ready.filter_map(|line| line.strip_prefix("ready ").map(str::to_owned)).next();
        if ready.is_none() {
            let _ = script.wait();
        }
        let ready = ready.expect("servers: see the output of beside.sh");
        Self { urls: ready.split(' ').map(str::to_owned).collect(), script, output }
    }

    pub(crate) fn url(&self, number: usize) -> &str {
        self.urls.get(number).expect("so many servers")
    }

    /// Has the script do something, and waits until it has; blocks the thread.
    pub(crate) fn order(&mut self, order: &str) {
        let input = self.script.stdin.as_mut().expect("its input");
        writeln!(input, "{order}").expect("the script listens");
        let done = self.output.next().and_then(Result::ok);
        assert_eq!(done.as_deref(), Some("done"), "{order}: see the output of beside.sh");
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}
