use std::fmt;

use uuid::Uuid;

use crate::{
    ports::{Position, StreamId},
    values::{CommandId, Version},
};

/// How what is on record and what clients were told disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Acknowledged, and not on record.
    Lost(CommandId),
    /// Took effect twice: acknowledged twice as new.
    AppendedTwice(CommandId),
    /// A domain event that is on record twice.
    RecordedTwice(Uuid),
    /// On record otherwise than it was told, or sent.
    Altered(CommandId),
    /// On record in part.
    Torn(CommandId),
    /// Refused, and on record all the same.
    Refused(CommandId),
    /// On record, and sent by nobody.
    Unasked(CommandId),
    /// A version that does not follow the one before it in its stream.
    Gap(StreamId, Version),
    /// A position that does not follow the one before it.
    OutOfOrder(Position),
}

/// What a history comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Commands whose client knows that they took effect.
    pub acknowledged: usize,
    /// Commands whose client knows that they had no effect.
    pub refused: usize,
    /// Commands whose client does not know, and that are on record as a whole.
    pub unknown_written: usize,
    /// Commands whose client does not know, and of which nothing is on record.
    pub unknown_unwritten: usize,
    /// Records read back.
    pub records: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Verdict {
    /// # Panics
    /// When anything is wrong.
    #[track_caller]
    pub fn assert_clean(&self) {
        let first: Vec<_> = self.faults.iter().take(5).collect();
        assert!(self.faults.is_empty(), "{self}; the first of them: {first:?}");
    }

    /// Commands that were acknowledged and are not on record.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.count(|fault| matches!(fault, Fault::Lost(_)))
    }

    /// Effects that are there twice.
    #[must_use]
    pub fn doubled(&self) -> usize {
        self.count(|fault| matches!(fault, Fault::AppendedTwice(_) | Fault::RecordedTwice(_)))
    }

    fn count(&self, is: impl Fn(&Fault) -> bool) -> usize {
        self.faults.iter().filter(|fault| is(fault)).count()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown = self.unknown_written.saturating_add(self.unknown_unwritten);
        let (lost, doubled) = (self.lost(), self.doubled());
        let otherwise = self.faults.len().saturating_sub(lost).saturating_sub(doubled);
        write!(f, "{} commands acknowledged, ", self.acknowledged)?;
        if self.refused > 0 {
            write!(f, "{} refused, ", self.refused)?;
        }
        if unknown > 0 {
            write!(f, "{unknown} unknown ({} of them written), ", self.unknown_written)?;
        }
        write!(
            f,
            "{} records: {lost} lost, {doubled} doubled, {otherwise} otherwise wrong",
            self.records
        )
    }
}
