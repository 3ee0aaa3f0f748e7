//! The worked examples of splits and what is refused, as every language reads them: the same file is
//! read by the tests of the bindings.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and a field that is missing is a wrong example"
)]

use palco::{
    application::Error,
    contract::split::{Refused, answer},
};
use serde_json::{Value, json};

fn examples() -> Value {
    serde_json::from_str(include_str!("split_examples.json")).unwrap()
}

fn list(of: &Value) -> &[Value] {
    of.as_array().unwrap()
}

fn asked(operation: &str, asked: &Value) -> Result<Value, Refused> {
    answer(operation, &asked.to_string()).map(|text| serde_json::from_str(&text).unwrap())
}

fn done(operation: &str, of: Value) -> Value {
    asked(operation, &of).unwrap_or_else(|refused| panic!("{operation}: {refused}"))
}

fn column(ledger: &Value, figure: &str) -> Value {
    list(&ledger["accounts"]).iter().map(|account| account[figure]["amount"].clone()).collect()
}

fn amounts(parts: &Value) -> Value {
    list(parts).iter().map(|part| part["amount"]["amount"].clone()).collect()
}

/// The ledger of an example as it goes on, and the last parts that were taken, with their column.
struct Life {
    name: String,
    ledger: Value,
    taken: (&'static str, Value),
}

impl Life {
    fn money(&self, amount: &Value) -> Value {
        json!({ "amount": amount, "currency": self.ledger["currency"] })
    }

    fn take(&mut self, column: &'static str, parts: Value) {
        self.ledger =
            done("take", json!({ "ledger": self.ledger, "column": column, "parts": parts }));
        self.taken = (column, parts);
    }

    fn give_back(&mut self) {
        let (column, parts) = &self.taken;
        self.ledger =
            done("give_back", json!({ "ledger": self.ledger, "column": column, "parts": parts }));
    }

    fn refund(&mut self, step: &Value) {
        let amount = self.money(&step["refund"]);
        let back = done("fee_back", json!({ "ledger": self.ledger, "refund": amount }));
        if let Some(expected) = step.get("fee_back") {
            assert_eq!(amounts(&back), *expected, "{}", self.name);
        }
        let (column, mode, expected) = match step.get("directed") {
            Some(directed) => ("directed", self.directed(directed), Some(directed)),
            None => ("pro_rata", json!({ "kind": "pro_rata" }), step.get("parts")),
        };
        let refund = json!({ "ledger": self.ledger, "amount": amount, "mode": mode });
        let parts = done("refund", refund);
        if let Some(expected) = expected {
            assert_eq!(amounts(&parts), *expected, "{}", self.name);
        }
        self.take("fee_back", back);
        self.take(column, parts);
    }

    fn directed(&self, amounts: &Value) -> Value {
        let pairs = list(&self.ledger["accounts"]).iter().zip(list(amounts));
        let part = |(account, amount): (&Value, &Value)| {
            let recipient = &account["recipient"];
            json!({ "recipient": recipient, "amount": self.money(amount) })
        };
        json!({ "kind": "directed", "parts": pairs.map(part).collect::<Value>() })
    }

