use std::{collections::HashSet, sync::Arc};

use palco::{
    ports::{Append, AppendOutcome, Limits, StreamId, Unavailable},
    values::TenantId,
};

use crate::{connect::Inner, error::after_sending};

mod answer;
mod call;

use answer::Answer;
use call::Call;

/// Appends in one statement at most. Each takes a few locks, and a server has room for
/// `max_locks_per_transaction` (64) times `max_connections` (100) unless it is told otherwise.
const APPENDS_PER_STATEMENT: usize = 256;

/// Streams that an append of the list did not get to write: what later ones expect of them was
/// decided on records that do not exist.
type Refused = HashSet<(TenantId, StreamId)>;

/// What can be told of an append without the database.
enum Sort {
    Oversized,
    Nothing,
    Sent,
}

pub(crate) async fn append(
    inner: Arc<Inner>,
    appends: Vec<Append>,
) -> Result<Vec<AppendOutcome>, Unavailable> {
    let mut outcomes = Vec::with_capacity(appends.len());
    let mut refused = Refused::new();
    for list in appends.chunks(APPENDS_PER_STATEMENT) {
        match append_list(&inner, list, &mut refused).await {
            Ok(more) => outcomes.extend(more),
            Err(error) => {
                let wrote = outcomes.iter().any(|outcome| {
                    matches!(outcome, AppendOutcome::Appended { records } if !records.is_empty())
                });
                return Err(Unavailable {
                    outcome_unknown: error.outcome_unknown || wrote,
                    ..error
                });
            }
        }
    }
    Ok(outcomes)
}

async fn append_list(
    inner: &Inner,
    list: &[Append],
    refused: &mut Refused,
) -> Result<Vec<AppendOutcome>, Unavailable> {
    let mut call = Call::default();
    let mut sorts = Vec::with_capacity(list.len());
    for append in list {
        let sort = sort(append);
        match sort {
            Sort::Oversized => refuse(append, refused),
            Sort::Nothing => {}
            Sort::Sent => call.add(append, refused),
        }
        sorts.push(sort);
    }
    let mut answer = if call.is_empty() {
        None
    } else {
        let mut session = inner.acquire().await?;
        let has_turn = |tenant, aggregate: &str, id| inner.has_turn(tenant, aggregate, id);
        let rows = call.query(&inner.sql, has_turn).fetch_all(&mut *session).await;
        let rows = rows.map_err(|error| after_sending(&error))?;
        session.end().await.map_err(|error| after_sending(&error))?;
        Some(Answer::read(&rows).map_err(|error| after_sending(&error))?)
    };

    let mut outcomes = Vec::with_capacity(list.len());
    for (append, sort) in list.iter().zip(sorts) {
        let outcome = match sort {
            Sort::Oversized => AppendOutcome::Oversized,
            Sort::Nothing => AppendOutcome::Appended { records: Vec::new() },
            Sort::Sent => {
                let answer = answer.as_mut().ok_or(sqlx::Error::RowNotFound);
                let outcome = answer.and_then(|answer| answer.next(append));
                outcome.map_err(|error| after_sending(&error))?
            }
        };
        if !matches!(outcome, AppendOutcome::Appended { .. }) {
            refuse(append, refused);
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

fn sort(append: &Append) -> Sort {
    let domain_events = || append.writes.iter().flat_map(|write| &write.domain_events);
    let count = domain_events().count();
    let bytes = domain_events().fold(0_usize, |sum, new| sum.saturating_add(new.data.len()));
    let mut named = HashSet::with_capacity(append.writes.len());
    let twice = append.writes.iter().any(|write| !named.insert(&write.stream));
    if count > Limits::DOMAIN_EVENTS || bytes > Limits::BYTES || twice {
        Sort::Oversized
    } else if count == 0 {
        Sort::Nothing
    } else {
        Sort::Sent
    }
}

fn refuse(append: &Append, refused: &mut Refused) {
    let written = append.writes.iter().filter(|write| !write.domain_events.is_empty());
    refused.extend(written.map(|write| (append.tenant, write.stream.clone())));
}
