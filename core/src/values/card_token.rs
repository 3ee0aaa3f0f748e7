use smol_str::SmolStr;

use super::{Invalid, wire};

const EXPECTED: &str = "a card token of 1 to 255 printable ASCII characters without a space";

/// What a gateway gave for a card, to charge it by. It is not a card number.
///
/// 1 to 255 printable ASCII characters without a space. Who has it can charge the card: `Debug` is
/// redacted, there is no `Display`, and an [`Invalid`] never holds it. `Serialize` gives the value.
///
/// ```
/// use palco::values::CardToken;
///
/// let token = CardToken::parse("tok_1Kx9")?;
/// assert_eq!(format!("{token:?}"), "CardToken(***)");
///
/// let invalid = CardToken::parse("my token").unwrap_err();
/// assert!(!invalid.to_string().contains("my token"));
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CardToken(SmolStr);

impl CardToken {
    /// Takes the token as it is.
    ///
    /// # Errors
    /// [`Invalid`] when it is empty, longer than 255 characters, or has a character that is not
    /// printable ASCII; it says how many came and not which.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Invalid::new(EXPECTED, "another character"));
        }
        if !(1..=255).contains(&text.len()) {
            return Err(Invalid::new(EXPECTED, format_args!("{} characters", text.len())));
        }
        Ok(Self(SmolStr::new(text)))
    }

    /// The token. Do not log it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

wire::secret!(CardToken);
wire::parsed_from_text!(CardToken, EXPECTED);
wire::schema!(CardToken, {
    "type": "string",
    "pattern": "^[!-~]{1,255}$",
    "minLength": 1,
    "maxLength": 255,
    "description": "What a gateway gave for a card, to charge it by. Never a card number."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_never_echoed() {
        for bad in ["", "secret secret", "sécret", &"s".repeat(256)] {
            let invalid = CardToken::parse(bad).unwrap_err();
            assert!(bad.is_empty() || !invalid.to_string().contains(bad), "{bad}");
        }
        let token = CardToken::parse("tok_1").unwrap();
        assert_eq!(serde_json::to_string(&token).unwrap(), "\"tok_1\"");
        assert!(!format!("{token:?}").contains("tok_1"));
    }
}
