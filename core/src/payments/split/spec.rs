//! The worked cases, a name per row, and what each rule refuses.

use super::{
    Column, FeeOnRefund, Ledger, Mode, Nets, Part, Rule, Share, Split, SplitBase, SplitError,
};
use crate::{
    testing::{id, known},
    values::{Currency, Money},
};

fn brl(text: &str) -> Money {
    Money::parse(text, Currency::BRL).expect("an amount")
}

fn nothing() -> Money {
    Money::zero(Currency::BRL)
}

fn percent(number: u64, percent: &str) -> Rule {
    Rule::new(id(number), Share::Percent { percent: known(percent) })
}

fn fixed(number: u64, amount: &str) -> Rule {
    Rule::new(id(number), Share::Fixed { amount: brl(amount) })
}

fn remainder(number: u64) -> Rule {
    Rule::new(id(number), Share::Remainder {})
}

/// A split whose first recipient is liable.
fn split(mut rules: Vec<Rule>) -> Split {
    rules[0].liable = true;
    Split::new(rules).expect("a split")
}

fn shares(split: &Split, amount: &str) -> Vec<String> {
    let ledger = split.allocate(brl(amount), nothing(), Nets::Positive).expect("it fits");
    texts(&ledger.shares())
}

fn texts(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|part| part.amount.amount().to_string()).collect()
}

/// A ledger with these shares, all of them liable.
fn ledger(shares: &[&str]) -> Ledger {
    let rules = (1..).zip(shares).map(|(number, share)| fixed(number, share).liable());
    let total = shares.iter().fold(nothing(), |sum, share| sum.checked_add(brl(share)).unwrap());
    let split = Split::new(rules.collect()).expect("a split");
    split.allocate(total, nothing(), Nets::Positive).expect("it fits")
}

fn refund(ledger: &mut Ledger, amount: &str) -> Vec<String> {
    let parts = ledger.refund(brl(amount), &Mode::ProRata {}).expect("there is enough");
    ledger.take(Column::ProRata, &parts).unwrap();
    texts(&parts)
}

fn directed(parts: &[(u64, &str)]) -> Mode {
    let part =
        |(number, amount): &(u64, &str)| Part { recipient: id(*number), amount: brl(amount) };
    Mode::Directed { parts: parts.iter().map(part).collect::<Vec<_>>().try_into().expect("parts") }
}

fn refund_directed(ledger: &mut Ledger, amount: &str, parts: &[(u64, &str)]) {
    let parts = ledger.refund(brl(amount), &directed(parts)).expect("it fits");
    ledger.take(Column::Directed, &parts).unwrap();
}

fn pro_rata(ledger: &Ledger) -> Vec<String> {
    let part = |account: &super::Account| Money::from_minor(account.pro_rata, Currency::BRL);
    let of = ledger.accounts().iter().map(|account| part(account).unwrap().amount().to_string());
    of.collect()
}

#[test]
fn a_cent_that_cannot_be_divided_goes_in_the_order_of_the_rules() {
    let three = split(vec![percent(1, "33.3333"), percent(2, "33.3333"), percent(3, "33.3334")]);
    assert_eq!(shares(&three, "0.01"), ["0.00", "0.00", "0.01"]);
    let mut equal = ledger(&["1.00", "1.00", "1.00"]);
    assert_eq!(refund(&mut equal, "0.01"), ["0.01", "0.00", "0.00"]);
    let mut equal = ledger(&["1.00", "1.00", "1.00"]);
    assert_eq!(refund(&mut equal, "0.02"), ["0.01", "0.01", "0.00"]);
}

