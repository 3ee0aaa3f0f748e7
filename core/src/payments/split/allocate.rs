//! Shares and fees.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{
    Account, Ledger, Part, Rule, Share, Split, SplitBase, SplitError, refund::towards, rules::fixed,
};
use crate::values::{Currency, Money, largest_remainder};

/// Ten-thousandths of a percent in the whole.
const WHOLE: i128 = 1_000_000;

/// Whether a part of the fee may be more than the share that it is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nets {
    /// It may not.
    #[default]
    Positive,
    /// It may: a fee that was taken is a fact.
    AnySign,
}

impl Split {
    /// Divides what was paid, and its fee.
    ///
    /// # Errors
    /// [`SplitError::CurrencyMismatch`], [`SplitError::AmountNegative`],
    /// [`SplitError::SplitExceedsBase`], [`SplitError::SplitDoesNotCover`],
    /// [`SplitError::NobodyBearsFee`], [`SplitError::FeeExceedsShare`]: the first of them.
    pub fn allocate(&self, amount: Money, fee: Money, nets: Nets) -> Result<Ledger, SplitError> {
        let base = self.base_of(amount, fee)?;
        let shares = self.shares_of(base)?;
        self.ledger(shares, amount, fee, nets)
    }

    /// Divides what was paid after other parts of the same `full` amount, so that all of them together
    /// approach the division of the full amount; what is fixed was taken with the first.
    ///
    /// # Errors
    /// As [`allocate`](Self::allocate).
    pub fn allocate_next(
        &self,
        full: Money,
        before: &[Ledger],
        amount: Money,
        fee: Money,
    ) -> Result<Ledger, SplitError> {
        let (expected, got) = (amount.currency(), full.currency());
        if expected != got {
            return Err(SplitError::CurrencyMismatch { expected, got });
        }
        let base = minor(self.base_of(amount, fee)?);
        let aims = self.shares_of(full)?;
        let taken = |at: usize| -> i128 {
            let of = before.iter().filter_map(|ledger| ledger.accounts().get(at));
            of.map(|account| self.of_base(account)).fold(0, i128::saturating_add)
        };
        let taken: Vec<i128> = (0..self.rules().len()).map(taken).collect();
        let aims: Vec<i128> = aims.into_iter().map(signed).collect();
        let shares = towards(base, &aims, &taken);
        self.ledger(shares, amount, fee, Nets::AnySign)
    }

    /// The ledger of shares and fees that were given before; nobody who is not named has any.
    #[must_use]
    pub(crate) fn ledger_of(&self, currency: Currency, shares: &[Part], fees: &[Part]) -> Ledger {
        let of = |parts: &[Part], recipient| {
            let mut parts = parts.iter();
            parts.find(|part| part.recipient == recipient).map_or(0, |part| part.amount.minor())
        };
        let account = |rule: &Rule| Account {
            share: of(shares, rule.recipient),
            fee: of(fees, rule.recipient),
            ..Account::of(rule)
        };
        let accounts = self.rules().iter().map(account).collect();
        Ledger::new(currency, self.fee_on_refund(), accounts)
    }

    /// Who bears what of a fee, of shares that were given by hand; nobody, where nobody is to.
    pub(crate) fn fees_of(&self, shares: &[Part], fee: Money) -> Vec<Part> {
        let ledger = self.ledger_of(fee.currency(), shares, &[]);
        let of: Vec<u128> =
            ledger.accounts().iter().map(|account| unsigned(i128::from(account.share))).collect();
        if !fee.is_positive() {
            return Vec::new();
        }
        self.fees(&of, fee).map(|fees| ledger.divided(fees)).unwrap_or_default()
    }

    /// What of an account's share came from the base.
    fn of_base(&self, account: &Account) -> i128 {
        match self.base() {
            SplitBase::Gross => i128::from(account.share),
            SplitBase::Net => i128::from(account.share).saturating_sub(i128::from(account.fee)),
        }
    }

    fn base_of(&self, amount: Money, fee: Money) -> Result<Money, SplitError> {
        let expected = amount.currency();
        let others = [Some(fee.currency()), self.currency()].into_iter().flatten();
        if let Some(got) = others.into_iter().find(|currency| *currency != expected) {
            return Err(SplitError::CurrencyMismatch { expected, got });
        }
        if let Some(amount) = [amount, fee].into_iter().find(|money| money.is_negative()) {
            return Err(SplitError::AmountNegative { amount });
        }
        match self.base() {
            SplitBase::Gross => Ok(amount),
            SplitBase::Net => {
                let base = amount.part(minor(amount).saturating_sub(minor(fee)));
                let exceeds = SplitError::SplitExceedsBase { base };
                if base.is_negative() { Err(exceeds) } else { Ok(base) }
            }
        }
    }

