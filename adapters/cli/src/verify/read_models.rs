//! Read models against the records: what each aggregate's state says, and what its rows say, side by
//! side in the order of both.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    sync::Arc,
};

use palco::{
    application::StreamAudit,
    ports::{Checkpoints, Position, ProcessorId, ReadModels, Row, StreamId},
    projections::{self, ReadModel},
    values::TenantId,
};
use palco_postgres::PostgresStore;

use crate::failure::Failure;

const PAGE: u32 = 500;

/// The read models that are kept.
pub(super) struct Tables(Vec<Table>);

/// Rows of which nothing is known, missing ones, and ones that say something else.
pub(super) struct Differs {
    pub(super) model: &'static str,
    pub(super) tenant: TenantId,
    pub(super) key: String,
}

impl Tables {
    pub(super) async fn of(store: &Arc<PostgresStore>) -> Result<Self, Failure> {
        let progress = store.progress().await?;
        let mut tables = Vec::new();
        for model in projections::ALL {
            if !progress.iter().any(|lane| lane.processor.name == model.name) {
                continue;
            }
            // Asked in a way that a standby takes.
            let Some(active) = store.shown_revision(model.name).await? else { continue };
            let id = ProcessorId::new(model.name, active);
            let lanes = progress.iter().filter(|lane| lane.processor == id);
            let lanes = lanes.map(|lane| (lane.lane, lane.position)).collect();
            tables.push(Table::new(Arc::clone(store), model, &id, lanes).await?);
        }
        Ok(Self(tables))
    }

    /// Of how many streams each read model had not taken in the last record, where there are any.
    pub(super) fn behind(&self) -> Vec<(&'static str, u64)> {
        let behind = self.0.iter().map(|table| (table.model.name, table.behind));
        behind.filter(|(_, streams)| *streams > 0).collect()
    }

    /// Compares the rows of the stream that was read to its end, and those that stand before them.
    pub(super) async fn compare(
        &mut self,
        tenant: TenantId,
        stream: &StreamId,
        audit: &StreamAudit,
    ) -> Result<Vec<Differs>, Failure> {
        let mut found = Vec::new();
        for table in &mut self.0 {
            if table.model.aggregate == stream.aggregate.as_str() {
                table.compare(tenant, stream, audit, &mut found).await?;
            }
        }
        Ok(found)
    }

    /// What is left of the last tenant's rows: rows of no stream.
    pub(super) async fn finish(&mut self) -> Result<Vec<Differs>, Failure> {
        let mut found = Vec::new();
        for table in &mut self.0 {
            table.leave_tenant(&mut found).await?;
        }
        Ok(found)
    }
}

struct Table {
    store: Arc<PostgresStore>,
    model: ReadModel,
    /// How far each lane had come when this began. What a lane has nothing to do with does not move it.
    lanes: BTreeMap<u16, Position>,
    behind: u64,
    /// Their rows are older, as they are to be.
    parked: HashSet<(TenantId, StreamId)>,
    tenant: Option<TenantId>,
    rows: VecDeque<Row>,
    after: String,
}

impl Table {
    async fn new(
        store: Arc<PostgresStore>,
        model: ReadModel,
        id: &ProcessorId,
        lanes: BTreeMap<u16, Position>,
    ) -> Result<Self, Failure> {
        let parked = store.dead_letters(Some(id)).await?;
        let parked = parked.into_iter().map(|letter| (letter.tenant, letter.stream)).collect();
        let (rows, after) = (VecDeque::new(), String::new());
        Ok(Self { store, model, lanes, behind: 0, parked, tenant: None, rows, after })
    }

    async fn compare(
        &mut self,
        tenant: TenantId,
        stream: &StreamId,
        audit: &StreamAudit,
        found: &mut Vec<Differs>,
    ) -> Result<(), Failure> {
        if self.tenant != Some(tenant) {
            self.leave_tenant(found).await?;
            (self.tenant, self.after) = (Some(tenant), String::new());
        }
        let id = stream.id.to_string();
        while let Some(stray) = self.next_if(|key| key < id.as_str()).await? {
            found.push(self.differs(tenant, stray.key));
        }
        let mut rows = Vec::new();
        while let Some(row) = self.next_if(|key| key.starts_with(&id)).await? {
            rows.push(row);
        }
        let lanes = u16::try_from(self.lanes.len()).unwrap_or(u16::MAX);
        let reached =
            self.lanes.get(&stream.lane(tenant, lanes)).copied().unwrap_or(Position::START);
        if audit.position() > reached {
            self.behind = self.behind.saturating_add(1);
            return Ok(());
        }
        let of_parked = self.parked.contains(&(tenant, stream.clone()));
        let Some((state, first, last)) = audit.state().filter(|_| !of_parked) else {
            return Ok(());
        };
        let mut expected = (self.model.rows)(stream.id, state, last);
        expected.sort_by(|one, other| one.key.cmp(&other.key));
        let created_at = self.model.created_at.then_some(first);
        for of in &expected {
            let same = |row: &Row| row.key == of.key && row.columns == of.columns;
            if !rows.iter().any(|row| same(row) && row.created_at == created_at) {
                found.push(self.differs(tenant, of.key.clone()));
            }
        }
        let strays = rows.into_iter().filter(|row| !expected.iter().any(|of| of.key == row.key));
        found.extend(strays.map(|row| self.differs(tenant, row.key)));
        Ok(())
    }

    async fn leave_tenant(&mut self, found: &mut Vec<Differs>) -> Result<(), Failure> {
        let Some(tenant) = self.tenant else { return Ok(()) };
        while let Some(stray) = self.next_if(|_| true).await? {
            found.push(self.differs(tenant, stray.key));
        }
        Ok(())
    }

    /// The tenant's next row, if its key is one of those.
    async fn next_if(&mut self, wanted: impl Fn(&str) -> bool) -> Result<Option<Row>, Failure> {
        if self.rows.is_empty()
            && let Some(tenant) = self.tenant
        {
            let page = self.store.rows(self.model.name, tenant, &self.after, PAGE).await?;
            self.rows.extend(page);
        }
        let next = match self.rows.front() {
            Some(row) if wanted(&row.key) => self.rows.pop_front(),
            Some(_) | None => None,
        };
        if let Some(row) = &next {
            self.after.clone_from(&row.key);
        }
        Ok(next)
    }

    fn differs(&self, tenant: TenantId, key: String) -> Differs {
        Differs { model: self.model.name, tenant, key }
    }
}
