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
    if weights.iter().all(|weight| *weight == 0) {
        return Err(AllocationError::AllWeightsZero);
    }
    let weights: Vec<u128> = weights.iter().map(|weight| u128::from(*weight)).collect();
    let signum = i128::from(total.minor().signum());
    Ok(largest_remainder(u128::from(total.minor().unsigned_abs()), &weights)
        .into_iter()
        .map(|share| total.part(i128::try_from(share).unwrap_or_default().saturating_mul(signum)))
        .collect())
}

/// Divides `total` in proportion to weights whose sum is below 2^126. Where all are zero nobody has a
/// claim, and nobody gets anything.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "the shares are rounded down, so their sum is at most the total"
)]
pub(crate) fn largest_remainder(total: u128, weights: &[u128]) -> Vec<u128> {
    let sum = weights.iter().sum::<u128>();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let (mut shares, losses): (Vec<u128>, Vec<u128>) =
        weights.iter().map(|weight| share_of(total, *weight, sum)).unzip();
    let left_over = total - shares.iter().sum::<u128>();
    let mut by_loss: Vec<(u128, &mut u128)> = losses.into_iter().zip(shares.iter_mut()).collect();
    by_loss.sort_by_key(|(loss, _)| Reverse(*loss));
    for (_, share) in by_loss.into_iter().take(usize::try_from(left_over).unwrap_or(usize::MAX)) {
        *share += 1;
    }
    shares
}

/// `total * weight / sum` and the remainder, exact also where the product has more than 128 bits: then
/// it is divided while it is multiplied, bit by bit. A weight is at most the sum.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "the sum is not zero; the remainder stays below it, so three times as much fits u128; \
              the share is at most the total"
)]
fn share_of(total: u128, weight: u128, sum: u128) -> (u128, u128) {
    if let Some(claim) = total.checked_mul(weight) {
        return (claim / sum, claim % sum);
    }
    let (mut share, mut loss) = (0_u128, 0_u128);
    for bit in (0..u128::BITS - total.leading_zeros()).rev() {
        loss = 2 * loss + weight * (total >> bit & 1);
        share = 2 * share + loss / sum;
        loss %= sum;
    }
    (share, loss)
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

    #[test]
    fn a_product_of_more_than_128_bits_is_divided_exactly() {
        let huge = 10_u128.pow(34);
        assert_eq!(share_of(10_u128.pow(17), huge / 4, huge), (25 * 10_u128.pow(15), 0));
        assert_eq!(share_of(10_u128.pow(17) + 1, huge / 3, huge).0, 33_333_333_333_333_333);
        assert_eq!(
            largest_remainder(10_u128.pow(17), &[huge, huge, huge]).iter().sum::<u128>(),
            10_u128.pow(17)
        );
        assert_eq!(largest_remainder(5, &[0, 0]), [0, 0]);
    }

    proptest! {
        #[test]
        fn both_ways_to_divide_agree(
            total in 0..1_u128 << 60,
            weight in 0..1_u128 << 60,
            more in 1..1_u128 << 60,
        ) {
            let sum = weight + more;
            // Scaled up, the product leaves u128, and the share stays as it is.
            let scale = 1_u128 << 64;
            let (share, loss) = share_of(total, weight, sum);
            prop_assert_eq!(share_of(total, weight * scale, sum * scale), (share, loss * scale));
        }

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