#[test]
fn what_percentages_leave_is_told_exactly() {
    let thirds = || vec![percent(1, "33.33"), percent(2, "33.33"), percent(3, "33.33")];
    let missing = |amount| {
        let refused = split(thirds()).allocate(brl(amount), nothing(), Nets::Positive);
        match refused {
            Err(SplitError::SplitDoesNotCover { missing, .. }) => missing,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(missing("100.00"), "0.01");
    assert_eq!(missing("10.00"), "0.001");
    assert_eq!(missing("1000.00"), "0.10");
    let covered = split([thirds(), vec![remainder(4)]].concat());
    assert_eq!(shares(&covered, "100.00"), ["33.33", "33.33", "33.33", "0.01"]);
    assert_eq!(shares(&covered, "10.00"), ["3.34", "3.33", "3.33", "0.00"]);
}

#[test]
fn the_largest_fraction_has_the_cent_left_over() {
    let of_three = split(vec![percent(1, "70"), percent(2, "20"), percent(3, "10")]);
    assert_eq!(shares(&of_three, "100.01"), ["70.01", "20.00", "10.00"]);
    let halves = split(vec![percent(1, "50"), percent(2, "50")]);
    assert_eq!(shares(&halves, "100.05"), ["50.03", "50.02"]);
}

#[test]
fn a_fixed_share_is_untouched_and_the_remainder_has_what_is_left() {
    let of_three = split(vec![fixed(1, "5.00"), percent(2, "10"), remainder(3)]);
    assert_eq!(shares(&of_three, "99.99"), ["5.00", "10.00", "84.99"]);
}

#[test]
fn who_takes_the_rounding_has_all_of_it() {
    let thirds = |taker: usize| {
        let mut rules = vec![percent(1, "33.3333"), percent(2, "33.3333"), remainder(3)];
        rules[taker].takes_rounding = true;
        split(rules)
    };
    assert_eq!(shares(&thirds(0), "0.05"), ["0.03", "0.01", "0.01"]);
    assert_eq!(shares(&thirds(2), "0.05"), ["0.01", "0.01", "0.03"]);
}

#[test]
fn refunds_of_thirds_end_at_the_thirds() {
    let mut thirds = ledger(&["33.34", "33.33", "33.33"]);
    assert_eq!(refund(&mut thirds, "0.01"), ["0.01", "0.00", "0.00"]);
    assert_eq!(refund(&mut thirds, "33.33"), ["11.11", "11.11", "11.11"]);
    assert_eq!(refund(&mut thirds, "0.01"), ["0.00", "0.01", "0.00"]);
    assert_eq!(refund(&mut thirds, "66.65"), ["22.22", "22.21", "22.22"]);
    assert_eq!(pro_rata(&thirds), ["33.34", "33.33", "33.33"]);
}

#[test]
fn a_total_that_would_fall_when_divided_anew_takes_nothing_back() {
    let mut paradox = ledger(&["6.00", "6.00", "2.00"]);
    assert_eq!(refund(&mut paradox, "0.10"), ["0.04", "0.04", "0.02"]);
    assert_eq!(refund(&mut paradox, "0.01"), ["0.01", "0.00", "0.00"]);
    assert_eq!(pro_rata(&paradox), ["0.05", "0.04", "0.02"]);
    assert_eq!(refund(&mut paradox, "13.89"), ["5.95", "5.96", "1.98"]);
    assert_eq!(pro_rata(&paradox), ["6.00", "6.00", "2.00"]);
}

#[test]
fn a_hundred_refunds_of_a_cent_do_not_drift() {
    let mut ninety = ledger(&["90.00", "10.00"]);
    (0..100).for_each(|_| _ = refund(&mut ninety, "0.01"));
    assert_eq!(pro_rata(&ninety), ["0.90", "0.10"]);
}

fn with_fee(policy: FeeOnRefund) -> Ledger {
    let rules = vec![percent(1, "80").bears_fee(), percent(2, "15").bears_fee(), percent(3, "5")];
    let split = split(rules).on_refund(policy);
    split.allocate(brl("100.00"), brl("4.38"), Nets::Positive).expect("it fits")
}

#[test]
fn a_fee_is_borne_in_proportion_and_kept_when_money_goes_back() {
    let mut kept = with_fee(FeeOnRefund::Keep);
    assert_eq!(texts(&kept.fees()), ["3.69", "0.69", "0.00"]);
    assert_eq!(texts(&kept.balances()), ["76.31", "14.31", "5.00"]);
    assert_eq!(kept.fee_back(brl("33.33")).unwrap(), []);
    assert_eq!(refund(&mut kept, "33.33"), ["26.66", "5.00", "1.67"]);
    assert_eq!(refund(&mut kept, "33.33"), ["26.67", "5.00", "1.66"]);
    assert_eq!(refund(&mut kept, "33.34"), ["26.67", "5.00", "1.67"]);
    assert_eq!(pro_rata(&kept), ["80.00", "15.00", "5.00"]);
    assert_eq!(texts(&kept.balances()), ["-3.69", "-0.69", "0.00"]);
}

#[test]
fn a_proportional_fee_comes_back_to_the_cent() {
    let mut shared = with_fee(FeeOnRefund::Proportional);
    for amount in ["33.33", "33.33", "33.34"] {
        let back = shared.fee_back(brl(amount)).unwrap();
        assert_eq!(texts(&back), ["1.23", "0.23", "0.00"]);
        shared.take(Column::FeeBack, &back).unwrap();
        refund(&mut shared, amount);
    }
    assert_eq!(texts(&shared.balances()), ["0.00", "0.00", "0.00"]);
}

#[test]
fn after_a_directed_refund_the_rest_goes_in_proportion_to_what_it_left() {
    let mut mixed = ledger(&["80.00", "15.00", "5.00"]);
    refund_directed(&mut mixed, "20.00", &[(1, "20.00")]);
    assert_eq!(refund(&mut mixed, "30.00"), ["22.50", "5.63", "1.87"]);
    assert_eq!(refund(&mut mixed, "50.00"), ["37.50", "9.37", "3.13"]);
    assert!(mixed.accounts().iter().all(|account| account.refundable() == 0));
}

#[test]
fn over_a_net_base_everybody_bears_the_fee() {
    let halves = split(vec![percent(1, "50"), percent(2, "50")]).of(SplitBase::Net);
    let ledger = halves.allocate(brl("100.00"), brl("2.00"), Nets::Positive).expect("it fits");
    assert_eq!(texts(&ledger.balances()), ["49.00", "49.00"]);
    assert_eq!(texts(&ledger.shares()), ["50.00", "50.00"]);
    let short = halves.allocate(brl("1.00"), brl("2.00"), Nets::AnySign);
    assert_eq!(short, Err(SplitError::SplitExceedsBase { base: brl("-1.00") }));
}

#[test]
fn a_later_capture_takes_no_fixed_share_again() {
    let of_two = split(vec![fixed(1, "5.00"), remainder(2)]);
    let first = of_two.allocate(brl("60.00"), nothing(), Nets::Positive).expect("it fits");
    assert_eq!(texts(&first.shares()), ["5.00", "55.00"]);
    let next = of_two.allocate_next(brl("100.00"), &[first], brl("40.00"), nothing());
    assert_eq!(texts(&next.expect("it fits").shares()), ["0.00", "40.00"]);
}

#[test]
fn a_dispute_debits_the_liable_and_may_leave_a_debt() {
    let rules = vec![percent(1, "80").liable(), percent(2, "15").liable(), percent(3, "5")];
    let of_three = Split::new(rules).expect("a split");
    let mut ledger = of_three.allocate(brl("100.00"), nothing(), Nets::Positive).expect("it fits");
    let debit = ledger.debit(brl("100.00")).unwrap();
    assert_eq!(texts(&debit), ["84.21", "15.79", "0.00"]);
    ledger.take(Column::Disputed, &debit).unwrap();
    assert_eq!(texts(&ledger.balances()), ["-4.21", "-0.79", "5.00"]);
    assert_eq!(
        texts(&ledger.refund(brl("1.00"), &Mode::ProRata {}).unwrap()),
        ["0.80", "0.15", "0.05"]
    );
    ledger.give_back(Column::Disputed, &debit).unwrap();
    assert_eq!(texts(&ledger.balances()), ["80.00", "15.00", "5.00"]);
    refund(&mut ledger, "100.00");
    assert_eq!(texts(&ledger.debit(brl("9.50")).unwrap()), ["8.00", "1.50", "0.00"]);
}

#[test]
fn rules_that_do_not_fit_together_are_refused() {
    let some = |rules: Vec<Rule>| Split::new(rules).expect_err("it does not fit");
    assert_eq!(some(vec![]), SplitError::RuleCount { got: 0 });
    let crowd = (1..=101).map(remainder).collect();
    assert_eq!(some(crowd), SplitError::RuleCount { got: 101 });
    let twice = vec![percent(1, "50").liable(), percent(1, "50")];
    assert_eq!(some(twice), SplitError::DuplicateRecipient { recipient: id(1) });
    let negative = vec![fixed(1, "-1.00").liable(), remainder(2)];
    assert_eq!(some(negative), SplitError::AmountNegative { amount: brl("-1.00") });
    let dollar = Share::Fixed { amount: Money::zero(Currency::USD) };
    let mixed = vec![fixed(1, "1.00").liable(), Rule::new(id(2), dollar)];
    let (expected, got) = (Currency::BRL, Currency::USD);
    assert_eq!(some(mixed), SplitError::CurrencyMismatch { expected, got });
    let remainders = vec![remainder(1).liable(), remainder(2)];
    assert_eq!(some(remainders), SplitError::SeveralRemainders { got: 2 });
    let on_fixed = vec![fixed(1, "1.00").liable().takes_rounding(), remainder(2)];
    assert_eq!(some(on_fixed), SplitError::RoundingMisplaced {});
    let on_two = vec![percent(1, "50").liable().takes_rounding(), remainder(2).takes_rounding()];
    assert_eq!(some(on_two), SplitError::RoundingMisplaced {});
    assert_eq!(some(vec![remainder(1)]), SplitError::NobodyLiable {});
}

#[test]
fn amounts_that_the_rules_do_not_fit_are_refused() {
    let refused = |rules, amount, fee| {
        split(rules).allocate(brl(amount), brl(fee), Nets::Positive).expect_err("it does not fit")
    };
    let exceeds = |base| SplitError::SplitExceedsBase { base: brl(base) };
    assert_eq!(refused(vec![fixed(1, "5.01"), remainder(2)], "5.00", "0.00"), exceeds("5.00"));
    let both = vec![fixed(1, "1.00"), percent(2, "100")];
    assert_eq!(refused(both, "5.00", "0.00"), exceeds("5.00"));
    assert_eq!(refused(vec![remainder(1)], "5.00", "1.00"), SplitError::NobodyBearsFee {});
    let small = vec![percent(1, "10").bears_fee(), remainder(2)];
    let (recipient, share, fee) = (id(1), brl("0.50"), brl("0.51"));
    let expected = SplitError::FeeExceedsShare { recipient, share, fee };
    assert_eq!(refused(small.clone(), "5.00", "0.51"), expected);
    let taken = split(small).allocate(brl("5.00"), brl("0.51"), Nets::AnySign).expect("a fact");
    assert_eq!(texts(&taken.balances()), ["-0.01", "4.50"]);
    let (expected, got) = (Currency::USD, Currency::BRL);
    let dollars = split(vec![fixed(1, "1.00"), remainder(2)]).allocate(
        Money::zero(expected),
        Money::zero(expected),
        Nets::Positive,
    );
    assert_eq!(dollars, Err(SplitError::CurrencyMismatch { expected, got }));
}

#[test]
fn directed_refunds_that_do_not_fit_are_refused() {
    let mut of_two = ledger(&["80.00", "20.00"]);
    refund(&mut of_two, "50.00");
    let refused = |amount, parts: &[(u64, &str)]| {
        of_two.refund(brl(amount), &directed(parts)).expect_err("it does not fit")
    };
    let (expected, got) = (brl("5.00"), brl("4.99"));
    assert_eq!(
        refused("5.00", &[(1, "4.99")]),
        SplitError::DirectedRefundMismatch { expected, got }
    );
    let (recipient, available) = (id(2), brl("10.00"));
    let exceeded = SplitError::RecipientShareExceeded { recipient, available };
    assert_eq!(refused("10.01", &[(2, "10.01")]), exceeded);
    assert_eq!(refused("1.00", &[(9, "1.00")]), SplitError::RecipientUnknown { recipient: id(9) });
    let twice = SplitError::DuplicateRecipient { recipient: id(1) };
    assert_eq!(refused("2.00", &[(1, "1.00"), (1, "1.00")]), twice);
    let negative = SplitError::AmountNegative { amount: brl("-1.00") };
    assert_eq!(refused("1.00", &[(1, "2.00"), (2, "-1.00")]), negative);
    let (available, requested) = (brl("50.00"), brl("50.01"));
    let too_much = of_two.refund(requested, &Mode::ProRata {});
    assert_eq!(too_much, Err(SplitError::RefundExceedsAvailable { available, requested }));
}
