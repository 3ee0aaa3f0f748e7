use std::fmt;

use serde::{Serialize, Serializer};

use super::{Invalid, fixed_point, wire};

const EXPECTED: &str = "a percentage from 0 to 100 as a string, with at most 4 decimals";
const DECIMALS: u32 = 4;
const TEN_THOUSANDTHS_MAX: u32 = 1_000_000;

/// A part of a hundred, from 0 to 100, with at most 4 decimals.
///
/// Stored as a whole number of ten-thousandths of a percent, so that no rate is ever a floating-point
/// number. On the wire it is a string, `"12.5"`, written without trailing zeros.
///
/// ```
/// use palco::values::Percent;
///
/// let fee = Percent::parse("12.50")?;
/// assert_eq!(fee.to_string(), "12.5");
/// assert_eq!(fee.ten_thousandths(), 125_000);
///
/// assert!(Percent::parse("100.0001").is_err());
/// assert!(Percent::parse("-1").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Percent(u32);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads `(0|[1-9][0-9]*)(\.[0-9]{1,4})?`: no sign, no exponent, no percent sign.
    ///
    /// # Errors
    /// [`Invalid`] when the text is not of that form or is above 100.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        fixed_point::parse(text, DECIMALS)
            .filter(|parsed| !parsed.negative)
            .and_then(|parsed| u32::try_from(parsed.magnitude).ok())
            .and_then(|count| Self::from_ten_thousandths(count).ok())
            .ok_or_else(|| Invalid::new(EXPECTED, text))
    }

    /// This many ten-thousandths of a percent: 125000 is 12.5 %.
    ///
    /// # Errors
    /// [`Invalid`] above 1000000.
    pub fn from_ten_thousandths(count: u32) -> Result<Self, Invalid> {
        if count > TEN_THOUSANDTHS_MAX {
            return Err(Invalid::new("ten-thousandths of a percent from 0 to 1000000", count));
        }
        Ok(Self(count))
    }

    /// The ten-thousandths of a percent: 0 to 1000000.
    #[must_use]
    pub const fn ten_thousandths(self) -> u32 {
        self.0
    }

    fn text(self) -> fixed_point::Text {
        fixed_point::Text::new(i64::from(self.0), DECIMALS)
    }
}

fn without_trailing_zeros(text: &str) -> &str {
    text.trim_end_matches('0').trim_end_matches('.')
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(without_trailing_zeros(self.text().as_str()))
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(without_trailing_zeros(self.text().as_str()))
    }
}

wire::parsed_from_text!(Percent, EXPECTED);
wire::schema!(Percent, {
    "type": "string",
    "pattern": r"^(100(\.0{1,4})?|(0|[1-9][0-9]?)(\.[0-9]{1,4})?)$",
    "maxLength": 8,
    "description": "A percentage from 0 to 100 with at most 4 decimals, as a string.",
    "examples": ["12.5"]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_text_has_no_trailing_zeros() {
        for (text, canonical) in [
            ("0", "0"),
            ("0.0000", "0"),
            ("0.0001", "0.0001"),
            ("10", "10"),
            ("12.50", "12.5"),
            ("100.0000", "100"),
        ] {
            assert_eq!(Percent::parse(text).unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn what_is_outside_the_range_or_the_form_is_refused() {
        for text in
            ["", "-0", "-1", "100.0001", "101", "12.50000", "1e1", "12,5", "5%", "4294967296"]
        {
            assert!(Percent::parse(text).is_err(), "{text}");
        }
    }
}
