use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::{Invalid, wire};

const EXPECTED: &str = "an RFC 3339 date and time with its offset, \
     from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z";

const MILLIS_PER_SECOND: i64 = 1_000;
const MILLIS_PER_MINUTE: i64 = 60_000;
const MILLIS_PER_DAY: u64 = 86_400_000;

/// A moment in UTC, on a grid of one millisecond.
///
/// From [`Instant::MIN`] (`1970-01-01T00:00:00.000Z`) to [`Instant::MAX`]
/// (`2999-12-31T23:59:59.999Z`). Finer input is truncated towards the past, the same in every
/// language. It is read as RFC 3339 with any offset and always written in UTC, 24 bytes long.
///
/// A leap second (`23:59:60`) is refused, as Python's `datetime` and JavaScript's `Date` refuse it;
/// so is a space in the place of the `T`.
///
/// ```
/// use palco::values::Instant;
///
/// let doors: Instant = "2026-11-23T09:00:00.1239-03:00".parse()?;
/// assert_eq!(doors.to_string(), "2026-11-23T12:00:00.123Z");
///
/// assert!(Instant::parse("2026-11-23T12:00:00").is_err(), "no offset");
/// assert!(Instant::parse("1969-12-31T23:59:59.999Z").is_err(), "before the range");
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

impl Instant {
    /// `1970-01-01T00:00:00.000Z`.
    pub const MIN: Self = Self(0);
    /// `2999-12-31T23:59:59.999Z`.
    pub const MAX: Self = Self(32_503_679_999_999);

    /// The instant this many milliseconds after `1970-01-01T00:00:00.000Z`.
    ///
    /// # Errors
    /// [`Invalid`] below 0 or above 32503679999999.
    ///
    /// ```
    /// use palco::values::Instant;
    /// assert_eq!(Instant::from_millis(0)?, Instant::MIN);
    /// assert!(Instant::from_millis(-1).is_err());
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    pub fn from_millis(millis: i64) -> Result<Self, Invalid> {
        if !(Self::MIN.0..=Self::MAX.0).contains(&millis) {
            return Err(Invalid::new("milliseconds from 0 to 32503679999999", millis));
        }
        Ok(Self(millis))
    }

    /// The milliseconds since `1970-01-01T00:00:00.000Z`: 0 to 32503679999999.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date and time with any offset; finer than a millisecond is truncated.
    ///
    /// # Errors
    /// [`Invalid`] when the text is not RFC 3339, has no offset, names a leap second, or lies
    /// outside `1970-01-01T00:00:00.000Z` to `2999-12-31T23:59:59.999Z`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        parse_canonical(text.as_bytes())
            .or_else(|| parse_any(text))
            .ok_or_else(|| Invalid::new(EXPECTED, text))
    }

    /// The instant as chrono has it.
    ///
    /// ```
    /// use palco::values::Instant;
    /// assert_eq!(Instant::MIN.to_utc(), chrono::DateTime::UNIX_EPOCH);
    /// ```
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Takes chrono's instant, truncated to the millisecond.
    ///
    /// # Errors
    /// [`Invalid`] outside `1970-01-01T00:00:00.000Z` to `2999-12-31T23:59:59.999Z`.
    pub fn from_utc(utc: DateTime<Utc>) -> Result<Self, Invalid> {
        Self::from_millis(utc.timestamp_millis()).map_err(|_| Invalid::new(EXPECTED, utc))
    }

    /// This many seconds later, or [`Instant::MAX`].
    #[must_use]
    pub fn saturating_add_seconds(self, seconds: u32) -> Self {
        self.shifted(i64::from(seconds).saturating_mul(MILLIS_PER_SECOND))
    }

    /// This many minutes later, or [`Instant::MAX`].
    ///
    /// ```
    /// use palco::values::Instant;
    /// let start: Instant = "2026-11-23T23:30:00Z".parse()?;
    /// assert_eq!(start.saturating_add_minutes(45).to_string(), "2026-11-24T00:15:00.000Z");
    /// assert_eq!(Instant::MAX.saturating_add_minutes(1), Instant::MAX);
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    #[must_use]
    pub fn saturating_add_minutes(self, minutes: u32) -> Self {
        self.shifted(i64::from(minutes).saturating_mul(MILLIS_PER_MINUTE))
    }

    /// This many minutes earlier, or [`Instant::MIN`].
    #[must_use]
    pub fn saturating_sub_minutes(self, minutes: u32) -> Self {
        self.shifted(i64::from(minutes).saturating_mul(-MILLIS_PER_MINUTE))
    }

    /// The milliseconds from `earlier` to this instant; negative when `earlier` is later.
    ///
    /// ```
    /// use palco::values::Instant;
    /// let start: Instant = "2026-11-23T12:00:00Z".parse()?;
    /// assert_eq!(start.saturating_add_seconds(2).millis_since(start), 2_000);
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    fn shifted(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis).clamp(Self::MIN.0, Self::MAX.0))
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "the day is at most 376199, so every step stays far inside u32; the civil-date \
                  algorithm is Howard Hinnant's civil_from_days"
    )]
    fn write(self, text: &mut [u8; 24]) -> &str {
        let millis = self.0.unsigned_abs();
        let day = (millis / MILLIS_PER_DAY) as u32 + 719_468;
        let time = (millis % MILLIS_PER_DAY) as u32;
        let (era, day_of_era) = (day / 146_097, day % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = era * 400 + year_of_era + u32::from(month <= 2);
        let (second, minute, hour) = (time / 1_000 % 60, time / 60_000 % 60, time / 3_600_000);
        *text = [
            digit(year / 1_000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day_of_month / 10),
            digit(day_of_month),
            b'T',
            digit(hour / 10),
            digit(hour),
            b':',
            digit(minute / 10),
            digit(minute),
            b':',
            digit(second / 10),
            digit(second),
            b'.',
            digit(time / 100),
            digit(time / 10),
            digit(time),
            b'Z',
        ];
        std::str::from_utf8(text).unwrap_or_default()
    }
}

