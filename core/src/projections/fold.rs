use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    contract::{DomainEvent, State},
    values::{Instant, TenantId},
};

/// The whole of a read model, made of records in memory: what a table must be equal to.
#[derive(Debug)]
pub struct Fold {
    model: ReadModel,
    streams: BTreeMap<(TenantId, Uuid), Folded>,
}

#[derive(Debug)]
struct Folded {
    state: State,
    created_at: Instant,
    updated_at: Instant,
}

/// A row, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedRow {
    /// Whose it is.
    pub tenant: TenantId,
    /// The instant of the aggregate's first record, where the table has such a column.
    pub created_at: Option<Instant>,
    /// Its key and columns.
    pub row: Projected,
}

impl Fold {
    /// Of no records yet.
    #[must_use]
    pub fn of(model: ReadModel) -> Self {
        Self { model, streams: BTreeMap::new() }
    }

    /// Takes in what happened next to the aggregate `id`, recorded at that instant.
    pub fn take_in(&mut self, tenant: TenantId, id: Uuid, at: Instant, happened: &DomainEvent) {
        if happened.aggregate() != self.model.aggregate {
            return;
        }
        let Some(state) = State::initial(self.model.aggregate) else { return };
        let folded = self.streams.entry((tenant, id)).or_insert(Folded {
            state,
            created_at: at,
            updated_at: at,
        });
        folded.state.evolve(happened);
        folded.updated_at = at;
    }

    /// The rows, by tenant and aggregate.
    pub fn rows(&self) -> impl Iterator<Item = FoldedRow> {
        self.streams.iter().flat_map(|((tenant, id), folded)| {
            let rows = (self.model.rows)(*id, &folded.state, folded.updated_at);
            let created_at = self.model.created_at.then_some(folded.created_at);
            rows.into_iter().map(move |row| FoldedRow { tenant: *tenant, created_at, row })
        })
    }
}
