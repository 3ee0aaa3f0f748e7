use std::fmt;

use serde::Serialize;
use smol_str::SmolStr;

use crate::values::{Cnpj, Cpf, Invalid, wire};

const EXPECTED: &str = "a Pix key: a CPF, a CNPJ, a phone with + and its country's code, an e-mail \
     address of at most 77 characters, or a random key (a UUID)";

/// The longest that a key is, in characters.
pub(super) const KEY_CHARACTERS_MAX: usize = 77;

/// What a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// A person's number at the revenue service.
    Cpf,
    /// A company's.
    Cnpj,
    /// A phone, in the form of E.164.
    Phone,
    /// An e-mail address.
    Email,
    /// A random key (*chave aleatória*), a UUID of any version.
    Evp,
}

impl KeyKind {
    /// `cpf`, `cnpj`, `phone`, `email` or `evp`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Evp => "evp",
        }
    }

    /// What a text that stands where a key should is meant to be, by its look alone; whether it is
    /// one is told by [`is_canonical`](Self::is_canonical).
    pub(super) fn meant_by(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
        match bytes {
            [b'+', ..] => Some(Self::Phone),
            [..] if bytes.contains(&b'@') => Some(Self::Email),
            _ if bytes.len() == 11 && digits(bytes) => Some(Self::Cpf),
            [body @ .., tenth, last] if bytes.len() == 14 && digits(&[*tenth, *last]) => {
                let known = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
                body.iter().all(known).then_some(Self::Cnpj)
            }
            _ if is_uuid(bytes, u8::is_ascii_hexdigit) => Some(Self::Evp),
            _ => None,
        }
    }

    /// Whether the text is a key of this kind in the form in which the directory holds it.
    pub(super) fn is_canonical(self, text: &str) -> bool {
        let lower = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        match self {
            Self::Cpf => Cpf::parse(text).is_ok_and(|cpf| cpf.as_str() == text),
            Self::Cnpj => Cnpj::parse(text).is_ok_and(|cnpj| cnpj.as_str() == text),
            Self::Phone => is_phone(text.as_bytes()),
            Self::Email => is_email(text.as_bytes()),
            Self::Evp => is_uuid(text.as_bytes(), lower),
        }
    }
}

/// What a receiver is known by in the directory of the Central Bank (DICT).
///
/// Read as people write it, kept and written in the one form that the directory has:
///
/// | kind | read | kept |
/// | --- | --- | --- |
/// | CPF, CNPJ | bare or with the mask, letters in either case | bare, in upper case |
/// | phone | `+`, 2 to 15 digits, also with ` `, `-`, `.`, `(`, `)` | `+5521912345678` |
/// | e-mail | at most 77 characters, ASCII | in lower case |
/// | random key | a UUID of any version, hyphenated | in lower case |
///
/// A number of 11 digits is a CPF, never a phone, whatever it looks like: a phone has its `+`. A
/// key is personal data: `Debug` is redacted, there is no `Display`, and an [`Invalid`] never holds
/// it.
///
/// ```
/// use palco::payments::pix::{Key, KeyKind};
///
/// let key = Key::parse("+55 (21) 91234-5678")?;
/// assert_eq!((key.kind(), key.as_str()), (KeyKind::Phone, "+5521912345678"));
/// assert_eq!(Key::parse("Bilheteria@Example.com")?.as_str(), "bilheteria@example.com");
/// assert_eq!(Key::parse("11912345684")?.kind(), KeyKind::Cpf);
///
/// assert!(Key::parse("21912345678").is_err(), "no CPF, and a phone has its +55");
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    kind: KeyKind,
    text: SmolStr,
}

