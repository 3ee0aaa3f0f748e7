use std::num::NonZeroU32;

use super::{Invalid, wire};

const EXPECTED: &str = "an integer from 1 to 4294967295";

/// A small number of things that are counted one by one, and which of them: an attempt, an installment.
///
/// 1 to 4294967295; the first is 1. On the wire it is a JSON integer; a string or a fraction is invalid.
///
/// ```
/// use palco::values::Count;
///
/// assert_eq!(Count::new(2)?.get(), 2);
///
/// assert!(Count::new(0).is_err());
/// assert!(serde_json::from_str::<Count>("4294967296").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Count(NonZeroU32);

impl Count {
    /// The first.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// So many.
    ///
    /// # Errors
    /// [`Invalid`] for 0.
    pub fn new(number: u32) -> Result<Self, Invalid> {
        NonZeroU32::new(number).map(Self).ok_or_else(|| Invalid::new(EXPECTED, number))
    }

    /// The number: at least 1.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The one after it; the last is its own next.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

wire::integer_forms!(Count, u32, EXPECTED);
wire::schema!(Count, {
    "type": "integer",
    "minimum": 1,
    "maximum": 4_294_967_295_u32,
    "description": "How many of what is counted one by one, or which of them: the first is 1."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_is_an_integer_in_range() {
        let parse = serde_json::from_str::<Count>;
        assert_eq!(parse("4294967295").unwrap().next().get(), u32::MAX);
        for bad in ["0", "-1", "4294967296", "5000000000", "1.0", "1e2", "\"1\"", "null", "true"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Count::FIRST.next()).unwrap(), "2");
    }
}
