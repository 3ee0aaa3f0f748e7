//! Histories that are broken in one way each, and what the judge says.

#![expect(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use uuid::Uuid;

use super::{Fault, History, Told, Verdict};
use crate::{
    ports::{Append, AppendOutcome, Expected, Position, Record, StreamId, Unavailable},
    testing::conformance::{a_stream, a_tenant, append, version},
    values::TenantId,
};

/// A tenant with two streams, and what is on record.
struct Store {
    tenant: TenantId,
    streams: [StreamId; 2],
    records: Vec<Record>,
}

impl Store {
    fn new() -> Self {
        Self { tenant: a_tenant(), streams: [a_stream(), a_stream()], records: Vec::new() }
    }

    fn draft(&self) -> Append {
        let draft = append(self.tenant).write(&self.streams[0], Expected::Any, 2);
        draft.write(&self.streams[1], Expected::Any, 1).build()
    }

    /// As a store without a fault writes it.
    fn write(&mut self, append: &Append) -> Vec<Record> {
        let before = self.records.len();
        for write in &append.writes {
            for new in &write.domain_events {
                let of_stream =
                    self.records.iter().filter(|record| record.stream == write.stream).count();
                self.records.push(Record {
                    position: Position::new(i64::try_from(self.records.len()).unwrap() + 2)
                        .unwrap(),
                    tenant: append.tenant,
                    stream: write.stream.clone(),
                    version: version(u64::try_from(of_stream).unwrap() + 1),
                    command_id: append.command_id,
                    actor: append.actor,
                    recorded_at: append.recorded_at,
                    trace_parent: append.trace_parent,
                    event_id: new.event_id,
                    event_type: new.event_type.clone(),
                    schema_version: new.schema_version,
                    data: new.data.clone(),
                });
            }
        }
        self.records[before..].to_vec()
    }
}

const CUT_OFF: Unavailable = Unavailable { reason: String::new(), outcome_unknown: true };
const NOT_SENT: Unavailable = Unavailable { reason: String::new(), outcome_unknown: false };

fn refusal() -> AppendOutcome {
    AppendOutcome::CommandIdReused
}

/// Three commands: acknowledged, refused, cut off after it was written; the second is sent twice.
fn sound() -> (Store, History, [Append; 3]) {
    let (mut store, mut history) = (Store::new(), History::default());
    let sent = [store.draft(), store.draft(), store.draft()];
    let records = store.write(&sent[0]);
    history.sent(&sent[0]);
    history.answered(&sent[0], Ok(&AppendOutcome::Appended { records }));
    for answer in [Ok(&refusal()), Err(&NOT_SENT)] {
        history.sent(&sent[1]);
        history.answered(&sent[1], answer);
    }
    store.write(&sent[2]);
    history.sent(&sent[2]);
    history.answered(&sent[2], Err(&CUT_OFF));
    (store, history, sent)
}

fn faults(history: &History, records: &[Record]) -> Vec<Fault> {
    history.judge(records).faults
}

#[test]
fn a_sound_history_is_clean() {
    let (store, history, _) = sound();
    let verdict = history.judge(&store.records);
    verdict.assert_clean();
    let expected = Verdict {
        acknowledged: 1,
        refused: 1,
        unknown_written: 1,
        unknown_unwritten: 0,
        records: 6,
        faults: vec![],
    };
    assert_eq!(verdict, expected);
    assert_eq!(
        verdict.to_string(),
        "1 commands acknowledged, 1 refused, 1 unknown (1 of them written), 6 records: \
         0 lost, 0 doubled, 0 otherwise wrong"
    );
}

#[test]
fn what_was_acknowledged_and_is_gone_is_lost() {
    let (mut store, history, sent) = sound();
    store.records.truncate(3);
    assert_eq!(faults(&history, &store.records), [], "of the last one nothing was told");
    assert_eq!(faults(&history, &[]), [Fault::Lost(sent[0].command_id)]);
    let mut above = History::default();
    above.told(store.tenant, sent[0].command_id, Told::Done);
    assert_eq!(faults(&above, &store.records), []);
    assert_eq!(faults(&above, &[]), [Fault::Lost(sent[0].command_id)]);
}

