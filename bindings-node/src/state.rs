use std::io;

use napi::{Env, bindgen_prelude::ObjectFinalize};
use napi_derive::napi;
use palco::{
    Context,
    contract::{
        DomainEvent, State, initial_state, read_command_of, read_domain_events_of, read_state,
        to_json,
    },
    values::Instant,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    context,
    failure::{Failure, guarded, parsed},
    query,
};

/// The state of one aggregate, with its rules. It is not taken apart in JavaScript.
#[napi(custom_finalize)]
pub struct NativeState {
    aggregate: &'static str,
    /// Away while it changes: a panic half-way leaves none, and not a half changed one.
    state: Option<State>,
    /// About how many bytes it takes: as many as its JSON.
    bytes: i64,
    /// How many of them V8 knows of. It sees a few words itself, and would let thousands lie about.
    told: i64,
}

/// One of a batch.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item<'a> {
    #[serde(borrow)]
    command: &'a RawValue,
    #[serde(borrow)]
    context: &'a RawValue,
}

#[napi]
impl NativeState {
    /// The state before anything happened.
    ///
    /// # Errors
    /// `input.unknown_type` when there is no such aggregate.
    #[napi(factory)]
    pub fn initial(aggregate: String) -> napi::Result<Self> {
        guarded(|| Ok(initial_state(&aggregate)?.into()))
    }

    /// Reads what `toJson` wrote.
    ///
    /// # Errors
    /// `input.invalid` with the path of the field.
    #[napi(factory)]
    pub fn from_json(aggregate: String, text: String) -> napi::Result<Self> {
        guarded(|| Ok(Self::of(read_state(&aggregate, &text)?, text.len())))
    }

    /// Tells V8 about how much memory it takes, so that what nobody needs is collected in time.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn weigh(&mut self, env: &Env) -> napi::Result<()> {
        env.adjust_external_memory(self.bytes.saturating_sub(self.told))?;
        self.told = self.bytes;
        Ok(())
    }

    /// The state as a host keeps it.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| Ok(to_json(self.whole()?)))
    }

    /// What the command leads to, as a JSON array of domain events. The state stays as it is.
    ///
    /// # Errors
    /// The first rule that says no; `input.invalid` with the path of the field.
    #[napi]
    pub fn decide(&self, command: String, context: String) -> napi::Result<String> {
        guarded(|| {
            let command = read_command_of(self.aggregate, &command)?;
            let context = context::read(&context)?;
            Ok(to_json(&self.whole()?.decide(&command, &context)?))
        })
    }

    /// Takes in what happened, a JSON array of domain events: all of them, or none when one of them
    /// is not of the form.
    ///
    /// # Errors
    /// `input.invalid` with the path of the field.
    #[napi]
    pub fn evolve(&mut self, domain_events: String) -> napi::Result<()> {
        guarded(|| self.take_in(&read_domain_events_of(self.aggregate, &domain_events)?))
    }

    /// Decides each command of `[{"command":..,"context":..}]` in turn, on the state that the ones
    /// before it lead to, and takes in what happened. Gives an outcome for each, as
    /// `Promise.allSettled` has them; one that is refused changes nothing.
    ///
    /// # Errors
    /// `input.invalid` when the batch as a whole is not of the form; nothing happened then.
    #[napi]
    pub fn run(&mut self, batch: String) -> napi::Result<String> {
        guarded(|| {
            let items: Vec<Item<'_>> = list(&batch)?;
            let mut out = Vec::with_capacity(batch.len());
            for item in items {
                out.push(if out.is_empty() { b'[' } else { b',' });
                match self.settle(&item) {
                    Ok(happened) => {
                        out.extend_from_slice(br#"{"status":"fulfilled","value":"#);
                        serde_json::to_writer(&mut out, &happened).map_err(unwritable)?;
                    }
                    Err(failure) => {
                        out.extend_from_slice(br#"{"status":"rejected","reason":"#);
                        out.extend_from_slice(failure.to_json().as_bytes());
                    }
                }
                out.push(b'}');
            }
            out.extend_from_slice(if out.is_empty() { b"[]" } else { b"]" });
            String::from_utf8(out).map_err(unwritable)
        })
    }

    /// Asks a question as of an instant, which is JSON as its answer is.
    ///
    /// # Errors
    /// `input.invalid` with the name of the argument; the aggregate's `not_found` before anything
    /// happened, and the question's own refusals.
    #[napi]
    pub fn ask(&self, query: String, now: String) -> napi::Result<String> {
        guarded(|| {
            let query = query::read(&query)?;
            let now = parsed("now", Instant::parse(&now))?;
            Ok(query.answer(self.whole()?, now)?)
        })
    }
}

impl From<State> for NativeState {
    fn from(state: State) -> Self {
        let mut counted = Counted(0);
        // Nothing that is counted fails; what was counted by then serves as well.
        let _ = serde_json::to_writer(&mut counted, &state);
        Self::of(state, counted.0)
    }
}

impl ObjectFinalize for NativeState {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(self.told.saturating_neg()).map(drop)
    }
}

/// How many bytes were written.
struct Counted(usize);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NativeState {
    fn of(state: State, bytes: usize) -> Self {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        Self { aggregate: state.aggregate(), state: Some(state), bytes, told: 0 }
    }

    /// None is there after a panic in the middle of a change.
    fn whole(&self) -> Result<&State, Failure> {
        self.state.as_ref().ok_or(Failure::Internal { outcome_unknown: false })
    }

    fn take_in(&mut self, happened: &[DomainEvent]) -> Result<(), Failure> {
        let mut state = self.state.take().ok_or(Failure::Internal { outcome_unknown: false })?;
        for happened in happened {
            state.evolve(happened);
        }
        self.state = Some(state);
        Ok(())
    }

    fn settle(&mut self, item: &Item<'_>) -> Result<Vec<DomainEvent>, Failure> {
        let context: Context = context::read(item.context.get())?;
        let command = read_command_of(self.aggregate, item.command.get())?;
        let happened = self.whole()?.decide(&command, &context)?;
        self.take_in(&happened)?;
        Ok(happened)
    }
}

fn list<'de, T: Deserialize<'de>>(text: &'de str) -> Result<Vec<T>, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::field("$", error))
}

/// What the contract's types write is always text, and JSON.
fn unwritable<E>(_: E) -> Failure {
    Failure::Internal { outcome_unknown: false }
}
