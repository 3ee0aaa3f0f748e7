use super::{Invalid, wire};

const EXPECTED: &str = "an integer from 1 to 9007199254740991";
const MAX: u64 = 9_007_199_254_740_991;

/// How many people a venue or an area may hold, in places.
///
/// 1 to 9007199254740991 (2^53 - 1, the largest integer that JSON carries safely to every language,
/// RFC 8259 section 6). On the wire it is a JSON integer; a string or a fraction is invalid.
///
/// ```
/// use palco::values::Capacity;
///
/// assert_eq!(Capacity::new(2)?.get(), 2);
///
/// assert!(Capacity::new(0).is_err());
/// assert!(serde_json::from_str::<Capacity>("2.0").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Capacity(u64);

impl Capacity {
    /// So many places.
    ///
    /// # Errors
    /// [`Invalid`] for 0 and above 9007199254740991.
    pub fn new(number: u64) -> Result<Self, Invalid> {
        if (1..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(Invalid::new(EXPECTED, number))
        }
    }

    /// The number: 1 to 9007199254740991.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

wire::integer_forms!(Capacity, u64, EXPECTED);
wire::schema!(Capacity, {
    "type": "integer",
    "minimum": 1,
    "maximum": 9_007_199_254_740_991_u64,
    "description": "How many places: at least one."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_is_an_integer_in_range() {
        let parse = serde_json::from_str::<Capacity>;
        assert_eq!(parse("9007199254740991").unwrap().get(), MAX);
        for bad in ["0", "-1", "9007199254740992", "1.0", "1e2", "\"1\"", "null", "true", "1e400"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Capacity::new(7).unwrap()).unwrap(), "7");
    }
}
