use palco::contract::{Invalid, Query, read_query};

use crate::failure::Failure;

/// Reads a question. What is wrong with it is told by the name of the argument: `holdId`.
pub(crate) fn read(text: &str) -> Result<Query, Failure> {
    let named = |invalid: Invalid| Invalid { path: camel(&invalid.path), ..invalid };
    Ok(read_query(text).map_err(named)?)
}

fn camel(name: &str) -> String {
    let mut after_underscore = false;
    let letter = |letter: char| {
        let upper = std::mem::replace(&mut after_underscore, letter == '_');
        let shown = if upper { letter.to_ascii_uppercase() } else { letter };
        (letter != '_').then_some(shown)
    };
    name.chars().filter_map(letter).collect()
}
