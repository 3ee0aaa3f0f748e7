use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tracing::{
    Metadata, Subscriber,
    span::{Attributes, Id, Record},
    subscriber::Interest,
};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

use crate::span::{Fields, Open, Span};

/// Spans that are kept for whoever asks.
const KEPT: usize = 10_000;

/// The layer that keeps the spans which ended. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Gather(Arc<Mutex<VecDeque<Span>>>);

impl Gather {
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn take(&self) -> Vec<Span> {
        self.lock().drain(..).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Span>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, span: Span) {
        let mut spans = self.lock();
        if spans.len() >= KEPT {
            spans.pop_front();
            metrics::counter!("palco_spans_lost_total").increment(1);
        }
        spans.push_back(span);
    }
}

/// Spans of Palco's crates; those of the libraries below it would be too many.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.target().starts_with("palco")
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Gather {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if is_ours(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        is_ours(metadata)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Open::new(attributes.metadata().name(), fields));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            values.record(open.fields());
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let ended = context.span(&id).and_then(|span| span.extensions().get().map(Open::end));
        if let Some(ended) = ended {
            self.keep(ended);
        }
    }
}
