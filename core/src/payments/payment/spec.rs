//! Given, when, then: a row per rule, per worked case and per refusal.

mod asking;
mod capturing;
mod card;
mod creating;
mod disputing;
mod fees;
mod losing;
mod matrix;
mod pix;
mod refunding;
mod rest;
mod surplus;

use super::{
    Command, Create, DomainEvent, Method, Payment, Reference, ReportPixChargeIssued,
    ReportPixReceived, RequestPixCharge, RequestRefund, StartCard, Target,
};
use crate::{
    Aggregate, Context,
    payments::{
        pix::{EndToEndId, RtrId, Txid},
        split::{Mode, Part, Rule, Share, Split},
    },
    testing::{Row, at, check_all, id, instant, known},
    values::{Count, Currency, Instant, Money},
};

/// A row per rule, all of the room's.
pub(crate) fn rows() -> Vec<Row<Payment>> {
    [
        creating::rows(),
        pix::rows(),
        surplus::rows(),
        card::rows(),
        capturing::rows(),
        refunding::rows(),
        rest::rows(),
        disputing::rows(),
        fees::rows(),
        losing::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_row_holds() {
    check_all(rows());
}

fn row(name: &'static str) -> Row<Payment> {
    Row::named(name)
}

/// So many seconds after noon.
fn after(seconds: u32) -> Context {
    Context { now: second(seconds), ..at("2026-11-23T12:00:00Z") }
}

fn second(seconds: u32) -> Instant {
    instant("2026-11-23T12:00:00Z").saturating_add_seconds(seconds)
}

fn count(number: u32) -> Count {
    Count::new(number).unwrap()
}

fn brl(amount: &str) -> Money {
    Money::parse(amount, Currency::BRL).expect("an amount")
}

fn usd(amount: &str) -> Money {
    Money::parse(amount, Currency::USD).expect("an amount")
}

fn e2eid(number: u32) -> EndToEndId {
    EndToEndId::parse(&format!("E12345678202611231200{number:011}")).expect("an id")
}

fn rtr_id(number: u32) -> RtrId {
    RtrId::parse(&format!("D12345678202611231200{number:011}")).expect("an id")
}

fn txid(text: &str) -> Txid {
    Txid::parse(text).expect("a txid")
}

fn of_pix(number: u32) -> Target {
    Target::Pix { e2eid: e2eid(number) }
}

fn of_capture(number: u64) -> Target {
    Target::Capture { capture_id: id(number) }
}

fn part(number: u64, amount: &str) -> Part {
    Part { recipient: id(number), amount: brl(amount) }
}

fn parts(amounts: &[&str]) -> Vec<Part> {
    (1..).zip(amounts).map(|(number, amount)| part(number, amount)).collect()
}

fn percent(number: u64, percent: &str) -> Rule {
    Rule::new(id(number), Share::Percent { percent: known(percent) })
}

/// 80, 15 and 5 percent; the first is liable and bears the fee.
fn split() -> Split {
    let first = percent(1, "80").liable().bears_fee();
    Split::new(vec![first, percent(2, "15"), percent(3, "5")]).expect("a split")
}

fn reference() -> Reference {
    Reference { event_id: id(9), hold_id: None, lines: None, hold_expires_at: None }
}

fn by_pix(amount: &str) -> Create {
    Create {
        amount: brl(amount),
        method: Method::Pix { amount_may_change: false },
        reference: reference(),
        installments: None,
        split: None,
        anomalies: None,
        description: None,
        metadata: None,
    }
}

/// 100.00 by Pix, divided.
fn divided() -> Create {
    Create { split: Some(split()), ..by_pix("100.00") }
}

fn by_card(amount: &str, capture: super::CaptureMode) -> Create {
    let method = Method::Card { capture, attempts_max: Some(count(2)) };
    Create { method, split: Some(split()), ..by_pix(amount) }
}

/// Carries commands out, each so many seconds after noon, and gives what happened.
fn lived(commands: impl IntoIterator<Item = (u32, Command)>) -> Vec<DomainEvent> {
    let mut payment = Payment::initial();
    let mut history = Vec::new();
    for (seconds, command) in commands {
        let happened = payment.decide(&command, &after(seconds));
        for happened in happened.unwrap_or_else(|refused| panic!("{command:?}: {refused}")) {
            payment.evolve(&happened);
            history.push(happened);
        }
    }
    history
}

/// The state after a history.
fn state(history: &[DomainEvent]) -> Payment {
    let mut payment = Payment::initial();
    history.iter().for_each(|happened| payment.evolve(happened));
    payment
}

/// A Pix charge that expires an hour after noon.
fn requested(create: Create) -> Vec<(u32, Command)> {
    vec![(0, create.into()), (0, RequestPixCharge { expires_at: second(3_600) }.into())]
}

fn issue() -> ReportPixChargeIssued {
    ReportPixChargeIssued { txid: txid("charge1"), code: known("000201"), at: second(1) }
}

fn awaiting(create: Create) -> Vec<(u32, Command)> {
    requested(create).into_iter().chain([(1, issue().into())]).collect()
}

/// A Pix that was settled so many seconds after noon.
fn pix_of(number: u32, amount: &str, seconds: u32) -> ReportPixReceived {
    ReportPixReceived {
        e2eid: e2eid(number),
        txid: Some(txid("charge1")),
        amount: brl(amount),
        components: None,
        fee: None,
        at: second(seconds),
    }
}

/// Paid by Pix ten seconds after noon.
fn paid(create: Create) -> Vec<(u32, Command)> {
    let amount = create.amount;
    let received = ReportPixReceived { amount, ..pix_of(1, "0.01", 10) };
    awaiting(create).into_iter().chain([(11, received.into())]).collect()
}

/// 100.00 that are divided, paid by Pix; and what followed.
fn after_paid<const N: usize>(steps: [Command; N]) -> Vec<DomainEvent> {
    lived(paid(divided()).into_iter().chain(steps.map(|step| (60, step))))
}

/// So much of what was paid by Pix is to go back.
fn refund(number: u64, amount: &str) -> RequestRefund {
    RequestRefund {
        refund_id: id(number),
        target: of_pix(1),
        amount: brl(amount),
        mode: Mode::ProRata {},
        reason: known("rain"),
    }
}

fn processing(create: Create) -> Vec<(u32, Command)> {
    vec![(0, create.into()), (0, StartCard { token: known("tok_1") }.into())]
}
