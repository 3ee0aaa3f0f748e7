use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use lru::LruCache;
use palco::ports::{FeedPage, Position, ProcessorStore, Unavailable};
use tokio::{
    sync::{Mutex, Notify},
    time::{Instant, timeout_at},
};

use tracing::{Instrument, field::Empty};

use super::Tuning;

/// Pages that are kept for lanes a little behind the others.
const PAGES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(15);

/// The one reader of the feed in a process. Lanes that stand at the same place share the page, and of
/// those that wait at the end one asks for all.
#[derive(Debug)]
pub(super) struct Feed {
    store: Arc<dyn ProcessorStore>,
    tuning: Tuning,
    reading: Mutex<Reading>,
    /// Somebody says that something happened.
    woken: Notify,
}

#[derive(Debug)]
struct Reading {
    pages: LruCache<Position, Arc<FeedPage>>,
    /// Nothing was behind this position when it was last asked for, and it is asked for again then.
    end: Option<(Position, Instant)>,
    pause: Duration,
}

impl Feed {
    pub(super) fn of(store: Arc<dyn ProcessorStore>, tuning: Tuning) -> Self {
        let pages = LruCache::new(PAGES);
        let reading = Mutex::new(Reading { pages, end: None, pause: tuning.poll_min });
        Self { store, tuning, reading, woken: Notify::new() }
    }

    /// Looks at the end of the feed at once. A hint: what it misses, the next look finds.
    pub(super) async fn wake(&self) {
        self.reading.lock().await.end = None;
        self.woken.notify_waiters();
    }

    /// What comes behind a position. May be empty, after a wait, at the end of the feed.
    pub(super) async fn after(&self, after: Position) -> Result<Arc<FeedPage>, Unavailable> {
        let again = {
            let mut reading = self.reading.lock().await;
            if let Some(page) = reading.pages.get(&after) {
                return Ok(Arc::clone(page));
            }
            match reading.end {
                Some((end, again)) if end == after && Instant::now() < again => again,
                _ => return self.read(&mut reading, after).await,
            }
        };
        // Woken or not: the next call looks.
        let _ = timeout_at(again, self.woken.notified()).await;
        let nothing = FeedPage { records: Vec::new(), next: after };
        Ok(Arc::new(nothing))
    }

    async fn read(
        &self,
        reading: &mut Reading,
        after: Position,
    ) -> Result<Arc<FeedPage>, Unavailable> {
        let span = tracing::debug_span!("feed", records = Empty);
        let reading_on = self.store.read_feed(after, self.tuning.page);
        let page = Arc::new(reading_on.instrument(span.clone()).await?);
        span.record("records", page.records.len());
        if page.records.is_empty() {
            let seen = reading.end.is_some_and(|(end, _)| end == after);
            let doubled = reading.pause.saturating_mul(2).min(self.tuning.poll_max);
            reading.pause = if seen { doubled } else { self.tuning.poll_min };
            let again = Instant::now().checked_add(reading.pause);
            reading.end = again.map(|again| (after, again));
        } else {
            reading.pause = self.tuning.poll_min;
            reading.pages.put(after, Arc::clone(&page));
        }
        Ok(page)
    }
}
