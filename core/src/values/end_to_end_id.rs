use chrono::{NaiveDate, TimeZone, Utc};

use super::{Instant, Invalid, wire};

/// How far the system of the Central Bank lets an id's minute be from its own clock.
const TOLERANCE_MILLIS: u64 = 12 * 3_600_000;

macro_rules! settlement_id {
    (
        $(#[doc = $doc:literal])+
        $name:ident, $first:literal, $expected:literal, $example:literal
    ) => {
        $(#[doc = $doc])+
        ///
        #[doc = concat!("32 characters: `", $first, "`, the ISPB of the participant that made it \
            (8 digits or upper-case letters), the minute in UTC (`yyyyMMddHHmm`), and 11 letters or \
            digits. Upper and lower case differ.")]
        ///
        /// ```
        #[doc = concat!("use palco::values::", stringify!($name), ";")]
        ///
        #[doc = concat!("let id = ", stringify!($name), "::parse(\"", $example, "\")?;")]
        /// assert_eq!(id.ispb(), "12345678");
        /// assert_eq!(id.minute().to_string(), "2026-01-10T14:30:00.000Z");
        ///
        #[doc = concat!("assert!(", stringify!($name), "::parse(\"", $first, "123\").is_err());")]
        /// # Ok::<(), palco::values::Invalid>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name {
            text: [u8; 32],
            minute: Instant,
        }

        impl $name {
            /// Reads an id.
            ///
            /// # Errors
            /// [`Invalid`] when it has not 32 characters, another prefix, another character than is
            /// allowed in its place, or a minute that no calendar has.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                match read(text, $first) {
                    Some((text, minute)) => Ok(Self { text, minute }),
                    None => Err(Invalid::new($expected, text)),
                }
            }

            /// The id: 32 bytes of ASCII.
            #[must_use]
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.text).unwrap_or_default()
            }

            /// The ISPB of the participant that made it: 8 digits or upper-case letters.
            #[must_use]
            pub fn ispb(&self) -> &str {
                self.as_str().get(1..9).unwrap_or_default()
            }

            /// The minute that stands in it. The participant that made it says so.
            #[must_use]
            pub const fn minute(&self) -> Instant {
                self.minute
            }

            /// Whether that minute is within the 12 hours around `now` that are tolerated.
            #[must_use]
            pub const fn is_near(&self, now: Instant) -> bool {
                self.minute.millis_since(now).unsigned_abs() <= TOLERANCE_MILLIS
            }
        }

        wire::written_as_str!($name);
        wire::parsed_from_text!($name, $expected);
        wire::schema!($name, {
            "type": "string",
            "pattern": concat!("^", $first, "[0-9A-Z]{8}[0-9]{12}[A-Za-z0-9]{11}$"),
            "minLength": 32,
            "maxLength": 32,
            "description": concat!($($doc),+).trim(),
            "examples": [$example]
        });
    };
}

settlement_id! {
    /// The id of a Pix, given by the participant that sends it: unique, and the same at both ends.
    EndToEndId, "E",
    "an EndToEndId: E, an ISPB of 8, yyyyMMddHHmm and 11 letters or digits, 32 characters",
    "E12345678202601101430ghijk789012"
}
settlement_id! {
    /// The id of money that goes back (*devolução*), given by the participant that returns it; the
    /// Pix API calls it `rtrId`.
    RtrId, "D",
    "an RtrId: D, an ISPB of 8, yyyyMMddHHmm and 11 letters or digits, 32 characters",
    "D12345678202601101430ghijk789012"
}

fn read(text: &str, first: &str) -> Option<([u8; 32], Instant)> {
    let all: [u8; 32] = text.as_bytes().try_into().ok()?;
    let rest = text.strip_prefix(first)?;
    let (ispb, rest) = rest.split_at_checked(8)?;
    let (minute, sequence) = rest.split_at_checked(12)?;
    let known = ispb.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && sequence.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if known { Some((all, instant(minute)?)) } else { None }
}

/// `yyyyMMddHHmm`, in UTC.
fn instant(minute: &str) -> Option<Instant> {
    if !minute.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| minute.get(range)?.parse::<u32>().ok();
    let year = i32::try_from(part(0..4)?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, part(4..6)?, part(6..8)?)?;
    let time = day.and_hms_opt(part(8..10)?, part(10..12)?, 0)?;
    Instant::from_utc(Utc.from_utc_datetime(&time)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_form() {
        for (name, text, valid) in [
            ("digits", "E12345678202601101430abcDEF12345", true),
            ("letters in the ISPB", "E1234567A202601101430abcDEF12345", true),
            ("a leap day", "E12345678202402292359abcDEF12345", true),
            ("a day that no year has", "E12345678202602312359abcDEF12345", false),
            ("a leap day of another year", "E12345678202602292359abcDEF12345", false),
            ("month 13", "E12345678202613012359abcDEF12345", false),
            ("hour 24", "E12345678202601102400abcDEF12345", false),
            ("minute 60", "E12345678202601101460abcDEF12345", false),
            ("before 1970", "E12345678196912312359abcDEF12345", false),
            ("a sign in the year", "E12345678+02601101430abcDEF12345", false),
            (
                "34 characters, as in the official document",
                "E12345678202009091221ghijk78901234",
                false,
            ),
            ("31 characters", "E12345678202601101430abcDEF1234", false),
            ("a return", "D12345678202601101430abcDEF12345", false),
            ("a lower-case prefix", "e12345678202601101430abcDEF12345", false),
            ("lower case in the ISPB", "E1234567a202601101430abcDEF12345", false),
            ("a hyphen", "E12345678202601101430abc-EF12345", false),
            ("a letter of two bytes", "E12345678202601101430abcDEF123\u{e9}", false),
            ("nothing", "", false),
        ] {
            assert_eq!(EndToEndId::parse(text).is_ok(), valid, "{name}");
            let returned = text.replacen('E', "D", 1);
            let expected = valid || name == "a return";
            assert_eq!(RtrId::parse(&returned).is_ok(), expected, "{name}, returned");
        }
    }

    #[test]
    fn twelve_hours_are_tolerated() {
        let id = EndToEndId::parse("E12345678202601101430abcDEF12345").unwrap();
        for (now, near) in [
            ("2026-01-10T02:30:00Z", true),
            ("2026-01-10T02:29:59.999Z", false),
            ("2026-01-11T02:30:00Z", true),
            ("2026-01-11T02:30:00.001Z", false),
        ] {
            assert_eq!(id.is_near(Instant::parse(now).unwrap()), near, "{now}");
        }
    }

    #[test]
    fn the_wire_is_a_string() {
        let id = RtrId::parse("D12345678202601101430ghijk789012").unwrap();
        let text = serde_json::to_string(&id).unwrap();
        assert_eq!(text, "\"D12345678202601101430ghijk789012\"");
        assert_eq!(serde_json::from_str::<RtrId>(&text).unwrap(), id);
        assert!(serde_json::from_str::<EndToEndId>(&text).is_err());
    }
}
