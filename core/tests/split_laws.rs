//! What must hold of a split and of what goes back, whatever is paid, refunded, taken back or disputed.
//! The control is the obvious way, dividing the total anew after each refund: it breaks the laws.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking, and its figures are small"
)]

mod laws;

use palco::{
    payments::split::{Account, Column, Ledger, Mode, Nets, Part, Rule, Share, Split},
    testing::{id, proved, sized},
    values::{Currency, Money, Percent, allocate},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{TestError, TestRunner},
};

/// How a refund in proportion is divided: as the crate does it, or as the control does.
type Divide = fn(&Ledger, Money) -> Vec<Part>;

/// One thing that befalls what was paid. Figures are thousandths of what is possible then.
#[derive(Debug, Clone)]
enum Step {
    ProRata(u64),
    Directed(Vec<u64>),
    /// A refund, as many ago, fails.
    Failed(usize),
    Disputed(u64),
    /// A dispute, as many ago, is won.
    Won(usize),
    /// All that is left goes back.
    Rest,
}

fn step() -> impl Strategy<Value = Step> {
    let part = || prop_oneof![4 => 0..=1_000_u64, 1 => Just(1_001)];
    prop_oneof![
        6 => part().prop_map(Step::ProRata),
        2 => vec(0..=1_000_u64, 6).prop_map(Step::Directed),
        2 => (0..4_usize).prop_map(Step::Failed),
        1 => part().prop_map(Step::Disputed),
        1 => (0..2_usize).prop_map(Step::Won),
        1 => Just(Step::Rest),
    ]
}

#[derive(Debug, Clone)]
struct Case {
    amount: i64,
    /// Ten-thousandths of a percent, of which the last has what the others leave.
    percents: Vec<u32>,
    fixed: Option<i64>,
    taker: Option<usize>,
    steps: Vec<Step>,
}

fn case() -> impl Strategy<Value = Case> {
    let amount = prop_oneof![1..=20_i64, 1..=100_000_i64, 1..=999_999_999_999_999_i64];
    (amount, 1..=6_usize).prop_flat_map(|(amount, recipients)| {
        let most = 1_000_000 / u32::try_from(recipients).expect("few");
        let even = prop_oneof![Just(most), 0..=most];
        let fixed = proptest::option::of(0..=amount);
        let taker = proptest::option::weighted(0.2, 0..recipients);
        (vec(even, recipients - 1), fixed, taker, vec(step(), 0..24)).prop_map(
            move |(percents, fixed, taker, steps)| Case { amount, percents, fixed, taker, steps },
        )
    })
}

fn brl(minor: i64) -> Money {
    Money::from_minor(minor, Currency::BRL).unwrap()
}

fn split_of(case: &Case) -> Split {
    let percent = |count: &u32| Percent::from_ten_thousandths(*count).unwrap();
    let shares = case.percents.iter().map(|count| Share::Percent { percent: percent(count) });
    let mut rules: Vec<Rule> = (1..)
        .zip(shares.chain([Share::Remainder {}]))
        .map(|(number, share)| Rule::new(id(number), share).bears_fee())
        .collect();
    if let (Some(fixed), Some(first)) = (case.fixed, rules.first_mut())
        && case.percents.iter().skip(1).all(|percent| *percent == 0)
        && first.share != (Share::Remainder {})
    {
        first.share = Share::Fixed { amount: brl(fixed) };
    } else if let Some(taker) = case.taker {
        rules[taker].takes_rounding = true;
    }
    rules[0].liable = true;
    Split::new(rules).unwrap()
}

