//! What is an object in a command is written as an object. An array of its fields in their order, which
//! serde's derive would take, means something else as soon as a field is added; a string is not
//! repeated, since it may be a secret.

use std::{fs, path::Path};

use palco::contract::read_command;
use serde_json::{Value, json};
use uuid::Uuid;

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

/// However it is called: once, in one short line.
#[test]
fn an_unknown_field_is_named_once() {
    let long = "k".repeat(100_000);
    for (name, path) in [
        ("price", "price"),
        ("a.b", "a.b"),
        ("x`y", "x`y"),
        ("x`", "x`"),
        ("4111111111111111", "****************"),
        ("a\nERROR all is lost", "a\\nERROR all is lost"),
        (long.as_str(), &"k".repeat(200)),
    ] {
        let publish = json!({"type": "event.publish", name: 1});
        assert_eq!(read_command(&publish.to_string()).unwrap_err().path, path);
        let line = json!({"ticket_type": "vip", "quantity": 1, name: 1});
        let hold = json!({"type": "box_office.hold_tickets", "lines": [line]});
        let told = read_command(&hold.to_string()).unwrap_err();
        let expected: String = format!("lines[0].{path}").chars().take(200).collect();
        assert_eq!(told.path, expected);
        assert!(told.to_string().len() < 500 && !told.to_string().contains('\n'));
    }
}

#[test]
fn what_is_counted_is_from_1_to_4294967295() {
    let money = json!({ "amount": "10.00", "currency": "BRL" });
    for (place, number) in [("count", 0_u64), ("count", 5_000_000_000), ("count_max", 0)] {
        let mut installments = json!({ "count": 1 });
        installments[place] = json!(number);
        let create = json!({
            "type": "payment.create",
            "amount": money,
            "method": { "kind": "card" },
            "reference": { "event_id": Uuid::from_u128(9) },
            "installments": installments,
        });
        let told = read_command(&create.to_string()).unwrap_err();
        assert_eq!(told.path, format!("installments.{place}"));
        assert!(told.reason.starts_with("expected an integer from 1 to 4294967295"), "{told}");
    }
    let at = "2026-11-23T12:00:00Z";
    let done = json!({ "type": "payment.report_action_done", "attempt": 0, "at": at });
    assert_eq!(read_command(&done.to_string()).unwrap_err().path, "attempt");
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
