//! The law of the house, as a test: which room may know which, what a room looks like, how large a
//! file may be, and which words are not used. An exception has a reason, and the list only shrinks.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Files that may be longer than the rest, and why.
const LONG: &[(&str, &str)] = &[];

const LINES: usize = 400;
const WIDTH: usize = 110;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "manager", "types", "misc"];

/// The parts of the core, and what each may use of the others.
const ARROWS: &[(&str, &[&str])] = &[
    ("values", &[]),
    ("aggregate", &["values"]),
    ("planning", &["values", "aggregate"]),
    ("ticketing", &["values", "aggregate"]),
    ("payments", &["values", "aggregate"]),
    ("contract", &["values", "aggregate", "planning", "ticketing", "payments"]),
    ("policies", &["values", "aggregate", "planning", "ticketing", "payments", "contract"]),
    ("projections", &["values", "aggregate", "planning", "ticketing", "payments", "contract"]),
    ("ports", &["values"]),
    (
        "application",
        &[
            "values",
            "aggregate",
            "planning",
            "ticketing",
            "payments",
            "contract",
            "policies",
            "ports",
        ],
    ),
];

/// Where the rooms are.
const ROOMS: &[&str] =
    &["planning/venue", "planning/event", "ticketing/box_office", "payments/payment"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let skipped =
        ["target", "node_modules", "_generated", "generated", "native.cjs", "__pycache__"];
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with('.') || skipped.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing to look at in {}", folder.display());
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

fn is_test(path: &Path) -> bool {
    let path = relative(path);
    path.contains("/tests/") || path.contains("/spec") || path.contains("/testing/")
}

/// A file's lines of code outside its tests and comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let own = text.split("\nmod tests {").next().unwrap();
    let lines = own.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What a file uses of the crate: `contract` of `crate::contract::…`, in nested lists as well.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        let rest = &code[start + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut at_name = true;
            let mut name = String::new();
            for letter in list.chars() {
                if depth == 0 && at_name && (letter.is_alphanumeric() || letter == '_') {
                    name.push(letter);
                    continue;
                }
                if !name.is_empty() {
                    found.insert(std::mem::take(&mut name));
                    at_name = false;
                }
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => at_name = true,
                    _ => {}
                }
            }
            found.extend((!name.is_empty()).then_some(name));
        } else {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.insert(rest[..end].to_owned());
        }
    }
    found
}

#[test]
fn arrows_point_one_way() {
    let source = root().join("core/src");
    let parts: Vec<&str> = ARROWS.iter().map(|(part, _)| *part).collect();
    for (part, may_use) in ARROWS {
        let mut of_part = Vec::new();
        let file = source.join(format!("{part}.rs"));
        of_part.extend(file.is_file().then_some(file));
        let folder = source.join(part);
        of_part.extend(folder.is_dir().then(|| files(&folder, &[".rs"])).into_iter().flatten());
        assert!(!of_part.is_empty(), "there is no {part}");
        for path in of_part.iter().filter(|path| !is_test(path)) {
            for used in uses(&code(path)) {
                let other = parts.contains(&used.as_str()) && used != *part;
                let allowed = !other || may_use.contains(&used.as_str());
                assert!(allowed, "{}: {part} may not use {used}", relative(path));
            }
        }
    }
}

#[test]
fn the_reader_of_uses_sees_nested_lists() {
    let code = "use crate::{Aggregate, planning::{event, venue}, values::Money};\ncrate::ports::X";
    let found: Vec<_> = uses(code).into_iter().collect();
    assert_eq!(found, ["Aggregate", "planning", "ports", "values"]);
}

#[test]
fn contexts_are_pure() {
    let banned = [
        "async ",
        "std::time",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "rand::",
        "now_v7",
        "new_v4",
        "serde_json",
        "std::fs",
        "std::net",
        "std::thread",
        "f32",
        "f64",
    ];
    for part in ["values", "planning", "ticketing", "payments", "policies", "projections"] {
        for path in files(&root().join("core/src").join(part), &[".rs"]) {
            if is_test(&path) {
                continue;
            }
            let code = code(&path);
            for word in banned {
                assert!(!code.contains(word), "{}: {word}", relative(&path));
            }
        }
    }
}

#[test]
fn every_room_has_the_same_plan() {
    for room in ROOMS {
        let room = root().join("core/src").join(room);
        for file in ["mod.rs", "contract.rs", "state.rs", "decide.rs", "spec.rs"] {
            assert!(room.join(file).is_file(), "{} has no {file}", relative(&room));
        }
        let front_door = fs::read_to_string(room.join("mod.rs")).unwrap();
        for part in ["//! ", "Invariants", "```text", "impl Aggregate for"] {
            assert!(front_door.contains(part), "{}/mod.rs has no {part}", relative(&room));
        }
    }
}

