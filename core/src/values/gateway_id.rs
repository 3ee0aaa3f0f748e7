use smol_str::SmolStr;

use super::{Invalid, wire};

const EXPECTED: &str = "1 to 100 printable ASCII characters without a space";

/// An id that a payment gateway gave, as it gave it.
///
/// 1 to 100 printable ASCII characters without a space; upper and lower case differ.
///
/// ```
/// use palco::values::GatewayId;
///
/// assert_eq!(GatewayId::parse("dp_1Kx9")?.as_str(), "dp_1Kx9");
/// assert!(GatewayId::parse("dp 1").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GatewayId(SmolStr);

impl GatewayId {
    /// Takes the id as it is.
    ///
    /// # Errors
    /// [`Invalid`] when it is empty, longer than 100 characters, or has a character that is not
    /// printable ASCII.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        if printable && (1..=100).contains(&text.len()) {
            return Ok(Self(SmolStr::new(text)));
        }
        Err(Invalid::new(EXPECTED, text))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

wire::written_as_str!(GatewayId);
wire::parsed_from_text!(GatewayId, EXPECTED);
wire::schema!(GatewayId, {
    "type": "string",
    "pattern": "^[!-~]{1,100}$",
    "minLength": 1,
    "maxLength": 100,
    "description": "An id that a payment gateway gave: printable ASCII without a space."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_form() {
        for good in ["a", "dp_1~", &"a".repeat(100)] {
            assert_eq!(GatewayId::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", " ", "a b", "é", "a\n", &"a".repeat(101)] {
            assert!(GatewayId::parse(bad).is_err(), "{bad}");
        }
    }
}
