use std::time::Duration;

use palco_postgres::{Durability, Partitions, Pooler, Settings};
use palco_runtime::WriterSettings;
use pyo3::prelude::*;

use crate::{failure::Failure, input};

/// Connections that one store may open.
const CONNECTIONS_MAX: u32 = 1_000;
/// Commands that may wait for one stream.
const MAILBOX_MAX: u32 = 1_000_000;

/// Where to connect, and how: each value as Python gave it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct NativeSettings<'py> {
    url: Bound<'py, PyAny>,
    schema: Option<Bound<'py, PyAny>>,
    max_connections: Option<Bound<'py, PyAny>>,
    pooler: Option<Bound<'py, PyAny>>,
    partitions: Option<Bound<'py, PyAny>>,
    replicas: Vec<Bound<'py, PyAny>>,
    durability: Bound<'py, PyAny>,
    mailbox: Option<Bound<'py, PyAny>>,
    deadline_millis: u64,
    answer_within_millis: u64,
}

impl NativeSettings<'_> {
    pub(crate) fn writer(&self) -> Result<WriterSettings, Failure> {
        let deadline = Duration::from_millis(self.deadline_millis);
        let settings = WriterSettings::default().deadline(deadline);
        let Some(commands) = &self.mailbox else { return Ok(settings) };
        let commands = input::count("mailbox", commands, MAILBOX_MAX)?;
        Ok(settings.mailbox(usize::try_from(commands).unwrap_or(usize::MAX)))
    }

    pub(crate) fn store(self) -> Result<Settings, Failure> {
        let durability: Result<Durability, _> =
            input::text("durability", &self.durability)?.parse();
        let unknown = |invalid| Failure::invalid("durability", invalid);
        let mut settings = Settings::new(input::text("url", &self.url)?)
            .durability(durability.map_err(unknown)?)
            .answer_within(Duration::from_millis(self.answer_within_millis));
        if let Some(schema) = self.schema {
            settings = settings.schema(input::text("schema", &schema)?);
        }
        if let Some(most) = self.max_connections {
            let most = input::count("max_connections", &most, CONNECTIONS_MAX)?;
            settings = settings.max_connections(most);
        }
        if let Some(pooler) = self.pooler {
            let pooler: Result<Pooler, _> = input::text("pooler", &pooler)?.parse();
            let unknown = |invalid| Failure::invalid("pooler", invalid);
            settings = settings.pooler(pooler.map_err(unknown)?);
        }
        if let Some(parts) = self.partitions {
            let parts = input::count("partitions", &parts, u8::MAX.into())?;
            settings = settings.partitions(Partitions::of(u8::try_from(parts).unwrap_or(u8::MAX)));
        }
        for replica in self.replicas {
            settings = settings.replica(input::text("replicas", &replica)?);
        }
        Ok(settings)
    }
}
