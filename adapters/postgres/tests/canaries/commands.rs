//! Commands that are accepted as they stand, and the places of their texts.

use palco::{
    application::{Acting, Error},
    contract::{Invalid, read_command},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// A command, to which aggregate, and which of its fields are free text or a token.
pub(crate) struct Template {
    id: u128,
    command: Value,
    free: &'static [&'static str],
}

/// A text of a command, by its JSON pointer, or a field too many of an object.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    template: usize,
    pointer: String,
    /// The number is the field's name.
    is_name: bool,
}

const VENUE: u128 = 0x10;
const DRAFT: u128 = 0x11;
const ON_SALE: u128 = 0x12;
const PUBLISHED: u128 = 0x13;
const NEW_EVENT: u128 = 0x14;
const NEW_PAYMENT: u128 = 0x20;
const CARD: u128 = 0x21;
const CAPTURED: u128 = 0x22;

fn id(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

fn brl(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "BRL" })
}

fn draft() -> Value {
    json!({
        "type": "event.draft", "name": "An evening", "place": { "kind": "online" },
        "timezone": "America/Sao_Paulo", "doors_at": "2099-11-23T19:00:00Z",
        "starts_at": "2099-11-23T20:00:00Z", "ends_at": "2099-11-23T23:00:00Z", "capacity": 100
    })
}

fn ticket_type(code: &str) -> Value {
    json!({
        "ticket_type": code, "quotas": ["room"],
        "terms": { "name": "Entry", "price": brl("50.00"), "access_code": "FRIENDS" }
    })
}

fn open() -> Value {
    json!({
        "type": "box_office.open", "currency": "BRL", "ticket_types": [ticket_type("entry")],
        "quotas": [{ "quota": "room", "size": 100, "outermost": true }]
    })
}

pub(crate) fn card_payment(capture: &str) -> Value {
    json!({
        "type": "payment.create", "amount": brl("100.00"),
        "method": { "kind": "card", "capture": capture }, "reference": { "event_id": id(ON_SALE) }
    })
}

fn captured() -> Value {
    json!({ "kind": "capture", "capture_id": id(0x30) })
}

/// What there is before: as much as it takes for every template to be accepted.
pub(crate) async fn set_up(me: &Acting) {
    let publish = json!({ "type": "event.publish" });
    let start = json!({ "type": "payment.start_card", "token": "tok_1" });
    let steps = [
        (DRAFT, draft()),
        (ON_SALE, draft()),
        (ON_SALE, publish.clone()),
        (ON_SALE, open()),
        (PUBLISHED, draft()),
        (PUBLISHED, publish),
        (CARD, card_payment("automatic")),
        (CAPTURED, card_payment("automatic")),
        (CAPTURED, start),
        (CAPTURED, json!({ "type": "payment.send_card" })),
        (
            CAPTURED,
            json!({
                "type": "payment.report_captured", "capture_id": id(0x30), "amount": brl("100.00"),
                "at": "2026-11-23T12:00:00Z"
            }),
        ),
        (
            CAPTURED,
            json!({
                "type": "payment.report_dispute_opened", "dispute_id": "dp_1", "target": captured(),
                "amount": brl("10.00"), "kind": "card", "stage": "dispute",
                "at": "2026-11-23T12:00:01Z"
            }),
        ),
    ];
    for (id, command) in steps {
        send(me, id, &command).await.expect("what the templates need");
    }
}

