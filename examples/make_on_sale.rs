//! Makes `examples/data/on_sale.jsonl`: an hour of requests for one concert, as they may come in.
//!
//! ```text
//! cargo run --example make_on_sale               writes the file
//! cargo run --example make_on_sale -- --check    tells whether the file is what would be written
//! ```
//!
//! One request a line: `at`, `buyer`, `command_id`, `lines` as the box office takes them, and what the
//! buyer does then: `pays_after_seconds`, `releases_after_seconds`, or neither, which lets the hold
//! lapse. The seed makes every run the same. Among the good requests are wrong access codes, greedy
//! buyers, requests sent twice, command ids used for something else, and lines that are no requests.
#![expect(clippy::arithmetic_side_effects, reason = "small numbers, drawn from small ranges")]

use std::{error::Error, fs, process::ExitCode};

use palco::values::Instant;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng, seq::IndexedRandom};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/on_sale.jsonl");
const SEED: u64 = 20_261_124;
const OPENING: &str = "2026-11-24T13:00:00Z";
const LINES: usize = 20_000;
const BUYERS: usize = 18_500;
/// They come again and again, for as much as one order takes.
const HOARDERS: usize = 60;

/// Of a thousand lines, so many are sent a second time, use a command id again, or are no request.
const TWICE: u32 = 35;
const ANOTHER_BODY: u32 = 3;
const BROKEN: u32 = 6;

#[derive(Clone, Serialize)]
struct Request {
    at: String,
    buyer: Uuid,
    command_id: Uuid,
    lines: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pays_after_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    releases_after_seconds: Option<u32>,
}

#[derive(Clone, Serialize)]
struct Line {
    ticket_type: &'static str,
    quantity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_code: Option<&'static str>,
}

