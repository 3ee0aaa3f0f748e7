use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Fault, History, Sent, Told, Verdict};
use crate::{
    ports::{Position, Record, StreamId},
    values::{CommandId, TenantId, Version},
};

pub(super) fn judge(history: &History, records: &[Record]) -> Verdict {
    let mut verdict = Verdict { records: records.len(), ..Verdict::default() };
    let mut written: BTreeMap<(TenantId, CommandId), Vec<&Record>> = BTreeMap::new();
    for record in records {
        written.entry((record.tenant, record.command_id)).or_default().push(record);
    }
    judge_order(records, &mut verdict.faults);
    for (key @ (_, command_id), sent) in &history.0 {
        judge_command(*command_id, sent, &written.remove(key).unwrap_or_default(), &mut verdict);
    }
    verdict.faults.extend(written.into_keys().map(|(_, command_id)| Fault::Unasked(command_id)));
    verdict
}

/// Positions rise, versions are 1, 2, 3 in each stream, and no domain event is there twice.
fn judge_order(records: &[Record], faults: &mut Vec<Fault>) {
    let mut last = Position::START;
    let mut versions: BTreeMap<(TenantId, &StreamId), Version> = BTreeMap::new();
    let mut seen: BTreeSet<(TenantId, Uuid)> = BTreeSet::new();
    for record in records {
        if record.position <= last {
            faults.push(Fault::OutOfOrder(record.position));
        }
        last = record.position;
        let before = versions.entry((record.tenant, &record.stream)).or_insert(Version::ZERO);
        if record.version != before.next() {
            faults.push(Fault::Gap(record.stream.clone(), record.version));
        }
        *before = record.version;
        if !seen.insert((record.tenant, record.event_id)) {
            faults.push(Fault::RecordedTwice(record.event_id));
        }
    }
}

fn judge_command(command_id: CommandId, sent: &Sent, found: &[&Record], verdict: &mut Verdict) {
    let (mut appended, mut acknowledged) = (0_usize, false);
    for told in &sent.told {
        let wrong = match told {
            Told::Refused => continue,
            Told::Done => found.is_empty().then_some(Fault::Lost(command_id)),
            Told::Appended(records) | Told::Duplicate(records) => {
                let is_new = matches!(told, Told::Appended(_)) && !records.is_empty();
                appended = appended.saturating_add(usize::from(is_new));
                judge_told(command_id, records, found)
            }
        };
        acknowledged = true;
        if let Some(wrong) = wrong
            && !verdict.faults.contains(&wrong)
        {
            verdict.faults.push(wrong);
        }
    }
    if appended > 1 {
        verdict.faults.push(Fault::AppendedTwice(command_id));
    }
    let unknown = sent.told.len() < sent.times;
    if acknowledged {
        verdict.acknowledged = verdict.acknowledged.saturating_add(1);
    } else if found.is_empty() {
        let of = if unknown { &mut verdict.unknown_unwritten } else { &mut verdict.refused };
        *of = of.saturating_add(1);
    } else if unknown {
        verdict.unknown_written = verdict.unknown_written.saturating_add(1);
    } else {
        verdict.faults.push(Fault::Refused(command_id));
    }
    verdict.faults.extend(judge_whole(command_id, sent, found));
}

/// What is on record is what was told.
fn judge_told(command_id: CommandId, told: &[Record], found: &[&Record]) -> Option<Fault> {
    if found.is_empty() && !told.is_empty() {
        return Some(Fault::Lost(command_id));
    }
    let equal = told.len() == found.len()
        && told.iter().zip(found).all(|(told, found)| comparable(told) == comparable(found));
    (!equal).then_some(Fault::Altered(command_id))
}

/// What is on record is all that was sent, one of the times.
fn judge_whole(command_id: CommandId, sent: &Sent, found: &[&Record]) -> Option<Fault> {
    let found: Vec<Uuid> = found.iter().map(|record| record.event_id).collect();
    if found.is_empty() || sent.wanted.is_empty() || sent.wanted.contains(&found) {
        return None;
    }
    let part = |wanted: &Vec<Uuid>| found.iter().all(|event_id| wanted.contains(event_id));
    let torn = sent.wanted.iter().any(|wanted| found.len() < wanted.len() && part(wanted));
    Some(if torn { Fault::Torn(command_id) } else { Fault::Altered(command_id) })
}

/// A store may reorder the keys of the data.
fn comparable(record: &Record) -> (Record, Option<serde_json::Value>) {
    let data = serde_json::from_str(&record.data).ok();
    (Record { data: String::new(), ..record.clone() }, data)
}