#[test]
fn neither_decide_nor_evolve_has_a_wildcard_arm() {
    for room in ROOMS {
        let room = root().join("core/src").join(room);
        let rules = files(&room, &[".rs"]).into_iter().filter(|path| {
            let part = path.strip_prefix(&room).unwrap().to_str().unwrap();
            part.starts_with("decide") || part.starts_with("state")
        });
        let mut seen = 0;
        for path in rules {
            seen += 1;
            let wildcard = |line: &str| line.trim_start().starts_with("_ =>");
            assert!(!code(&path).lines().any(wildcard), "{}: a wildcard arm", relative(&path));
        }
        assert!(seen >= 2, "{} has its rules elsewhere", relative(&room));
    }
}

#[test]
fn only_the_postgres_adapter_knows_sql() {
    let sql = ["select ", "insert into", "SELECT ", "INSERT INTO", "sqlx::"];
    for folder in [
        "core/src",
        "adapters/cli/src",
        "adapters/memory",
        "bindings-python/src",
        "bindings-node/src",
    ] {
        for path in files(&root().join(folder), &[".rs"]) {
            let code = code(&path);
            for word in sql {
                assert!(!code.contains(word), "{}: {word}", relative(&path));
            }
        }
    }
}

#[test]
fn an_adapter_and_a_binding_know_no_room() {
    let folders = [
        "adapters/memory/src",
        "adapters/nats/src",
        "adapters/pix-api/src",
        "adapters/postgres/src",
        "adapters/runtime/src",
        "adapters/telemetry/src",
        "bindings-python/src",
        "bindings-node/src",
    ];
    for folder in folders {
        for path in files(&root().join(folder), &[".rs"]) {
            let code = code(&path);
            for word in ["HoldTickets", "planning::", "ticketing::", "TicketsHeld"] {
                assert!(!code.contains(word), "{}: {word}", relative(&path));
            }
        }
    }
}

/// Adapters to a payment gateway. What they tell are reports, which are commands of a payment: these
/// are made of the room's own types, in one file, so that a changed report breaks the build there.
const GATEWAYS: &[&str] = &["adapters/pix-api/src"];

/// What a file names of the payment's room.
fn of_payment(code: &str) -> Vec<String> {
    let uses = code.split("payments::payment").skip(1);
    let lists = uses.map(|rest| rest.split(';').next().unwrap());
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '*';
    lists
        .flat_map(|list| list.split(move |c| !letter(c)).map(str::to_owned).collect::<Vec<_>>())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn a_gateway_knows_the_reports_of_a_payment_and_no_more() {
    let parts = ["Command", "Components", "Target"];
    for folder in GATEWAYS {
        for path in files(&root().join(folder), &[".rs"]) {
            let code = code(&path);
            let in_place = path.ends_with("report.rs") || !code.contains("payments::");
            assert!(in_place, "{}: reports are written in report.rs", relative(&path));
            for name in of_payment(&code) {
                let allowed = name.starts_with("Report") || parts.contains(&name.as_str());
                assert!(allowed, "{}: a gateway may not use {name}", relative(&path));
            }
        }
    }
}

#[test]
fn the_reader_of_the_payments_names_sees_lists_and_globs() {
    let code = "use palco::payments::payment::{Command, Create};\nuse palco::payments::payment::*;";
    assert_eq!(of_payment(code), ["Command", "Create", "*"]);
}

/// A text, a row of a printed table, or a line that two type checkers are told to leave alone.
fn cannot_be_broken(line: &str) -> bool {
    let starts = ["\"", "|", "r#\""];
    starts.iter().any(|start| line.trim_start().starts_with(start))
        || ["r#\"{", "# type: ignore"].iter().any(|part| line.contains(part))
}

#[test]
fn files_are_short_and_narrow() {
    for path in files(&root(), &[".rs", ".py", ".mjs", ".cjs"]) {
        let name = relative(&path);
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        let long = LONG.iter().any(|(exception, _)| *exception == name);
        assert!(long || lines <= LINES, "{name} has {lines} lines, at most {LINES}");
        for (number, line) in text.lines().enumerate() {
            let width = line.chars().count();
            let wide = width > WIDTH && !cannot_be_broken(line);
            assert!(!wide, "{name}:{}: {width} wide", number + 1);
        }
    }
}

#[test]
fn names_say_what_is_inside() {
    for path in files(&root(), &[".rs", ".py", ".mjs", ".ts"]) {
        for part in Path::new(&relative(&path)).iter() {
            let part = part.to_string_lossy();
            let stem = part.split('.').next().unwrap_or_default();
            assert!(!EMPTY_NAMES.contains(&stem), "{}: {stem}", relative(&path));
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("todo", "!("),
        "unimplemented!(",
        // Of a merge.
        concat!("<<<<", "<<< "),
    ];
    for path in files(&root(), &[".rs", ".py", ".mjs", ".ts", ".md", ".sql", ".toml", ".sh"]) {
        if relative(&path) == "core/tests/architecture.rs" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for mark in marks {
            assert!(!text.contains(mark), "{}: {mark}", relative(&path));
        }
    }
}