    /// The shares of a base, in minor units and in the order of the rules.
    fn shares_of(&self, base: Money) -> Result<Vec<u128>, SplitError> {
        let whole = minor(base);
        let fixed_sum = self.rules().iter().filter_map(fixed).map(minor).fold(0, add);
        let claim = |rule: &Rule| match rule.share {
            Share::Fixed { .. } | Share::Remainder {} => 0,
            Share::Percent { percent } => {
                whole.saturating_mul(i128::from(percent.ten_thousandths()))
            }
        };
        let pool = whole.saturating_sub(fixed_sum);
        let claimed = self.rules().iter().map(claim).fold(0, add);
        let left = pool.saturating_mul(WHOLE).saturating_sub(claimed);
        let has_remainder = self.rules().iter().any(|rule| rule.share == Share::Remainder {});
        if left < 0 {
            return Err(SplitError::SplitExceedsBase { base });
        }
        if left > 0 && !has_remainder {
            let (missing, currency) = (missing(left, base), base.currency());
            return Err(SplitError::SplitDoesNotCover { missing, currency });
        }
        let weight = |rule: &Rule| match rule.share {
            Share::Remainder {} => unsigned(left),
            Share::Fixed { .. } | Share::Percent { .. } => unsigned(claim(rule)),
        };
        let weights: Vec<u128> = self.rules().iter().map(weight).collect();
        let of_pool = self.divide_pool(unsigned(pool), &weights);
        let share = |(rule, of_pool)| fixed(rule).map(minor).map_or(of_pool, unsigned);
        Ok(self.rules().iter().zip(of_pool).map(share).collect())
    }

    /// The weights are millionths of the pool's minor units and add up to it.
    fn divide_pool(&self, pool: u128, weights: &[u128]) -> Vec<u128> {
        let Some(taker) = self.rules().iter().position(|rule| rule.takes_rounding) else {
            return largest_remainder(pool, weights);
        };
        let floor = |weight: &u128| weight.checked_div(unsigned(WHOLE)).unwrap_or_default();
        let mut shares: Vec<u128> = weights.iter().map(floor).collect();
        let given = shares.iter().fold(0, |sum: u128, share| sum.saturating_add(*share));
        if let Some(share) = shares.get_mut(taker) {
            *share = share.saturating_add(pool.saturating_sub(given));
        }
        shares
    }

    fn ledger(
        &self,
        shares: Vec<u128>,
        amount: Money,
        fee: Money,
        nets: Nets,
    ) -> Result<Ledger, SplitError> {
        let fees = self.fees(&shares, fee)?;
        let gross = |share: u128, fee: u128| match self.base() {
            SplitBase::Gross => share,
            SplitBase::Net => share.saturating_add(fee),
        };
        let account = |(rule, (share, fee)): (&Rule, (u128, u128))| Account {
            share: narrow(gross(share, fee)),
            fee: narrow(fee),
            ..Account::of(rule)
        };
        let accounts = self.rules().iter().zip(shares.into_iter().zip(fees)).map(account);
        let ledger = Ledger::new(amount.currency(), self.fee_on_refund(), accounts.collect());
        let short = ledger.accounts().iter().find(|account| account.fee > account.share);
        match (short, nets) {
            (Some(account), Nets::Positive) => Err(SplitError::FeeExceedsShare {
                recipient: account.recipient,
                share: ledger.money(i128::from(account.share)),
                fee: ledger.money(i128::from(account.fee)),
            }),
            (Some(_), Nets::AnySign) | (None, Nets::Positive | Nets::AnySign) => Ok(ledger),
        }
    }

    /// Who bears what of the fee: those who do in proportion to their shares, and equally where these
    /// are all nothing; over a net base, everybody.
    fn fees(&self, shares: &[u128], fee: Money) -> Result<Vec<u128>, SplitError> {
        let net = self.base() == SplitBase::Net;
        let bears: Vec<bool> = self.rules().iter().map(|rule| net || rule.bears_fee).collect();
        let any = bears.iter().any(|bears| *bears);
        if fee.is_positive() && !any {
            return Err(SplitError::NobodyBearsFee {});
        }
        let weights =
            shares.iter().zip(&bears).map(|(share, bears)| if *bears { *share } else { 0 });
        let weights: Vec<u128> = weights.collect();
        let equally: Vec<u128> = bears.iter().map(|bears| u128::from(*bears)).collect();
        Ok(largest_remainder(unsigned(minor(fee)), first_of_some(&weights, &equally)))
    }
}

/// The weights, or others where these are all zero.
pub(super) fn first_of_some<'a>(weights: &'a [u128], otherwise: &'a [u128]) -> &'a [u128] {
    if weights.iter().all(|weight| *weight == 0) { otherwise } else { weights }
}

/// What is left over, in the currency and exactly.
fn missing(millionths: i128, base: Money) -> String {
    let units = base.currency().minor_units();
    let exact = Decimal::try_from_i128_with_scale(millionths, units.saturating_add(6));
    let exact = exact.unwrap_or_default().normalize();
    let mut text = exact;
    text.rescale(exact.scale().max(units));
    text.to_string()
}

/// The sum of parts, of whatever sign.
pub(super) fn sum_of(parts: &[Part]) -> i128 {
    parts.iter().map(|part| minor(part.amount)).fold(0, add)
}

pub(super) fn minor(money: Money) -> i128 {
    i128::from(money.minor())
}

pub(super) fn unsigned(number: i128) -> u128 {
    u128::try_from(number).unwrap_or_default()
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

fn narrow(number: u128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn add(left: i128, right: i128) -> i128 {
    left.saturating_add(right)
}
