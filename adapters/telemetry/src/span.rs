use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use tracing::field::{Field, Visit};

/// A piece of work that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// What was done: `command`, `append`, `feed` or `processor`.
    pub name: &'static str,
    /// When it began, in microseconds since 1970 UTC.
    pub started_at_us: u64,
    /// How long it took, in microseconds.
    pub duration_us: u64,
    /// The trace that it is part of, as a header `traceparent`, where the caller said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_parent: Option<String>,
    /// What is told of it: a command's wire name, an append's size. Never whose or what it was.
    pub fields: BTreeMap<&'static str, String>,
}

/// A span that has not ended yet.
pub(crate) struct Open {
    name: &'static str,
    started_at: SystemTime,
    fields: Fields,
}

impl Open {
    pub(crate) fn new(name: &'static str, fields: Fields) -> Self {
        Self { name, started_at: SystemTime::now(), fields }
    }

    pub(crate) fn fields(&mut self) -> &mut Fields {
        &mut self.fields
    }

    pub(crate) fn end(&self) -> Span {
        let mut fields = self.fields.0.clone();
        Span {
            name: self.name,
            started_at_us: micros(self.started_at.duration_since(UNIX_EPOCH)),
            duration_us: micros(self.started_at.elapsed()),
            trace_parent: fields.remove("trace_parent"),
            fields,
        }
    }
}

/// A clock that was set back in between gives zero.
fn micros<E>(duration: Result<Duration, E>) -> u64 {
    let micros = duration.map_or(0, |duration| duration.as_micros());
    u64::try_from(micros).unwrap_or(u64::MAX)
}

#[derive(Default)]
pub(crate) struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    /// What an event says, with what it tells of: `a lane waits (lane=2, processor=events)`.
    pub(crate) fn into_text(mut self) -> String {
        let said = self.0.remove("message").unwrap_or_default();
        let told: Vec<String> =
            self.0.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        if told.is_empty() { said } else { format!("{said} ({})", told.join(", ")) }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
