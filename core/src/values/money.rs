#[cfg(test)]
mod spec;

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU128;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::{Currency, Invalid, Percent, Rounding, fixed_point, wire};

const EXPECTED: &str = "an amount with at most 13 digits before the point and at most its \
     currency's number of decimals";
const EXPECTED_TEXT: &str = r#"money as text, such as "120.50""#;
const EXPECTED_OBJECT: &str = "an object with amount (a string) and currency (an ISO 4217 code)";

/// No currency has more decimals.
const MINOR_UNITS_MAX: u32 = 4;

/// Ten-thousandths of a percent in the whole.
const WHOLE: NonZeroU128 = NonZeroU128::new(1_000_000).unwrap();

/// Why a calculation with money has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum MoneyError {
    /// The two amounts are not of one currency; nothing here converts.
    #[error("expected two amounts of one currency, got {left} and {right}")]
    CurrencyMismatch {
        /// The currency of the amount the operation was asked of.
        left: Currency,
        /// The currency of the other.
        right: Currency,
    },
    /// The result has more than 13 digits before the point.
    #[error("expected a result with at most 13 digits before the point, got a larger one")]
    OutOfRange,
}

/// An amount of one currency, exact to its minor unit.
///
/// Stored as a whole number of minor units (cents). At most 13 digits stand before the point: in
/// `BRL` from -9999999999999.99 to 9999999999999.99. The number of decimals is the currency's, from
/// ISO 4217. It may be negative: a refund, a balance.
///
/// There is no `+` and no `<`: sums are [`checked_add`](Self::checked_add), comparison is
/// [`checked_cmp`](Self::checked_cmp), and both refuse to mix currencies. A part is rounded by a
/// named [`Rounding`]; a division without loss is [`allocate`](super::allocate).
///
/// On the wire it is `{"amount":"120.00","currency":"BRL"}`. A JSON number, more decimals than the
/// currency has, an exponent, `+`, `NaN` and `-0` are invalid; fewer decimals are padded.
///
/// ```
/// use palco::values::{Currency, Money};
///
/// let price = Money::parse("120.5", Currency::BRL)?;
/// assert_eq!(price.to_string(), "BRL 120.50");
/// assert_eq!(price.minor(), 12_050);
/// let wire = r#"{"amount":"120.50","currency":"BRL"}"#;
/// assert_eq!(serde_json::to_string(&price)?, wire);
///
/// assert!(Money::parse("120.005", Currency::BRL).is_err());
/// assert!(Money::parse("1.5", Currency::JPY).is_err());
/// assert!(serde_json::from_str::<Money>(r#"{"amount":120,"currency":"BRL"}"#).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// The amount as `rust_decimal` has it.
    ///
    /// # Errors
    /// [`Invalid`] when `amount` has a scale above the currency's minor units (also when the decimals
    /// beyond are zeros), has more than 13 digits before the point, or is negative zero.
    ///
    /// ```
    /// use palco::values::{Currency, Money};
    /// use rust_decimal::Decimal;
    ///
    /// assert_eq!(Money::new(Decimal::new(1205, 1), Currency::BRL)?.minor(), 12_050);
    /// assert!(Money::new(Decimal::new(120_500, 3), Currency::BRL).is_err());
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, Invalid> {
        let negative_zero = amount.is_zero() && amount.is_sign_negative();
        currency
            .minor_units()
            .checked_sub(amount.scale())
            .filter(|_| !negative_zero)
            .and_then(|missing| 10_i128.checked_pow(missing))
            .and_then(|factor| amount.mantissa().checked_mul(factor))
            .and_then(|minor| Self::in_range(minor, currency))
            .ok_or_else(|| Invalid::new(EXPECTED, amount))
    }

    /// Reads `-?(0|[1-9][0-9]*)(\.[0-9]+)?`; fewer decimals than the currency has are padded.
    ///
    /// # Errors
    /// [`Invalid`] when the text is not of that form, has more decimals than the currency's minor
    /// units or more than 13 digits before the point, or is `-0`.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, Invalid> {
        fixed_point::parse(amount, currency.minor_units())
            .filter(|parsed| !(parsed.negative && parsed.magnitude == 0))
            .and_then(|parsed| {
                let minor = i128::from(parsed.magnitude);
                Self::in_range(if parsed.negative { minor.checked_neg()? } else { minor }, currency)
            })
            .ok_or_else(|| Invalid::new(EXPECTED, amount))
    }

    /// This many minor units: 12000 is `BRL 120.00`, and `JPY 12000`.
    ///
    /// # Errors
    /// [`Invalid`] when the amount has more than 13 digits before the point.
    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self, Invalid> {
        Self::in_range(i128::from(minor), currency).ok_or_else(|| {
            Invalid::new("minor units of an amount with at most 13 digits before the point", minor)
        })
    }

    /// Nothing, in this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The most that there can be of a currency.
    pub(crate) fn largest(currency: Currency) -> Self {
        let digits = currency.minor_units().saturating_add(13);
        Self { minor: 10_i64.saturating_pow(digits).saturating_sub(1), currency }
    }

    /// The amount in minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The amount as `rust_decimal` has it, at exactly the currency's number of decimals.
    #[must_use]
    pub fn amount(self) -> Decimal {
        Decimal::new(self.minor, self.currency.minor_units())
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// Whether the amount is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] when the currencies differ, [`MoneyError::OutOfRange`] when
    /// the sum has more than 13 digits before the point.
    ///
    /// ```
    /// use palco::values::{Currency, Money};
    ///
    /// let price = Money::parse("120.00", Currency::BRL)?;
    /// let fee = Money::parse("12.00", Currency::BRL)?;
    /// assert_eq!(price.checked_add(fee)?.to_string(), "BRL 132.00");
    /// assert!(price.checked_add(Money::zero(Currency::USD)).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with_minor(i128::from(self.minor).checked_add(i128::from(other.minor)))
    }

    /// The difference.
    ///
    /// # Errors
    /// As [`checked_add`](Self::checked_add).
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with_minor(i128::from(self.minor).checked_sub(i128::from(other.minor)))
    }

    /// This amount so many times.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] when the product has more than 13 digits before the point.
    pub fn checked_mul(self, times: u64) -> Result<Self, MoneyError> {
        self.with_minor(i128::from(self.minor).checked_mul(i128::from(times)))
    }

    /// The part of this amount, rounded to the minor unit; a negative amount mirrors the positive.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`]; a part of at most the whole never leaves the range.
    ///
    /// ```
    /// use palco::values::{Currency, Money, Percent, Rounding};
    ///
    /// let price = Money::parse("99.99", Currency::BRL)?;
    /// let fee = price.percent(Percent::parse("12.5")?, Rounding::HalfUp)?;
    /// assert_eq!(fee.to_string(), "BRL 12.50");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn percent(self, percent: Percent, rounding: Rounding) -> Result<Self, MoneyError> {
        let magnitude = u128::from(self.minor.unsigned_abs())
            .checked_mul(u128::from(percent.ten_thousandths()))
            .and_then(|dividend| rounding.divide(dividend, WHOLE))
            .and_then(|part| i128::try_from(part).ok());
        let signum = i128::from(self.minor.signum());
        self.with_minor(magnitude.and_then(|magnitude| magnitude.checked_mul(signum)))
    }

    /// A part of this amount as an allocation made it: no larger than the whole, so in range.
    pub(crate) fn part(self, minor: i128) -> Self {
        let minor = i64::try_from(minor).unwrap_or(self.minor);
        Self { minor, currency: self.currency }
    }

    /// How the two amounts compare.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] when the currencies differ.
    pub fn checked_cmp(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
    }

    fn with_minor(self, minor: Option<i128>) -> Result<Self, MoneyError> {
        minor.and_then(|minor| Self::in_range(minor, self.currency)).ok_or(MoneyError::OutOfRange)
    }

    fn in_range(minor: i128, currency: Currency) -> Option<Self> {
        let (minor, largest) = (i64::try_from(minor).ok()?, Self::largest(currency).minor);
        (minor.unsigned_abs() <= largest.unsigned_abs()).then_some(Self { minor, currency })
    }

    fn text(self) -> fixed_point::Text {
        fixed_point::Text::new(self.minor, self.currency.minor_units())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.text().as_str())
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Money", 2)?;
        object.serialize_field("amount", self.text().as_str())?;
        object.serialize_field("currency", &self.currency)?;
        object.end()
    }
}

