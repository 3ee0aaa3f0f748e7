use std::time::Duration;

use napi_derive::napi;
use palco_postgres::{Durability, Partitions, Pooler, Settings};
use palco_runtime::WriterSettings;

use crate::failure::Failure;

/// Where to connect, and how.
#[napi(object)]
pub struct NativeSettings {
    /// `postgres://user@host/database`.
    pub url: String,
    /// The schema that holds everything.
    pub schema: Option<String>,
    /// Connections to open at most.
    pub max_connections: Option<u32>,
    /// What stands between: `transaction`.
    pub pooler: Option<String>,
    /// Parts of each table that grows.
    pub partitions: Option<u8>,
    /// Standbys that serve reads.
    pub replicas: Vec<String>,
    /// What the server must promise: `strict` or `relaxed`.
    pub durability: Option<String>,
    /// How long a call of the database may take.
    pub answer_within_millis: Option<u32>,
    /// Commands that may wait for one stream.
    pub mailbox: Option<u32>,
    /// How long a command may take.
    pub deadline_millis: Option<u32>,
}

impl NativeSettings {
    pub(crate) fn writer(&self) -> WriterSettings {
        let mut settings = WriterSettings::default();
        if let Some(commands) = self.mailbox {
            settings = settings.mailbox(usize::try_from(commands).unwrap_or(usize::MAX));
        }
        if let Some(millis) = self.deadline_millis {
            settings = settings.deadline(Duration::from_millis(millis.into()));
        }
        settings
    }

    pub(crate) fn store(self) -> Result<Settings, Failure> {
        let mut settings = Settings::new(self.url);
        if let Some(millis) = self.answer_within_millis {
            settings = settings.answer_within(Duration::from_millis(millis.into()));
        }
        if let Some(schema) = self.schema {
            settings = settings.schema(schema);
        }
        if let Some(max_connections) = self.max_connections {
            settings = settings.max_connections(max_connections);
        }
        if let Some(name) = self.pooler {
            let pooler: Result<Pooler, _> = name.parse();
            let unknown = |invalid| Failure::field("pooler", invalid);
            settings = settings.pooler(pooler.map_err(unknown)?);
        }
        if let Some(parts) = self.partitions {
            settings = settings.partitions(Partitions::of(parts));
        }
        settings = self.replicas.into_iter().fold(settings, Settings::replica);
        if let Some(name) = self.durability {
            let durability: Result<Durability, _> = name.parse();
            let unknown = |invalid| Failure::field("durability", invalid);
            settings = settings.durability(durability.map_err(unknown)?);
        }
        Ok(settings)
    }
}
