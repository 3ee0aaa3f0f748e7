//! The golden scenarios: files that Rust, Python and Node read, and answer byte for byte alike.
#![expect(clippy::panic, clippy::expect_used, reason = "an assertion library fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use uuid::Uuid;

use crate::{
    Context,
    application::{Error, Palco, Recorded},
    contract::{DomainEvent, State, read_command, read_domain_event, to_json},
    ports::{Append, AppendOutcome, Clock, Expected, NewRecord, Store, StreamId, StreamWrite},
    values::{ActorId, CommandId, Instant, TenantId},
};

/// One file of `examples/scenarios`: given what happened, when this is asked, then that follows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golden {
    /// A sentence.
    pub name: String,
    aggregate: String,
    id: Uuid,
    /// Other aggregates that a command is judged by; the rules alone do without.
    #[serde(default)]
    beside: Vec<Beside>,
    given: Vec<Box<RawValue>>,
    when: When,
    then: Box<RawValue>,
    #[serde(skip)]
    path: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    aggregate: String,
    id: Uuid,
    given: Vec<Box<RawValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    command: Box<RawValue>,
    #[serde(with = "ContextText")]
    context: Context,
}

/// A context as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, remote = "Context")]
struct ContextText {
    tenant: TenantId,
    actor: ActorId,
    now: Instant,
    command_id: CommandId,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    #[serde(default)]
    domain_events: Option<Vec<Box<RawValue>>>,
    #[serde(default)]
    error: Option<Value>,
}

/// What a command led to: domain events in the canonical serialization, or the error.
pub type Outcome = Result<Vec<String>, Error>;

/// The clock of a scenario.
#[derive(Debug)]
struct Still(Instant);

impl Clock for Still {
    fn now(&self) -> Instant {
        self.0
    }
}

/// Every scenario there is, by file name.
///
/// # Panics
/// When one cannot be read.
#[must_use]
pub fn goldens() -> Vec<Golden> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/scenarios");
    let entries = fs::read_dir(&folder).expect("the folder of scenarios");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|of| of == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "there are no scenarios in {}", folder.display());
    paths.into_iter().map(Golden::read).collect()
}

impl Golden {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).expect("a scenario");
        let read = serde_json::from_str::<Self>(&text);
        let golden = read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, ..golden }
    }

    /// What the rules alone say.
    ///
    /// # Errors
    /// What the scenario may be about.
    ///
    /// # Panics
    /// When what is given cannot be read.
    pub fn by_the_rules(&self) -> Outcome {
        let mut state = State::initial(&self.aggregate).expect("the name of an aggregate");
        for happened in read(&self.given) {
            state.evolve(&happened);
        }
        let command = read_command(self.when.command.get())?;
        let happened = state.decide(&command, &self.when.context)?;
        Ok(happened.iter().map(to_json).collect())
    }

    /// What is recorded on the aggregate's stream when it is asked of `Palco` over a store. Within
    /// a tenant of its own, so that one store serves any number of scenarios.
    ///
    /// # Errors
    /// What the scenario may be about.
    ///
    /// # Panics
    /// When what is given cannot be written.
    pub async fn over(&self, store: Arc<dyn Store>) -> Outcome {
        self.asked_of(&Palco::over(Arc::clone(&store)), store.as_ref()).await
    }

    /// The same, asked of this `Palco` over the store.
    ///
    /// # Errors
    /// What the scenario may be about.
    ///
    /// # Panics
    /// When what is given cannot be written.
    pub async fn asked_of(&self, palco: &Palco, store: &dyn Store) -> Outcome {
        let tenant = TenantId::from_uuid(Uuid::now_v7()).expect("an id");
        let beside = self.beside.iter().map(|of| (of.aggregate.as_str(), of.id, &of.given));
        for (aggregate, id, given) in beside.chain([(&*self.aggregate, self.id, &self.given)]) {
            if !given.is_empty() {
                let append = self.append(tenant, StreamId::new(aggregate, id), read(given));
                let outcomes = store.append(vec![append]).await?;
                assert!(matches!(outcomes.as_slice(), [AppendOutcome::Appended { .. }]));
            }
        }
        let command = read_command(self.when.command.get())?;
        let Context { actor, now, command_id, .. } = self.when.context;
        let palco = palco.clone().with_clock(Arc::new(Still(now)));
        let answer = palco.acting(tenant, actor).send(self.id, command, Some(command_id)).await?;
        let own = answer.records.iter().filter(|of| of.record.stream == answer.stream);
        let recorded = own.map(|Recorded { record, domain_event }| {
            // A store may reorder keys: what it gives back is what was decided.
            let stored = read_domain_event(&record.data).expect("a record that can be read");
            assert_eq!(stored, *domain_event, "{}", self.name);
            to_json(&stored)
        });
        Ok(recorded.collect())
    }

    fn append(&self, tenant: TenantId, stream: StreamId, given: Vec<DomainEvent>) -> Append {
        let recorded = given.iter().map(|happened| NewRecord::of(Uuid::now_v7(), happened));
        let domain_events = recorded.collect();
        let write = StreamWrite { stream, expected: Expected::NoStream, domain_events };
        Append {
            tenant,
            command_id: CommandId::from_uuid(Uuid::now_v7()).expect("an id"),
            request_hash: [0; 32],
            actor: self.when.context.actor,
            recorded_at: self.when.context.now,
            trace_parent: None,
            writes: vec![write],
            guards: Vec::new(),
        }
    }

    /// The outcome is what the file says.
    ///
    /// # Panics
    /// When it is not.
    pub fn check(&self, outcome: &Outcome) {
        let Then { domain_events, error } =
            serde_json::from_str(self.then.get()).expect("what is to follow");
        let name = &self.name;
        match (outcome, domain_events, error) {
            (Ok(got), Some(expected), None) => {
                let expected: Vec<&str> = expected.iter().map(|raw| raw.get()).collect();
                assert_eq!(*got, expected, "{name}");
            }
            (Err(got), None, Some(expected)) => assert_eq!(of(got), expected, "{name}"),
            (got, ..) => panic!("{name}: expected {}, got {got:?}", self.then),
        }
    }

    /// Makes the file say that this is the outcome.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn accept(&self, outcome: &Outcome) {
        let then = match outcome {
            Ok(happened) if happened.is_empty() => "{\n    \"domain_events\": []\n  }".to_owned(),
            Ok(happened) => {
                let happened = happened.join(",\n      ");
                format!("{{\n    \"domain_events\": [\n      {happened}\n    ]\n  }}")
            }
            Err(error) => format!("{{\n    \"error\": {}\n  }}", of(error)),
        };
        let text = fs::read_to_string(&self.path).expect("a scenario");
        let start = text.rfind(self.then.get()).expect("what was to follow");
        let kept = text.get(..start).unwrap_or_default();
        fs::write(&self.path, format!("{kept}{then}\n}}\n")).expect("the scenario is written");
    }
}

/// An error as it stands in a file: its message is for people, and may be put better.
fn of(error: &Error) -> Value {
    let (kind, code, details) = (error.kind(), error.code(), error.details());
    serde_json::json!({ "kind": kind, "code": code, "details": details })
}

fn read(happened: &[Box<RawValue>]) -> Vec<DomainEvent> {
    let read = |raw: &RawValue| {
        let happened = read_domain_event(raw.get());
        let happened = happened.unwrap_or_else(|invalid| panic!("{invalid}: {}", raw.get()));
        assert_eq!(to_json(&happened), raw.get(), "the canonical serialization");
        happened
    };
    happened.iter().map(|raw| read(raw)).collect()
}
