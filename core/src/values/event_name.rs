use smol_str::SmolStr;

use super::{Invalid, text, wire};

const EXPECTED: &str = "an event name of 3 to 255 characters, without control or bidirectional \
     formatting characters and without ; or -- or /*";

/// The name of an event, as it is announced.
///
/// 3 to 255 characters (Unicode scalar values, not bytes) after white space at both ends is removed,
/// stored in NFC (Unicode UAX #15). Refused: control characters, the bidirectional formatting
/// characters of UAX #9, and `;`, `--` and `/*`, which no event needs in its name. An [`Invalid`]
/// says the length or the code point and never the text.
///
/// ```
/// use palco::values::EventName;
///
/// let name = EventName::parse("  Festival de Verão  ")?;
/// assert_eq!(name.as_str(), "Festival de Verão");
///
/// assert!(EventName::parse("ab").is_err());
/// assert!(EventName::parse("Rock; drop table").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventName(SmolStr);

impl EventName {
    /// Trims, brings to NFC and takes the name.
    ///
    /// # Errors
    /// [`Invalid`] when it then has fewer than 3 or more than 255 characters, or holds a control or
    /// bidirectional formatting character, `;`, `--` or `/*`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        let cleaned = text::clean(name, 3..=255, EXPECTED)?;
        if cleaned.contains(';') {
            return Err(text::forbidden(EXPECTED, ';'));
        }
        if cleaned.contains("--") {
            return Err(Invalid::new(EXPECTED, "two hyphens in a row"));
        }
        if cleaned.contains("/*") {
            return Err(Invalid::new(EXPECTED, "a slash and an asterisk in a row"));
        }
        Ok(Self(cleaned))
    }

    /// The name in NFC: 3 to 255 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

wire::written_as_str!(EventName);
wire::parsed_from_text!(EventName, EXPECTED);
wire::schema!(EventName, {
    "type": "string",
    "minLength": 3,
    "maxLength": 255,
    "pattern": r"^[^;\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$",
    "description": "The name of an event: 3 to 255 characters after trimming, stored in NFC, without \
        control or bidirectional formatting characters and without ; or -- or /*.",
    "examples": ["Festival de Verão"]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_length_are_counted_after_trimming() {
        assert!(EventName::parse("abc").is_ok());
        assert!(EventName::parse(" ab ").is_err());
        assert!(EventName::parse(&"é".repeat(255)).is_ok());
        assert!(EventName::parse(&"é".repeat(256)).is_err());
    }

    #[test]
    fn the_text_is_never_echoed() {
        for bad in ["Maria; Silva", "Maria -- Silva", "Maria /* Silva", "Maria \u{37e} Silva"] {
            let invalid = EventName::parse(bad).unwrap_err();
            assert!(!invalid.to_string().contains("Maria"), "{bad}");
        }
        assert!(EventName::parse("Rock - ao vivo / acústico * 2026").is_ok());
    }
}
