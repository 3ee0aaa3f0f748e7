#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test")]

use proptest::prelude::*;

use super::*;

const MINOR_MAX: i64 = 999_999_999_999_999;

fn brl(minor: i64) -> Money {
    Money::from_minor(minor, Currency::BRL).unwrap()
}

#[test]
fn the_range_is_thirteen_digits_before_the_point() {
    assert_eq!(Money::parse("9999999999999.99", Currency::BRL), Ok(brl(MINOR_MAX)));
    assert!(Money::from_minor(MINOR_MAX + 1, Currency::BRL).is_err());
    assert!(Money::from_minor(i64::MIN, Currency::BRL).is_err());
    assert_eq!(brl(MINOR_MAX).checked_add(brl(1)), Err(MoneyError::OutOfRange));
    assert_eq!(brl(1).checked_mul(u64::MAX), Err(MoneyError::OutOfRange));
    assert!(Money::from_minor(9_999_999_999_999, Currency::JPY).is_ok());
    assert!(Money::from_minor(10_000_000_000_000, Currency::JPY).is_err());
    let of_four_decimals = Currency::parse("UYW").unwrap();
    assert_eq!(Money::largest(of_four_decimals).to_string(), "UYW 9999999999999.9999");
}

#[test]
fn currencies_do_not_mix() {
    let (reais, dollars) = (brl(12_000), Money::from_minor(12_000, Currency::USD).unwrap());
    let mixed = MoneyError::CurrencyMismatch { left: Currency::BRL, right: Currency::USD };
    assert_eq!(reais.checked_add(dollars), Err(mixed));
    assert_eq!(reais.checked_sub(dollars), Err(mixed));
    assert_eq!(reais.checked_cmp(dollars), Err(mixed));
    assert_eq!(reais.checked_cmp(brl(12_001)), Ok(Ordering::Less));
}

#[test]
fn bad_amounts_are_refused() {
    for amount in ["-0", "-0.00", "+1", "1e2", "NaN", "inf", "1.", ".5", "01", "1.000", "", "1 "] {
        assert!(Money::parse(amount, Currency::BRL).is_err(), "{amount}");
    }
    let mut negative_zero = Decimal::ZERO;
    negative_zero.set_sign_negative(true);
    assert!(Money::new(negative_zero, Currency::BRL).is_err());
    assert!(Money::new(Decimal::MAX, Currency::BRL).is_err());
    assert!(Money::new(Decimal::new(10, 1), Currency::JPY).is_err());
}

#[test]
fn the_wire_is_one_strict_object() {
    for bad in [
        r#"{"amount":120.00,"currency":"BRL"}"#,
        r#"{"amount":"120.00","currency":"BRL","extra":1}"#,
        r#"{"amount":"120.00"}"#,
        r#"{"amount":"120.00","amount":"1.00","currency":"BRL"}"#,
        r#"{"amount":null,"currency":"BRL"}"#,
        r#"["120.00","BRL"]"#,
        r#""BRL 120.00""#,
    ] {
        assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
    }
    let escaped = r#"{"currency":"BRL","amount":"1\u0032.5"}"#;
    assert_eq!(serde_json::from_str::<Money>(escaped).unwrap(), brl(1_250));
}

proptest! {
    #[test]
    fn text_decimal_and_wire_give_the_same_money(minor in -MINOR_MAX..=MINOR_MAX) {
        let money = brl(minor);
        prop_assert_eq!(Money::parse(&money.amount().to_string(), Currency::BRL), Ok(money));
        prop_assert_eq!(Money::new(money.amount(), Currency::BRL), Ok(money));
        let wire = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&wire).unwrap(), money);
    }

    #[test]
    fn what_is_added_can_be_taken_away(a in -MINOR_MAX..=MINOR_MAX, b in -MINOR_MAX..=MINOR_MAX) {
        if let Ok(sum) = brl(a).checked_add(brl(b)) {
            prop_assert_eq!(sum.checked_sub(brl(b)), Ok(brl(a)));
        }
    }

    #[test]
    fn a_part_is_bracketed_and_mirrored(minor in 0..=MINOR_MAX, rate in 0..=1_000_000_u32) {
        let rate = Percent::from_ten_thousandths(rate).unwrap();
        let part = |minor, rounding| brl(minor).percent(rate, rounding).unwrap().minor();
        let (down, up) = (part(minor, Rounding::Down), part(minor, Rounding::Up));
        prop_assert!(up - down <= 1 && up <= minor);
        for rounding in [Rounding::HalfUp, Rounding::HalfEven] {
            prop_assert!((down..=up).contains(&part(minor, rounding)));
            prop_assert_eq!(part(-minor, rounding), -part(minor, rounding));
        }
    }
}
