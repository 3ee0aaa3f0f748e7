use std::cmp::Ordering;
use std::fmt;

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::{Instant, Invalid, wire};

const EXPECTED: &str = "a name of the IANA time zone database, such as America/Sao_Paulo";

/// A time zone by its name in the IANA time zone database, such as `America/Sao_Paulo`.
///
/// Names are case-sensitive, as the database writes them; an offset or an abbreviation that the
/// database does not list is refused. The rules are the ones compiled in with `chrono-tz`.
///
/// ```
/// use palco::values::{Instant, Timezone};
///
/// let zone: Timezone = "America/Sao_Paulo".parse()?;
/// let night = Instant::parse("2026-11-24T01:00:00Z")?;
/// assert_eq!(zone.local_date(night).to_string(), "2026-11-23");
///
/// assert!(Timezone::parse("america/sao_paulo").is_err());
/// assert!(Timezone::parse("-03:00").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timezone(Tz);

impl Timezone {
    /// Reads a name of the IANA database, case-sensitive.
    ///
    /// # Errors
    /// [`Invalid`] when the database does not list the name.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        name.parse().map(Self).map_err(|_| Invalid::new(EXPECTED, name))
    }

    /// The name, as it was given: an alias stays an alias.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The day the calendar on the wall shows at that instant, daylight saving time included.
    #[must_use]
    pub fn local_date(self, instant: Instant) -> NaiveDate {
        self.0.from_utc_datetime(&instant.to_utc().naive_utc()).date_naive()
    }
}

impl PartialOrd for Timezone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timezone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl fmt::Display for Timezone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Timezone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

wire::parsed_from_text!(Timezone, EXPECTED);
wire::schema!(Timezone, {
    "type": "string",
    "pattern": "^[A-Za-z][A-Za-z0-9_+/-]*$",
    "minLength": 2,
    "maxLength": 64,
    "description": "A name of the IANA time zone database, case-sensitive.",
    "examples": ["America/Sao_Paulo"]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_skips_the_first_hour_of_a_day_when_daylight_saving_begins() {
        let zone = Timezone::parse("America/Sao_Paulo").unwrap();
        let local = |text: &str| {
            let instant = Instant::parse(text).unwrap();
            let wall = zone.0.from_utc_datetime(&instant.to_utc().naive_utc());
            (zone.local_date(instant).to_string(), wall.format("%H:%M:%S").to_string())
        };
        let (day, time) = local("2018-11-04T02:59:59.999Z");
        assert_eq!((day.as_str(), time.as_str()), ("2018-11-03", "23:59:59"));
        let (day, time) = local("2018-11-04T03:00:00.000Z");
        assert_eq!((day.as_str(), time.as_str()), ("2018-11-04", "01:00:00"));
    }

    #[test]
    fn every_listed_name_keeps_its_text_and_fits_the_schema() {
        for zone in chrono_tz::TZ_VARIANTS {
            let name = zone.name();
            assert_eq!(Timezone::parse(name).unwrap().to_string(), name);
            assert!((2..=64).contains(&name.len()), "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+/-".contains(&b)));
        }
        for bad in ["", "utc", "BRT", "GMT-3:00", "America/Sao_Paulo ", "Mars/Olympus"] {
            assert!(Timezone::parse(bad).is_err(), "{bad}");
        }
    }
}
