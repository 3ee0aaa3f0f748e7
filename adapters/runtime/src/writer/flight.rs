//! What is asked of the store while the desk goes on: on tasks of their own, that no caller cancels.

use std::sync::Arc;

use palco::{
    application::{Error, Loaded, Loader, Recorded},
    ports::{Append, AppendOutcome, Committed, Store, Turn, Unavailable},
    values::{CommandId, TenantId, Version},
};

use super::{job::Key, lanes::Errand};

/// Appends that fail one after the other, each sent alone, before the rest is not tried.
const FAILURES: u32 = 3;

/// The store, and what loads states from it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) store: Arc<dyn Store>,
    pub(super) loader: Arc<Loader>,
}

/// What the store has of a stream beyond what is known.
#[derive(Debug, Default)]
pub(super) struct News {
    /// All of it, where nothing was known.
    pub(super) state: Option<Loaded>,
    /// What came after that which is known.
    pub(super) records: Vec<Recorded>,
}

impl News {
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.state.is_none()
    }
}

/// What a flight asks of the store.
#[derive(Debug, Default)]
pub(super) struct Cargo {
    pub(super) appends: Vec<Append>,
    /// Commands of which the store is asked whether they took effect before.
    pub(super) ids: Vec<(TenantId, CommandId)>,
    /// Streams to be brought up to date, and the version that is known.
    pub(super) reads: Vec<(Key, Version)>,
}

/// What became of an append.
#[derive(Debug)]
pub(super) enum Fate {
    /// The store told.
    Told(AppendOutcome),
    /// Nobody told, but the store has it.
    Found(Committed),
    /// Surely not written.
    Failed(Unavailable),
    /// Nobody told, and the store does not have it: to be sent once more, under the same id.
    Missing,
    /// Nobody could tell.
    Unknown(Unavailable),
}

/// What came back of a flight, in the order of its cargo.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) fates: Vec<Fate>,
    pub(super) found: Result<Vec<Option<Committed>>, Unavailable>,
    pub(super) news: Vec<Result<News, Error>>,
    pub(super) seconds: f64,
}

impl Landed {
    /// Whether the store has all of it as it was decided, and nobody else wrote to what it rests on.
    pub(super) fn is_as_decided(&self) -> bool {
        let is_written = |fate: &Fate| matches!(fate, Fate::Told(AppendOutcome::Appended { .. }));
        let is_quiet = |news: &Result<News, Error>| news.as_ref().is_ok_and(News::is_empty);
        self.fates.iter().all(is_written) && self.news.iter().all(is_quiet)
    }
}

pub(super) async fn fly(source: &Source, cargo: Cargo) -> Landed {
    let store = source.store.as_ref();
    let begun = std::time::Instant::now();
    let Cargo { appends, ids, reads } = cargo;
    let asked = async { if ids.is_empty() { Ok(Vec::new()) } else { store.resolve(&ids).await } };
    let (fates, found, news) =
        tokio::join!(append(store, appends), asked, read_all(&source.loader, &reads));
    Landed { fates, found, news, seconds: begun.elapsed().as_secs_f64() }
}

async fn append(store: &dyn Store, appends: Vec<Append>) -> Vec<Fate> {
    if appends.is_empty() {
        return Vec::new();
    }
    let ids: Vec<_> = appends.iter().map(|of| (of.tenant, of.command_id)).collect();
    // For the case that the call fails: then each goes alone.
    let singles = if appends.len() > 1 { appends.clone() } else { Vec::new() };
    match store.append(appends).await {
        Ok(outcomes) if outcomes.len() == ids.len() => {
            outcomes.into_iter().map(Fate::Told).collect()
        }
        Ok(_) => settle(store, &ids, &no_outcome()).await,
        Err(failed) if failed.outcome_unknown => settle(store, &ids, &failed).await,
        Err(failed) if singles.is_empty() => vec![Fate::Failed(failed)],
        Err(_) => append_singly(store, singles).await,
    }
}

fn no_outcome() -> Unavailable {
    Unavailable { reason: "the store gave no outcome".to_owned(), outcome_unknown: true }
}

/// One bad append must not fail the others.
async fn append_singly(store: &dyn Store, appends: Vec<Append>) -> Vec<Fate> {
    let mut fates = Vec::with_capacity(appends.len());
    let mut failures = 0_u32;
    let mut last = None;
    for append in appends {
        let id = (append.tenant, append.command_id);
        if let (true, Some(failed)) = (failures >= FAILURES, &last) {
            fates.push(Fate::Failed(Unavailable::clone(failed)));
            continue;
        }
        match store.append(vec![append]).await {
            Ok(outcomes) => {
                failures = 0;
                match outcomes.into_iter().next() {
                    Some(outcome) => fates.push(Fate::Told(outcome)),
                    None => fates.extend(settle(store, &[id], &no_outcome()).await),
                }
            }
            Err(failed) => {
                failures = failures.saturating_add(1);
                if failed.outcome_unknown {
                    fates.extend(settle(store, &[id], &failed).await);
                } else {
                    fates.push(Fate::Failed(failed.clone()));
                }
                last = Some(Unavailable { outcome_unknown: false, ..failed });
            }
        }
    }
    fates
}

/// What became of commands of which nobody told.
async fn settle(
    store: &dyn Store,
    ids: &[(TenantId, CommandId)],
    failed: &Unavailable,
) -> Vec<Fate> {
    match store.resolve(ids).await {
        Ok(found) if found.len() == ids.len() => {
            found.into_iter().map(|found| found.map_or(Fate::Missing, Fate::Found)).collect()
        }
        Ok(_) | Err(_) => ids.iter().map(|_| Fate::Unknown(failed.clone())).collect(),
    }
}

async fn read_all(loader: &Loader, reads: &[(Key, Version)]) -> Vec<Result<News, Error>> {
    let mut news = Vec::with_capacity(reads.len());
    for (key, known) in reads {
        news.push(catch_up(loader, key, *known).await);
    }
    news
}

/// All that the store has of a stream beyond what is known: from its snapshot where nothing is.
pub(super) async fn catch_up(
    loader: &Loader,
    (tenant, stream): &Key,
    known: Version,
) -> Result<News, Error> {
    let mut news = News::default();
    if known == Version::ZERO {
        let loaded = loader.load(*tenant, stream).await?;
        news.state = loaded.filter(|loaded| loaded.written().is_some());
    } else {
        let take_in = |records: &[_]| news.records.extend_from_slice(records);
        loader.catch_up(*tenant, stream, known, take_in).await?;
    }
    Ok(news)
}

/// Catches up with a stream, within its turn where that is asked for. Without its turn a command may
/// lose the next round as well; no more than that rests on it.
pub(super) async fn run_errand(
    source: &Source,
    errand: &Errand,
    known: Version,
) -> (Result<News, Error>, Option<Box<dyn Turn>>) {
    let (tenant, stream) = &errand.stream;
    let turn = match errand.turn {
        true => source.store.take_turn(*tenant, stream).await.ok(),
        false => None,
    };
    (catch_up(&source.loader, &errand.stream, known).await, turn)
}
