//! Appends on their way in: what a store has already is passed over, and what follows it is recorded.

use thiserror::Error;

use super::line;
use crate::{
    ports::{Append, AppendOutcome, Committed, EventStore, StreamId, Unavailable},
    values::Version,
};

/// What became of an append that came from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// It is recorded now.
    Now,
    /// It was recorded before, just so.
    Before,
}

/// Why an append that came from elsewhere is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotImported {
    /// Its command id took effect here in another way.
    #[error("its command id took effect in this store in another way")]
    CommandIdReused,
    /// A stream of it goes on otherwise here.
    #[error(
        "{stream} is at version {actual} in this store, expected the version before its records"
    )]
    Conflict {
        /// Which.
        stream: StreamId,
        /// The version that it has here.
        actual: Version,
    },
    /// A key of it belongs to somebody else here.
    #[error("a key of the space {space} belongs to another in this store")]
    GuardTaken {
        /// What kind of key.
        space: String,
    },
    /// It is more than one append may carry.
    #[error("it is more than one append may carry")]
    Oversized,
}

type Told = Result<Imported, NotImported>;

/// Records appends that [`read_line`](super::read_line) has read, in order, with the versions, ids and
/// times that they have. Each is atomic on its own; repeated, it changes nothing, and where the store has
/// the first of them already, it goes on behind these.
///
/// # Errors
/// [`Unavailable`] when the store failed: the same appends can be sent again.
pub async fn import(
    store: &dyn EventStore,
    appends: Vec<Append>,
) -> Result<Vec<Told>, Unavailable> {
    // What is there is not sent: to the store it was not appended, and so nothing behind it on its
    // streams would be, while the rest of the list would be recorded before that.
    let keys: Vec<_> = appends.iter().map(|of| (of.tenant, of.command_id)).collect();
    let known = store.resolve(&keys).await?;
    let is_there = |(append, known): (&Append, Option<Committed>)| {
        let known = known.filter(|known| known.request_hash == append.request_hash);
        known.filter(|known| line::is_of(append, &known.records)).map(|_| Ok(Imported::Before))
    };
    let mut told: Vec<Option<Told>> = appends.iter().zip(known).map(is_there).collect();
    loop {
        let is_open = |of: &Option<Told>| !matches!(of, Some(Ok(_)));
        let open = appends.iter().zip(&mut told).filter(|(_, told)| is_open(told));
        let (sent, slots): (Vec<&Append>, Vec<_>) = open.unzip();
        let outcomes = store.append(sent.iter().copied().cloned().collect()).await?;
        let mut passed = false;
        for ((append, slot), outcome) in sent.into_iter().zip(slots).zip(outcomes) {
            let of = judge(append, outcome);
            passed |= of == Ok(Imported::Before);
            *slot = Some(of);
        }
        // Somebody else recorded that one just now. All that was refused goes again, in its order, so
        // that still nothing is recorded behind what this store has otherwise.
        if !passed {
            return Ok(told.into_iter().flatten().collect());
        }
    }
}

fn judge(append: &Append, outcome: AppendOutcome) -> Told {
    match outcome {
        AppendOutcome::Appended { .. } => Ok(Imported::Now),
        AppendOutcome::Duplicate { records } if line::is_of(append, &records) => {
            Ok(Imported::Before)
        }
        AppendOutcome::Duplicate { .. } | AppendOutcome::CommandIdReused => {
            Err(NotImported::CommandIdReused)
        }
        AppendOutcome::Conflict { stream, actual, .. } => {
            Err(NotImported::Conflict { stream, actual })
        }
        AppendOutcome::GuardTaken { space, .. } => {
            Err(NotImported::GuardTaken { space: space.to_string() })
        }
        AppendOutcome::Oversized => Err(NotImported::Oversized),
    }
}