struct Maker {
    rng: ChaCha8Rng,
    opening: Instant,
    buyers: Vec<Uuid>,
    hoarders: Vec<Uuid>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let text = on_sale()?;
    if !std::env::args().any(|arg| arg == "--check") {
        fs::write(FILE, text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let same = fs::read_to_string(FILE)? == text;
    println!("{FILE} is {}what the generator writes", if same { "" } else { "not " });
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The lines, in the order of their seconds.
fn on_sale() -> Result<String, Box<dyn Error>> {
    let mut maker = Maker::new()?;
    let mut lines: Vec<(u32, String)> = Vec::with_capacity(LINES);
    let mut broken = 0;
    while lines.len() < LINES {
        let second = maker.second();
        let request = maker.request(second);
        let draw = maker.rng.random_range(0..1_000);
        if draw < BROKEN {
            lines.push((second, break_one(broken, &request)?));
            broken += 1;
            continue;
        }
        lines.push((second, serde_json::to_string(&request)?));
        let later = second + maker.rng.random_range(1..=5);
        let again = match draw - BROKEN {
            draw if draw < TWICE => Request { at: maker.at(later), ..request },
            draw if draw < TWICE + ANOTHER_BODY => Request {
                at: maker.at(later),
                lines: vec![Line { ticket_type: "floor", quantity: 5, access_code: None }],
                ..request
            },
            _ => continue,
        };
        lines.push((later, serde_json::to_string(&again)?));
    }
    lines.truncate(LINES);
    lines.sort_by_key(|(second, _)| *second);
    Ok(lines.into_iter().map(|(_, line)| line + "\n").collect())
}

impl Maker {
    fn new() -> Result<Self, Box<dyn Error>> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let mut people = |count| (0..count).map(|_| id(&mut rng)).collect();
        let (buyers, hoarders) = (people(BUYERS), people(HOARDERS));
        Ok(Self { rng, opening: OPENING.parse()?, buyers, hoarders })
    }

    /// Most come when the sale opens, some in the quarter of an hour after, a few later.
    fn second(&mut self) -> u32 {
        match self.rng.random_range(0..100) {
            0..30 => self.rng.random_range(0..300),
            30..60 => self.rng.random_range(0..900),
            60..85 => self.rng.random_range(600..1_800),
            _ => self.rng.random_range(0..3_600),
        }
    }

    /// In whole seconds: it keeps the file small.
    fn at(&self, second: u32) -> String {
        self.opening.saturating_add_seconds(second).to_string().replace(".000Z", "Z")
    }

    fn request(&mut self, second: u32) -> Request {
        let hoards = self.rng.random_ratio(2, 100);
        let people = if hoards { &self.hoarders } else { &self.buyers };
        let buyer = people.choose(&mut self.rng).copied().unwrap_or_default();
        let command_id = id(&mut self.rng);
        let mut lines = vec![self.line(hoards)];
        if self.rng.random_ratio(12, 100) {
            lines.push(self.line(hoards));
        }
        let (pays_after_seconds, releases_after_seconds) = self.what_then();
        Request {
            at: self.at(second),
            buyer,
            command_id,
            lines,
            pays_after_seconds,
            releases_after_seconds,
        }
    }

    fn line(&mut self, hoards: bool) -> Line {
        let wishes = [("floor", 53), ("balcony", 22), ("vip", 14), ("fan-club", 11)];
        let wish = wishes.choose_weighted(&mut self.rng, |(_, weight)| *weight);
        let ticket_type = wish.map_or("floor", |(ticket_type, _)| *ticket_type);
        let most = if ticket_type.starts_with('f') { 6 } else { 4 };
        let quantity = match self.rng.random_range(0..100) {
            _ if hoards => most,
            0..12 => 1,
            12..67 => 2,
            67..82 => 3,
            82..96 => 4,
            _ => self.rng.random_range(most + 1..=12),
        };
        let access_code = match self.rng.random_range(0..100) {
            _ if ticket_type != "fan-club" => None,
            0..70 => Some("AURORA26"),
            70..80 => Some("aurora26"),
            80..93 => Some("AURORA25"),
            _ => None,
        };
        Line { ticket_type, quantity, access_code }
    }

    /// Pays, most within minutes and some after the ten minutes of the hold; gives up; or forgets.
    fn what_then(&mut self) -> (Option<u32>, Option<u32>) {
        match self.rng.random_range(0..100) {
            0..52 => (Some(self.rng.random_range(25..300)), None),
            52..68 => (Some(self.rng.random_range(180..600)), None),
            68..74 => (Some(self.rng.random_range(600..1_200)), None),
            74..82 => (None, Some(self.rng.random_range(15..400))),
            _ => (None, None),
        }
    }
}

/// A random UUID of version 4.
fn id(rng: &mut ChaCha8Rng) -> Uuid {
    Builder::from_random_bytes(rng.random()).into_uuid()
}

/// What arrives when a client has a defect: each kind in turn.
fn break_one(number: usize, request: &Request) -> Result<String, Box<dyn Error>> {
    let whole = serde_json::to_string(request)?;
    let mut value = serde_json::to_value(request)?;
    let mut set = |pointer: &str, name: &str, wrong: Value| {
        let object = value.pointer_mut(pointer).and_then(Value::as_object_mut);
        if let Some(object) = object {
            object.insert(name.to_owned(), wrong);
        }
    };
    match number % 16 {
        0 => return Ok(whole.chars().take(whole.len() * 2 / 3).collect()),
        1 => return Ok("null".to_owned()),
        2 => return Ok(whole.replacen(&format!("\"buyer\":\"{}\",", request.buyer), "", 1)),
        3 => {
            return Ok(whole.replacen(
                &format!("\"command_id\":\"{}\",", request.command_id),
                "",
                1,
            ));
        }
        4 => set("", "seat", json!("A12")),
        5 => set("", "at", json!("soon")),
        6 => set("", "buyer", json!("ana@example.com")),
        7 => set("", "lines", json!([])),
        8 => set("", "pays_after_seconds", json!(-30)),
        9 => set("/lines/0", "quantity", json!(-2)),
        10 => set("/lines/0", "quantity", json!(0)),
        11 => set("/lines/0", "quantity", json!("2")),
        12 => set("/lines/0", "quantity", json!(1.5)),
        13 => set("/lines/0", "row", json!("B")),
        14 => set("/lines/0", "ticket_type", json!("VIP area!")),
        _ => set("/lines/0", "ticket_type", json!("backstage")),
    }
    Ok(value.to_string())
}
