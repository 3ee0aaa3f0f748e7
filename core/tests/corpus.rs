//! The golden corpus: every form in which a domain event was ever written, and what is read from it.
//!
//! `corpus/*.jsonl` has a file for each room; its lines are in the order of a life. `corpus/released.txt`
//! has a line for each entry that is never to go away again: lines are added, and none is ever changed
//! or removed. `corpus/states.json` has SHA-256 of the state after each entry, which Python and Node come
//! to as well.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use palco::{
    contract::{AGGREGATES, DomainEvent, State, read_domain_event, read_recorded, to_json},
    payments::payment::Payment,
    planning::{event::Event, venue::Venue},
    ticketing::box_office::BoxOffice,
};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use sha2::{Digest, Sha256};

mod optional;

/// A domain event as it was written once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    r#type: String,
    schema_version: u16,
    case: String,
    data: Box<RawValue>,
    /// The canonical form that it has today, where that is another.
    today: Option<Box<RawValue>>,
}

impl Entry {
    fn today(&self) -> &str {
        self.today.as_ref().unwrap_or(&self.data).get()
    }

    fn read(&self) -> DomainEvent {
        read_recorded(&self.r#type, self.schema_version, self.data.get())
            .unwrap_or_else(|invalid| panic!("{} ({}): {invalid}", self.r#type, self.case))
    }

    /// Its line in the list of what is never to go away.
    fn release(&self) -> String {
        let Self { r#type, schema_version, case, data, .. } = self;
        format!("{} {type} @ {schema_version}: {case}", sha256(data.get()))
    }
}

fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

fn corpus(room: &str) -> Vec<Entry> {
    let text = fs::read_to_string(file(&format!("{room}.jsonl"))).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn entries() -> impl Iterator<Item = Entry> {
    AGGREGATES.iter().flat_map(|room| corpus(room))
}

/// The file says this; `UPDATE=1` makes it so.
fn assert_says(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, expected).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "{} is out of date: run ./test regenerate", path.display());
}

#[test]
fn every_entry_is_read_and_comes_out_in_its_canonical_form() {
    for entry in entries() {
        let happened = entry.read();
        assert_eq!(to_json(&happened), entry.today(), "{} ({})", entry.r#type, entry.case);
        // It is of today's form then.
        assert_eq!(read_domain_event(entry.today()).unwrap(), happened);
    }
}

#[test]
fn every_domain_event_and_schema_version_is_in_the_corpus() {
    let has: BTreeSet<_> = entries().map(|entry| (entry.r#type, entry.schema_version)).collect();
    let today = DomainEvent::wire_names().into_iter().flat_map(|name| {
        let newest = DomainEvent::schema_version(name).unwrap();
        (1..=newest).map(move |version| (name.to_owned(), version))
    });
    let older =
        DomainEvent::upcasts().into_iter().map(|step| (step.from.0.to_owned(), step.from.1));
    let missing: Vec<_> = today.chain(older).filter(|form| !has.contains(form)).collect();
    assert!(missing.is_empty(), "not in core/tests/corpus: {missing:?}");
}

#[test]
fn every_field_that_may_be_left_out_is_there_and_left_out_in_the_corpus() {
    let schema = Value::from(schema_for!(DomainEvent));
    let mut seen = optional::Seen::default();
    for entry in entries() {
        seen.look(&schema, &serde_json::from_str(entry.data.get()).unwrap());
    }
    let fields = seen.fields();
    assert!(fields.len() >= 10, "the fields that may be left out are found: {fields:?}");
    let one_sided: Vec<_> =
        fields.iter().filter(|(_, (there, left_out))| !(*there && *left_out)).collect();
    assert!(one_sided.is_empty(), "(there, left out): {one_sided:?}");
}

#[test]
fn what_was_released_stays_in_the_corpus() {
    let has: BTreeSet<_> = entries().map(|entry| entry.release()).collect();
    let path = file("released.txt");
    let mut released = fs::read_to_string(&path).unwrap_or_default();
    let gone: Vec<_> = released.lines().filter(|line| !has.contains(*line)).collect();
    assert!(gone.is_empty(), "released, and not in the corpus as it was: {gone:#?}");
    let known: BTreeSet<_> = released.lines().map(str::to_owned).collect();
    for line in entries().map(|entry| entry.release()).filter(|line| !known.contains(line)) {
        released.push_str(&line);
        released.push('\n');
    }
    assert_says(&path, &released);
}

/// A room's state after each entry.
fn states(room: &str) -> Vec<State> {
    let mut state = State::initial(room).unwrap();
    let after = |entry: Entry| {
        state.evolve(&entry.read());
        state.clone()
    };
    corpus(room).into_iter().map(after).collect()
}

/// SHA-256 of the text of each.
fn texts(states: &[State]) -> Vec<String> {
    states.iter().map(|state| sha256(to_json(state))).collect()
}

#[test]
fn every_state_comes_back_from_its_snapshot_and_from_nothing_else() {
    for room in AGGREGATES {
        let mut last = Vec::new();
        for state in states(room) {
            last = state.to_snapshot();
            assert_eq!(State::from_snapshot(room, &last), Some(state));
        }
        for place in 0..last.len() {
            assert_eq!(State::from_snapshot(room, &last[..place]), None, "{room} {place}");
            last[place] ^= 1;
            assert_eq!(State::from_snapshot(room, &last), None, "{room} {place}");
            last[place] ^= 1;
        }
    }
}

#[test]
fn the_states_that_the_corpus_adds_up_to_are_written_down() {
    let states: BTreeMap<_, _> =
        AGGREGATES.iter().map(|room| (*room, texts(&states(room)))).collect();
    assert_says(&file("states.json"), &(serde_json::to_string_pretty(&states).unwrap() + "\n"));
}

/// The form of a state, without the words about it.
fn form<S: JsonSchema>() -> Value {
    fn without_words(schema: &mut Value) {
        if let Value::Object(fields) = schema {
            fields.retain(|name, value| {
                !(matches!(&**name, "description" | "title") && value.is_string())
            });
            fields.values_mut().for_each(without_words);
        } else if let Value::Array(items) = schema {
            items.iter_mut().for_each(without_words);
        }
    }
    let mut form = Value::from(schema_for!(S));
    without_words(&mut form);
    form
}

fn revision(form: &Value, states: &[String]) -> String {
    sha256(format!("{form}\n{}", states.join("\n")))
}

#[test]
fn the_revision_of_each_state_is_what_it_follows_from() {
    let forms = [form::<Venue>(), form::<Event>(), form::<BoxOffice>(), form::<Payment>()];
    let mut expected = String::new();
    for (room, form) in AGGREGATES.iter().zip(&forms) {
        let states = states(room);
        let snapshots = states.iter().map(|state| sha256(state.to_snapshot())).collect();
        let revision = revision(form, &[texts(&states), snapshots].concat());
        writeln!(expected, "{room} {revision}").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/contract/state_revisions.txt");
    assert_says(&path, &expected);
}

/// The controls: another form is another revision, and so is another meaning; other words are not.
#[test]
fn a_revision_changes_with_the_form_and_with_the_meaning() {
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its form is looked at")]
    struct Small {
        /// How many.
        held: u64,
    }
    mod reworded {
        #[derive(schemars::JsonSchema)]
        #[expect(dead_code, reason = "only its form is looked at")]
        pub(super) struct Small {
            /// In other words.
            held: u64,
        }
    }
    mod grown {
        #[derive(schemars::JsonSchema)]
        #[expect(dead_code, reason = "only its form is looked at")]
        pub(super) struct Small {
            held: u64,
            sold: u64,
        }
    }
    let states = ["one".to_owned(), "two".to_owned()];
    let small = revision(&form::<Small>(), &states);
    assert_eq!(revision(&form::<reworded::Small>(), &states), small);
    assert_ne!(revision(&form::<grown::Small>(), &states), small);
    assert_ne!(revision(&form::<Small>(), &["one".to_owned(), "else".to_owned()]), small);
}

#[test]
fn every_aggregate_has_a_fingerprint_of_its_own() {
    let all: BTreeSet<_> =
        AGGREGATES.iter().map(|room| State::fingerprint(room).unwrap()).collect();
    assert_eq!(all.len(), AGGREGATES.len());
    assert_eq!(State::fingerprint("circus"), None);
}
