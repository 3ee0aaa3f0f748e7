//! The one door through which JSON comes in: limits first, then the form, with the path of what is
//! wrong.

mod scan;
mod untagged;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use thiserror::Error;

use super::{AGGREGATES, Command, DomainEvent, State, upcast::upcast};
use crate::values::card_number;
use untagged::Untagged;

/// What a document may have at the most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Arrays and objects within one another.
    pub depth: usize,
    /// Values, in all of its arrays and objects together.
    pub items: usize,
}

/// For commands.
pub const LIMITS: Limits = Limits { bytes: 1_048_576, depth: 32, items: 10_000 };

/// For domain events and states, which come from the host's own store: what could be written must be
/// read back, whatever its size. Looked at only when something is wrong: what has the form of one is
/// not deep.
pub(crate) const OWN: Limits = Limits { bytes: usize::MAX, items: usize::MAX, ..LIMITS };

/// Input that is not of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{path}: {reason}")]
pub struct Invalid {
    /// The stable code.
    #[serde(skip)]
    pub code: &'static str,
    /// Where: `lines[0].quantity`, or `$` for the document as a whole.
    pub path: String,
    /// What was expected, and what came.
    pub reason: String,
}

impl Invalid {
    /// Input whose field at `path` is not of the form.
    #[must_use]
    pub fn field(path: impl Into<String>, reason: impl ToString) -> Self {
        Self::new("input.invalid", &path.into(), &reason.to_string())
    }

    fn new(code: &'static str, path: &str, reason: &str) -> Self {
        Self { code, path: one_short_line(path), reason: one_short_line(reason) }
    }

    /// The same of a part of a larger document, where that part stands.
    #[must_use]
    pub fn within(self, place: &str) -> Self {
        let path = match self.path.as_str() {
            "$" => place.to_owned(),
            path if path.starts_with('[') => format!("{place}{path}"),
            path => format!("{place}.{path}"),
        };
        Self { path, ..self }
    }

    fn document(code: &'static str, reason: impl ToString) -> Self {
        Self::new(code, "$", &reason.to_string())
    }
}

/// Reads a command, an object with `type` and that command's own fields.
///
/// ```
/// use palco::contract::read_command;
/// let command = read_command(r#"{"type":"event.publish"}"#)?;
/// assert_eq!(command.wire_name(), "event.publish");
/// let wrong = read_command(r#"{"type":"event.publish","price":"0"}"#);
/// assert_eq!(wrong.map_err(|invalid| invalid.path), Err("price".to_owned()));
/// # Ok::<(), palco::contract::Invalid>(())
/// ```
///
/// # Errors
/// [`Invalid`] with the path of the field.
pub fn read_command(text: &str) -> Result<Command, Invalid> {
    read_message(text)
}

/// Reads the message that `type` names, within [`LIMITS`].
pub(super) fn read_message<T: Tagged>(text: &str) -> Result<T, Invalid> {
    scan::check(text, LIMITS)?;
    read_tagged(text)
}

/// Reads a domain event, an object with `type` and that domain event's own fields.
///
/// # Errors
/// [`Invalid`] with the path of the field.
pub fn read_domain_event(text: &str) -> Result<DomainEvent, Invalid> {
    read_tagged(text).or_else(|invalid| scan::check(text, OWN).and(Err(invalid)))
}

/// Reads a command for an aggregate of that name.
///
/// # Errors
/// Those of [`read_command`]; [`Invalid`] at `type` when it is for another aggregate.
pub fn read_command_of(aggregate: &str, text: &str) -> Result<Command, Invalid> {
    let command = read_command(text)?;
    if command.aggregate() == aggregate {
        return Ok(command);
    }
    let reason = format!("expected a command of {aggregate}, got {}", command.wire_name());
    Err(Invalid::field("type", reason))
}