impl Key {
    /// Reads a key of any kind.
    ///
    /// # Errors
    /// [`Invalid`] when it is of no kind, or not right as what it looks like.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let (kind, canonical) = match text.as_bytes() {
            [b'+', ..] => (KeyKind::Phone, without_separators(text)?),
            bytes if bytes.contains(&b'@') => (KeyKind::Email, lower(text)),
            bytes if is_uuid(bytes, u8::is_ascii_hexdigit) => (KeyKind::Evp, lower(text)),
            bytes if bytes.len() == 11 || (bytes.len() == 14 && bytes.contains(&b'.')) => {
                return Cpf::parse(text).map(Self::from);
            }
            bytes if matches!(bytes.len(), 14 | 18) => return Cnpj::parse(text).map(Self::from),
            bytes => return Err(refused(format_args!("{} characters of no kind", bytes.len()))),
        };
        if kind.is_canonical(&canonical) {
            return Ok(Self { kind, text: canonical });
        }
        Err(refused(match kind {
            KeyKind::Phone => "another phone than + and 2 to 15 digits, the first not 0",
            KeyKind::Email => "an e-mail address that is none, or of more than 77 characters",
            KeyKind::Cpf | KeyKind::Cnpj | KeyKind::Evp => "another form",
        }))
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key as the directory holds it: 1 to 77 bytes of ASCII. Do not log it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a receiver in Brazil can have it: a phone is then `+55`, an area code of two digits
    /// and a number of 8 digits, or of 9 that begin with 9. Every other kind is.
    #[must_use]
    pub fn is_brazilian(&self) -> bool {
        let Some(national) = self.text.strip_prefix("+55") else {
            return self.kind != KeyKind::Phone;
        };
        match national.as_bytes() {
            [b'1'..=b'9', b'1'..=b'9', b'9', rest @ ..] if rest.len() == 8 => true,
            [b'1'..=b'9', b'1'..=b'9', rest @ ..] => rest.len() == 8,
            _ => false,
        }
    }
}

fn refused(got: impl fmt::Display) -> Invalid {
    Invalid::new(EXPECTED, got)
}

