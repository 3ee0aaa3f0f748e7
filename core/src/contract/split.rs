//! Splits for other languages: JSON text comes in, JSON text goes out. See `docs/split.md`.

mod form;

use serde::Deserialize;
use thiserror::Error;

use super::{Invalid, LIMITS, read_form, to_json};
use crate::{
    payments::split::{Column, Fields, Ledger, Mode, Nets, Part, Split, SplitError, portion},
    values::Money,
};
use form::Written;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// What was asked is not of the form.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The amount cannot be divided so.
    #[error(transparent)]
    Split(#[from] SplitError),
}

type Answer = Result<String, Refused>;

/// Answers one question about a split or the ledger of a capture: what is asked is an object of the
/// operation's own fields, the answer a ledger or a list of parts.
///
/// ```
/// use palco::contract::split::answer;
/// let asked = r#"{"amount":{"amount":"9.99","currency":"BRL"},"split":{"rules":[{"recipient":
///     "00000000-0000-0000-0000-000000000001","share":{"kind":"remainder"},"liable":true}]}}"#;
/// let ledger = answer("allocate", asked)?;
/// assert!(ledger.contains(r#""share":{"amount":"9.99","currency":"BRL"}"#));
/// let refused = answer("allocate", &asked.replace(r#""liable":true"#, r#""liable":false"#));
/// assert_eq!(refused.unwrap_err().to_string(), "expected at least one liable recipient, got none");
/// # Ok::<(), palco::contract::split::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`]: what the operation of that name refuses, or what is not of its form.
pub fn answer(operation: &str, asked: &str) -> Answer {
    match operation {
        "allocate" => allocate(read_form(asked, LIMITS)?),
        "allocate_next" => allocate_next(read_form(asked, LIMITS)?),
        "refund" => refund(read_form(asked, LIMITS)?),
        "fee_back" => fee_back(read_form(asked, LIMITS)?),
        "debit" => debit(read_form(asked, LIMITS)?),
        "take" => take(read_form(asked, LIMITS)?),
        "give_back" => give_back(read_form(asked, LIMITS)?),
        "portion" => portion_of(read_form(asked, LIMITS)?),
        "read" => read(read_form(asked, LIMITS)?),
        _ => Err(Invalid::field("operation", "expected the name of an operation").into()),
    }
}

fn ledger(ledger: Ledger) -> Answer {
    Ok(to_json(&Written(ledger)))
}

fn parts(parts: &[Part]) -> Answer {
    Ok(to_json(&parts))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allocate {
    split: Fields,
    amount: Money,
    fee: Option<Money>,
    #[serde(default)]
    nets: Nets,
}

fn allocate(Allocate { split, amount, fee, nets }: Allocate) -> Answer {
    let fee = fee.unwrap_or(Money::zero(amount.currency()));
    ledger(Split::try_from(split)?.allocate(amount, fee, nets)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllocateNext {
    split: Fields,
    full: Money,
    before: Vec<Written>,
    amount: Money,
    fee: Option<Money>,
}

fn allocate_next(asked: AllocateNext) -> Answer {
    let AllocateNext { split, full, before, amount, fee } = asked;
    let split = Split::try_from(split)?;
    let before: Vec<Ledger> = before.into_iter().map(|Written(ledger)| ledger).collect();
    for (index, ledger) in before.iter().enumerate() {
        ledger.check_amount(Money::zero(amount.currency()))?;
        let recipients = ledger.accounts().iter().map(|account| account.recipient);
        if !recipients.eq(split.rules().iter().map(|rule| rule.recipient)) {
            let reason = "expected an account for each rule, in their order";
            return Err(Invalid::field(format!("before[{index}].accounts"), reason).into());
        }
    }
    let fee = fee.unwrap_or(Money::zero(amount.currency()));
    ledger(split.allocate_next(full, &before, amount, fee)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refund {
    ledger: Written,
    amount: Money,
    mode: Option<Mode>,
}

fn refund(Refund { ledger: Written(ledger), amount, mode }: Refund) -> Answer {
    parts(&ledger.refund(amount, &mode.unwrap_or(Mode::ProRata {}))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeBack {
    ledger: Written,
    refund: Money,
}

fn fee_back(FeeBack { ledger: Written(ledger), refund }: FeeBack) -> Answer {
    parts(&ledger.fee_back(refund)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Debit {
    ledger: Written,
    amount: Money,
}

fn debit(Debit { ledger: Written(ledger), amount }: Debit) -> Answer {
    parts(&ledger.debit(amount)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    ledger: Written,
    column: Column,
    parts: Vec<Part>,
}

fn take(Change { ledger: Written(mut of), column, parts }: Change) -> Answer {
    of.take(column, &parts)?;
    ledger(of)
}

fn give_back(Change { ledger: Written(mut of), column, parts }: Change) -> Answer {
    of.give_back(column, &parts)?;
    ledger(of)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    ledger: Written,
}

fn read(Read { ledger: Written(of) }: Read) -> Answer {
    ledger(of)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Portion {
    parts: Vec<Part>,
    amount: Money,
}

fn portion_of(Portion { parts: of, amount }: Portion) -> Answer {
    parts(&portion(&of, amount)?)
}
