use std::hint::black_box;

use smol_str::{SmolStr, StrExt};

use super::{Invalid, card_number, wire};

const EXPECTED: &str = "an access code of 4 to 64 characters of A-Z, a-z, 0-9, underscore and \
     hyphen, and no card number";

/// A word that opens a hidden ticket type or a presale to whoever knows it.
///
/// 4 to 64 characters of `[A-Za-z0-9_-]`; stored in upper case, so that `fan2026` and `FAN2026` are
/// one code. It is a secret: `Debug` is redacted, there is no `Display`, an [`Invalid`] never holds
/// it, and what a buyer typed is compared by [`matches`](Self::matches). `Serialize` gives the value.
///
/// ```
/// use palco::values::AccessCode;
///
/// let code = AccessCode::parse("fan2026")?;
/// assert_eq!(code.as_str(), "FAN2026");
/// assert_eq!(format!("{code:?}"), "AccessCode(***)");
///
/// let invalid = AccessCode::parse("my secret").unwrap_err();
/// assert!(!invalid.to_string().contains("secret"));
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccessCode(SmolStr);

impl AccessCode {
    /// Reads an access code and puts it in upper case.
    ///
    /// # Errors
    /// [`Invalid`] when it has fewer than 4 or more than 64 characters, or another character than
    /// `[A-Za-z0-9_-]`, or is a card number; it says how many characters came and not which.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !text.bytes().all(allowed) {
            return Err(Invalid::new(EXPECTED, "another character"));
        }
        if !(4..=64).contains(&text.len()) {
            return Err(Invalid::new(EXPECTED, format_args!("{} characters", text.len())));
        }
        if card_number::stands_in(text) {
            return Err(Invalid::new(EXPECTED, "a card number"));
        }
        Ok(Self(text.to_ascii_uppercase_smolstr()))
    }

    /// The code in upper case. Do not log it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the two are the same code, in a time that depends on their lengths alone.
    ///
    /// ```
    /// use palco::values::AccessCode;
    /// assert!(AccessCode::parse("fan2026")?.matches(&AccessCode::parse("FAN2026")?));
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        let difference = self
            .0
            .bytes()
            .zip(other.0.bytes())
            .fold(0_u8, |difference, (left, right)| black_box(difference | (left ^ right)));
        self.0.len() == other.0.len() && black_box(difference) == 0
    }
}

wire::secret!(AccessCode);
wire::parsed_from_text!(AccessCode, EXPECTED);
wire::schema!(AccessCode, {
    "type": "string",
    "pattern": "^[A-Za-z0-9_-]{4,64}$",
    "minLength": 4,
    "maxLength": 64,
    "description": "A secret word that opens a hidden ticket type; upper and lower case are one."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_no_access_code() {
        for number in ["4111111111111111", "4111-1111-1111-1111"] {
            let invalid = AccessCode::parse(number).unwrap_err();
            assert_eq!(invalid.got(), "a card number");
        }
        assert!(AccessCode::parse("4111111111111112").is_ok());
    }

    #[test]
    fn the_secret_is_never_echoed() {
        for bad in ["abc", "secret secret", "sécret", &"s".repeat(65)] {
            let invalid = AccessCode::parse(bad).unwrap_err();
            assert!(!invalid.to_string().contains(bad), "{bad}");
        }
        let wire = serde_json::from_str::<AccessCode>("123456").unwrap_err();
        assert!(!wire.to_string().contains("123456"));
    }

    #[test]
    fn matching_tells_every_difference() {
        let code = |text| AccessCode::parse(text).unwrap();
        assert!(code("abcd").matches(&code("ABCD")));
        assert!(!code("abcd").matches(&code("abce")));
        assert!(!code("abcd").matches(&code("bbcd")));
        assert!(!code("abcd").matches(&code("abcde")));
        assert_eq!(serde_json::to_string(&code("abcd")).unwrap(), "\"ABCD\"");
    }
}
