use std::borrow::Cow;
use std::fmt;

use smol_str::SmolStr;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::write::InvalidPart;
use super::{CITY_CHARACTERS_MAX, NAME_CHARACTERS_MAX, conformance};

/// Far more than any field holds; beyond it nothing is read.
const RAW_BYTES_MAX: usize = 1_024;

/// Who receives, as a payer is shown: read once, for any number of codes.
///
/// A code is ASCII, so accents are taken off (`São João` becomes `Sao Joao`); what has no letter in
/// ASCII is refused, and so is what is too long, since only the receiver knows how to shorten it.
/// White space at both ends is left out. A name may be a person's: `Debug` shows none.
///
/// ```
/// use palco::payments::pix::br_code::Merchant;
///
/// let merchant = Merchant::parse("Associação São João", "Uberlândia")?;
/// assert_eq!(merchant.name(), "Associacao Sao Joao");
/// assert_eq!(merchant.city(), "Uberlandia");
///
/// let refused = Merchant::parse("Circo Voador", "São Miguel do Oeste").unwrap_err();
/// assert_eq!(refused.part(), "merchant_city");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Merchant {
    name: SmolStr,
    city: SmolStr,
    postal_code: Option<SmolStr>,
}

impl Merchant {
    /// Takes a name of 1 to 25 characters, and a city of 1 to 15.
    ///
    /// # Errors
    /// [`InvalidPart`] `merchant_name` or `merchant_city` when there is no character, there are too
    /// many, or one has no letter in ASCII.
    pub fn parse(name: &str, city: &str) -> Result<Self, InvalidPart> {
        Ok(Self {
            name: folded("merchant_name", name, NAME_CHARACTERS_MAX)?.into(),
            city: folded("merchant_city", city, CITY_CHARACTERS_MAX)?.into(),
            postal_code: None,
        })
    }

    /// With a postal code (CEP), 8 digits, bare or as `00000-000`.
    ///
    /// # Errors
    /// [`InvalidPart`] `postal_code` for another form.
    pub fn with_postal_code(mut self, text: &str) -> Result<Self, InvalidPart> {
        let bare = match text.split_once('-') {
            Some((area, rest)) if area.len() == 5 => SmolStr::from_iter([area, rest]),
            _ => SmolStr::new(text),
        };
        if !conformance::digits(&bare, 8) {
            return Err(InvalidPart::new("postal_code", "a CEP of 8 digits", "another form"));
        }
        self.postal_code = Some(bare);
        Ok(self)
    }

    /// The name: 1 to 25 bytes of ASCII.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The city: 1 to 15 bytes of ASCII.
    #[must_use]
    pub fn city(&self) -> &str {
        &self.city
    }

    /// The postal code: 8 digits.
    #[must_use]
    pub fn postal_code(&self) -> Option<&str> {
        self.postal_code.as_deref()
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Merchant(***)")
    }
}

/// Text of 1 to so many printable characters of ASCII, without accents and trimmed.
pub(super) fn folded<'a>(
    part: &'static str,
    text: &'a str,
    most: usize,
) -> Result<Cow<'a, str>, InvalidPart> {
    let refused = |got: fmt::Arguments<'_>| {
        Err(InvalidPart::new(part, format!("1 to {most} characters, letters of ASCII"), got))
    };
    let trimmed = text.trim();
    if trimmed.len() > RAW_BYTES_MAX {
        return refused(format_args!("{} bytes", trimmed.len()));
    }
    let folded = if trimmed.is_ascii() {
        Cow::Borrowed(trimmed)
    } else {
        Cow::Owned(trimmed.nfkd().filter(|c| !is_combining_mark(*c)).collect())
    };
    if let Some(other) = folded.chars().find(|c| !matches!(c, ' '..='~')) {
        return refused(format_args!("the character U+{:04X}", u32::from(other)));
    }
    match folded.len() {
        length if (1..=most).contains(&length) => Ok(folded),
        length => refused(format_args!("{length} characters")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_go_and_what_has_no_letter_is_refused() {
        for (name, text, result) in [
            ("plain", "Fulano de Tal", Ok("Fulano de Tal")),
            ("accents", "Ação Pôr do Sol à Ñandú", Ok("Acao Por do Sol a Nandu")),
            ("accents of their own", "Ac\u{327}a\u{303}o", Ok("Acao")),
            ("a ligature and an ordinal", "o\u{fb01}cina 1\u{ba}", Ok("oficina 1o")),
            ("white space at both ends", "  Circo\u{a0}\n", Ok("Circo")),
            ("white space of another width", "Circo\u{a0}Voador", Ok("Circo Voador")),
            ("the longest", "abcdefghijklmnopqrstuvwxy", Ok("abcdefghijklmnopqrstuvwxy")),
            ("one more", "abcdefghijklmnopqrstuvwxyz", Err("26 characters")),
            ("longer when folded", "abcdefghijklmnopqrstuvwx\u{fb01}", Err("26 characters")),
            ("nothing", " ", Err("0 characters")),
            ("a line break", "Circo\nVoador", Err("the character U+000A")),
            ("another script", "Цирк", Err("the character U+0426")),
            ("a picture", "Circo \u{1f3aa}", Err("the character U+1F3AA")),
        ] {
            let read = Merchant::parse(text, "Rio");
            let told = read.as_ref().map(Merchant::name).map_err(|wrong| wrong.invalid().got());
            assert_eq!(told, result, "{name}");
        }
        let long = Merchant::parse(&"é".repeat(600), "Rio").unwrap_err();
        assert_eq!(long.invalid().got(), "1200 bytes");
    }

    #[test]
    fn a_postal_code_has_eight_digits() {
        let merchant = || Merchant::parse("a", "b").unwrap();
        for text in ["20231000", "20231-000"] {
            let read = merchant().with_postal_code(text).unwrap();
            assert_eq!(read.postal_code(), Some("20231000"));
        }
        for text in ["", "2023100", "202310000", "2023-1000", "20231_000", "20231-00a"] {
            let wrong = merchant().with_postal_code(text).unwrap_err();
            assert_eq!(wrong.part(), "postal_code", "{text}");
        }
        assert_eq!(format!("{:?}", merchant()), "Merchant(***)");
    }
}
