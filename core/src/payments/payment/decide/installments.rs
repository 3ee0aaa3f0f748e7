use crate::{
    payments::payment::contract::{Installments, Rejection, RemainderOn},
    values::{Count, Money},
};

/// The most where the terms say nothing.
const COUNT_MAX: u32 = 12;
/// The most whatever the terms say: longer than any card is charged.
const COUNT_LIMIT: u32 = 120;

/// An amount in so many parts that add up to it.
pub(super) fn amounts(amount: Money, terms: &Installments) -> Result<Vec<Money>, Rejection> {
    let count = terms.count.get();
    let count_max = terms.count_max.map_or(COUNT_MAX, Count::get).min(COUNT_LIMIT);
    if count > count_max {
        return Err(Rejection::InstallmentCountInvalid { count_max, count });
    }
    let minor = i128::from(amount.minor());
    let base = minor.checked_div_euclid(i128::from(count)).unwrap_or_default();
    let left = minor.checked_rem_euclid(i128::from(count)).unwrap_or_default();
    let minimum = terms.amount_min.unwrap_or(amount.part(1));
    if minimum.currency() != amount.currency() {
        let (expected, got) = (amount.currency(), minimum.currency());
        return Err(Rejection::CurrencyMismatch { expected, got });
    }
    if base < i128::from(minimum.minor()) {
        return Err(Rejection::InstallmentBelowMinimum { minimum, amount: amount.part(base) });
    }
    let extra = |number: u32| match terms.remainder {
        RemainderOn::First if number == 1 => left,
        RemainderOn::Last if number == count => left,
        RemainderOn::Spread if i128::from(number) <= left => 1,
        RemainderOn::First | RemainderOn::Last | RemainderOn::Spread => 0,
    };
    Ok((1..=count).map(|number| amount.part(base.saturating_add(extra(number)))).collect())
}