/// Text that is an amount of some currency: that it is none of any is said at its own path.
struct Amount(SmolStr);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::from_text(deserializer, EXPECTED_TEXT, |text| {
            let of_form = fixed_point::parse(text, MINOR_UNITS_MAX);
            of_form.map(|_| Self(text.into())).ok_or_else(|| Invalid::new(EXPECTED, text))
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    amount: Amount,
    currency: Currency,
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Fields { amount, currency } = wire::from_object(deserializer, EXPECTED_OBJECT)?;
        Self::parse(&amount.0, currency).map_err(serde::de::Error::custom)
    }
}

wire::schema!(Money, generator, {
    "type": "object",
    "properties": {
        "amount": {
            "type": "string",
            "pattern": concat!(
                r"^(0(\.[0-9]{1,4})?|-?[1-9][0-9]{0,12}(\.[0-9]{1,4})?",
                r"|-0\.([1-9][0-9]{0,3}|0[1-9][0-9]{0,2}|00[1-9][0-9]?|000[1-9]))$"
            ),
            "maxLength": 19,
            "description": "The amount, with at most the currency's number of decimals.",
            "examples": ["120.00"]
        },
        "currency": generator.subschema_for::<Currency>()
    },
    "required": ["amount", "currency"],
    "additionalProperties": false,
    "description": "An amount of one currency, exact to its minor unit."
});
