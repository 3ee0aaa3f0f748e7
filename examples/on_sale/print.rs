//! The totals as people read them.

use std::{collections::BTreeMap, time::Duration};

use crate::{requests::BadLine, totals::Totals};

const BAD_LINES_SHOWN: usize = 10;
const BAR: usize = 50;

pub(crate) fn report(bad: &[BadLine], totals: &Totals, decisions: u64, took: Duration) {
    for BadLine { number, field, reason } in bad.iter().take(BAD_LINES_SHOWN) {
        println!("line {number}: {field}: {reason}");
    }
    if bad.len() > BAD_LINES_SHOWN {
        println!("and {} more bad lines", bad.len() - BAD_LINES_SHOWN);
    }
    println!(
        "\n{} requests of {} buyers under {} command ids",
        totals.requests, totals.buyers, totals.commands
    );
    row("held", totals.held);
    for (code, count) in &totals.refused {
        row(code, count);
        if code == "box_office.sold_out" {
            counts("  the others are", &totals.sold_out);
        }
    }
    println!("\nsent again");
    row("got the first answer again", totals.repeats.first_answer);
    row("refused at first, decided afresh", totals.repeats.decided_afresh);
    row("command.id_reused", totals.repeats.id_reused);
    println!("\nwhat became of {} holds", totals.held);
    row("sold", totals.payments.sold);
    row("  of them paid after the hold lapsed", totals.payments.sold_late);
    counts("paid too late,", &totals.payments.refused);
    row("released", totals.released);
    row("lapsed", totals.lapsed);
    tables(totals);
    timeline(&totals.sold_per_minute);
    let per_second = u128::from(decisions) * 1_000_000 / took.as_micros().max(1);
    println!("\n{decisions} decisions in {took:.2?}: {per_second} a second");
    let verified = &totals.verified;
    println!(
        "verified over {} domain events: {}, {}, {}",
        totals.domain_events,
        said(verified.never_oversold, "never oversold", "OVERSOLD"),
        said(verified.one_effect_each, "each command had one effect", "EFFECTS DIFFER"),
        said(verified.counters_agree, "the counters agree", "THE COUNTERS DIFFER"),
    );
}

fn said(holds: bool, good: &'static str, bad: &'static str) -> &'static str {
    if holds { good } else { bad }
}

fn row(name: &str, count: impl ToString) {
    println!("  {name:<42}{:>8}", count.to_string());
}

fn counts(before: &str, counts: &BTreeMap<String, u64>) {
    for (name, count) in counts {
        row(&format!("{before} {name}"), count);
    }
}

fn tables(totals: &Totals) {
    println!("\n  {:<12}{:>8}{:>16}", "ticket type", "sold", "revenue, BRL");
    for (code, sold) in &totals.ticket_types {
        println!("  {code:<12}{:>8}{:>16}", sold.sold, sold.revenue);
    }
    println!("  {:<12}{:>24}", "all", totals.revenue);
    println!(
        "\n  {:<12}{:>8}{:>8}{:>8}{:>8}{:>13}",
        "quota", "size", "sold", "held", "free", "most in use"
    );
    for (code, used) in &totals.quotas {
        let size = serde_json::to_string(&used.size).unwrap_or_default();
        let free = used.free.map_or_else(|| "-".to_owned(), |free| free.to_string());
        let (sold, held, most) = (used.sold, used.held, used.most_in_use);
        println!("  {code:<12}{size:>8}{sold:>8}{held:>8}{free:>8}{most:>13}");
    }
}

/// A bar a minute, in eighths of a letter; minutes without a sale are left out.
fn timeline(minutes: &[u64]) {
    println!("\nplaces sold per minute");
    let most = minutes.iter().copied().max().unwrap_or(1).max(1);
    for (minute, places) in minutes.iter().enumerate() {
        if *places == 0 {
            continue;
        }
        let eighths = places.saturating_mul(8 * BAR as u64) / most;
        let rest = "▏▎▍▌▋▊▉".chars().nth((eighths % 8) as usize - usize::from(eighths % 8 > 0));
        let rest = rest.filter(|_| eighths % 8 > 0).map(String::from).unwrap_or_default();
        println!("  {minute:>3} {}{rest} {places}", "█".repeat((eighths / 8) as usize));
    }
}
