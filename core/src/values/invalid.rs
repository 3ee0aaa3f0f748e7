use std::borrow::Cow;
use std::fmt;

use super::card_number;

const GOT_CHARACTERS_MAX: usize = 40;

/// Why a value is not of its form: what was expected, and what came.
///
/// What came is cut to its first 40 characters, with control characters replaced by U+FFFD, so that
/// it can be logged, and the digits of a card number with asterisks. Types that hold free text or a
/// secret put a description there, never the text.
///
/// ```
/// use palco::values::Quantity;
///
/// let invalid = Quantity::new(0).unwrap_err();
/// assert_eq!(invalid.to_string(), "expected an integer from 1 to 9007199254740991, got 0");
/// assert_eq!(invalid.got(), "0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
#[error("expected {expected}, got {got}")]
pub struct Invalid {
    expected: Cow<'static, str>,
    got: String,
}

impl Invalid {
    /// Says that `expected` was asked for and `got` came; `got` is cut to 40 characters.
    ///
    /// ```
    /// use palco::values::Invalid;
    ///
    /// let invalid = Invalid::new("a weekday", "someday");
    /// assert_eq!(invalid.to_string(), "expected a weekday, got someday");
    /// ```
    pub fn new(expected: impl Into<Cow<'static, str>>, got: impl fmt::Display) -> Self {
        let got = got.to_string();
        let got = card_number::masked(&got)
            .chars()
            .take(GOT_CHARACTERS_MAX)
            .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
            .collect();
        Self { expected: expected.into(), got }
    }

    /// What was expected, with its exact range.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What came: at most 40 characters, and never a secret or free text.
    #[must_use]
    pub fn got(&self) -> &str {
        &self.got
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_cut_and_cannot_break_a_log_line() {
        let invalid = Invalid::new("x", "a\nb".to_owned() + &"é".repeat(100));
        assert_eq!(invalid.got().chars().count(), 40);
        assert!(invalid.got().starts_with("a\u{fffd}b"));
    }

    #[test]
    fn a_card_number_is_hidden_before_it_is_cut() {
        let got = |text: &str| Invalid::new("x", text).got().to_owned();
        assert_eq!(got("4111-1111-1111-1111"), "****-****-****-****");
        let cut = "a".repeat(27) + " 4111111111111111";
        assert_eq!(got(&cut), "a".repeat(27) + " ************");
    }
}
