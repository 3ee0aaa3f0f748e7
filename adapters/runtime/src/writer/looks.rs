//! Those who only look at a state.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use palco::{
    application::{Error, Loaded},
    values::Version,
};

use super::{
    desk::{Back, Desk, Looking, Trip},
    flight::{News, catch_up},
    job::{Key, unavailable},
};

impl Desk {
    /// Looks need what was committed before they were asked for: those that come while a read is
    /// under way wait for the next one, which then serves all of them.
    pub(super) fn look(&mut self) {
        if self.looks.is_empty() {
            return;
        }
        let reading: HashSet<Key> = self.out.values().filter_map(Trip::looks_at).cloned().collect();
        let asked: Vec<Key> =
            self.looks.keys().filter(|key| !reading.contains(key)).cloned().collect();
        for key in asked {
            let mut looking = self.looks.remove(&key).unwrap_or_default();
            looking.retain(|looking| !looking.reply.is_closed());
            if looking.is_empty() {
                continue;
            }
            self.states.begin(&key);
            let known = self.states.version(&key);
            let (source, reads, stream) =
                (self.source.clone(), Arc::clone(&self.reads), key.clone());
            self.spawn(Trip::Looks(key, known, looking), async move {
                let _place = reads.acquire().await;
                Back::Looks(catch_up(&source.loader, &stream, known).await)
            });
        }
    }

    pub(super) fn land_looks(
        &mut self,
        key: Key,
        known: Version,
        looking: Vec<Looking>,
        news: Result<News, Error>,
    ) {
        let read = news.map(|news| self.states.take_in_news(&key, news));
        if read.is_ok() && self.states.version(&key) < known {
            // Begun anew meanwhile: what was read came after what is no longer known.
            return self.looks.entry(key).or_default().extend(looking);
        }
        let waiting = looking.into_iter().filter(|looking| !looking.reply.is_closed());
        for Looking { look, reply, .. } in waiting {
            let answer = read.clone().and_then(|()| {
                let state = self.states.committed(&key).and_then(Loaded::written);
                let looked = catch_unwind(AssertUnwindSafe(|| look(state)));
                looked.map_err(|_| unavailable("the look panicked", false))
            });
            let _ = reply.send(answer);
        }
    }
}
