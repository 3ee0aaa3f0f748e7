//! What a hold is worth, and until when.

use super::{after, brl, closed, held, id, instant, opened, priced, rows, so_many, sold};
use crate::{
    Aggregate,
    ticketing::box_office::{
        BoxOffice, DomainEvent, HoldLapsed, HoldReleased, HoldSummary, PricedLine, Rejection,
    },
    values::{Currency, HoldId, Money, MoneyError},
};

fn state(history: impl IntoIterator<Item = DomainEvent>) -> BoxOffice {
    let mut office = BoxOffice::initial();
    history.into_iter().for_each(|happened| office.evolve(&happened));
    office
}

/// What is told of hold 50, so many seconds after noon.
fn told(
    history: impl IntoIterator<Item = DomainEvent>,
    seconds: u32,
) -> Result<HoldSummary, Rejection> {
    let office = state([DomainEvent::from(opened())].into_iter().chain(history));
    office.sales().expect("it was opened").hold_summary(id(50), after(seconds).now)
}

fn lines() -> Vec<PricedLine> {
    vec![priced("floor", 3), priced("vip", 2)]
}

fn live() -> DomainEvent {
    held(50, 0, lines()).into()
}

#[test]
fn a_live_hold_has_its_lines_what_they_cost_and_its_end() {
    let expected = HoldSummary {
        hold_id: id(50),
        buyer: id(7),
        lines: lines(),
        total: brl("420.00"),
        expires_at: after(600).now,
    };
    assert_eq!(told([live()], 0), Ok(expected.clone()));
    // New holds are refused; those that live stay.
    assert_eq!(told([live(), closed().into()], 599), Ok(expected));
}

#[test]
fn a_hold_that_is_over_is_not_told_of() {
    let lapsed = || Err(Rejection::HoldLapsed { hold_id: id(50), expires_at: after(600).now });
    let unknown = || Err(Rejection::HoldUnknown { hold_id: id(50) });
    assert_eq!(told([live()], 600), lapsed());
    // The box office's time never runs back behind its last record.
    let later: DomainEvent = held(51, 700, vec![priced("vip", 1)]).into();
    assert_eq!(told([live(), later], 0), lapsed());
    let at = after(700).now;
    let notice = HoldLapsed { hold_id: id(50), buyer: id(7), expires_at: after(600).now, at };
    assert_eq!(told([live(), notice.into()], 700), unknown());
    let released = HoldReleased { hold_id: id(50), at: after(1).now };
    assert_eq!(told([live(), released.into()], 1), unknown());
    assert_eq!(told([live(), sold(50, lines()).into()], 1), unknown());
    assert_eq!(told([], 0), unknown());
}

/// Of every hold that is live after a row.
#[test]
fn the_total_is_the_sum_of_the_lines() {
    let (noon, mut seen) = (instant("2026-11-23T12:00:00Z"), 0);
    for office in rows().iter().map(crate::testing::Row::leaves) {
        let Some(sales) = office.sales() else { continue };
        let holds: Vec<HoldId> = sales.live_holds(noon).map(|(hold_id, _)| hold_id).collect();
        for hold_id in holds {
            let told = sales.hold_summary(hold_id, noon).expect("it is live");
            let each = told
                .lines
                .iter()
                .map(|line| i128::from(line.unit_price.minor()) * i128::from(line.quantity.get()));
            let most = i128::from(Money::largest(sales.currency()).minor());
            assert_eq!(i128::from(told.total.minor()), each.sum::<i128>().min(most));
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} holds");
}

#[test]
fn a_sum_beyond_money_is_the_largest_amount_and_no_payment_covers_it() {
    let unit_price = Money::largest(Currency::BRL);
    let dear = || vec![PricedLine { quantity: so_many(2), unit_price, ..priced("vip", 2) }];
    let summary = told([held(50, 0, dear()).into()], 0).expect("it is live");
    assert_eq!(summary.total, unit_price);
    assert_eq!(PricedLine::total(&dear(), Currency::BRL), Err(MoneyError::OutOfRange));
    let (left, right) = (Currency::USD, Currency::BRL);
    let mixed = PricedLine::total(&lines(), Currency::USD);
    assert_eq!(mixed, Err(MoneyError::CurrencyMismatch { left, right }));
    assert_eq!(PricedLine::total(&[], Currency::USD), Ok(Money::zero(Currency::USD)));
}
