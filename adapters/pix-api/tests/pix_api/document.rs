//! What is sent, and what the bank of these tests answers, held against the official OpenAPI
//! document. It is not part of the project: `PIX_API_DOCUMENT` names it, or it lies beside the
//! repository. Without it the fields that it requires are looked for.

use std::path::{Path, PathBuf};

use palco::{
    ports::{CancelCharge, PaymentGateway},
    values::Period,
};
use regex::Regex;
use serde_json::{Value, json};

use crate::{E2EID, account, at, bank::Bank, charge, due, gateway, gateway_of, refund, tenant};

/// Where a body stands in the document, and which fields it cannot be without.
const BODIES: &[(&str, &str, &str, &str, &[&str])] = &[
    ("PUT", "/cob/{txid}", "201", "CobSolicitada", &["valor", "chave", "calendario"]),
    ("PATCH", "/cob/{txid}", "200", "CobRevisada", &["status"]),
    ("GET", "/cob/{txid}", "200", "", &[]),
    ("PUT", "/cobv/{txid}", "201", "CobVSolicitada", &["valor", "chave", "calendario", "devedor"]),
    ("PATCH", "/cobv/{txid}", "200", "CobVRevisada", &["status"]),
    ("GET", "/cobv/{txid}", "200", "", &[]),
    ("PUT", "/webhook/{chave}", "200", "WebhookSolicitado", &["webhookUrl"]),
    ("GET", "/webhook/{chave}", "200", "", &[]),
    ("DELETE", "/webhook/{chave}", "204", "", &[]),
    ("GET", "/pix/{e2eid}", "200", "", &[]),
    ("GET", "/pix", "200", "", &[]),
    ("PUT", "/pix/{e2eid}/devolucao/{id}", "201", "DevolucaoSolicitada", &["valor"]),
    ("GET", "/pix/{e2eid}/devolucao/{id}", "200", "", &[]),
];

struct Document(Value);

impl Document {
    fn at_hand() -> Option<Self> {
        let beside = || {
            let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
            crate_root.join("../../../shared/vectors/pix-api-2.9.0.yaml")
        };
        let path = std::env::var_os("PIX_API_DOCUMENT").map_or_else(beside, PathBuf::from);
        let text = std::fs::read_to_string(path).ok()?;
        Some(Self(serde_yaml_ng::from_str(&text).unwrap()))
    }

    fn schema(&self, name: &str) -> &Value {
        &self.0["components"]["schemas"][name]
    }

    /// Of an answer; those of a problem and of a page are named here.
    fn of_answer(&self, method: &str, path: &str, status: &str) -> &Value {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        &operation["responses"][status]["content"]["application/json"]["schema"]
    }

    /// What is wrong with a value, path by path.
    fn wrong(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        if let Some(name) = schema["$ref"].as_str() {
            let pointer = name.strip_prefix('#').unwrap();
            return self.wrong(self.0.pointer(pointer).unwrap(), value, at);
        }
        let mut wrong = of_itself(schema, value, at);
        let parts = |name: &str| schema[name].as_array().cloned().unwrap_or_default();
        for part in parts("allOf") {
            // A Pix's txid is shorter than a charge's: the second pattern is the one meant.
            let txid = part["$ref"] == "#/components/schemas/TxId" && parts("allOf").len() == 2;
            wrong.extend(if txid { Vec::new() } else { self.wrong(&part, value, at) });
        }
        for name in ["oneOf", "anyOf"] {
            let fits = |part: &Value| self.wrong(part, value, at).is_empty();
            if !parts(name).is_empty() && !parts(name).iter().any(fits) {
                wrong.push(format!("{at}: {name}"));
            }
        }
        for (name, of_field) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(field) = value.get(name) {
                wrong.extend(self.wrong(of_field, field, &format!("{at}.{name}")));
            }
        }
        for item in value.as_array().into_iter().flatten() {
            wrong.extend(self.wrong(&schema["items"], item, &format!("{at}[]")));
        }
        wrong
    }
}

/// What is wrong without looking into its parts.
fn of_itself(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{at}: {what}"));
        }
    };
    let is = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some(other) => panic!("a type that is not expected: {other}"),
        None => true,
    };
    check(is, format!("not of type {}", schema["type"]));
    for name in schema["required"].as_array().into_iter().flatten() {
        // The document asks for `cobs` in a page of Pix, which has none, and for the address of who is
        // paid beside it as well as within it.
        let elsewhere = ["cobs", "logradouro", "cidade", "uf", "cep"];
        let name = name.as_str().unwrap();
        let there = elsewhere.contains(&name) || value.get(name).is_some();
        check(there, format!("without {name}"));
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str()) {
        // Some stand between slashes, and most have no anchors.
        let bare = pattern.trim_start_matches(['/', '^']).trim_end_matches(['/', '$']);
        let fits = Regex::new(&format!("^(?:{bare})$")).unwrap().is_match(text);
        check(fits, format!("not of the pattern {bare}"));
    }
    if let Some(words) = schema["enum"].as_array() {
        check(words.contains(value), "not one of the words".into());
    }
    let length = value.as_str().map(|text| text.chars().count() as u64);
    if let (Some(length), Some(most)) = (length, schema["maxLength"].as_u64()) {
        check(length <= most, format!("longer than {most}"));
    }
    if let (Some(number), Some(least)) = (value.as_i64(), schema["minimum"].as_i64()) {
        check(number >= least, format!("less than {least}"));
    }
    wrong
}

