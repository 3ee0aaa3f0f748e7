mod read_models;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use palco::{
    application::{Fault, StreamAudit, check_command},
    ports::{Position, StreamId},
    values::{CommandId, TenantId, Version},
};
use palco_postgres::{AuditAfter, AuditedRecord, PostgresStore};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use read_models::{Differs, Tables};

use crate::{CHECK_FAILED, FINE, arguments::Database, failure::Failure, output::Output, progress};

const PAGE: u32 = 1_000;
/// Positions that are looked at in one statement; by the index, so they are quickly seen.
const POSITIONS: u32 = 20_000;
/// Positions that are told of at most: one duplicate seldom comes alone.
const TAKEN: usize = 1_000;

/// Something wrong, and where.
#[derive(Serialize, Default)]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<StreamId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<palco::ports::Position>,
}

#[derive(Serialize)]
struct Finding<'a> {
    #[serde(flatten)]
    place: &'a Place,
    #[serde(flatten)]
    fault: &'a Fault,
}

impl Place {
    fn of_record(at: &AuditAfter) -> Self {
        Self {
            tenant: Some(at.tenant),
            stream: Some(at.stream.clone()),
            version: Some(at.version),
            ..Self::default()
        }
    }

    fn words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.stream.as_ref().map(|stream| stream.to_string()));
        words.extend(self.version.map(|version| format!("version {version}")));
        words.extend(self.command_id.map(|id| format!("command {id}")));
        words.extend(self.position.map(|position| format!("position {position}")));
        words.extend(self.tenant.map(|tenant| format!("of tenant {tenant}")));
        words.join(" ")
    }
}

struct Report<'a, 'b> {
    output: &'a mut Output<'b>,
    findings: u64,
    records: u64,
    streams: u64,
    commands: u64,
}

impl Report<'_, '_> {
    fn differs(&mut self, Differs { model, tenant, key }: Differs) -> Result<(), Failure> {
        let place = Place { tenant: Some(tenant.as_uuid()), ..Place::default() };
        self.find(&place, &Fault::RowDiffers { read_model: model.to_owned(), key })
    }

    fn find(&mut self, place: &Place, fault: &Fault) -> Result<(), Failure> {
        self.findings = self.findings.saturating_add(1);
        let words = format!("{}: {fault}", place.words());
        self.output.report(&Finding { place, fault }, &words)
    }
}

pub(crate) async fn run(database: &Database, output: &mut Output<'_>) -> Result<u8, Failure> {
    let store = Arc::new(PostgresStore::audit_with(database.settings()?).await?);
    let mut tables = Tables::of(&store).await?;
    let mut report = Report { output, findings: 0, records: 0, streams: 0, commands: 0 };
    records(&store, &mut tables, &mut report).await?;
    for differs in tables.finish().await? {
        report.differs(differs)?;
    }
    commands(&store, &mut report).await?;
    positions(&store, &mut report).await?;
    let Report { findings, records, streams, commands, .. } = report;
    let found = match findings {
        0 => "all is well".to_owned(),
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    };
    let words = format!("{records} records of {streams} streams and {commands} commands: {found}");
    let behind = tables.behind();
    let not_compared: BTreeMap<&str, u64> = behind.iter().copied().collect();
    let totals = json!({
        "records": records, "streams": streams, "commands": commands, "findings": findings,
        "not_compared": not_compared,
    });
    if !database.json {
        for (name, streams) in behind {
            output
                .line(&format!("{name} is behind: rows of {streams} streams were not compared"))?;
        }
    }
    output.report(&totals, &words)?;
    Ok(if findings == 0 { FINE } else { CHECK_FAILED })
}

/// The stream that is being read.
struct Current {
    at: AuditAfter,
    audit: StreamAudit,
}