fn lower(text: &str) -> SmolStr {
    text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Bounded before anything is kept of it.
fn without_separators(phone: &str) -> Result<SmolStr, Invalid> {
    if phone.len() > KEY_CHARACTERS_MAX {
        return Err(refused(format_args!("{} characters", phone.len())));
    }
    Ok(phone.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect())
}

/// E.164: `+`, and 2 to 15 digits of which the first is not 0.
fn is_phone(bytes: &[u8]) -> bool {
    match bytes {
        [b'+', b'1'..=b'9', rest @ ..] => {
            (1..=14).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// The pattern of the directory, in lower case: a local part, and labels of a host name.
fn is_email(bytes: &[u8]) -> bool {
    let mut parts = bytes.splitn(2, |byte| *byte == b'@');
    let (Some(local), Some(host)) = (parts.next(), parts.next()) else {
        return false;
    };
    let of_label = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let of_local = |byte: &u8| of_label(byte) || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    bytes.len() <= KEY_CHARACTERS_MAX
        && !local.is_empty()
        && local.iter().all(of_local)
        && host.split(|byte| *byte == b'.').all(|label| {
            let ends = label.first().zip(label.last());
            label.len() <= 63
                && ends.is_some_and(|(first, last)| of_label(first) && of_label(last))
                && label.iter().all(|byte| of_label(byte) || *byte == b'-')
        })
}

/// 8-4-4-4-12, of digits that are allowed.
fn is_uuid(bytes: &[u8], allowed: impl Fn(&u8) -> bool) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => allowed(byte),
        })
}

impl From<Cpf> for Key {
    fn from(cpf: Cpf) -> Self {
        Self { kind: KeyKind::Cpf, text: SmolStr::new(cpf.as_str()) }
    }
}

impl From<Cnpj> for Key {
    fn from(cnpj: Cnpj) -> Self {
        Self { kind: KeyKind::Cnpj, text: SmolStr::new(cnpj.as_str()) }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, ***)", self.kind.name())
    }
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

wire::parsed_from_text!(Key, EXPECTED);
wire::schema!(Key, {
    "type": "string",
    "minLength": 3,
    "maxLength": 77,
    "description": "A Pix key: a CPF, a CNPJ, a phone with + and its country's code, an e-mail \
        address or a random key."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_brought_to_its_form() {
        let longest = format!("{}@example.com", "a".repeat(65));
        for (name, text, kind, canonical) in [
            ("a CPF", "52998224725", KeyKind::Cpf, "52998224725"),
            ("a CPF with its mask", "529.982.247-25", KeyKind::Cpf, "52998224725"),
            ("a CPF that looks like a phone", "11912345684", KeyKind::Cpf, "11912345684"),
            ("a CNPJ", "11222333000181", KeyKind::Cnpj, "11222333000181"),
            ("a CNPJ with letters", "12ABC34501DE35", KeyKind::Cnpj, "12ABC34501DE35"),
            ("one in lower case", "12abc34501de35", KeyKind::Cnpj, "12ABC34501DE35"),
            ("one with its mask", "12.ABC.345/01DE-35", KeyKind::Cnpj, "12ABC34501DE35"),
            ("a mobile phone", "+5521912345678", KeyKind::Phone, "+5521912345678"),
            ("as people write it", "+55 (21) 91234-5678", KeyKind::Phone, "+5521912345678"),
            ("a phone of elsewhere", "+12", KeyKind::Phone, "+12"),
            ("the longest phone", "+123456789012345", KeyKind::Phone, "+123456789012345"),
            ("an e-mail", "Fulano@Example.com", KeyKind::Email, "fulano@example.com"),
            ("without a dot", "a@b", KeyKind::Email, "a@b"),
            (
                "all that a local part may have",
                "a.!#$%&'*+/=?^_`{|}~-@b.co",
                KeyKind::Email,
                "a.!#$%&'*+/=?^_`{|}~-@b.co",
            ),
            ("the longest", &longest, KeyKind::Email, &longest),
            (
                "version 1",
                "123E4567-E12B-12D1-A456-426655440000",
                KeyKind::Evp,
                "123e4567-e12b-12d1-a456-426655440000",
            ),
        ] {
            let key = Key::parse(text).unwrap_or_else(|invalid| panic!("{name}: {invalid}"));
            assert_eq!((key.kind(), key.as_str()), (kind, canonical), "{name}");
            assert_eq!(KeyKind::meant_by(canonical), Some(kind), "{name}");
            assert!(kind.is_canonical(canonical), "{name}");
            assert_eq!(kind.is_canonical(text), text == canonical, "{name}");
            assert_eq!(Key::parse(canonical).unwrap(), key, "{name}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_echoed() {
        let too_long = format!("{}@example.com", "a".repeat(66));
        let label = format!("a@{}.br", "b".repeat(64));
        for (name, text) in [
            ("nothing", ""),
            ("a wrong CPF", "52998224724"),
            ("a wrong CPF with its mask", "529.982.247-24"),
            ("a phone without its +55", "21912345678"),
            ("a phone without its +", "5521912345678"),
            ("a wrong CNPJ", "12ABC34501DE36"),
            ("a phone of one digit", "+1"),
            ("a phone of 16 digits", "+1234567890123456"),
            ("a phone that begins with 0", "+0521912345678"),
            ("letters in a phone", "+55219abc45678"),
            ("two @", "a@b@c"),
            ("no local part", "@b.co"),
            ("no host", "a@"),
            ("an empty label", "a@b..co"),
            ("a label that ends with a hyphen", "a@b-.co"),
            ("a label of 64", &label),
            ("a space", "a b@c.co"),
            ("78 characters", &too_long),
            ("letters outside ASCII", "jo\u{e3}o@example.com"),
            ("a UUID without hyphens", "123e4567e12b12d1a456426655440000"),
            ("a UUID with braces", "{123e4567-e12b-12d1-a456-426655440000}"),
            ("no hexadecimal digit", "123e4567-e12b-12d1-a456-42665544000g"),
        ] {
            let invalid = Key::parse(text).map(|key| key.kind()).unwrap_err();
            assert!(text.len() < 3 || !invalid.to_string().contains(text), "{name}: {invalid}");
            assert!(serde_json::from_value::<Key>(text.into()).is_err(), "{name}");
        }
        assert_eq!(format!("{:?}", Key::parse("a@b.co").unwrap()), "Key(email, ***)");
    }

    #[test]
    fn a_phone_of_brazil_has_an_area_and_eight_or_nine_digits() {
        for (text, brazilian) in [
            ("+5521912345678", true),
            ("+552131234567", true),
            ("+5521812345678", false),
            ("+5501912345678", false),
            ("+5520912345678", false),
            ("+55219123456789", false),
            ("+55213123456", false),
            ("+351912345678", false),
            ("52998224725", true),
            ("a@b.co", true),
        ] {
            assert_eq!(Key::parse(text).unwrap().is_brazilian(), brazilian, "{text}");
        }
    }
}
