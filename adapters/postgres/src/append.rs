use std::{collections::HashSet, sync::Arc};

use palco::{
    ports::{Append, AppendOutcome, StreamId, Unavailable},
    values::TenantId,
};

use crate::{connect::Inner, error::after_sending, session::Session};

mod answer;
mod call;
mod columns;
mod decided;

use answer::Answer;
use call::Call;
use decided::Decided;

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

type Sorted<'a> = (&'a Append, Sort);

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
    let list: Vec<_> = list.iter().map(|append| (append, sort(append))).collect();
    let mut answer = if list.iter().all(|(_, sort)| !matches!(sort, Sort::Sent)) {
        None
    } else {
        let mut session = inner.acquire().await?;
        let answer = ask(inner, &mut session, &list, refused).await;
        let answer = answer.map_err(|error| after_sending(&error))?;
        session.end().await.map_err(|error| after_sending(&error))?;
        Some(answer)
    };

    let mut outcomes = Vec::with_capacity(list.len());
    for (append, sort) in list {
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

/// Most lists are written as they were decided; of others each append is judged by itself.
async fn ask(
    inner: &Inner,
    session: &mut Session,
    list: &[Sorted<'_>],
    refused: &mut Refused,
) -> Result<Answer, sqlx::Error> {
    let has_turn = |tenant, aggregate: &str, id| inner.has_turn(tenant, aggregate, id);
    if let Some(decided) = Decided::of(list).filter(|_| refused.is_empty()) {
        // To the end of the answer: only then it is committed.
        let rows = decided.query(&inner.sql, has_turn).fetch_all(&mut **session).await?;
        if let Some(positions) = rows.into_iter().next().flatten() {
            return Ok(Answer::appended(list, positions));
        }
    }
    let call = Call::of(list, refused);
    Answer::judged(&call.query(&inner.sql, has_turn).fetch_all(&mut **session).await?)
}

fn sort(append: &Append) -> Sort {
    if append.is_oversized() {
        Sort::Oversized
    } else if append.domain_events().next().is_none() {
        Sort::Nothing
    } else {
        Sort::Sent
    }
}

fn refuse(append: &Append, refused: &mut Refused) {
    let written = append.writes.iter().filter(|write| !write.domain_events.is_empty());
    refused.extend(written.map(|write| (append.tenant, write.stream.clone())));
}
