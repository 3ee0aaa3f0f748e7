use super::{Invalid, wire};

const EXPECTED: &str = "seconds from 60 to 3600";
const MIN: u32 = 60;
const MAX: u32 = 3_600;

/// How long a hold keeps its tickets before they go back on sale.
///
/// 60 to 3600 seconds (a minute to an hour); 900, a quarter of an hour, by default. On the wire it is
/// a JSON integer; a string or a fraction is invalid.
///
/// ```
/// use palco::values::HoldSeconds;
///
/// assert_eq!(HoldSeconds::new(90)?.get(), 90);
/// assert_eq!(HoldSeconds::default().get(), 900);
///
/// assert!(HoldSeconds::new(3_601).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HoldSeconds(u32);

impl HoldSeconds {
    /// So many seconds.
    ///
    /// # Errors
    /// [`Invalid`] below 60 and above 3600.
    pub fn new(number: u32) -> Result<Self, Invalid> {
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(Invalid::new(EXPECTED, number))
        }
    }

    /// The seconds: 60 to 3600.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for HoldSeconds {
    fn default() -> Self {
        Self(900)
    }
}

wire::integer_forms!(HoldSeconds, u32, EXPECTED);
wire::schema!(HoldSeconds, {
    "type": "integer",
    "minimum": 60,
    "maximum": 3_600,
    "description": "Seconds a hold lasts: 60 to 3600."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_is_an_integer_in_range() {
        let parse = serde_json::from_str::<HoldSeconds>;
        assert_eq!(parse("60").unwrap().get(), 60);
        assert_eq!(parse("3600").unwrap().get(), MAX);
        for bad in ["-1", "0", "59", "3601", "4294967296", "90.0", "\"90\"", "null"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
