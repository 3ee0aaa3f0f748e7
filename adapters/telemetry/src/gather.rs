use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    span::{Attributes, Id, Record},
    subscriber::Interest,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry,
    registry::LookupSpan,
};

use crate::{
    InstalledBefore,
    notice::Notice,
    span::{Fields, Open, Span},
};

/// Spans that are kept for whoever asks.
const KEPT: usize = 10_000;

type Teller = Box<dyn Fn(Notice) + Send + Sync>;

/// The layer that keeps the spans which ended, once that was asked for, and hands on what somebody
/// should hear of. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Gather(Arc<Gathered>);

#[derive(Default)]
struct Gathered {
    keeps_spans: AtomicBool,
    spans: Mutex<VecDeque<Span>>,
    teller: OnceLock<Teller>,
}

impl Gather {
    /// The one of this process, made at its first use.
    pub(crate) fn installed() -> Result<&'static Self, InstalledBefore> {
        static INSTALLED: OnceLock<Result<Gather, InstalledBefore>> = OnceLock::new();
        let installed = INSTALLED.get_or_init(|| {
            let gather = Self::default();
            let subscriber = registry().with(gather.clone());
            tracing::subscriber::set_global_default(subscriber).map_err(|_| InstalledBefore)?;
            Ok(gather)
        });
        installed.as_ref().map_err(|before| *before)
    }

    pub(crate) fn keep_spans(&self) {
        self.0.keeps_spans.store(true, Ordering::Relaxed);
        tracing::callsite::rebuild_interest_cache();
    }

    pub(crate) fn tell(&self, teller: Teller) {
        // The first one hears of all.
        drop(self.0.teller.set(teller));
    }

    pub(crate) fn take(&self) -> Vec<Span> {
        self.lock().drain(..).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Span>> {
        self.0.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, span: Span) {
        let mut spans = self.lock();
        if spans.len() >= KEPT {
            spans.pop_front();
            metrics::counter!("palco_spans_lost_total").increment(1);
        }
        spans.push_back(span);
    }

    /// Of Palco's crates; what the libraries below it tell would be too much.
    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("palco")
            && match metadata.is_span() {
                true => self.0.keeps_spans.load(Ordering::Relaxed),
                false => *metadata.level() <= Level::WARN,
            }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Gather {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.wants(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.wants(metadata)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if let Some(teller) = self.0.teller.get() {
            teller(Notice::of(event));
        }
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
