//! Whether a connection still leads to what was opened.

use std::sync::OnceLock;

use palco::ports::Unavailable;
use sqlx::{Executor, PgConnection, Row, SqlStr, raw_sql};

use crate::sql::Sql;

/// What a store and its server are known by.
struct Identity {
    /// What tells its advisory locks from others in the database.
    tag: i32,
    /// Raised by an operator after a promotion that lost records.
    epoch: i64,
    /// Which history the server writes; `None` where it does not tell.
    timeline: Option<String>,
    standby: bool,
    /// Whether positions that are taken would be handed out.
    behind: bool,
}

/// Why what was read before cannot be relied on any more. It stays so: whoever knows of the store opens it
/// anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outdated {
    OtherStore,
    Epoch,
    Promoted,
    Standby,
    SequenceBehind,
}

impl Outdated {
    fn reason(self) -> &'static str {
        match self {
            Self::OtherStore => "the connection leads to another store: it is to be opened anew",
            Self::Epoch => "the store's epoch was raised: it is to be opened anew",
            Self::Promoted => {
                "the server goes on from another one, which may have had more records: the store is to \
                 be opened anew"
            }
            Self::Standby => {
                "the connection leads to a standby: the store is to be opened anew, on the primary"
            }
            Self::SequenceBehind => {
                "the sequence of positions stands behind the last record: it is to be set, and the \
                 store to be opened anew"
            }
        }
    }
}

impl Identity {
    async fn of(connection: &mut PgConnection, question: &SqlStr) -> Result<Self, sqlx::Error> {
        let row = connection.fetch_one(raw_sql(question.clone())).await?;
        Ok(Self {
            tag: row.try_get("tag")?,
            epoch: row.try_get("epoch")?,
            timeline: row.try_get("timeline")?,
            standby: row.try_get("standby")?,
            behind: row.try_get::<Option<bool>, _>("behind")?.unwrap_or(false),
        })
    }

    fn outdated_by(&self, now: &Self) -> Option<Outdated> {
        let promoted = self.timeline.as_ref().zip(now.timeline.as_ref());
        [
            (now.tag != self.tag, Outdated::OtherStore),
            (now.epoch != self.epoch, Outdated::Epoch),
            (now.standby && !self.standby, Outdated::Standby),
            (promoted.is_some_and(|(then, now)| then != now), Outdated::Promoted),
            (now.behind, Outdated::SequenceBehind),
        ]
        .into_iter()
        .find_map(|(is_so, outdated)| is_so.then_some(outdated))
    }
}

/// What was opened, and whether a connection has shown since that it is not there any more.
pub(crate) struct Watch {
    question: SqlStr,
    opened: Identity,
    outdated: OnceLock<Outdated>,
}

impl Watch {
    /// From here on what this connection leads to is what the others are to lead to.
    pub(crate) async fn begin(
        connection: &mut PgConnection,
        sql: &Sql,
    ) -> Result<Self, sqlx::Error> {
        let question = sql.identity.clone();
        let opened = Identity::of(connection, &question).await?;
        Ok(Self { question, opened, outdated: OnceLock::new() })
    }

    pub(crate) fn tag(&self) -> i32 {
        self.opened.tag
    }

    /// Asks a connection where it leads.
    pub(crate) async fn look(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let now = Identity::of(connection, &self.question).await?;
        if let Some(outdated) = self.opened.outdated_by(&now) {
            self.outdated.get_or_init(|| outdated);
        }
        Ok(())
    }

    /// Refuses all that follows once a connection led elsewhere.
    pub(crate) fn check(&self) -> Result<(), Unavailable> {
        self.outdated.get().map_or(Ok(()), |outdated| {
            Err(Unavailable { reason: outdated.reason().to_owned(), outcome_unknown: false })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        let timeline = Some("00000001".to_owned());
        Identity { tag: 7, epoch: 1, timeline, standby: false, behind: false }
    }

    #[test]
    fn whatever_differs_outdates_what_was_opened() {
        let promoted = Some("00000002".to_owned());
        for (now, outdated) in [
            (identity(), None),
            (Identity { timeline: None, ..identity() }, None),
            (Identity { tag: 8, ..identity() }, Some(Outdated::OtherStore)),
            (Identity { epoch: 2, ..identity() }, Some(Outdated::Epoch)),
            (Identity { timeline: promoted, ..identity() }, Some(Outdated::Promoted)),
            (Identity { standby: true, ..identity() }, Some(Outdated::Standby)),
            (Identity { behind: true, ..identity() }, Some(Outdated::SequenceBehind)),
        ] {
            assert_eq!(identity().outdated_by(&now), outdated);
        }
    }
}
