use super::{Capacity, Invalid, wire};

const EXPECTED: &str = "an integer from 0 to 9007199254740991";
const MAX: u64 = 9_007_199_254_740_991;

/// How many places there are, perhaps none.
///
/// 0 to 9007199254740991 (2^53 - 1, the largest integer that JSON carries safely to every language,
/// RFC 8259 section 6). On the wire it is a JSON integer; a string or a fraction is invalid.
///
/// ```
/// use palco::values::Places;
///
/// assert_eq!(Places::new(0)?.get(), 0);
/// assert!(Places::new(9_007_199_254_740_992).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Places(u64);

impl Places {
    /// So many places.
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
}

impl From<Capacity> for Places {
    fn from(capacity: Capacity) -> Self {
        Self(capacity.get())
    }
}

wire::integer_forms!(Places, u64, EXPECTED);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_is_an_integer_in_range() {
        let parse = serde_json::from_str::<Places>;
        assert_eq!(parse("0").unwrap().get(), 0);
        assert_eq!(parse("9007199254740991").unwrap().get(), MAX);
        for bad in ["-1", "9007199254740992", "1.0", "1e2", "\"1\"", "null", "true", "1e400"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Places::new(7).unwrap()).unwrap(), "7");
    }
}
