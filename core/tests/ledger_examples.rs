//! The ledger and reconciliation as every language asks them: the same file is read by the tests of the
//! bindings.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and a field that is missing is a wrong example"
)]

use palco::{
    contract::to_json,
    projections::{
        answers::{answer, balance, balances, take_in},
        ledger::TenantLedger,
    },
};
use serde_json::{Value, json};

fn examples() -> Value {
    serde_json::from_str(include_str!("ledger_examples.json")).unwrap()
}

fn list(of: &Value) -> &[Value] {
    of.as_array().unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn ledger(examples: &Value) -> TenantLedger {
    TenantLedger::of(examples["tenant"].as_str().unwrap().parse().unwrap())
}

#[test]
fn records_of_the_feed_become_entries_however_they_are_paged() {
    let examples = examples();
    let records = list(&examples["records"]);
    for size in 1..=records.len() {
        let (mut ledger, mut entries) = (ledger(&examples), Vec::new());
        for page in records.chunks(size) {
            let found = parsed(&take_in(&mut ledger, &to_json(&page)).unwrap());
            entries.extend(list(&found).to_vec());
            // A page that comes again changes nothing.
            assert_eq!(take_in(&mut ledger, &to_json(&page)).unwrap(), "[]");
        }
        assert_eq!(json!(entries), examples["entries"]);
        assert_eq!(parsed(&balances(&ledger).unwrap()), examples["balances"]);
        for expected in list(&examples["balances"]) {
            let asked = json!({ "currency": "BRL", "account": expected["account"] });
            let found = balance(&ledger, &asked.to_string()).unwrap();
            assert_eq!(parsed(&found), expected["balance"]);
        }
        assert!(ledger.ledger().sums().values().all(|sum| *sum == 0));
    }
}

#[test]
fn a_record_that_is_not_of_the_form_leaves_no_trace() {
    let examples = examples();
    for example in list(&examples["refused_records"]) {
        let mut ledger = ledger(&examples);
        // What comes before it in the page is not taken in either.
        let page = json!([examples["records"][2], example["record"]]);
        let invalid = take_in(&mut ledger, &page.to_string()).unwrap_err();
        let expected = example["path"].as_str().unwrap().replace("[0]", "[1]");
        assert_eq!(
            (invalid.path, invalid.code.starts_with("input.")),
            (expected, true),
            "{example}"
        );
        assert!(take_in(&mut ledger, &examples["records"].to_string()).unwrap().len() > 2);
    }
    let gap = json!([examples["records"][0], examples["records"][5]]);
    let invalid = take_in(&mut ledger(&examples), &gap.to_string()).unwrap_err();
    assert_eq!(invalid.to_string(), "[1].version: expected 2, the payment's next, got 3");
    for (text, path) in [("", "$"), ("{}", "$"), ("[7]", "[0]"), ("[{}]", "[0].tenant")] {
        assert_eq!(take_in(&mut ledger(&examples), text).unwrap_err().path, path);
    }
}

/// What an example asks: of the entries of the file, where it brings none.
fn asked(example: &Value, entries: &Value) -> (String, String) {
    let mut asked = example["asked"].clone();
    let question = example["question"].as_str().unwrap();
    if question != "reconcile" && asked.get("entries").is_none() {
        asked["entries"] = entries.clone();
    }
    (question.to_owned(), asked.to_string())
}

#[test]
fn every_question_has_the_answer_of_its_example() {
    let examples = examples();
    for example in list(&examples["answers"]) {
        let (question, asked) = asked(example, &examples["entries"]);
        let found = answer(&question, &asked).unwrap();
        assert_eq!(parsed(&found), example["answer"], "{example}");
    }
}

#[test]
fn a_question_that_is_not_of_the_form_names_the_field() {
    let examples = examples();
    let wrong = list(&examples["refused"]).iter().filter_map(|example| {
        let (question, asked) = asked(example, &examples["entries"]);
        let found = answer(&question, &asked).map_err(|invalid| json!(invalid.path));
        (found.as_ref().err() != Some(&example["path"])).then(|| format!("{example}: {found:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(answer("prophesy", "{}").unwrap_err().path, "question");
    assert_eq!(answer("on_record", "{}").unwrap_err().path, "$");
    assert_eq!(balance(&ledger(&examples), "{}").unwrap_err().path, "currency");
}
