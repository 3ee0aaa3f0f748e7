//! The cleaning that every free text goes through. What is refused is described and never echoed: a
//! name or a reason may hold personal data.

use std::ops::RangeInclusive;

use smol_str::SmolStr;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Invalid;

/// Far more characters than the longest text has before normalization; beyond it nothing is read.
const RAW_CHARACTERS_MAX: usize = 4_096;

/// Trims white space, brings to NFC, and refuses control and bidirectional formatting characters.
pub(super) fn clean(
    text: &str,
    characters: RangeInclusive<usize>,
    expected: &'static str,
) -> Result<SmolStr, Invalid> {
    let trimmed = text.trim();
    let raw_count = trimmed.chars().count();
    if raw_count > RAW_CHARACTERS_MAX {
        return Err(wrong_length(expected, raw_count));
    }
    let cleaned: SmolStr =
        if is_nfc(trimmed) { SmolStr::new(trimmed) } else { trimmed.nfc().collect() };
    if let Some(character) = cleaned.chars().find(|c| c.is_control() || is_bidi(*c)) {
        return Err(forbidden(expected, character));
    }
    let count = cleaned.chars().count();
    if characters.contains(&count) { Ok(cleaned) } else { Err(wrong_length(expected, count)) }
}

/// Says which character is not allowed, by its code point.
pub(super) fn forbidden(expected: &'static str, character: char) -> Invalid {
    Invalid::new(expected, format_args!("the character U+{:04X}", u32::from(character)))
}

fn wrong_length(expected: &'static str, count: usize) -> Invalid {
    Invalid::new(expected, format_args!("{count} characters"))
}

/// The formatting characters of the Unicode Bidirectional Algorithm (UAX #9).
const fn is_bidi(character: char) -> bool {
    matches!(
        character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_composed_and_counted_in_characters() {
        assert_eq!(clean("\u{a0} Sa\u{303}o \n", 1..=3, "x").unwrap(), "S\u{e3}o");
        assert_eq!(clean("", 1..=3, "x").unwrap_err().got(), "0 characters");
        assert_eq!(clean("áéíó", 1..=3, "x").unwrap_err().got(), "4 characters");
        assert_eq!(clean(&"a".repeat(5_000), 1..=3, "x").unwrap_err().got(), "5000 characters");
    }

    #[test]
    fn control_and_bidirectional_characters_are_refused_by_code_point() {
        for (text, got) in [
            ("a\0b", "the character U+0000"),
            ("a\nb", "the character U+000A"),
            ("a\u{85}b", "the character U+0085"),
            ("a\u{202e}b", "the character U+202E"),
            ("a\u{2069}b", "the character U+2069"),
            ("a\u{61c}b", "the character U+061C"),
        ] {
            assert_eq!(clean(text, 1..=255, "x").unwrap_err().got(), got);
        }
    }
}