    fn step(&mut self, example: &Value, step: &Value) {
        if step.get("refund").is_some() {
            for _ in 0..step.get("times").and_then(Value::as_u64).unwrap_or(1) {
                self.refund(step);
            }
        } else if let Some(amount) = step.get("dispute") {
            let debit = json!({ "ledger": self.ledger, "amount": self.money(amount) });
            let parts = done("debit", debit);
            assert_eq!(amounts(&parts), step["parts"], "{}", self.name);
            self.take("disputed", parts);
        } else if step.get("won").or(step.get("failed")).is_some() {
            self.give_back();
        } else if let Some(balances) = step.get("balances") {
            assert_eq!(column(&self.ledger, "balance"), *balances, "{}", self.name);
        } else {
            let (amount, full) = (self.money(&step["next"]), self.money(&step["full"]));
            let asked = json!({
                "split": example["split"],
                "full": full,
                "before": [self.ledger],
                "amount": amount,
            });
            let next = done("allocate_next", asked);
            assert_eq!(column(&next, "share"), step["shares"], "{}", self.name);
        }
    }
}

#[test]
fn every_worked_example_comes_out_to_the_cent() {
    let examples = examples();
    assert_eq!(list(&examples["worked"]).len(), 24);
    for example in list(&examples["worked"]) {
        let mut allocate = json!({ "split": example["split"], "amount": example["amount"] });
        for name in ["fee", "nets"] {
            if let Some(given) = example.get(name) {
                allocate[name] = given.clone();
            }
        }
        let name = example["name"].to_string();
        let ledger = done("allocate", allocate);
        assert_eq!(column(&ledger, "share"), example["shares"], "{name}");
        if let Some(fees) = example.get("fees") {
            assert_eq!(column(&ledger, "fee"), *fees, "{name}");
        }
        assert_eq!(done("read", json!({ "ledger": ledger })), ledger, "{name}");
        let mut life = Life { name, ledger, taken: ("pro_rata", json!([])) };
        list(&example["steps"]).iter().for_each(|step| life.step(example, step));
    }
}

/// What an example asks: of the ledger of the file, where it brings none.
fn completed(example: &Value, ledger: &Value) -> Value {
    let mut asked = example["asked"].clone();
    let of_ledger = !["allocate", "allocate_next", "portion"].contains(&operation(example));
    if of_ledger && asked.get("ledger").is_none() {
        asked["ledger"] = ledger.clone();
    }
    asked
}

fn operation(example: &Value) -> &str {
    example["operation"].as_str().unwrap()
}

#[test]
fn everything_that_does_not_fit_is_refused_with_its_code() {
    let examples = examples();
    let wrong = list(&examples["refused"]).iter().filter_map(|example| {
        let asked = asked(operation(example), &completed(example, &examples["ledger"]));
        let error = match asked {
            Err(refused) => Error::from(refused),
            Ok(answer) => return Some(format!("{example}: {answer}")),
        };
        let details = error.details();
        let same = error.code() == example["code"]
            && example.get("path").is_none_or(|path| details["path"] == *path)
            && example.get("details").is_none_or(|expected| details == *expected);
        (!same).then(|| format!("{example}: {error}, {details}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn what_is_asked_is_an_object_of_known_fields() {
    let path = |operation: &str, text: &str| match answer(operation, text) {
        Err(Refused::Invalid(invalid)) => invalid.path,
        other => panic!("{other:?}"),
    };
    assert_eq!(path("allocate", ""), "$");
    assert_eq!(path("allocate", "{} {}"), "split");
    assert_eq!(path("allocate", r#"{"surprise":1}"#), "surprise");
    assert_eq!(path("allocate", r#"{"split":NaN}"#), "split");
    assert_eq!(path("multiply", "{}"), "operation");
    assert_eq!(path("portion", &"[".repeat(100)), "$");
    let over = r#"{"parts":[],"amount":{"amount":"0.00","currency":"BRL"}} true"#;
    assert_eq!(path("portion", over), "$");
}

#[test]
fn a_part_of_parts_is_in_proportion_to_them() {
    let recipient = |number| format!("00000000-0000-0000-0000-00000000000{number}");
    let brl = |amount| json!({ "amount": amount, "currency": "BRL" });
    let parts = json!([
        { "recipient": recipient(1), "amount": brl("8.00") },
        { "recipient": recipient(2), "amount": brl("2.00") },
    ]);
    let some = done("portion", json!({ "parts": parts, "amount": brl("0.05") }));
    assert_eq!(amounts(&some), json!(["0.04", "0.01"]));
}

#[test]
fn a_split_has_at_most_100_rules() {
    let rule = |number| {
        let recipient = uuid::Uuid::from_u128(number);
        json!({ "recipient": recipient, "share": { "kind": "remainder" } })
    };
    let rules = (1..=101).map(rule).collect::<Value>();
    let amount = json!({ "amount": "5.00", "currency": "BRL" });
    let refused = asked("allocate", &json!({ "split": { "rules": rules }, "amount": amount }));
    let error = Error::from(refused.unwrap_err());
    assert_eq!((error.code(), error.details()), ("split.rule_count", json!({ "got": 101 })));
}
