//! What must hold of a payment whatever is asked and reported of it, in whatever order.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking, and its figures are small"
)]

mod laws;
#[path = "payment/reports.rs"]
mod reports;
#[path = "payment/tally.rs"]
mod tally;

use laws::{Step, walk};
use palco::{
    Aggregate, Context,
    aggregate::Message,
    payments::{
        payment::{Command, DomainEvent, Payment, Takings},
        split::Account,
    },
    testing::{at, proved, sized},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{TestCaseResult, TestRunner},
};
use tally::{Figures, Tally};

fn context(seconds: u32) -> Context {
    Context { now: reports::second(seconds), ..at("2026-11-23T12:00:00Z") }
}

fn config() -> ProptestConfig {
    laws::config(sized(512, 50_000))
}

#[test]
fn no_sequence_breaks_a_law() {
    let sequences = (any::<bool>(), 0..6_usize, vec(reports::told(), 60));
    let walk = |(by_pix, created_at, mut told): (bool, usize, Vec<(u32, Command)>)| {
        told.insert(created_at, (0, reports::create(by_pix)));
        laws_hold(told)
    };
    TestRunner::new(config()).run(&sequences, walk).unwrap_or_else(|broken| panic!("{broken}"));
    proved("sequences of commands and reports to a payment", config().cases);
}

fn laws_hold(told: Vec<(u32, Command)>) -> TestCaseResult {
    let mut tally = Tally::default();
    let steps = told.into_iter().map(|(seconds, command)| (context(seconds), command));
    walk::<Payment>([], steps, |step| {
        let Step { context, command, decided, after, .. } = step;
        let is_report = command.wire_name().starts_with("payment.report_");
        prop_assert!(!is_report || decided.is_ok(), "a report is never refused: {command:?}");
        decided.iter().flatten().for_each(|happened| tally.take_in(happened));
        if is_report {
            let again = after.decide(command, context).unwrap_or_default();
            prop_assert!(again.is_empty(), "told twice: {command:?} gives {again:?}");
        }
        money_is_conserved(after, &tally)
    })
    .map(drop)
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
