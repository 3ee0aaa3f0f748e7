use std::cmp::Reverse;

use super::Money;

/// Why a total cannot be divided by the given weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AllocationError {
    /// There is nobody to give a part to.
    #[error("expected at least one weight, got none")]
    NoWeights,
    /// Nobody has a claim to any part.
    #[error("expected at least one weight above zero, got only zeros")]
    AllWeightsZero,
}

/// Divides `total` in proportion to `weights`, so that the parts add up to exactly `total`.
///
/// Largest remainder (Hamilton's method): each part is first rounded towards zero to the minor unit;
/// the units left over go one each to the parts that lost most, ties in the given order. A negative
/// total is divided as its positive mirror; a zero weight gets nothing.
///
/// # Errors
/// [`AllocationError::NoWeights`] for no weights, [`AllocationError::AllWeightsZero`] when all are 0.
///
/// ```
/// use palco::values::{Currency, Money, allocate};
///
/// let total = Money::parse("10.00", Currency::BRL)?;
/// let parts: Vec<_> = allocate(total, &[1, 1, 1])?.into_iter().map(Money::minor).collect();
/// assert_eq!(parts, [334, 333, 333]);
///
/// assert!(allocate(total, &[]).is_err());
/// assert!(allocate(total, &[0, 0]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn allocate(total: Money, weights: &[u64]) -> Result<Vec<Money>, AllocationError> {
    if weights.is_empty() {
        return Err(AllocationError::NoWeights);
    }
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return Err(AllocationError::AllWeightsZero);
    }
    Ok(shares(i128::from(total.minor()), weights, sum)
        .into_iter()
        .map(|minor| total.part(minor))
        .collect())
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "a total is below 10^17 and a weight below 2^64, so a product is below 10^37 and fits \
              i128; the sum is not zero"
)]
fn shares(total: i128, weights: &[u64], sum: i128) -> Vec<i128> {
    let magnitude = total.abs();
    let claims = || weights.iter().map(|weight| magnitude * i128::from(*weight));
    let mut shares: Vec<i128> = claims().map(|claim| claim / sum).collect();
    let left_over = magnitude - shares.iter().sum::<i128>();

    let mut by_loss: Vec<(i128, &mut i128)> =
        claims().map(|claim| claim % sum).zip(shares.iter_mut()).collect();
    by_loss.sort_by_key(|(loss, _)| Reverse(*loss));
    let units = usize::try_from(left_over).unwrap_or(usize::MAX);
    for (_, share) in by_loss.into_iter().take(units) {
        *share += 1;
    }
    shares.into_iter().map(|share| share * total.signum()).collect()
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::Currency;

    fn parts(minor: i64, weights: &[u64]) -> Vec<i64> {
        let total = Money::from_minor(minor, Currency::BRL).unwrap();
        allocate(total, weights).unwrap().into_iter().map(Money::minor).collect()
    }

    #[test]
    fn the_left_over_goes_to_the_largest_remainder_and_then_in_order() {
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(parts(5, &[3, 7]), [2, 3]);
        assert_eq!(parts(10, &[0, 1, 0]), [0, 10, 0]);
        assert_eq!(parts(1, &[1, 2]), [0, 1]);
        assert_eq!(parts(0, &[1, 2]), [0, 0]);
        assert_eq!(
            parts(999_999_999_999_999, &[u64::MAX, u64::MAX]).iter().sum::<i64>(),
            999_999_999_999_999
        );
    }

    proptest! {
        #[test]
        fn the_sum_is_exact_and_each_part_is_within_one_unit(
            minor in -999_999_999_999_999_i64..=999_999_999_999_999,
            weights in prop::collection::vec(any::<u64>(), 1..20),
        ) {
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            prop_assume!(sum > 0);
            let parts = parts(minor, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), minor);
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(minor) * i128::from(*weight);
                prop_assert!((i128::from(*part) * sum - exact).abs() < sum);
            }
        }
    }
}