/// Reads a JSON array of domain events of an aggregate of that name. One of another would change
/// nothing, which is hardly what was meant.
///
/// # Errors
/// Those of [`read_domain_event`], and [`Invalid`] at `type` when one is of another aggregate; the path
/// begins with its index.
pub fn read_domain_events_of(aggregate: &str, text: &str) -> Result<Vec<DomainEvent>, Invalid> {
    let items: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|_| Invalid::document("input.invalid", "expected an array of domain events"))?;
    let read = |(index, item): (usize, &RawValue)| {
        let happened = read_domain_event(item.get()).and_then(|happened| {
            if happened.aggregate() == aggregate {
                return Ok(happened);
            }
            let name = happened.wire_name();
            let reason = format!("expected a domain event of {aggregate}, got {name}");
            Err(Invalid::field("type", reason))
        });
        happened.map_err(|invalid| invalid.within(&format!("[{index}]")))
    };
    items.into_iter().enumerate().map(read).collect()
}

/// Reads a recorded domain event, in whichever form it was written: older ones are brought to today's.
/// The name is the one that the record has; `type` within the text is not looked at.
///
/// ```
/// use palco::contract::read_recorded;
/// assert!(read_recorded("event.started", 1, "{}").is_ok());
/// let newer = read_recorded("event.started", 2, "{}");
/// assert_eq!(newer.map_err(|invalid| invalid.path), Err("schema_version".to_owned()));
/// ```
///
/// # Errors
/// [`Invalid`] with the path of the field; `input.unknown_type` for a name or a revision that a newer
/// version wrote.
pub fn read_recorded(
    wire_name: &str,
    schema_version: u16,
    text: &str,
) -> Result<DomainEvent, Invalid> {
    if DomainEvent::schema_version(wire_name) == Some(schema_version) {
        return read_named(wire_name, text);
    }
    let fields = serde_json::from_str(text).map_err(|error| no_tag(text, &error))?;
    let steps = DomainEvent::upcasts();
    let recorded = (wire_name, schema_version, fields);
    let (wire_name, fields) = upcast(&steps, DomainEvent::schema_version, recorded)?;
    read_named(wire_name, &to_json(&fields))
}

/// Reads a recorded domain event whose name stands in it, as [`read_recorded`] does.
pub(super) fn read_told(schema_version: u16, text: &str) -> Result<DomainEvent, Invalid> {
    let tag: Tag<'_> = serde_json::from_str(text).map_err(|error| no_tag(text, &error))?;
    read_recorded(&tag.name, schema_version, text)
}

/// Reads a document that is no message: at full speed, and once more for the path if that fails.
///
/// # Errors
/// [`Invalid`] with the path of the field.
pub(crate) fn read_form<T: DeserializeOwned>(text: &str, limits: Limits) -> Result<T, Invalid> {
    scan::check(text, limits)?;
    if let Ok(form) = serde_json::from_str(text) {
        return Ok(form);
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let body = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    match T::deserialize(body) {
        Err(error) => Err(at_path(&track.path(), &error)),
        Ok(_) => Err(Invalid::document("input.invalid", "expected one document")),
    }
}

/// The state of an aggregate of that name before anything happened.
///
/// # Errors
/// `input.unknown_type` at `aggregate` when there is none of that name.
pub fn initial_state(aggregate: &str) -> Result<State, Invalid> {
    State::initial(aggregate).ok_or_else(unknown_aggregate)
}

fn unknown_aggregate() -> Invalid {
    let reason = format!("expected one of {}", AGGREGATES.join(", "));
    Invalid::new("input.unknown_type", "aggregate", &reason)
}

/// Reads the state of an aggregate of that name: at full speed, and once more for the path if that
/// fails.
///
/// # Errors
/// [`Invalid`] with the path of the field; `input.unknown_type` when there is no such aggregate.
pub fn read_state(aggregate: &str, text: &str) -> Result<State, Invalid> {
    let mut json = serde_json::Deserializer::from_str(text);
    if let Ok(state) = State::read(aggregate, &mut json).ok_or_else(unknown_aggregate)?
        && json.end().is_ok()
    {
        return Ok(state);
    }
    scan::check(text, OWN)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let body = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    match State::read(aggregate, body) {
        Some(Err(error)) => Err(at_path(&track.path(), &error)),
        Some(Ok(_)) | None => Err(Invalid::document("input.invalid", "expected one state")),
    }
}

/// Reads a value of one type, which a host or another program wrote, within [`LIMITS`].
///
/// # Errors
/// [`Invalid`] with the path of the field.
pub fn read_value<T: DeserializeOwned>(text: &str) -> Result<T, Invalid> {
    read_form(text, LIMITS)
}

/// The canonical serialization: fields in the order of declaration, no white space, what is left out
/// left out. What is compared and hashed is this text.
#[must_use]
pub fn to_json(value: &impl Serialize) -> String {
    // The types of the contract have string keys and no fallible parts: they always serialize.
    serde_json::to_string(value).unwrap_or_default()
}

/// What stands in `type`, whatever else there is.
#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
}