/// S1, S2, S3 and S5 of the shares.
fn shares_hold(case: &Case, split: &Split, ledger: &Ledger) -> Result<(), TestCaseError> {
    let shares: Vec<i128> = figures(ledger, |account| account.share);
    prop_assert_eq!(shares.iter().sum::<i128>(), i128::from(case.amount), "S1");
    let mut claimed = 0_i128;
    for (rule, share) in split.rules().iter().zip(&shares) {
        prop_assert!(*share >= 0, "S5");
        let exact = match rule.share {
            Share::Fixed { amount } => {
                prop_assert_eq!(*share, i128::from(amount.minor()), "S2");
                i128::from(amount.minor()) * 1_000_000
            }
            Share::Percent { percent } => {
                i128::from(percent.ten_thousandths()) * i128::from(case.amount)
            }
            Share::Remainder {} => i128::from(case.amount) * 1_000_000 - claimed,
        };
        claimed += exact;
        let off = (share * 1_000_000 - exact).abs();
        prop_assert!(rule.takes_rounding || off < 1_000_000, "S3: {share} for {exact}");
    }
    Ok(())
}

fn figures(ledger: &Ledger, figure: impl Fn(&Account) -> i64) -> Vec<i128> {
    ledger.accounts().iter().map(|account| i128::from(figure(account))).collect()
}

fn left(ledger: &Ledger) -> i64 {
    ledger.accounts().iter().map(Account::refundable).sum()
}

fn of_part(whole: i64, thousandths: u64) -> i64 {
    if thousandths > 1_000 {
        return whole.min(1);
    }
    i64::try_from(i128::from(whole) * i128::from(thousandths) / 1_000).unwrap()
}

/// R1 and R2 of what one refund gives.
fn parts_hold(parts: &[Part], amount: i64) -> Result<(), TestCaseError> {
    let sum: i64 = parts.iter().map(|part| part.amount.minor()).sum();
    prop_assert_eq!(sum, amount, "R1");
    prop_assert!(parts.iter().all(|part| !part.amount.is_negative()), "R2");
    Ok(())
}

/// Walks through a case by one way to divide, and checks the laws after each step.
fn laws_hold(case: &Case, divide: Divide) -> Result<(), TestCaseError> {
    let split = split_of(case);
    let fee = Money::zero(Currency::BRL);
    let mut ledger = split.allocate(brl(case.amount), fee, Nets::Positive).unwrap();
    shares_hold(case, &split, &ledger)?;
    let (mut refunds, mut disputes) = (Vec::<(Column, Vec<Part>)>::new(), Vec::new());
    for step in case.steps.iter().chain([&Step::Rest]) {
        match step {
            Step::ProRata(thousandths) => {
                let amount = of_part(left(&ledger), *thousandths);
                let parts = divide(&ledger, brl(amount));
                parts_hold(&parts, amount)?;
                refunds.push((Column::ProRata, parts));
            }
            Step::Directed(thousandths) => {
                let part = |(account, thousandths): (&Account, &u64)| Part {
                    recipient: account.recipient,
                    amount: brl(of_part(account.refundable(), *thousandths)),
                };
                let parts: Vec<Part> =
                    ledger.accounts().iter().zip(thousandths).map(part).collect();
                let sum = brl(parts.iter().map(|part| part.amount.minor()).sum());
                let mode = Mode::Directed { parts: parts.clone().try_into().unwrap() };
                prop_assert_eq!(&ledger.refund(sum, &mode).unwrap(), &parts);
                refunds.push((Column::Directed, parts));
            }
            Step::Failed(ago) if *ago < refunds.len() => {
                let (column, parts) = refunds.remove(refunds.len() - 1 - ago);
                ledger.give_back(column, &parts).unwrap();
                continue;
            }
            Step::Disputed(thousandths) => {
                let disputed: i64 = ledger.accounts().iter().map(|of| of.disputed).sum();
                let most = 999_999_999_999_999 - disputed;
                let amount = of_part(case.amount, *thousandths).min(most);
                let debit = ledger.debit(brl(amount)).unwrap();
                parts_hold(&debit, amount)?;
                let before = figures(&ledger, Account::refundable);
                ledger.take(Column::Disputed, &debit).unwrap();
                prop_assert_eq!(before, figures(&ledger, Account::refundable));
                disputes.push(debit);
                continue;
            }
            Step::Won(ago) if *ago < disputes.len() => {
                let debit = disputes.remove(disputes.len() - 1 - ago);
                ledger.give_back(Column::Disputed, &debit).unwrap();
                continue;
            }
            Step::Failed(_) | Step::Won(_) => continue,
            Step::Rest => {
                let amount = left(&ledger);
                let parts = divide(&ledger, brl(amount));
                parts_hold(&parts, amount)?;
                refunds.push((Column::ProRata, parts));
            }
        }
        let (column, parts) = refunds.last().unwrap();
        prop_assert!(ledger.take(*column, parts).is_ok(), "R3");
        prop_assert!(figures(&ledger, Account::refundable).iter().all(|left| *left >= 0), "R3");
        if left(&ledger) == 0 {
            let all_back = figures(&ledger, Account::refundable).iter().all(|left| *left == 0);
            prop_assert!(all_back, "R4");
        }
    }
    prop_assert_eq!(left(&ledger), 0);
    Ok(())
}