async fn records(
    store: &PostgresStore,
    tables: &mut Tables,
    report: &mut Report<'_, '_>,
) -> Result<(), Failure> {
    let last = u64::try_from(store.last_position().await?.get()).unwrap_or(0);
    let bar = progress::bar("records", last);
    let mut after = AuditAfter::default();
    let mut current: Option<Current> = None;
    loop {
        let page = store.audit_records(&after, PAGE).await?;
        let Some(end) = page.last() else { break };
        after = end.at.clone();
        bar.inc(u64::try_from(page.len()).unwrap_or(0));
        for audited in page {
            let same = current.as_ref().is_some_and(|current| {
                (current.at.tenant, &current.at.stream) == (audited.at.tenant, &audited.at.stream)
            });
            if !same {
                finish(current.take(), tables, report).await?;
            }
            take_in(&mut current, audited, report)?;
        }
    }
    finish(current, tables, report).await?;
    bar.finish_and_clear();
    Ok(())
}

fn take_in(
    current: &mut Option<Current>,
    audited: AuditedRecord,
    report: &mut Report<'_, '_>,
) -> Result<(), Failure> {
    report.records = report.records.saturating_add(1);
    let AuditedRecord { at, record, command_kept, .. } = audited;
    let current = current.get_or_insert_with(|| {
        let audit = StreamAudit::of(&at.stream);
        Current { at: at.clone(), audit }
    });
    current.at.version = at.version;
    let place = Place::of_record(&at);
    match record {
        Some(record) => {
            for fault in current.audit.take_in(&record) {
                report.find(&place, &fault)?;
            }
        }
        None => {
            current.audit.skip(version(at.version));
            let reason = "expected the columns of a record".to_owned();
            report.find(&place, &Fault::Unreadable { reason })?;
        }
    }
    if !command_kept {
        report.find(&place, &Fault::CommandUnknown {})?;
    }
    Ok(())
}

/// Compares what the read models have of a stream, when its last record was read.
async fn finish(
    current: Option<Current>,
    tables: &mut Tables,
    report: &mut Report<'_, '_>,
) -> Result<(), Failure> {
    let Some(Current { at, audit }) = current else { return Ok(()) };
    report.streams = report.streams.saturating_add(1);
    if let Ok(tenant) = TenantId::try_from(at.tenant) {
        for differs in tables.compare(tenant, &at.stream, &audit).await? {
            report.differs(differs)?;
        }
    }
    Ok(())
}

async fn commands(store: &PostgresStore, report: &mut Report<'_, '_>) -> Result<(), Failure> {
    let mut after = (Uuid::nil(), Uuid::nil());
    loop {
        let page = store.audit_commands(after, PAGE).await?;
        let Some(end) = page.last() else { return Ok(()) };
        after = (end.tenant, end.command_id);
        for command in &page {
            report.commands = report.commands.saturating_add(1);
            let ids = (TenantId::try_from(command.tenant), CommandId::try_from(command.command_id));
            let fault = match ids {
                (Ok(tenant), Ok(id)) if command.has_last => {
                    check_command(tenant, id, &command.event_ids)
                }
                _ => Some(Fault::CommandIncomplete { found: command.event_ids.len() }),
            };
            if let Some(fault) = fault {
                let place = Place {
                    tenant: Some(command.tenant),
                    command_id: Some(command.command_id),
                    ..Place::default()
                };
                report.find(&place, &fault)?;
            }
        }
    }
}

async fn positions(store: &PostgresStore, report: &mut Report<'_, '_>) -> Result<(), Failure> {
    let mut from = Some(Position::START);
    let mut taken = BTreeSet::new();
    while let Some(next) = from.filter(|_| taken.len() < TAKEN) {
        let page = store.audit_positions(next, POSITIONS).await?;
        for position in page.twice {
            if taken.len() < TAKEN && taken.insert(position) {
                let place = Place { position: Some(position), ..Place::default() };
                report.find(&place, &Fault::PositionTaken {})?;
            }
        }
        from = page.next;
    }
    Ok(())
}

fn version(number: i64) -> Version {
    u64::try_from(number).ok().and_then(|number| Version::new(number).ok()).unwrap_or_default()
}