/// A message that can be read when its name is known.
pub(super) trait Tagged: Sized {
    /// Reads the body of the message called `wire_name`; `None` when there is none of that name.
    fn read<'de, D: Deserializer<'de>>(wire_name: &str, body: D) -> Option<Result<Self, D::Error>>;
}

/// Reads the variant that `type` names.
fn read_tagged<T: Tagged>(text: &str) -> Result<T, Invalid> {
    let tag: Tag<'_> = serde_json::from_str(text).map_err(|error| no_tag(text, &error))?;
    read_named(&tag.name, text)
}

/// Reads the variant of that name: at full speed, and once more for the path if that fails.
fn read_named<T: Tagged>(wire_name: &str, text: &str) -> Result<T, Invalid> {
    let mut json = serde_json::Deserializer::from_str(text);
    match T::read(wire_name, Untagged(&mut json)) {
        Some(Ok(message)) if json.end().is_ok() => return Ok(message),
        Some(_) => {}
        None => {
            let got = card_number::masked(wire_name);
            let reason = format!("expected the name of a message, got {got:?}");
            return Err(Invalid::new("input.unknown_type", "type", &reason));
        }
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let body = serde_path_to_error::Deserializer::new(Untagged(&mut json), &mut track);
    match T::read(wire_name, body) {
        Some(Err(error)) => Err(at_path(&track.path(), &error)),
        Some(Ok(_)) | None => Err(Invalid::document("input.invalid", "expected a message")),
    }
}

fn no_tag(text: &str, error: &serde_json::Error) -> Invalid {
    let whole = !text.trim_start().starts_with('{') || !error.is_data();
    match whole {
        true => Invalid::document("input.invalid", plain(error)),
        false => Invalid::field("type", plain(error)),
    }
}

/// The path of what is wrong; a field too many or too few is named by serde in the reason only.
fn at_path(path: &serde_path_to_error::Path, error: &serde_json::Error) -> Invalid {
    let reason = plain(error);
    let mut path = path.to_string();
    if path == "." {
        path.clear();
    }
    // One that is too many may be in the path already.
    let named = ["missing field `", "unknown field `", "duplicate field `"];
    if let Some(rest) = named.iter().find_map(|start| reason.strip_prefix(start))
        && let field = rest.split_once("`, ").map_or(rest.trim_end_matches('`'), |(field, _)| field)
        && !is_last(&one_short_line(&path), field)
    {
        let dot = if path.is_empty() { "" } else { "." };
        path = format!("{path}{dot}{field}");
    }
    if path.is_empty() {
        path.push('$');
    }
    Invalid::field(path, reason)
}

fn is_last(path: &str, field: &str) -> bool {
    path.strip_suffix(field).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The reason without the place in the text: the path says where.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    one_short_line(text.get(..end).unwrap_or(&text))
}

/// What came, as it is repeated, be it a value or the name of a field: in one short line, and without a
/// card number.
fn one_short_line(text: &str) -> String {
    let masked = card_number::masked(text);
    let shown = |char: char| {
        if char.is_control() { char.escape_default().to_string() } else { char.into() }
    };
    masked.chars().take(200).map(shown).collect()
}
