use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use palco::{
    ports::{Message, StreamId},
    testing::id,
    values::Version,
};
use palco_nats::NatsSettings;
use uuid::Uuid;

/// A nats-server of the test's own, with a directory of its own; stopped at the end.
pub(crate) struct Broker {
    server: Child,
    port: u16,
    directory: PathBuf,
}

impl Broker {
    pub(crate) fn start() -> Self {
        let name = format!("palco-nats-{}", Uuid::now_v7().simple());
        let directory = std::env::temp_dir().join(name);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = launch(&directory, port);
        Self { server, port, directory }
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub(crate) fn settings(&self) -> NatsSettings {
        NatsSettings::new(self.url())
    }

    /// As by kill -9; what it keeps is in its directory.
    pub(crate) fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    pub(crate) fn restart(&mut self) {
        self.server = launch(&self.directory, self.port);
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn launch(directory: &Path, port: u16) -> Child {
    let mut server = Command::new("nats-server")
        .args(["-a", "127.0.0.1", "-js", "-p", &port.to_string(), "-sd"])
        .arg(directory)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("nats-server is installed: apt-get install nats-server");
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return server;
        }
        sleep(Duration::from_millis(50));
    }
    let _ = server.kill();
    panic!("nats-server did not start, and ended as {:?}", server.wait());
}

/// The message of that version of one of the streams of tenant 1.
pub(crate) fn message(stream: u128, version: u64) -> Message {
    let event_id = Uuid::from_u128((stream << 64) | u128::from(version));
    Message {
        event_id,
        tenant: id(1),
        stream: StreamId::new("sample", Uuid::from_u128(stream)),
        version: Version::new(version).unwrap(),
        event_type: "sample.happened".into(),
        body: format!(r#"{{"stream":{stream},"version":{version}}}"#),
    }
}
