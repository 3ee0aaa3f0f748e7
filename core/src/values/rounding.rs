use std::num::NonZeroU128;

use serde::{Deserialize, Serialize};

use super::wire;

/// How a fraction of the smallest unit is rounded, by name, so that no rule rounds by accident.
///
/// Every rule works on the magnitude, so a refund rounds as the charge it mirrors did. On the wire
/// the names are `half_up`, `half_even`, `down` and `up`. The names and meanings are those of
/// Python's `decimal` and Java's `RoundingMode`.
///
/// ```
/// use palco::values::{Currency, Money, Percent, Rounding};
///
/// let price = Money::parse("0.25", Currency::BRL)?;
/// let half = Percent::parse("50")?;
/// assert_eq!(price.percent(half, Rounding::HalfUp)?.to_string(), "BRL 0.13");
/// assert_eq!(price.percent(half, Rounding::HalfEven)?.to_string(), "BRL 0.12");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest; a tie goes away from zero.
    HalfUp,
    /// To the nearest; a tie goes to the even neighbour (banker's rounding).
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl Rounding {
    /// `dividend / divisor`, rounded; `None` only when the quotient leaves `u128`.
    pub(super) fn divide(self, dividend: u128, divisor: NonZeroU128) -> Option<u128> {
        let quotient = dividend.checked_div(divisor.get())?;
        let remainder = dividend.checked_rem(divisor.get())?;
        let to_next = divisor.get().checked_sub(remainder)?;
        let away = match self {
            Self::HalfUp => remainder >= to_next,
            Self::HalfEven => remainder > to_next || remainder == to_next && quotient % 2 == 1,
            Self::Down => false,
            Self::Up => remainder > 0,
        };
        quotient.checked_add(u128::from(away))
    }
}

wire::schema!(Rounding, {
    "type": "string",
    "enum": ["half_up", "half_even", "down", "up"],
    "description": "How a fraction of the smallest unit is rounded, on the magnitude."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_on_each_side_of_the_tie() {
        let ten = NonZeroU128::new(10).unwrap();
        for (dividend, half_up, half_even, down, up) in [
            (10, 1, 1, 1, 1),
            (14, 1, 1, 1, 2),
            (15, 2, 2, 1, 2),
            (25, 3, 2, 2, 3),
            (26, 3, 3, 2, 3),
        ] {
            assert_eq!(Rounding::HalfUp.divide(dividend, ten), Some(half_up));
            assert_eq!(Rounding::HalfEven.divide(dividend, ten), Some(half_even));
            assert_eq!(Rounding::Down.divide(dividend, ten), Some(down));
            assert_eq!(Rounding::Up.divide(dividend, ten), Some(up));
        }
    }
}
