use smol_str::SmolStr;

use super::{Invalid, card_number, text, wire};

const EXPECTED: &str =
    "1 to 255 characters, without control or bidirectional formatting characters";

/// A short text on one line: the name of a venue or a ticket type, an address, a reason.
///
/// 1 to 255 characters (Unicode scalar values, not bytes) after white space at both ends is removed,
/// stored in NFC (Unicode UAX #15). Control characters and the bidirectional formatting characters of
/// UAX #9 are refused. An [`Invalid`] says the length or the code point and never the text.
///
/// ```
/// use palco::values::Label;
///
/// assert_eq!(Label::parse(" Pista premium ")?.as_str(), "Pista premium");
///
/// assert!(Label::parse("   ").is_err());
/// assert!(Label::parse("one\ntwo").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(SmolStr);

impl Label {
    /// Trims, brings to NFC and takes the text.
    ///
    /// # Errors
    /// [`Invalid`] when it then has no or more than 255 characters, or holds a control or
    /// bidirectional formatting character.
    pub fn parse(label: &str) -> Result<Self, Invalid> {
        text::clean(label, 1..=255, EXPECTED).map(Self)
    }

    /// A label that is written here.
    pub(crate) const fn literal(text: &'static str) -> Self {
        Self(SmolStr::new_static(text))
    }

    /// The same with every digit of a card number replaced by an asterisk.
    pub(crate) fn masked(&self) -> Self {
        // As long as it was, and of characters that it may have.
        Self::parse(&card_number::masked(&self.0)).unwrap_or_else(|_| self.clone())
    }

    /// The text in NFC: 1 to 255 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

wire::written_as_str!(Label);
wire::parsed_from_text!(Label, EXPECTED);
wire::schema!(Label, {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$",
    "description": "A short text on one line: 1 to 255 characters after trimming, stored in NFC, \
        without control or bidirectional formatting characters."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_length() {
        assert_eq!(Label::parse("a").unwrap().to_string(), "a");
        assert!(Label::parse("").is_err());
        assert!(Label::parse(&"a".repeat(255)).is_ok());
        assert!(Label::parse(&"a".repeat(256)).is_err());
    }
}
