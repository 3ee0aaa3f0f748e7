//! All that is logged, at every level.

use std::{
    fmt::{Debug, Write},
    mem,
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

/// What was logged since it was last taken. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Logs(Arc<Mutex<String>>);

impl Logs {
    /// Of the whole process, from now on.
    pub(crate) fn gathered() -> Self {
        let logs = Self::default();
        let subscriber = tracing_subscriber::registry().with(logs.clone());
        tracing::subscriber::set_global_default(subscriber).expect("the first subscriber");
        logs
    }

    pub(crate) fn take(&self) -> String {
        mem::take(&mut *self.0.lock().expect("no panic while it is written"))
    }

    fn write(&self, record: impl FnOnce(&mut Line)) {
        let mut line = Line::default();
        record(&mut line);
        line.0.push('\n');
        self.0.lock().expect("no panic while it is written").push_str(&line.0);
    }
}

#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?};", field.name()).expect("text can be written to");
    }
}

impl<S: Subscriber> Layer<S> for Logs {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.write(|line| attributes.record(line));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.write(|line| values.record(line));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.write(|line| event.record(line));
    }
}