/// In an order in which all are accepted.
pub(crate) fn templates() -> Vec<Template> {
    let of = |id, command, free| Template { id, command, free };
    let create = json!({
        "type": "payment.create", "amount": brl("100.00"), "method": { "kind": "pix" },
        "reference": {
            "event_id": id(ON_SALE), "hold_id": id(0x40), "hold_expires_at": "2099-11-23T12:15:00Z",
            "lines": [{ "ticket_type": "entry", "quantity": 2, "unit_price": brl("50.00") }]
        },
        "split": { "rules": [
            { "recipient": id(1), "share": { "kind": "percent", "percent": "100" }, "liable": true }
        ]},
        "anomalies": { "late": "manual", "duplicate": "manual", "mismatch": "manual" },
        "description": "two places", "metadata": [{ "name": "order", "value": "number 12" }]
    });
    vec![
        of(
            VENUE,
            json!({
                "type": "venue.register", "name": "A hall", "address": "A street",
                "timezone": "America/Sao_Paulo", "capacity": 100
            }),
            &["/name", "/address"],
        ),
        of(NEW_EVENT, draft(), &["/name"]),
        of(DRAFT, json!({ "type": "event.change_draft", "name": "A night" }), &["/name"]),
        of(
            PUBLISHED,
            open(),
            &[
                "/ticket_types/0/terms/name",
                "/ticket_types/0/terms/access_code",
                "/ticket_types/0/ticket_type",
                "/quotas/0/quota",
            ],
        ),
        of(PUBLISHED, json!({ "type": "event.postpone", "reason": "rain" }), &["/reason"]),
        of(DRAFT, json!({ "type": "event.cancel", "reason": "rain" }), &["/reason"]),
        of(
            ON_SALE,
            json!({
                "type": "box_office.add_ticket_type", "ticket_type": ticket_type("late")
            }),
            &["/ticket_type/terms/name"],
        ),
        of(
            ON_SALE,
            json!({
                "type": "box_office.change_ticket_type", "ticket_type": "entry",
                "terms": { "name": "A place", "price": brl("60.00") }
            }),
            &["/terms/name"],
        ),
        of(
            ON_SALE,
            json!({
                "type": "box_office.hold_tickets", "hold_id": id(0x41),
                "lines": [{ "ticket_type": "late", "quantity": 1, "access_code": "FRIENDS" }]
            }),
            &["/lines/0/access_code", "/lines/0/ticket_type"],
        ),
        of(ON_SALE, json!({ "type": "box_office.close_sales", "reason": "enough" }), &["/reason"]),
        of(NEW_PAYMENT, create, &["/description", "/metadata/0/name", "/metadata/0/value"]),
        of(CARD, json!({ "type": "payment.start_card", "token": "tok_2" }), &["/token"]),
        of(
            CAPTURED,
            json!({
                "type": "payment.submit_evidence", "dispute_id": "dp_1", "summary": "they came"
            }),
            &["/summary"],
        ),
        of(
            CAPTURED,
            json!({
                "type": "payment.request_refund", "refund_id": id(0x50), "target": captured(),
                "amount": brl("1.00"), "mode": { "kind": "pro_rata" }, "reason": "rain"
            }),
            &["/reason"],
        ),
        of(CAPTURED, json!({ "type": "payment.refund_rest", "reason": "rain" }), &["/reason"]),
    ]
}

impl Template {
    /// As it stands.
    pub(crate) async fn send(&self, me: &Acting) -> Result<bool, Error> {
        send(me, self.id, &self.command).await
    }
}

/// Every text of the templates, `type` too, and a field too many of each of their objects.
pub(crate) fn places(templates: &[Template]) -> Vec<Place> {
    let mut places = Vec::new();
    for (template, of) in templates.iter().enumerate() {
        walk(&of.command, String::new(), &mut |pointer, is_name| {
            places.push(Place { template, pointer, is_name });
        });
    }
    places
}

fn walk(value: &Value, pointer: String, found: &mut impl FnMut(String, bool)) {
    match value {
        Value::String(_) => found(pointer, false),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(item, format!("{pointer}/{place}"), found);
            }
        }
        Value::Object(fields) => {
            found(pointer.clone(), true);
            for (name, field) in fields {
                walk(field, format!("{pointer}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Place {
    /// Whether the text may be any: then a rule refuses the number, or the form of a code.
    pub(crate) fn is_free(&self, templates: &[Template]) -> bool {
        !self.is_name && templates[self.template].free.contains(&self.pointer.as_str())
    }

    /// The command with the number in this place.
    pub(crate) async fn send(
        &self,
        templates: &[Template],
        me: &Acting,
        number: &str,
    ) -> Result<bool, Error> {
        let Template { id, command, .. } = &templates[self.template];
        let mut command = command.clone();
        let place = command.pointer_mut(&self.pointer).expect("it was found there");
        match (self.is_name, place.as_object_mut()) {
            (true, Some(fields)) => drop(fields.insert(number.to_owned(), json!("a"))),
            (_, _) => *place = json!(number),
        }
        send(me, *id, &command).await
    }
}

/// Whether anything happened.
pub(crate) async fn send(me: &Acting, id: u128, command: &Value) -> Result<bool, Error> {
    let command = read_command(&command.to_string()).map_err(|no: Invalid| Error::from(no))?;
    let answer = me.send(Uuid::from_u128(id), command, None).await?;
    Ok(!answer.records.is_empty())
}
