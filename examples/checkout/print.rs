//! The story as people read it.

use palco::payments::pix::Qr;

use crate::{
    AnyError, Bank,
    play::Story,
    stage::{EVENT, PLACES, price},
    totals::Totals,
};

pub(crate) fn report(bank: Bank, story: &Story) -> Result<(), AnyError> {
    let Story { code, steps, totals } = story;
    println!("{EVENT}: {PLACES} places at {} are held, to be paid with\n\n{code}\n", price()?);
    println!("{}", Qr::of(code)?.to_terminal());
    println!("what happened, the bank being {}", bank.name());
    for step in steps {
        println!("  {}  {}", step.at, step.name);
    }
    println!(
        "\nthe payment is {}, {} places are sold\n  {:<28}{:>10}\n  {:<28}{:>10}\n  {:<28}{:>10}",
        totals.payment,
        totals.places_sold,
        "paid",
        totals.paid,
        "came and was not asked for",
        totals.not_asked_for,
        "went back",
        totals.refunded,
    );
    tables(totals);
    let verified = &totals.verified;
    println!(
        "\nverified: {}, {}, {}",
        said(
            verified.ledger_adds_up_to_nothing,
            "the ledger adds up to nothing",
            "THE LEDGER IS OFF"
        ),
        said(
            verified.statements_are_what_the_split_says,
            "the statements are what the split says",
            "THE STATEMENTS DIFFER"
        ),
        said(verified.nothing_moved_twice, "nothing moved twice", "MONEY MOVED TWICE"),
    );
    Ok(())
}

fn said(holds: bool, good: &'static str, bad: &'static str) -> &'static str {
    if holds { good } else { bad }
}

fn tables(totals: &Totals) {
    if !totals.split.is_empty() {
        println!(
            "\n  {:<12}{:>10}{:>10}{:>10}{:>10}{:>10}",
            "split", "share", "fee", "refunded", "fee back", "balance"
        );
    }
    for of in &totals.split {
        println!(
            "  {:<12}{:>10}{:>10}{:>10}{:>10}{:>10}",
            of.recipient, of.share, of.fee, of.refunded, of.fee_back, of.balance
        );
    }
    println!("\n  the ledger, debit above 0");
    for (account, balance) in &totals.ledger {
        println!("  {account:<28}{balance:>10}");
    }
    for (recipient, lines) in totals.statements.iter().filter(|(_, lines)| !lines.is_empty()) {
        println!("\n  {:<18}{:>10}{:>10}", format!("{recipient}'s lines"), "amount", "balance");
        for line in lines {
            println!("  {:<18}{:>10}{:>10}", "", line.amount, line.balance);
        }
    }
}
