use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::{Instant, Invalid, wire};

const EXPECTED: &str = "an object with starts_at before ends_at";

/// A stretch of time: from an instant, which belongs to it, to a later one, which does not.
///
/// Half-open, as calendars have it: two periods that touch do not overlap, so one event may begin as
/// another ends. On the wire it is `{"starts_at":"...","ends_at":"..."}`.
///
/// ```
/// use palco::values::{Instant, Period};
///
/// let at = |text: &str| Instant::parse(text);
/// let show = Period::new(at("2026-11-23T20:00:00Z")?, at("2026-11-23T22:00:00Z")?)?;
/// assert!(show.contains(at("2026-11-23T20:00:00Z")?));
/// assert!(!show.contains(at("2026-11-23T22:00:00Z")?));
///
/// assert!(Period::new(show.ends_at(), show.starts_at()).is_err());
/// assert!(Period::new(show.starts_at(), show.starts_at()).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Period {
    starts_at: Instant,
    ends_at: Instant,
}

impl Period {
    /// The period from `starts_at` to `ends_at`.
    ///
    /// # Errors
    /// [`Invalid`] when `starts_at` is not before `ends_at`; it lasts at least 1 millisecond.
    pub fn new(starts_at: Instant, ends_at: Instant) -> Result<Self, Invalid> {
        if starts_at >= ends_at {
            let got = format_args!("{} milliseconds", ends_at.millis_since(starts_at)).to_string();
            return Err(Invalid::new("starts_at before ends_at", got));
        }
        Ok(Self { starts_at, ends_at })
    }

    /// The first instant that belongs to the period.
    #[must_use]
    pub const fn starts_at(&self) -> Instant {
        self.starts_at
    }

    /// The first instant after the period.
    #[must_use]
    pub const fn ends_at(&self) -> Instant {
        self.ends_at
    }

    /// Whether the two share an instant; touching is not overlapping.
    ///
    /// ```
    /// use palco::values::{Instant, Period};
    ///
    /// let at = |text: &str| Instant::parse(text);
    /// let show = Period::new(at("2026-11-23T20:00:00Z")?, at("2026-11-23T22:00:00Z")?)?;
    /// let next = Period::new(at("2026-11-23T22:00:00Z")?, at("2026-11-23T23:00:00Z")?)?;
    /// assert!(!show.overlaps(&next));
    /// assert!(show.overlaps(&next.widened(30, 0)));
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// The period with this many minutes before and after, as far as [`Instant`] reaches.
    #[must_use]
    pub fn widened(&self, before_minutes: u32, after_minutes: u32) -> Self {
        Self {
            starts_at: self.starts_at.saturating_sub_minutes(before_minutes),
            ends_at: self.ends_at.saturating_add_minutes(after_minutes),
        }
    }

    /// Whether the instant belongs to the period: from `starts_at`, before `ends_at`.
    #[must_use]
    pub fn contains(&self, instant: Instant) -> bool {
        self.starts_at <= instant && instant < self.ends_at
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.starts_at, self.ends_at)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    starts_at: Instant,
    ends_at: Instant,
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields: Fields = wire::from_object(deserializer, EXPECTED)?;
        Self::new(fields.starts_at, fields.ends_at).map_err(serde::de::Error::custom)
    }
}

wire::schema!(Period, generator, {
    "type": "object",
    "properties": {
        "starts_at": generator.subschema_for::<Instant>(),
        "ends_at": generator.subschema_for::<Instant>()
    },
    "required": ["starts_at", "ends_at"],
    "additionalProperties": false,
    "description": "A stretch of time: starts_at belongs to it, ends_at is later and does not."
});

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: i64, to: i64) -> Period {
        Period::new(Instant::from_millis(from).unwrap(), Instant::from_millis(to).unwrap()).unwrap()
    }

    #[test]
    fn overlap_is_symmetric_and_half_open() {
        for (a, b, overlaps) in [
            (period(0, 10), period(10, 20), false),
            (period(0, 10), period(9, 20), true),
            (period(0, 30), period(10, 20), true),
            (period(0, 10), period(0, 10), true),
            (period(0, 10), period(20, 30), false),
        ] {
            assert_eq!((a.overlaps(&b), b.overlaps(&a)), (overlaps, overlaps));
        }
    }

    #[test]
    fn widening_stops_at_the_range() {
        let widest = period(5, 10).widened(u32::MAX, u32::MAX).widened(0, u32::MAX);
        assert_eq!(widest.starts_at(), Instant::MIN);
    }

    #[test]
    fn the_wire_is_one_strict_object() {
        let wire = serde_json::to_string(&period(0, 1)).unwrap();
        let text =
            r#"{"starts_at":"1970-01-01T00:00:00.000Z","ends_at":"1970-01-01T00:00:00.001Z"}"#;
        assert_eq!(wire, text);
        assert_eq!(serde_json::from_str::<Period>(&wire).unwrap(), period(0, 1));
        let instant = "\"1970-01-01T00:00:00Z\"";
        for bad in [
            format!(r#"{{"starts_at":{instant},"ends_at":{instant}}}"#),
            format!("[{instant},\"1970-01-01T00:00:01Z\"]"),
            text.replace('}', ",\"x\":1}"),
        ] {
            assert!(serde_json::from_str::<Period>(&bad).is_err(), "{bad}");
        }
    }
}
