//! What must hold of the ledger after every record of any payment: nothing is made and nothing is lost,
//! and it says what the payment's own books say. The controls break both.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking, and its figures are small"
)]

#[path = "ledger/history.rs"]
mod history;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use history::{Made, Step, lived, made, step};
use palco::{
    payments::payment::{DomainEvent, Origin, Payment, Takings},
    projections::ledger::{
        Account, Entry, Ledger, PayoutFrom, PayoutTerms, Posting, payouts_due, recipient_statement,
    },
    testing::{instant, known, proved, sized},
    values::{Currency, Money},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{TestError, TestRunner},
};
use uuid::Uuid;

const BRL: Currency = Currency::BRL;

/// What passes between the payment and the ledger: the control leaves things out.
type Pass = fn(&DomainEvent) -> bool;

fn folded(records: &[(DomainEvent, Payment)], pass: Pass) -> Result<Vec<Entry>, TestCaseError> {
    let (mut ledger, mut entries, mut over) = (Ledger::default(), Vec::new(), 0);
    for (happened, payment) in records {
        let excess = match happened {
            DomainEvent::OverRefund(of) => Some(of.excess),
            DomainEvent::DisputeLost(of) => of.excess,
            DomainEvent::DisputePartLost(of) => of.excess,
            _ => None,
        };
        over += excess.map_or(0, |excess| i128::from(excess.minor()));
        if pass(happened) {
            let now = instant("2026-11-23T12:00:00Z");
            entries.extend(ledger.take_in(Uuid::from_u128(7), now, happened));
        }
        prop_assert!(ledger.sums().values().all(|sum| *sum == 0), "{:?}", happened);
        agrees(&ledger, payment, over)?;
    }
    Ok(entries)
}

/// The ledger's balances are what the books of the payment add up to.
fn agrees(ledger: &Ledger, payment: &Payment, over: i128) -> Result<(), TestCaseError> {
    let of = |account| ledger.balance(BRL, account);
    let sum = |figure: fn(&Takings) -> Money, surplus: Option<bool>| -> i128 {
        let takings = payment.books().takings().iter();
        let takings = takings.filter(|of| {
            surplus.is_none_or(|surplus| (of.origin() != Origin::Captured) == surplus)
        });
        takings.map(|of| i128::from(figure(of).minor())).sum()
    };
    prop_assert_eq!(of(Account::RefundsDue), -sum(Takings::refund_pending, None));
    prop_assert_eq!(of(Account::Disputes), -sum(Takings::dispute_held, None));
    prop_assert_eq!(of(Account::Buyer), over - sum(Takings::available, Some(true)));
    let mut owed = BTreeMap::<_, i128>::new();
    for account in payment.books().takings().iter().flat_map(Takings::accounts) {
        *owed.entry(account.recipient).or_default() += i128::from(account.balance());
    }
    for (recipient, balance) in owed {
        prop_assert_eq!(of(Account::Payable { recipient }), -balance);
    }
    Ok(())
}

fn cases() -> impl Strategy<Value = (Made, Vec<Step>)> {
    (made(), vec(step(), 0..40))
}

fn runner() -> TestRunner {
    let config = ProptestConfig { cases: sized(3_000, 20_000), ..ProptestConfig::default() };
    TestRunner::new(ProptestConfig { failure_persistence: None, ..config })
}

fn sum<'a>(postings: impl Iterator<Item = &'a Posting>) -> i128 {
    postings.map(|posting| i128::from(posting.amount.minor())).sum()
}

#[test]
fn nothing_is_made_and_nothing_is_lost() {
    let (seen, records, halves) = (RefCell::new(BTreeSet::new()), RefCell::new(0), RefCell::new(0));
    let proof = runner().run(&cases(), |(made, steps)| {
        let happened = lived(made, &steps);
        *records.borrow_mut() += happened.len();
        let entries = folded(&happened, |_| true)?;
        for entry in &entries {
            prop_assert!(entry.postings.len() >= 2, "{:?}", entry);
            prop_assert_eq!(sum(entry.postings.iter()), 0, "{:?}", entry);
            seen.borrow_mut().insert(entry.movement);
            // The control: an entry of which one half was forgotten.
            *halves.borrow_mut() += usize::from(sum(entry.postings.iter().skip(1)) != 0);
        }
        statements_and_payouts_add_up(&entries)
    });
    proof.unwrap();
    assert_eq!(seen.borrow().len(), 14, "every movement there is: {seen:?}");
    assert!(*halves.borrow() > 0);
    let figures = format!("{} records, every balance in agreement", records.borrow());
    proved("the ledger is balanced", figures);
}

fn statements_and_payouts_add_up(entries: &[Entry]) -> Result<(), TestCaseError> {
    let timezone = known("America/Sao_Paulo");
    let terms = PayoutTerms { from: PayoutFrom::Capture, days: 30, timezone };
    let payouts = payouts_due(entries, &terms, |_| None);
    for recipient in [11, 12, 13].map(palco::testing::id) {
        let statement = recipient_statement(entries, recipient, BRL, None);
        let lines: i128 = statement.lines.iter().map(|line| line.amount).sum();
        let due = payouts.iter().filter(|of| of.recipient == recipient);
        let due: i128 = due.map(|of| of.amount).sum();
        prop_assert_eq!((lines, due), (statement.balance, statement.balance));
    }
    Ok(())
}

/// A ledger that is not told of refunds, or of disputes, no longer says what the books say.
#[test]
fn what_is_left_out_is_found() {
    let passes: [Pass; 3] = [
        |happened| !matches!(happened, DomainEvent::RefundFailed(_)),
        |happened| !matches!(happened, DomainEvent::RefundRequested(_)),
        |happened| !matches!(happened, DomainEvent::DisputeWon(_)),
    ];
    for pass in passes {
        let found =
            runner().run(&cases(), |(made, steps)| folded(&lived(made, &steps), pass).map(|_| ()));
        assert!(matches!(found, Err(TestError::Fail(..))), "nobody noticed");
    }
}
