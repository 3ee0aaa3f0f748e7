//! How values of Python come in: each ends in a value object's own constructor, or in `Invalid` with
//! the name of the argument as its path.

use std::{fmt::Display, time::Duration};

use palco::{
    contract::{Invalid, LIMITS, read_value},
    values::{CommandId, Instant, TraceParent, Version},
};
use pyo3::{
    exceptions::PyException,
    prelude::*,
    types::{PyBool, PyBytes, PyDateTime, PyDelta, PyString, PyTzInfo},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::failure::Failure;

fn expected(path: &str, what: &str, value: &Bound<'_, PyAny>) -> Failure {
    let got = value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
    Failure::invalid(path, format!("expected {what}, got {got}"))
}

fn of_string<'a>(path: &str, text: &'a Bound<'_, PyString>) -> Result<&'a str, Failure> {
    text.to_str().map_err(|_| Failure::invalid(path, "expected text without lone surrogates"))
}

/// A `str`.
pub(crate) fn text<'a>(path: &str, value: &'a Bound<'_, PyAny>) -> Result<&'a str, Failure> {
    let text = value.cast::<PyString>().map_err(|_| expected(path, "a str", value))?;
    of_string(path, text)
}

/// A `timedelta` of 0 or more.
pub(crate) fn duration(path: &str, value: &Bound<'_, PyAny>) -> Result<Duration, Failure> {
    let delta = value.cast::<PyDelta>().map_err(|_| expected(path, "a timedelta", value))?;
    let negative = |_| Failure::invalid(path, "expected a timedelta of 0 or more");
    delta.extract().map_err(negative)
}

/// JSON, as `str` or as UTF-8 `bytes`, of at most so many bytes.
pub(crate) fn json<'a>(value: &'a Bound<'_, PyAny>, bytes_max: usize) -> Result<&'a str, Failure> {
    let length = value.len().unwrap_or(0);
    if length > bytes_max {
        // Before a copy of it is made; the length in characters is at most that in bytes.
        let reason = format!("expected at most {bytes_max} bytes, got at least {length}");
        let path = "$".to_owned();
        return Err(Invalid { code: "input.too_large", path, reason }.into());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return of_string("$", text);
    }
    let bytes =
        value.cast::<PyBytes>().map_err(|_| expected("$", "JSON as str or bytes", value))?;
    std::str::from_utf8(bytes.as_bytes()).map_err(|_| Failure::invalid("$", "expected UTF-8"))
}

/// A value of the contract, as JSON; the path of what is wrong begins with its name.
pub(crate) fn value<T: DeserializeOwned>(
    path: &str,
    value: &Bound<'_, PyAny>,
) -> Result<T, Failure> {
    read_value(json(value, LIMITS.bytes)?).map_err(|invalid| invalid.within(path).into())
}

/// `bytes`, of at most so many.
pub(crate) fn bytes<'a>(
    path: &str,
    value: &'a Bound<'_, PyAny>,
    most: usize,
) -> Result<&'a [u8], Failure> {
    let bytes = value.cast::<PyBytes>().map_err(|_| expected(path, "bytes", value))?.as_bytes();
    if bytes.len() > most {
        let reason = format!("expected at most {most} bytes, got {}", bytes.len());
        return Err(Invalid { code: "input.too_large", path: path.to_owned(), reason }.into());
    }
    Ok(bytes)
}

fn parsed<T>(path: &str, parsed: Result<T, impl Display>) -> Result<T, Failure> {
    parsed.map_err(|invalid| Failure::invalid(path, invalid))
}

/// An id, as `uuid.UUID` or as its hyphenated text.
pub(crate) fn id<T>(path: &str, value: &Bound<'_, PyAny>) -> Result<T, Failure>
where
    T: for<'a> TryFrom<&'a str, Error: Display> + TryFrom<Uuid, Error: Display>,
{
    if let Ok(text) = value.cast::<PyString>() {
        return parsed(path, T::try_from(of_string(path, text)?));
    }
    let uuid = value.extract::<Uuid>().map_err(|_| expected(path, "a UUID or a str", value))?;
    parsed(path, T::try_from(uuid))
}

/// A command id, where one is given.
pub(crate) fn command_id(value: &Bound<'_, PyAny>) -> Result<Option<CommandId>, Failure> {
    if value.is_none() { Ok(None) } else { id("command_id", value).map(Some) }
}

/// An instant, as a `datetime` with any `tzinfo` or as RFC 3339 text.
pub(crate) fn instant(path: &str, value: &Bound<'_, PyAny>) -> Result<Instant, Failure> {
    if let Ok(text) = value.cast::<PyString>() {
        return parsed(path, Instant::parse(of_string(path, text)?));
    }
    let moment = value
        .cast::<PyDateTime>()
        .map_err(|_| expected(path, "a datetime or an RFC 3339 str", value))?;
    let text = in_utc(moment).map_err(|error| refused(path, error, value.py()))?;
    let text = text.ok_or_else(|| {
        Failure::invalid(path, "expected a datetime with a timezone, got a naive one")
    })?;
    parsed(path, Instant::parse(of_string(path, &text)?))
}

/// By Python's own rules, so that every `tzinfo` there is, and `fold`, mean what they mean there.
fn in_utc<'py>(moment: &Bound<'py, PyDateTime>) -> PyResult<Option<Bound<'py, PyString>>> {
    if moment.call_method0("utcoffset")?.is_none() {
        return Ok(None);
    }
    let utc = PyTzInfo::utc(moment.py())?;
    let text = moment.call_method1("astimezone", (utc,))?.call_method0("isoformat")?;
    Ok(Some(text.cast_into::<PyString>()?))
}

/// What Python says of a value is `Invalid`; what is not about the value stays what it is.
fn refused(path: &str, error: PyErr, py: Python<'_>) -> Failure {
    if error.is_instance_of::<PyException>(py) {
        Failure::invalid(path, "expected a date and time of a year from 1970 to 2999")
    } else {
        Failure::Python(error)
    }
}

/// A header `traceparent`.
pub(crate) fn trace_parent(value: &Bound<'_, PyAny>) -> Result<TraceParent, Failure> {
    parsed("trace_parent", TraceParent::parse(text("trace_parent", value)?))
}

/// An `int` of that size; `True` and `False`, which Python counts among them, are none.
fn integer<T: for<'a, 'py> FromPyObject<'a, 'py>>(value: &Bound<'_, PyAny>) -> Option<T> {
    if value.is_instance_of::<PyBool>() { None } else { value.extract().ok() }
}

/// A version.
pub(crate) fn version(path: &str, value: &Bound<'_, PyAny>) -> Result<Version, Failure> {
    let number = integer::<u64>(value).ok_or_else(|| expected(path, "a version", value))?;
    parsed(path, Version::new(number))
}

/// A whole number from 1 to `most`.
pub(crate) fn count(path: &str, value: &Bound<'_, PyAny>, most: u32) -> Result<u32, Failure> {
    integer::<u32>(value)
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| Failure::invalid(path, format!("expected a whole number from 1 to {most}")))
}
