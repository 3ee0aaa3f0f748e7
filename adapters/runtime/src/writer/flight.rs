//! What is asked of the store while the desk goes on: on tasks of their own, that no caller cancels.

use palco::{
    application::{Error, read},
    contract::DomainEvent,
    ports::{Append, AppendOutcome, Committed, Record, Store, Turn, Unavailable},
    values::{CommandId, TenantId, Version},
};

use super::{job::Key, lanes::Errand};

/// Records that one read asks for.
const PAGE: u32 = 1_000;
/// Appends that fail one after the other, each sent alone, before the rest is not tried.
const FAILURES: u32 = 3;

/// Records, with what they say.
pub(super) type News = Vec<(Record, DomainEvent)>;

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

pub(super) async fn fly(store: &dyn Store, cargo: Cargo) -> Landed {
    let begun = std::time::Instant::now();
    let Cargo { appends, ids, reads } = cargo;
    let asked = async { if ids.is_empty() { Ok(Vec::new()) } else { store.resolve(&ids).await } };
    let (fates, found, news) = tokio::join!(append(store, appends), asked, read_all(store, &reads));
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

async fn read_all(store: &dyn Store, reads: &[(Key, Version)]) -> Vec<Result<News, Error>> {
    let mut news = Vec::with_capacity(reads.len());
    for (key, known) in reads {
        news.push(catch_up(store, key, *known).await);
    }
    news
}

/// All that the store has of a stream beyond what is known.
pub(super) async fn catch_up(
    store: &dyn Store,
    (tenant, stream): &Key,
    known: Version,
) -> Result<News, Error> {
    let mut news = News::new();
    loop {
        let known = news.last().map_or(known, |(record, _)| record.version);
        let records = store.read_stream(*tenant, stream, known, PAGE).await?;
        let more = u32::try_from(records.len()).is_ok_and(|length| length >= PAGE);
        news.extend(read(records)?);
        if !more {
            return Ok(news);
        }
    }
}

/// Catches up with a stream, within its turn where that is asked for. Without its turn a command may
/// lose the next round as well; no more than that rests on it.
pub(super) async fn run_errand(
    store: &dyn Store,
    errand: &Errand,
    known: Version,
) -> (Result<News, Error>, Option<Box<dyn Turn>>) {
    let (tenant, stream) = &errand.stream;
    let turn = match errand.turn {
        true => store.take_turn(*tenant, stream).await.ok(),
        false => None,
    };
    (catch_up(store, &errand.stream, known).await, turn)
}
