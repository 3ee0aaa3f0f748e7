//! What must hold of a payment whatever is asked and reported of it, in whatever order.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking, and its figures are small"
)]

#[path = "payment/reports.rs"]
mod reports;
#[path = "payment/tally.rs"]
mod tally;

use palco::{
    Aggregate, Context,
    aggregate::Message,
    payments::{
        payment::{Command, DomainEvent, Payment, Takings},
        split::Account,
    },
    testing::{at, proved, sized},
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use tally::{Figures, Tally};

fn context(seconds: u32) -> Context {
    Context { now: reports::second(seconds), ..at("2026-11-23T12:00:00Z") }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: sized(512, 50_000),
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn no_sequence_breaks_a_law() {
    let sequences = (any::<bool>(), 0..6_usize, vec(reports::told(), 60));
    let walk = |(by_pix, created_at, mut told): (bool, usize, Vec<(u32, Command)>)| {
        told.insert(created_at, (0, reports::create(by_pix)));
        laws_hold(&told)
    };
    TestRunner::new(config()).run(&sequences, walk).unwrap_or_else(|broken| panic!("{broken}"));
    proved("sequences of commands and reports to a payment", config().cases);
}

fn laws_hold(told: &[(u32, Command)]) -> Result<(), TestCaseError> {
    let (mut payment, mut tally, mut history) = (Payment::initial(), Tally::default(), Vec::new());
    for (seconds, command) in told {
        let before = payment.clone();
        let decided = payment.decide(command, &context(*seconds));
        prop_assert_eq!(&decided, &payment.decide(command, &context(*seconds)));
        let is_report = command.wire_name().starts_with("payment.report_");
        prop_assert!(!is_report || decided.is_ok(), "a report is never refused: {command:?}");
        let happened = decided.unwrap_or_default();
        for happened in &happened {
            payment.evolve(happened);
            tally.take_in(happened);
            history.push(through_the_wire(happened)?);
        }
        prop_assert_eq!(happened.is_empty(), payment == before, "{:?}", command);
        if is_report {
            let again = payment.decide(command, &context(*seconds)).unwrap_or_default();
            prop_assert!(again.is_empty(), "told twice: {command:?} gives {again:?}");
        }
        money_is_conserved(&payment, &tally)?;
    }
    let mut replayed = Payment::initial();
    history.iter().for_each(|happened| replayed.evolve(happened));
    prop_assert_eq!(&replayed, &payment);
    let text = serde_json::to_string(&payment).unwrap();
    prop_assert_eq!(&serde_json::from_str::<Payment>(&text).unwrap(), &payment);
    Ok(())
}

fn through_the_wire(happened: &DomainEvent) -> Result<DomainEvent, TestCaseError> {
    let mut body = serde_json::to_value(happened).unwrap();
    body.as_object_mut().unwrap().remove("type");
    let read = DomainEvent::read(happened.wire_name(), body).unwrap();
    let read = read.map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&read, happened);
    Ok(read)
}

/// The figures are those of the naive sums, none is below 0, and the recipients' are the same money.
fn money_is_conserved(payment: &Payment, tally: &Tally) -> Result<(), TestCaseError> {
    prop_assert_eq!(payment.books().takings().len(), tally.len());
    for takings in payment.books().takings() {
        let figures = Figures {
            amount: takings.amount().minor(),
            pending: takings.refund_pending().minor(),
            refunded: takings.refunded().minor(),
            held: takings.dispute_held().minor(),
            lost: takings.dispute_lost().minor(),
        };
        prop_assert_eq!(tally.of(takings.target()), Some(figures));
        let Figures { amount, pending, refunded, held, lost } = figures;
        let available = takings.available().minor();
        prop_assert!([available, pending, refunded, held, lost].iter().all(|of| *of >= 0));
        prop_assert_eq!(amount, available + pending + refunded + held + lost);
        accounts_agree(takings, &figures)?;
    }
    Ok(())
}

fn accounts_agree(takings: &Takings, figures: &Figures) -> Result<(), TestCaseError> {
    let accounts = takings.accounts();
    if accounts.is_empty() {
        return Ok(());
    }
    let sum = |figure: fn(&Account) -> i64| accounts.iter().map(figure).sum::<i64>();
    prop_assert_eq!(sum(|account| account.share), figures.amount);
    let back = sum(|account| account.pro_rata + account.directed);
    prop_assert_eq!(back, figures.pending + figures.refunded);
    prop_assert_eq!(sum(|account| account.disputed), figures.held + figures.lost);
    let sound = |account: &Account| {
        let taken = [account.pro_rata, account.directed, account.disputed, account.refundable()];
        taken.iter().all(|figure| *figure >= 0)
    };
    prop_assert!(accounts.iter().all(sound), "{accounts:?}");
    Ok(())
}

/// The control: a payment that forgets a refund is caught by the sums.
#[test]
fn a_payment_that_forgets_a_refund_is_caught() {
    let caught = |told: &[(u32, Command)]| {
        let (mut payment, mut tally) = (Payment::initial(), Tally::default());
        let mut broken = false;
        for (seconds, command) in told {
            for happened in payment.decide(command, &context(*seconds)).unwrap_or_default() {
                tally.take_in(&happened);
                match happened {
                    DomainEvent::RefundRequested(_) => {}
                    other => payment.evolve(&other),
                }
            }
            broken = broken || money_is_conserved(&payment, &tally).is_err();
        }
        broken
    };
    let sequences = vec(reports::told(), 60);
    let walk = |told: Vec<(u32, Command)>| {
        let told: Vec<_> = [(0, reports::create(true))].into_iter().chain(told).collect();
        prop_assert!(!caught(&told));
        Ok(())
    };
    assert!(TestRunner::new(config()).run(&sequences, walk).is_err(), "the laws see nothing");
}
