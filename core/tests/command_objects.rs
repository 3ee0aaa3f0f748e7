//! What is an object in a command is written as an object. An array of its fields in their order, which
//! serde's derive would take, means something else as soon as a field is added; a string is not
//! repeated, since it may be a secret.

use std::{fs, path::Path};

use palco::contract::read_command;
use serde_json::{Value, json};

#[test]
fn nothing_else_is_taken_for_an_object() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/scenarios");
    let mut tried = 0;
    for entry in fs::read_dir(scenarios).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let scenario: Value = serde_json::from_str(&text).unwrap();
        let command = &scenario["when"]["command"];
        if read_command(&command.to_string()).is_err() {
            continue;
        }
        for place in objects(command, "") {
            for (other, named) in [(json!([]), "sequence"), (json!("secret"), "a string")] {
                let mut wrong = command.clone();
                *wrong.pointer_mut(&place).unwrap() = other;
                let reason = read_command(&wrong.to_string()).unwrap_err().reason;
                let expected = format!("invalid type: {named}, expected");
                assert!(reason.starts_with(&expected), "{place} of {command}: {reason}");
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried} tried");
}

/// Where there are objects within a value, as JSON pointers.
fn objects(value: &Value, place: &str) -> Vec<String> {
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, part)| (name.clone(), part)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, part)| (at.to_string(), part)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return Vec::new(),
    };
    parts
        .into_iter()
        .flat_map(|(name, part)| {
            let place = format!("{place}/{name}");
            let within = objects(part, &place);
            part.is_object().then_some(place).into_iter().chain(within)
        })
        .collect()
}
