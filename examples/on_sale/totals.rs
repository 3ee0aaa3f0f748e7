//! What came of it, in figures that are the same in every language and on every store.

use std::collections::BTreeMap;

use palco::{
    ticketing::box_office::{PlacesSold, QuotaSize, QuotaUse},
    values::{Currency, Instant, Money, QuotaCode, TicketTypeCode},
};
use serde::Serialize;

use crate::{
    play::{Outcome, Tally},
    requests::Requests,
    verify::{Seen, Verdict},
};

type Counts = BTreeMap<String, u64>;

#[derive(Serialize)]
pub(crate) struct Totals {
    pub(crate) lines: usize,
    pub(crate) bad_lines: Counts,
    pub(crate) requests: usize,
    pub(crate) commands: usize,
    pub(crate) buyers: usize,
    pub(crate) held: usize,
    pub(crate) refused: Counts,
    pub(crate) sold_out: Counts,
    pub(crate) repeats: Repeats,
    pub(crate) payments: Payments,
    pub(crate) released: u64,
    pub(crate) lapsed: u64,
    pub(crate) ticket_types: BTreeMap<TicketTypeCode, Sold>,
    pub(crate) quotas: BTreeMap<QuotaCode, Used>,
    pub(crate) revenue: String,
    pub(crate) sold_per_minute: Vec<u64>,
    pub(crate) domain_events: u64,
    pub(crate) verified: Verified,
}

/// Command ids that came more than once, by what was answered.
#[derive(Serialize)]
pub(crate) struct Repeats {
    pub(crate) first_answer: u64,
    pub(crate) decided_afresh: u64,
    pub(crate) id_reused: u64,
}

#[derive(Serialize)]
pub(crate) struct Payments {
    pub(crate) sold: usize,
    pub(crate) sold_late: u64,
    pub(crate) refused: Counts,
}

#[derive(Serialize)]
pub(crate) struct Sold {
    pub(crate) sold: u64,
    pub(crate) revenue: String,
}

#[derive(Serialize)]
pub(crate) struct Used {
    pub(crate) size: QuotaSize,
    pub(crate) sold: u64,
    pub(crate) held: u64,
    pub(crate) free: Option<i64>,
    pub(crate) most_in_use: u64,
}

#[derive(Serialize)]
pub(crate) struct Verified {
    pub(crate) never_oversold: bool,
    pub(crate) one_effect_each: bool,
    pub(crate) counters_agree: bool,
}

pub(crate) fn of(
    requests: &Requests,
    tally: Tally,
    seen: &Seen,
    quotas: &[QuotaUse],
    verdict: &Verdict,
) -> Totals {
    let refused = || {
        tally.outcomes.values().filter_map(|outcome| match outcome {
            Outcome::Held => None,
            Outcome::Refused { code, reason } => Some((*code, reason.as_deref())),
        })
    };
    let revenue = tally.sales.iter().map(amount).sum();
    Totals {
        lines: requests.lines,
        bad_lines: count(requests.bad.iter().map(|bad| bad.field.as_str())),
        requests: requests.requests.len(),
        commands: tally.outcomes.len(),
        buyers: tally.buyers.len(),
        held: tally.outcomes.len() - refused().count(),
        refused: count(refused().map(|(code, _)| code)),
        sold_out: count(refused().filter_map(|(_, reason)| reason)),
        repeats: Repeats {
            first_answer: tally.first_answers,
            decided_afresh: tally.decided_afresh,
            id_reused: tally.ids_reused,
        },
        payments: Payments {
            sold: tally.sales.len(),
            sold_late: tally.sold_late,
            refused: tally.payments_refused.iter().map(|(code, n)| ((*code).into(), *n)).collect(),
        },
        released: tally.released,
        lapsed: seen.lapsed,
        ticket_types: by_ticket_type(&tally.sales),
        quotas: quotas.iter().map(|quota| (quota.quota.clone(), used(quota, seen))).collect(),
        revenue: brl(revenue),
        sold_per_minute: per_minute(&tally.sales),
        domain_events: seen.domain_events,
        verified: Verified {
            never_oversold: verdict.never_oversold,
            one_effect_each: verdict.one_effect_each,
            counters_agree: verdict.counters_agree,
        },
    }
}

fn count<'a>(names: impl Iterator<Item = &'a str>) -> Counts {
    let mut counts = Counts::new();
    for name in names {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    counts
}

fn used(quota: &QuotaUse, seen: &Seen) -> Used {
    let most_in_use = seen.quotas.get(&quota.quota).map_or(0, |folded| folded.most);
    let QuotaUse { size, sold, held, free, .. } = *quota;
    Used { size, sold, held, free, most_in_use }
}

fn by_ticket_type(sales: &[PlacesSold]) -> BTreeMap<TicketTypeCode, Sold> {
    let mut sums: BTreeMap<TicketTypeCode, (u64, i64)> = BTreeMap::new();
    for line in sales.iter().flat_map(|sale| &sale.lines) {
        let (places, minor) = sums.entry(line.ticket_type.clone()).or_default();
        *places += line.quantity.get();
        *minor += times(line.unit_price, line.quantity.get());
    }
    let sold = |(sold, minor)| Sold { sold, revenue: brl(minor) };
    sums.into_iter().map(|(code, sums)| (code, sold(sums))).collect()
}

/// Places sold in each minute since the first sale.
fn per_minute(sales: &[PlacesSold]) -> Vec<u64> {
    let minute = |at: Instant| at.as_millis() / 60_000;
    let Some(first) = sales.first().map(|sale| minute(sale.at)) else { return Vec::new() };
    let mut minutes = Vec::new();
    for sale in sales {
        let index = usize::try_from(minute(sale.at) - first).unwrap_or(0);
        minutes.resize(minutes.len().max(index + 1), 0);
        if let Some(places) = minutes.get_mut(index) {
            *places += sale.lines.iter().map(|line| line.quantity.get()).sum::<u64>();
        }
    }
    minutes
}

fn amount(sale: &PlacesSold) -> i64 {
    sale.lines.iter().map(|line| times(line.unit_price, line.quantity.get())).sum()
}

fn times(price: Money, quantity: u64) -> i64 {
    price.checked_mul(quantity).map_or(0, Money::minor)
}

fn brl(minor: i64) -> String {
    Money::from_minor(minor, Currency::BRL)
        .map_or_else(|_| "-".into(), |sum| sum.amount().to_string())
}
