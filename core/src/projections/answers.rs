//! The general ledger and reconciliation for other languages: JSON text comes in, JSON text goes out.
//! See `docs/ledger.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ledger::{
        Account, Entry, Line, Movement, Payout, PayoutTerms, Statement, TenantLedger,
        event_balances, payouts_due, recipient_statement,
    },
    reconciliation::{Different, Listed, on_record, reconcile},
};
use crate::{
    Aggregate,
    contract::{Invalid, OWN, read_form, read_records, read_state, to_json},
    payments::payment::Payment,
    values::{Currency, EventId, Instant, Money, RecipientId},
};

type Answer = Result<String, Invalid>;

/// Takes in a JSON array of records of the feed, and gives the entries: all of them, or none.
///
/// # Errors
/// [`Invalid`], as [`TenantLedger::take_in`]; or of a record that is not of the form.
pub fn take_in(ledger: &mut TenantLedger, records: &str) -> Answer {
    Ok(to_json(&ledger.take_in(&read_records(records)?)?))
}

/// An account's balance, asked for as an object of `currency` and `account`.
///
/// # Errors
/// [`Invalid`] with the path of the field, or where the balance is out of the range of money.
pub fn balance(ledger: &TenantLedger, asked: &str) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        currency: Currency,
        account: Account,
    }
    let Asked { currency, account } = read_form(asked, OWN)?;
    Ok(to_json(&money(ledger.ledger().balance(currency, account), currency)?))
}

/// Every balance, as a list of objects of `account` and `balance`.
///
/// # Errors
/// [`Invalid`] where one is out of the range of money.
pub fn balances(ledger: &TenantLedger) -> Answer {
    let of = |(currency, account, minor)| Ok(Balance { account, balance: money(minor, currency)? });
    let balances = ledger.ledger().balances().map(of);
    Ok(to_json(&balances.collect::<Result<Vec<_>, Invalid>>()?))
}

/// Answers one question about entries or about lists of what came in: what is asked is an object of the
/// question's own fields.
///
/// ```
/// use palco::projections::answers::answer;
/// let found = answer("reconcile", r#"{"ours":[],"theirs":[]}"#)?;
/// assert!(found.starts_with(r#"{"is_clean":true"#));
/// assert_eq!(answer("reconcile", r#"{"ours":[]}"#).unwrap_err().path, "theirs");
/// # Ok::<(), palco::contract::Invalid>(())
/// ```
///
/// # Errors
/// [`Invalid`] with the path of the field, or where a sum is out of the range of money.
pub fn answer(question: &str, asked: &str) -> Answer {
    match question {
        "recipient_statement" => statement(read_form(asked, OWN)?),
        "event_balances" => of_event(read_form(asked, OWN)?),
        "payouts_due" => payouts(read_form(asked, OWN)?),
        "reconcile" => reconciled(read_form(asked, OWN)?),
        "on_record" => recorded(asked),
        _ => Err(Invalid::field("question", "expected the name of a question")),
    }
}

/// A sum as money. It may be more than one amount can be: a ledger has no end.
fn money(minor: i128, currency: Currency) -> Result<Money, Invalid> {
    let minor = i64::try_from(minor).unwrap_or(i64::MAX);
    Money::from_minor(minor, currency).map_err(|invalid| Invalid::field("balance", invalid))
}

/// Entries that each take from some accounts what they give to others.
fn are_balanced(entries: &[Entry]) -> Result<(), Invalid> {
    for (index, entry) in entries.iter().enumerate() {
        let mut amounts = entry.postings.iter().map(|posting| posting.amount);
        let sum = amounts.clone().map(|of| i128::from(of.minor())).fold(0, i128::saturating_add);
        let of_one_currency = amounts.all(|of| Some(of.currency()) == entry.currency());
        if sum != 0 || !of_one_currency || entry.postings.is_empty() {
            let path = format!("entries[{index}].postings");
            return Err(Invalid::field(path, "expected postings that add up to nothing"));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedStatement {
    entries: Vec<Entry>,
    recipient: RecipientId,
    currency: Currency,
    event_id: Option<EventId>,
}

fn statement(asked: AskedStatement) -> Answer {
    #[derive(Serialize)]
    struct Written {
        recipient: RecipientId,
        currency: Currency,
        lines: Vec<WrittenLine>,
        balance: Money,
    }
    #[derive(Serialize)]
    struct WrittenLine {
        at: Instant,
        payment_id: Uuid,
        event_id: Option<EventId>,
        movement: Movement,
        amount: Money,
        balance: Money,
    }
    let AskedStatement { entries, recipient, currency, event_id } = asked;
    are_balanced(&entries)?;
    let Statement { lines, balance, .. } =
        recipient_statement(&entries, recipient, currency, event_id);
    let line = |Line { at, payment_id, event_id, movement, amount, balance }| {
        let (amount, balance) = (money(amount, currency)?, money(balance, currency)?);
        Ok(WrittenLine { at, payment_id, event_id, movement, amount, balance })
    };
    let lines = lines.into_iter().map(line).collect::<Result<Vec<_>, Invalid>>()?;
    Ok(to_json(&Written { recipient, currency, lines, balance: money(balance, currency)? }))
}

#[derive(Serialize)]
struct Balance {
    account: Account,
    balance: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedBalances {
    entries: Vec<Entry>,
    event_id: EventId,
}

fn of_event(AskedBalances { entries, event_id }: AskedBalances) -> Answer {
    are_balanced(&entries)?;
    let of =
        |((currency, account), minor)| Ok(Balance { account, balance: money(minor, currency)? });
    let balances = event_balances(&entries, event_id).into_iter().map(of);
    Ok(to_json(&balances.collect::<Result<Vec<_>, Invalid>>()?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedPayouts {
    entries: Vec<Entry>,
    terms: PayoutTerms,
    #[serde(default)]
    ends_at: BTreeMap<EventId, Instant>,
}

fn payouts(AskedPayouts { entries, terms, ends_at }: AskedPayouts) -> Answer {
    #[derive(Serialize)]
    struct Written {
        recipient: RecipientId,
        due_on: Option<String>,
        amount: Money,
    }
    are_balanced(&entries)?;
    let due = payouts_due(&entries, &terms, |event_id| ends_at.get(&event_id).copied());
    let written = |Payout { recipient, currency, due_on, amount }| {
        let (due_on, amount) = (due_on.map(|day| day.to_string()), money(amount, currency)?);
        Ok(Written { recipient, due_on, amount })
    };
    Ok(to_json(&due.into_iter().map(written).collect::<Result<Vec<_>, Invalid>>()?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedReconciliation {
    ours: Vec<Listed>,
    theirs: Vec<Listed>,
}

fn reconciled(AskedReconciliation { ours, theirs }: AskedReconciliation) -> Answer {
    #[derive(Serialize)]
    struct Written {
        is_clean: bool,
        matched: Vec<Listed>,
        different: Vec<Different>,
        missing_here: Vec<Listed>,
        missing_there: Vec<Listed>,
    }
    let found = reconcile(&ours, &theirs);
    Ok(to_json(&Written {
        is_clean: found.is_clean(),
        matched: found.matched,
        different: found.different,
        missing_here: found.missing_here,
        missing_there: found.missing_there,
    }))
}

/// The state of a payment comes in.
fn recorded(state: &str) -> Answer {
    let state = read_state(Payment::NAME, state)?;
    let listed: Vec<Listed> = state.payment().into_iter().flat_map(on_record).collect();
    Ok(to_json(&listed))
}
