use std::fmt;

use serde::{Serialize, Serializer};

use super::{Invalid, wire};

const EXPECTED: &str = "an ISO 4217 code of 3 upper-case letters that has a minor unit";

/// A currency of ISO 4217, such as `BRL`.
///
/// Three upper-case letters of the standard's own list. Codes for which the standard gives no minor
/// unit (gold `XAU`, no currency `XXX`, the test code `XTS`) are refused: an amount of them would
/// have no number of decimals.
///
/// ```
/// use palco::values::Currency;
///
/// assert_eq!(Currency::parse("BRL")?, Currency::BRL);
/// assert_eq!(Currency::parse("KWD")?.minor_units(), 3);
///
/// assert!(Currency::parse("brl").is_err());
/// assert!(Currency::parse("XAU").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The Brazilian real, 2 decimals.
    pub const BRL: Self = Self(iso_currency::Currency::BRL);
    /// The United States dollar, 2 decimals.
    pub const USD: Self = Self(iso_currency::Currency::USD);
    /// The euro, 2 decimals.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    /// The Japanese yen, no decimals.
    pub const JPY: Self = Self(iso_currency::Currency::JPY);

    /// Reads a code of exactly 3 upper-case letters.
    ///
    /// # Errors
    /// [`Invalid`] when ISO 4217 does not list the code, or lists it without a minor unit.
    pub fn parse(code: &str) -> Result<Self, Invalid> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or_else(|| Invalid::new(EXPECTED, code))
    }

    /// The code: 3 upper-case letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The number of decimals of an amount: 2 for `BRL`, 0 for `JPY`, 3 for `KWD`, at most 4.
    #[must_use]
    pub fn minor_units(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

wire::parsed_from_text!(Currency, EXPECTED);
wire::schema!(Currency, {
    "type": "string",
    "pattern": "^[A-Z]{3}$",
    "minLength": 3,
    "maxLength": 3,
    "description": "An ISO 4217 currency code that has a minor unit.",
    "examples": ["BRL"]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_listed_and_has_a_minor_unit() {
        for (code, minor_units) in [("BRL", 2), ("JPY", 0), ("KWD", 3), ("UYW", 4)] {
            assert_eq!(Currency::parse(code).map(Currency::minor_units), Ok(minor_units));
        }
        for code in ["", "BR", "brl", "BRLL", " BRL", "ZZZ", "XXX", "XAU", "XTS", "R$"] {
            assert!(Currency::parse(code).is_err(), "{code}");
        }
    }
}