#[test]
fn a_client_that_died_while_it_waited_has_an_unknown_outcome() {
    let (mut store, mut history, _) = sound();
    let sent = store.draft();
    history.sent(&sent);
    assert_eq!(history.judge(&store.records).unknown_unwritten, 1);
    store.write(&sent);
    let verdict = history.judge(&store.records);
    verdict.assert_clean();
    assert_eq!(verdict.unknown_written, 2);
}

#[test]
fn a_repeat_that_is_told_as_new_is_doubled() {
    let (store, mut history, sent) = sound();
    let records = store.records[..3].to_vec();
    history.sent(&sent[0]);
    history.answered(&sent[0], Ok(&AppendOutcome::Duplicate { records: records.clone() }));
    assert_eq!(faults(&history, &store.records), []);
    history.sent(&sent[0]);
    history.answered(&sent[0], Ok(&AppendOutcome::Appended { records }));
    let verdict = history.judge(&store.records);
    assert_eq!(verdict.faults, [Fault::AppendedTwice(sent[0].command_id)]);
    assert_eq!(verdict.doubled(), 1);
}

#[test]
fn the_same_domain_event_under_another_command_is_doubled() {
    let (mut store, mut history, sent) = sound();
    let again = Append { command_id: store.draft().command_id, ..sent[0].clone() };
    let records = store.write(&again);
    history.sent(&again);
    history.answered(&again, Ok(&AppendOutcome::Appended { records: records.clone() }));
    let twice: Vec<_> = records.iter().map(|r| Fault::RecordedTwice(r.event_id)).collect();
    assert_eq!(faults(&history, &store.records), twice);
}

#[test]
fn another_version_than_told_is_altered() {
    let (store, mut history, sent) = sound();
    let mut records = store.records[..3].to_vec();
    records[0].version = version(7);
    history.sent(&sent[0]);
    history.answered(&sent[0], Ok(&AppendOutcome::Duplicate { records }));
    assert_eq!(faults(&history, &store.records), [Fault::Altered(sent[0].command_id)]);
}

#[test]
fn data_may_have_its_keys_in_another_order() {
    let (mut store, mut history, _) = sound();
    let mut sent = store.draft();
    sent.writes[0].domain_events[0].data = r#"{"a":1,"b":2}"#.into();
    let mut records = store.write(&sent);
    records[0].data = r#"{ "b": 2, "a": 1 }"#.into();
    history.sent(&sent);
    history.answered(&sent, Ok(&AppendOutcome::Appended { records: records.clone() }));
    assert_eq!(faults(&history, &store.records), []);
    records[0].data = r#"{"a":1,"b":3}"#.into();
    history.answered(&sent, Ok(&AppendOutcome::Duplicate { records }));
    assert_eq!(faults(&history, &store.records), [Fault::Altered(sent.command_id)]);
}

#[test]
fn an_unknown_command_is_there_as_a_whole_or_not_at_all() {
    let (mut store, history, sent) = sound();
    store.records.pop();
    assert_eq!(faults(&history, &store.records), [Fault::Torn(sent[2].command_id)]);
    store.records.last_mut().unwrap().event_id = Uuid::from_u128(1);
    assert_eq!(faults(&history, &store.records), [Fault::Altered(sent[2].command_id)]);
}

#[test]
fn what_was_refused_or_never_sent_leaves_nothing() {
    let (mut store, history, sent) = sound();
    store.write(&sent[1]);
    let unasked = store.draft();
    store.write(&unasked);
    let found = faults(&history, &store.records);
    assert_eq!(found, [Fault::Refused(sent[1].command_id), Fault::Unasked(unasked.command_id)]);
}

#[test]
fn versions_are_dense_and_positions_rise() {
    let (mut store, history, _) = sound();
    store.records[5].version = version(3);
    let gap = Fault::Gap(store.streams[1].clone(), version(3));
    assert_eq!(faults(&history, &store.records), [gap]);

    let (mut store, history, _) = sound();
    store.records[5].position = store.records[4].position;
    let fault = Fault::OutOfOrder(store.records[4].position);
    assert_eq!(faults(&history, &store.records), [fault]);
}

#[test]
fn clients_histories_are_one() {
    let (store, history, sent) = sound();
    let mut merged = History::default();
    merged.sent(&sent[0]);
    merged.merge(history);
    merged.judge(&store.records).assert_clean();
    assert_eq!(merged.judge(&store.records).acknowledged, 1);
}