/// Every call, so that every body goes over the line.
async fn everything(bank: &Bank) {
    let gateway = gateway(bank);
    let asked = charge();
    gateway.make(&asked.clone().into()).await.unwrap();
    bank.receive(E2EID, "150.00", "2026-01-10T14:05:00Z");
    gateway.query(&asked.clone().into()).await.unwrap();
    gateway.make(&refund(1, "40.00").into()).await.unwrap();
    bank.end(E2EID, 0, &json!({"status": "DEVOLVIDO"}));
    gateway.query(&refund(1, "40.00").into()).await.unwrap();
    gateway.make(&refund(1, "40.00").into()).await.unwrap();
    let (from, to) = (at("2026-01-10T00:00:00Z"), at("2026-01-11T00:00:00Z"));
    gateway.list(tenant(), Period::new(from, to).unwrap(), None).await.unwrap();
    let hint = palco::ports::Webhook {
        tenant: tenant(),
        body: json!({"pix": [{"endToEndId": E2EID}]}).to_string().into_bytes(),
        headers: Vec::new(),
        peer_verified: true,
        received_at: from,
    };
    gateway.verify(&hint).await.unwrap();
    let (payment, key) = (asked.payment, asked.key);
    let withdrawal = CancelCharge { tenant: tenant(), payment, key, txid: asked.txid };
    gateway.make(&withdrawal.clone().into()).await.unwrap();
    everything_due(bank, &withdrawal).await;
    let url = "https://pix.example.com/webhook";
    let gateway = gateway_of(&account(bank));
    gateway.register_webhook(tenant(), url).await.unwrap();
    gateway.registered_webhook(tenant()).await.unwrap();
    gateway.remove_webhook(tenant()).await.unwrap();
}

async fn everything_due(bank: &Bank, withdrawal: &CancelCharge) {
    bank.state().charges.clear();
    let gateway = due::gateway(bank);
    gateway.issue_due_charge(&due::charge(), &due::terms()).await.unwrap();
    gateway.query(&due::charge().into()).await.unwrap();
    gateway.make(&withdrawal.clone().into()).await.unwrap();
}

/// `/pix/{e2eid}` of `/api/v2/pix/E123...?...`.
fn route(path: &str) -> String {
    let path = path.split('?').next().unwrap().strip_prefix("/api/v2").unwrap();
    let names = |place: usize, part: &str| match (place, path.split('/').nth(1)) {
        (2, Some("cob" | "cobv")) => "{txid}".to_owned(),
        (2, Some("webhook")) => "{chave}".to_owned(),
        (2, Some("pix")) => "{e2eid}".to_owned(),
        (4, _) => "{id}".to_owned(),
        _ => part.to_owned(),
    };
    let parts = path.split('/').enumerate().map(|(place, part)| names(place, part));
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn what_is_sent_and_answered_is_of_the_official_document() {
    let bank = Bank::open().await;
    everything(&bank).await;
    let document = Document::at_hand();
    if document.is_none() {
        eprintln!("the official document is not at hand: only required fields are looked for");
    }
    let answered = std::mem::take(&mut bank.state().answered);
    let mut routes = Vec::new();
    for (request, status, answer) in answered {
        if request.method == "POST" {
            continue;
        }
        let (method, route, status) = (request.method, route(&request.path), status.to_string());
        // What is registered or removed is answered without a body.
        let answer = (!answer.is_empty()).then(|| serde_json::from_str::<Value>(&answer).unwrap());
        let (_, _, done, body, required) =
            *BODIES.iter().find(|entry| (entry.0, entry.1) == (&method, &route)).unwrap();
        let sent = (!body.is_empty()).then(|| serde_json::from_str::<Value>(&request.body));
        let sent = sent.map(Result::unwrap);
        for name in required {
            assert!(sent.as_ref().unwrap().get(name).is_some(), "{method} {route}: {name}");
        }
        if let Some(document) = &document {
            let asked = sent.map(|sent| document.wrong(document.schema(body), &sent, body));
            assert_eq!(asked.unwrap_or_default(), [""; 0], "{method} {route}");
            let schema = match status == done {
                true => document.of_answer(&method, &route, &status),
                false => document.schema("Problema"),
            };
            assert_eq!(schema.is_object(), answer.is_some(), "{method} {route} {status}");
            let wrong = answer.map(|answer| document.wrong(schema, &answer, "$"));
            assert_eq!(wrong.unwrap_or_default(), [""; 0], "{method} {route}");
        }
        routes.push((method, route));
    }
    for (method, route, ..) in BODIES {
        assert!(routes.contains(&((*method).into(), (*route).into())), "{method} {route}");
    }
}

#[test]
fn what_is_not_of_the_document_is_found() {
    let Some(document) = Document::at_hand() else {
        return eprintln!("the official document is not at hand");
    };
    let wrong = |body: Value| document.wrong(document.schema("CobSolicitada"), &body, "$");
    let body = json!({"chave": "key", "calendario": {"expiracao": 900},
        "valor": {"original": "150.00", "modalidadeAlteracao": 0}});
    assert_eq!(wrong(body.clone()), [""; 0]);
    for (pointer, value) in [
        ("/valor/original", json!("150.0")),
        ("/valor/original", json!(150)),
        ("/valor", json!({})),
        ("/chave", json!("k".repeat(78))),
        ("/calendario/expiracao", json!("900")),
    ] {
        let mut broken = body.clone();
        *broken.pointer_mut(pointer).unwrap() = value.clone();
        assert!(!wrong(broken).is_empty(), "{pointer} {value}");
    }
}
