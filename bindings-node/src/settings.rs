use napi_derive::napi;
use palco_postgres::{Durability, Partitions, Pooler, Settings};

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
}

impl NativeSettings {
    pub(crate) fn read(self) -> Result<Settings, Failure> {
        let mut settings = Settings::new(self.url);
        if let Some(schema) = self.schema {
            settings = settings.schema(schema);
        }
        if let Some(max_connections) = self.max_connections {
            settings = settings.max_connections(max_connections);
        }
        if let Some(name) = self.pooler {
            let pooler = Pooler::named(&name);
            let unknown = || Failure::field("pooler", "expected transaction");
            settings = settings.pooler(pooler.ok_or_else(unknown)?);
        }
        if let Some(parts) = self.partitions {
            settings = settings.partitions(Partitions::Hash(parts));
        }
        settings = self.replicas.into_iter().fold(settings, Settings::replica);
        if let Some(name) = self.durability {
            let durability = Durability::named(&name);
            let unknown = || Failure::field("durability", "expected strict or relaxed");
            settings = settings.durability(durability.ok_or_else(unknown)?);
        }
        Ok(settings)
    }
}
