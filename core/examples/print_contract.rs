//! Prints the contract as one JSON document: what the bindings' models, the JSON Schemas and the
//! error catalogue are generated from.
//!
//! `cargo run -p palco --features schema --example print_contract`

use std::{error::Error, io::Write};

use palco::{
    Aggregate,
    aggregate::{Message, Refusal},
    application::catalogue,
    payments::{payment, split::SplitError},
    planning::{event, venue},
    ports::Call,
    ticketing::box_office,
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let errors: Vec<Value> = catalogue()
        .into_iter()
        .map(|(kind, entry)| {
            json!({
                "code": entry.code,
                "kind": kind,
                "meaning": entry.meaning.trim(),
                "message": entry.message,
            })
        })
        .collect();
    let contract = json!({
        "rooms": [
            room::<venue::Venue>("venues", "venue_id", &[])?,
            room::<event::Event>("events", "event_id", &[])?,
            room::<box_office::BoxOffice>(
                "tickets",
                "event_id",
                &[named::<box_office::Availability>, named::<box_office::QuotaUse>],
            )?,
            room::<payment::Payment>("payments", "payment_id", &[])?,
        ],
        "gateway": gateway()?,
        "split": split()?,
        "errors": errors,
    });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string_pretty(&contract)?)?;
    Ok(())
}

fn named<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

/// One room: its service's name, what its aggregates' ids are called, and every type of its contract.
fn room<A>(
    service: &str,
    id: &str,
    queries: &[fn(&mut SchemaGenerator)],
) -> Result<Value, Box<dyn Error>>
where
    A: Aggregate<
            Command: Message + JsonSchema,
            DomainEvent: Message + JsonSchema,
            Rejection: Refusal + JsonSchema,
        > + JsonSchema,
{
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generator.subschema_for::<A>();
    let commands = generator.root_schema_for::<A::Command>();
    let domain_events = generator.root_schema_for::<A::DomainEvent>();
    let rejections = generator.root_schema_for::<A::Rejection>();
    // What is answered is only ever written: a field that may be null is there all the same.
    let mut answers = SchemaSettings::draft2020_12().for_serialize().into_generator();
    for query in queries {
        query(&mut answers);
    }
    let mut types: Map<String, Value> = answers.take_definitions(true).into_iter().collect();
    types.extend(generator.take_definitions(true));
    for union in ["Command", "DomainEvent", "Rejection"] {
        types.remove(union);
    }
    let commands = messages(commands.as_value(), A::Command::WIRE_NAMES, &mut types)?;
    let domain_events = messages(domain_events.as_value(), A::DomainEvent::WIRE_NAMES, &mut types)?;
    let rejections = details(rejections.as_value(), &mut types)?;
    let service_noun = format!("_{service}");
    let commands: Vec<Value> = commands
        .into_iter()
        .map(|(wire, name)| {
            let verb = wire.rsplit('.').next().unwrap_or(&wire).to_owned();
            let method = verb.strip_suffix(&service_noun).unwrap_or(&verb).to_owned();
            json!({ "type": wire, "name": name, "method": method })
        })
        .collect();
    Ok(json!({
        "aggregate": A::NAME,
        "service": service,
        "id": id,
        "state": A::schema_name(),
        "commands": commands,
        "domain_events": listed(domain_events, "type"),
        "rejections": listed(rejections, "code"),
        "$defs": types,
    }))
}

/// What a payment gateway is asked for.
fn gateway() -> Result<Value, Box<dyn Error>> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let union = generator.root_schema_for::<Call>();
    let mut types: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    let calls = messages(union.as_value(), Call::NAMES, &mut types)?;
    Ok(json!({ "calls": listed(calls, "type"), "$defs": types }))
}

/// Why an amount cannot be divided so.
fn split() -> Result<Value, Box<dyn Error>> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let union = generator.root_schema_for::<SplitError>();
    let mut types: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    let rejections = details(union.as_value(), &mut types)?;
    Ok(json!({ "rejections": listed(rejections, "code"), "$defs": types }))
}

/// Puts each message of a union among the types, under the name of its struct.
fn messages(
    union: &Value,
    wire_names: &[&str],
    types: &mut Map<String, Value>,
) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let variants = union.get("oneOf").and_then(Value::as_array).ok_or("a union of messages")?;
    let mut found = Vec::new();
    for (variant, wire) in variants.iter().zip(wire_names) {
        let name = struct_name(wire);
        let mut schema = variant.clone();
        if let Some(object) = schema.as_object_mut() {
            object.insert("title".to_owned(), json!(name));
        }
        types.insert(name.clone(), schema);
        found.push(((*wire).to_owned(), name));
    }
    Ok(found)
}

/// Each with its name on the wire, under that key, and that of its type.
fn listed(of: Vec<(String, String)>, key: &str) -> Vec<Value> {
    of.into_iter().map(|(wire, name)| json!({ key: wire, "name": name })).collect()
}

/// Puts the details of each refusal among the types, as `SoldOutDetails`.
fn details(
    union: &Value,
    types: &mut Map<String, Value>,
) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut found = Vec::new();
    for variant in union.get("oneOf").and_then(Value::as_array).ok_or("a union of refusals")? {
        let code =
            variant.pointer("/properties/code/const").and_then(Value::as_str).ok_or("a code")?;
        let name = format!("{}Details", struct_name(code));
        let mut schema = variant.pointer("/properties/details").cloned().ok_or("details")?;
        if let Some(object) = schema.as_object_mut() {
            object.insert("title".to_owned(), json!(name));
            object.extend(
                variant.get("description").map(|text| ("description".to_owned(), text.clone())),
            );
        }
        types.insert(name.clone(), schema);
        found.push((code.to_owned(), name));
    }
    Ok(found)
}

/// `box_office.hold_tickets` is the struct `HoldTickets`.
fn struct_name(wire: &str) -> String {
    let last = wire.rsplit('.').next().unwrap_or(wire);
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    last.split('_').map(word).collect()
}
