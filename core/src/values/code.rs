use smol_str::SmolStr;

use super::{Invalid, card_number, wire};

const EXPECTED: &str = "1 to 40 characters of a-z, 0-9, underscore and hyphen, the first a letter \
     or a digit, and no card number";

macro_rules! code {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        ///
        /// `[a-z0-9][a-z0-9_-]{0,39}`: 1 to 40 bytes of lower-case ASCII, so that it can stand in a
        /// URL, a spreadsheet and a log as it is. Up to 23 bytes are held without allocation.
        ///
        /// ```
        #[doc = concat!("use palco::values::", stringify!($name), ";")]
        ///
        #[doc = concat!("let code: ", stringify!($name), " = \"vip_2026\".parse()?;")]
        /// assert_eq!(code.as_str(), "vip_2026");
        ///
        #[doc = concat!("assert!(", stringify!($name), "::parse(\"VIP\").is_err());")]
        #[doc = concat!("assert!(", stringify!($name), "::parse(\"-vip\").is_err());")]
        /// # Ok::<(), palco::values::Invalid>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(SmolStr);

        impl $name {
            /// Reads a code.
            ///
            /// # Errors
            /// [`Invalid`] when the text is not `[a-z0-9][a-z0-9_-]{0,39}`.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                parse_code(text).map(Self)
            }

            /// The code: 1 to 40 bytes of ASCII.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        wire::written_as_str!($name);
        wire::parsed_from_text!($name, EXPECTED);
        wire::schema!($name, {
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9_-]{0,39}$",
            "minLength": 1,
            "maxLength": 40,
            "description": concat!($($doc),+).trim(),
            "examples": ["vip"]
        });
    };
}

fn parse_code(text: &str) -> Result<SmolStr, Invalid> {
    let letter_or_digit = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let valid = text.len() <= 40
        && text.as_bytes().first().is_some_and(letter_or_digit)
        && text.bytes().all(|byte| letter_or_digit(&byte) || byte == b'_' || byte == b'-')
        && !card_number::stands_in(text);
    if valid { Ok(SmolStr::new(text)) } else { Err(Invalid::new(EXPECTED, text)) }
}

code! {
    /// The name of a ticket type within its event, such as `vip` or `half_price`.
    TicketTypeCode
}
code! {
    /// The name of a quota within its event: the places that several ticket types share.
    QuotaCode
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_lower_case_ascii() {
        let longest = "a".repeat(40);
        for code in ["a", "0", "vip", "half-price_2", &longest] {
            assert_eq!(QuotaCode::parse(code).unwrap().as_str(), code);
        }
        let too_long = "a".repeat(41);
        for code in
            ["", "_a", "-a", "A", "a b", "á", "a\n", "a.b", "4111-1111-1111-1111", &too_long]
        {
            assert!(QuotaCode::parse(code).is_err(), "{code}");
        }
    }
}
