//! docs/errors.md is what the code says, and says all of it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fmt::Write, fs, path::Path};

use palco::application::{Kind, catalogue};

#[test]
fn the_page_of_errors_is_up_to_date() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let expected = render();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&page, &expected).unwrap();
    }
    let found = fs::read_to_string(&page).unwrap_or_default();
    assert!(found == expected, "docs/errors.md is out of date: run ./test regenerate");
}

#[test]
fn a_code_stands_once() {
    let mut codes: Vec<_> = catalogue().into_iter().map(|(_, entry)| entry.code).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

fn render() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         Generated from the contract by `./test regenerate`. The codes are the same in every language and\n\
         never change; the message is for people and may. Names in braces are in the error's details.\n\n\
         Python and Node add three of kind Unavailable, about their own side of the border:\n\
         `palco.closed` (used after it was closed), `palco.forked` (Python: used in a forked child; open\n\
         it there) and `palco.internal` (a defect of Palco itself, caught at the border: please report).\n\n\
         Over HTTP they are: Invalid 422, NotFound 404, Rejected and Conflict 409, Unavailable 503; a\n\
         webhook that is `gateway.webhook_forged` 401. In Python a model that is made of wrong fields\n\
         raises pydantic's `ValidationError`, before Palco is asked: catch both, and do not send back its\n\
         `input`, which FastAPI does unless it is told otherwise. `examples/checkout_app.py` and `.mjs`\n\
         have the handlers.\n",
    );
    let kinds = [
        (
            Kind::Invalid,
            "Invalid",
            "the input is not of the form: mend it. The details name the field.",
        ),
        (Kind::NotFound, "NotFound", "there is nothing of that id for this tenant."),
        (
            Kind::Rejected,
            "Rejected",
            "a rule said no. The details are the figures that explain it.",
        ),
        (Kind::Conflict, "Conflict", "others wrote first, in every round. Send it again."),
        (
            Kind::Unavailable,
            "Unavailable",
            "the store failed. Send the same command with the same id again: it takes effect once.",
        ),
    ];
    for (kind, name, meaning) in kinds {
        write!(page, "\n## {name}\n\n{name}: {meaning}\n\n").unwrap();
        page.push_str("| code | what it means | message |\n| --- | --- | --- |\n");
        for (_, entry) in catalogue().into_iter().filter(|(of, _)| *of == kind) {
            let meaning = entry.meaning.trim();
            writeln!(page, "| `{}` | {meaning} | {} |", entry.code, entry.message).unwrap();
        }
    }
    page
}