fn ours(ledger: &Ledger, amount: Money) -> Vec<Part> {
    let once = ledger.refund(amount, &Mode::ProRata {}).unwrap();
    let again = ledger.refund(amount, &Mode::ProRata {}).unwrap();
    assert_eq!(once, again, "R5");
    once
}

/// The control: the total that went back is divided anew, and what went back before is taken off.
fn anew(ledger: &Ledger, amount: Money) -> Vec<Part> {
    let aims = ledger.accounts().iter().map(|account| account.share - account.directed);
    let weights: Vec<u64> = aims.map(|aim| u64::try_from(aim).unwrap_or_default()).collect();
    let before: i64 = ledger.accounts().iter().map(|account| account.pro_rata).sum();
    let all = amount.checked_add(brl(before)).unwrap();
    let totals = allocate(all, &weights).unwrap_or_else(|_| vec![all; weights.len()]);
    let part = |(account, total): (&Account, Money)| Part {
        recipient: account.recipient,
        amount: brl(total.minor() - account.pro_rata),
    };
    ledger.accounts().iter().zip(totals).map(part).collect()
}

fn config() -> ProptestConfig {
    laws::config(sized(2_000, 100_000))
}

#[test]
fn no_history_breaks_a_law() {
    let walk = |case: Case| laws_hold(&case, ours);
    TestRunner::new(config()).run(&case(), walk).unwrap_or_else(|broken| panic!("{broken}"));
    proved("histories of refunds and disputes that keep every cent", config().cases);
}

#[test]
fn dividing_the_total_anew_breaks_the_laws() {
    let walk = |case: Case| laws_hold(&case, anew);
    let broken = TestRunner::new(config()).run(&case(), walk);
    let Err(TestError::Fail(reason, _)) = broken else { panic!("the laws see nothing") };
    assert!(reason.message().starts_with("R2"), "{reason}");
}

proptest! {
    #![proptest_config(config())]

    /// S4 and S6: equal rules in another order exchange their shares only where they tie.
    #[test]
    fn the_order_of_equal_rules_matters_only_among_ties(
        amount in 1..=1_000_000_i64,
        count in 1..=6_u64,
    ) {
        let percent = Percent::from_ten_thousandths(1_000_000 / 6).unwrap();
        let rule = |number| Rule::new(id(number), Share::Percent { percent }).liable();
        let rest = Rule::new(id(99), Share::Remainder {});
        let forth: Vec<Rule> = (1..=count).map(rule).chain([rest]).collect();
        let back: Vec<Rule> = (1..=count).rev().map(rule).chain([rest]).collect();
        let minors = |rules| {
            let split = Split::new(rules).unwrap();
            let ledger = split.allocate(brl(amount), brl(0), Nets::Positive).unwrap();
            ledger.shares().iter().map(|part| part.amount.minor()).collect::<Vec<_>>()
        };
        prop_assert_eq!(minors(forth), minors(back));
    }
}