const fn digit(number: u32) -> u8 {
    b'0'.wrapping_add((number % 10) as u8)
}

/// The 24 bytes that `Display` writes; anything else, also what is out of range, is `None`.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "every part has at most four digits, so every step stays far inside i64; the \
              civil-date algorithm is Howard Hinnant's days_from_civil"
)]
fn parse_canonical(text: &[u8]) -> Option<Instant> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
        b'.',
        f1,
        f2,
        f3,
        b'Z',
    ] = text
    else {
        return None;
    };
    let (year, month) = (number([y1, y2, y3, y4])?, number([m1, m2])?);
    let (day, hour) = (number([d1, d2])?, number([h1, h2])?);
    let (minute, second) = (number([n1, n2])?, number([s1, s2])?);
    let millis = number([f1, f2, f3])?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1970..=2999).contains(&year) || !(1..=days).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (march_year, march_month) =
        if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let year_of_era = march_year % 400;
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = march_year / 400 * 146_097 + day_of_era - 719_468;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    Some(Instant(seconds * MILLIS_PER_SECOND + millis))
}

fn number<const DIGITS: usize>(digits: [u8; DIGITS]) -> Option<i64> {
    digits.into_iter().try_fold(0_i64, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number.saturating_mul(10).saturating_add(i64::from(byte & 0x0f)))
    })
}

fn parse_any(text: &str) -> Option<Instant> {
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't')) {
        return None;
    }
    let parsed = DateTime::parse_from_rfc3339(text).ok()?;
    let leap_second = parsed.timestamp_subsec_millis() >= 1_000;
    if leap_second { None } else { Instant::from_millis(parsed.timestamp_millis()).ok() }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.write(&mut [0; 24]))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.write(&mut [0; 24]))
    }
}

wire::parsed_from_text!(Instant, EXPECTED);
wire::schema!(Instant, {
    "type": "string",
    "format": "date-time",
    "description": "A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to \
        2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.",
    "examples": ["2026-11-23T12:00:00.000Z"]
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ends_of_the_range_are_what_they_say() {
        assert_eq!(Instant::MIN.to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Instant::MAX.to_string(), "2999-12-31T23:59:59.999Z");
        assert!(Instant::from_millis(Instant::MAX.as_millis() + 1).is_err());
        assert_eq!(Instant::MIN.saturating_sub_minutes(u32::MAX), Instant::MIN);
        assert_eq!(Instant::MAX.saturating_add_seconds(u32::MAX), Instant::MAX);
    }

    #[test]
    fn rfc_3339_is_read_and_what_is_near_it_is_refused() {
        let noon = Instant::parse("2026-11-23T12:00:00.000Z").unwrap();
        for text in [
            "2026-11-23T12:00:00Z",
            "2026-11-23t12:00:00.0009z",
            "2026-11-23T09:00:00-03:00",
            "2026-11-24T02:00:00.000999999999+14:00",
        ] {
            assert_eq!(Instant::parse(text), Ok(noon), "{text}");
        }
        for text in [
            "",
            "2026-11-23",
            "2026-11-23 12:00:00.000Z",
            "2026-11-23T12:00:00.000",
            "2026-02-29T12:00:00.000Z",
            "2100-02-29T12:00:00.000Z",
            "2026-13-01T12:00:00.000Z",
            "2026-11-00T12:00:00.000Z",
            "2026-11-23T24:00:00.000Z",
            "2026-12-31T23:59:60.000Z",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00.000+00:01",
            "3000-01-01T00:00:00.000Z",
            "+2026-11-23T12:00:00.000Z",
            "2026-11-23T12:00:00.000Z ",
            "١٩٩٩-11-23T12:00:00Z",
        ] {
            assert!(Instant::parse(text).is_err(), "{text}");
        }
        assert!(Instant::parse("2000-02-29T00:00:00.000Z").is_ok());
    }

    proptest! {
        #[test]
        fn text_agrees_with_chrono(millis in 0..=32_503_679_999_999_i64) {
            let instant = Instant::from_millis(millis).unwrap();
            let text = instant.to_string();
            prop_assert_eq!(&text, &instant.to_utc().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string());
            prop_assert_eq!(parse_canonical(text.as_bytes()), Some(instant));
            prop_assert_eq!(parse_any(&text), Some(instant));
        }
    }
}
