use super::{Invalid, wire};

const EXPECTED: &str = "an integer from 0 to 9007199254740991";
const MAX: u64 = 9_007_199_254_740_991;

/// How many domain events an aggregate has behind it: the number of its last one.
///
/// 0 to 9007199254740991 (2^53 - 1, the largest integer that JSON carries safely to every language,
/// RFC 8259 section 6). On the wire it is a JSON integer; a string or a fraction is invalid.
///
/// ```
/// use palco::values::Version;
///
/// assert_eq!(Version::ZERO.next(), Version::new(1)?);
/// assert_eq!(Version::new(1)?.plus(3).get(), 4);
///
/// assert!(Version::new(9_007_199_254_740_992).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Version(u64);

impl Version {
    /// Of an aggregate to which nothing has happened yet.
    pub const ZERO: Self = Self(0);

    /// This version.
    ///
    /// # Errors
    /// [`Invalid`] above 9007199254740991.
    pub fn new(number: u64) -> Result<Self, Invalid> {
        if number <= MAX { Ok(Self(number)) } else { Err(Invalid::new(EXPECTED, number)) }
    }

    /// The number: 0 to 9007199254740991.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// One domain event later; the last version stays itself.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// So many domain events later, or the last version.
    #[must_use]
    pub fn plus(self, count: u64) -> Self {
        Self(self.0.saturating_add(count).min(MAX))
    }
}

wire::integer_forms!(Version, u64, EXPECTED);
wire::schema!(Version, {
    "type": "integer",
    "minimum": 0,
    "maximum": 9_007_199_254_740_991_u64,
    "description": "How many domain events an aggregate has behind it."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_version_stays_itself() {
        let last = Version::new(MAX).unwrap();
        assert_eq!(last.next(), last);
        assert_eq!(Version::ZERO.plus(u64::MAX), last);
        assert!(serde_json::from_str::<Version>("-1").is_err());
        assert_eq!(serde_json::from_str::<Version>("0").unwrap(), Version::ZERO);
    }
}
