//! Requests, one JSON object a line. A line that is none is told apart, with its number, the field and
//! the reason, and stops nothing.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use palco::{
    ticketing::box_office::Line,
    values::{ActorId, BoundedList, CommandId, Instant},
};
use serde::Deserialize;

/// Somebody wants tickets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) at: Instant,
    pub(crate) buyer: ActorId,
    /// The same id again is the same request, sent again.
    pub(crate) command_id: CommandId,
    pub(crate) lines: BoundedList<Line, 1, 100>,
    /// Without this and the next, the buyer forgets it and the hold lapses.
    #[serde(default)]
    pub(crate) pays_after_seconds: Option<u32>,
    #[serde(default)]
    pub(crate) releases_after_seconds: Option<u32>,
}

/// A line that is no request.
pub(crate) struct BadLine {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) field: String,
    pub(crate) reason: String,
}

/// What a file holds.
#[derive(Default)]
pub(crate) struct Requests {
    pub(crate) lines: usize,
    /// In the order of their instants; at the same instant, in that of the file.
    pub(crate) requests: Vec<Request>,
    pub(crate) bad: Vec<BadLine>,
}

impl Requests {
    /// Reads the first lines of a file.
    pub(crate) fn read(path: &Path, limit: usize) -> io::Result<Self> {
        let mut all = Self::default();
        for line in BufReader::new(File::open(path)?).lines().take(limit) {
            all.lines += 1;
            match parse(&line?) {
                Ok(request) => all.requests.push(request),
                Err((field, reason)) => all.bad.push(BadLine { number: all.lines, field, reason }),
            }
        }
        all.requests.sort_by_key(|request| request.at);
        Ok(all)
    }
}

/// The request, or the field that is wrong and why.
fn parse(line: &str) -> Result<Request, (String, String)> {
    let json = &mut serde_json::Deserializer::from_str(line);
    serde_path_to_error::deserialize(json).map_err(|error| {
        let reason = error.inner().to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        // Of a field too many or too few serde gives the name, but no path.
        let named = ["unknown field `", "missing field `"].iter();
        let name = named.filter_map(|start| reason.strip_prefix(start)).next();
        let name = name.and_then(|rest| rest.split('`').next());
        let field = match (error.path().to_string().as_str(), name) {
            (_, None) if !error.inner().is_data() => "$".to_owned(),
            (".", None) => "$".to_owned(),
            (".", Some(name)) => name.to_owned(),
            (path, Some(name)) if path.rsplit('.').next() != Some(name) => format!("{path}.{name}"),
            (path, _) => path.to_owned(),
        };
        (field, reason)
    })
}
