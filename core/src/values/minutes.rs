use super::{Invalid, wire};

const EXPECTED: &str = "minutes from 0 to 10080";
const MAX: u32 = 10_080;

/// The time a venue needs before or after an event, to set up or to clear.
///
/// 0 to 10080 minutes (at most 7 days); none by default. On the wire it is a JSON integer; a
/// string or a fraction is invalid.
///
/// ```
/// use palco::values::BufferMinutes;
///
/// assert_eq!(BufferMinutes::new(90)?.get(), 90);
/// assert_eq!(BufferMinutes::default().get(), 0);
///
/// assert!(BufferMinutes::new(10_081).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct BufferMinutes(u32);

impl BufferMinutes {
    /// So many minutes.
    ///
    /// # Errors
    /// [`Invalid`] above 10080.
    pub fn new(number: u32) -> Result<Self, Invalid> {
        if number <= MAX { Ok(Self(number)) } else { Err(Invalid::new(EXPECTED, number)) }
    }

    /// The minutes: 0 to 10080.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

wire::integer_forms!(BufferMinutes, u32, EXPECTED);
wire::schema!(BufferMinutes, {
    "type": "integer",
    "minimum": 0,
    "maximum": 10_080,
    "description": "Minutes of setup before or teardown after an event: 0 to 10080 (7 days)."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_is_an_integer_in_range() {
        let parse = serde_json::from_str::<BufferMinutes>;
        assert_eq!(parse("0").unwrap().get(), 0);
        assert_eq!(parse("10080").unwrap().get(), MAX);
        for bad in ["-1", "10081", "4294967296", "1.0", "\"90\"", "null"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
