//! Prints the contract as one JSON document: what the bindings' models, the JSON Schemas and the
//! error catalogue are generated from.
//!
//! `cargo run -p palco --features schema --example print_contract`

use std::{error::Error, io::Write};

use palco::{
    Aggregate,
    aggregate::{Message, Refusal},
    application::catalogue,
    contract::Query,
    payments::{payment, split::SplitError},
    planning::{event, venue},
    ports::Call,
    ticketing::box_office,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
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
            room::<venue::Venue>("venues", "venue_id")?,
            room::<event::Event>("events", "event_id")?,
            room::<box_office::BoxOffice>("tickets", "event_id")?,
            room::<payment::Payment>("payments", "payment_id")?,
        ],
        "gateway": gateway()?,
        "split": split()?,
        "errors": errors,
    });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string_pretty(&contract)?)?;
    Ok(())
}

/// One room: its service's name, what its aggregates' ids are called, and every type of its contract.
fn room<A>(service: &str, id: &str) -> Result<Value, Box<dyn Error>>
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
    let queries = queries(A::NAME, &mut answers)?;
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
        "queries": queries,
        "domain_events": listed(domain_events, "type"),
        "rejections": listed(rejections, "code"),
        "$defs": types,
    }))
}

/// What each question is answered with, and whether that depends on when it is asked.
fn answer_to(wire: &str, of: &mut SchemaGenerator) -> Option<(Schema, bool)> {
    Some(match wire {
        "venue.summary" => (of.subschema_for::<venue::VenueSummary>(), false),
        "event.summary" => (of.subschema_for::<event::EventSummary>(), false),
        "box_office.availability" => (of.subschema_for::<Vec<box_office::Availability>>(), true),
        "box_office.quota_uses" => (of.subschema_for::<Vec<box_office::QuotaUse>>(), true),
        "box_office.hold_summary" => (of.subschema_for::<box_office::HoldSummary>(), true),
        "payment.summary" => (of.subschema_for::<payment::PaymentSummary>(), false),
        _ => return None,
    })
}

/// The questions to a room's aggregates. What they take beside the id and the time are ids.
fn queries(aggregate: &str, answers: &mut SchemaGenerator) -> Result<Vec<Value>, Box<dyn Error>> {
    let union = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Query>();
    let variants = union.get("oneOf").and_then(Value::as_array).ok_or("a union of questions")?;
    let of_room = variants.iter().zip(Query::WIRE_NAMES).filter_map(|(variant, wire)| {
        let method = wire.strip_prefix(aggregate)?.strip_prefix('.')?;
        Some((variant, wire, method))
    });
    let mut found = Vec::new();
    for (variant, wire, method) in of_room {
        let (answer, is_timed) = answer_to(wire, answers).ok_or("an answer to each question")?;
        let many = answer.get("items");
        let one = many.or(Some(answer.as_value())).and_then(|of| of.get("$ref")?.as_str());
        let fields = variant.get("properties").and_then(Value::as_object).ok_or("its fields")?;
        let parameters: Vec<&String> = fields.keys().filter(|name| *name != "type").collect();
        found.push(json!({
            "type": wire,
            "method": method,
            "description": variant.get("description").ok_or("a description")?,
            "parameters": parameters,
            "is_timed": is_timed,
            "answer": one.and_then(|of| of.rsplit('/').next()).ok_or("an answer with a name")?,
            "is_list": many.is_some(),
        }));
    }
    Ok(found)
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
