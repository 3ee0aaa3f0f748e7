use smol_str::SmolStr;
use uuid::Uuid;

use super::{Invalid, wire};

const EXPECTED: &str = "a txid of 1 to 35 characters of A-Z, a-z and 0-9";

/// What a receiver knows a payment by: chosen by the receiver, carried by the Pix.
///
/// 1 to 35 letters and digits of ASCII, in which upper and lower case differ. A static code has
/// room for [25](Self::fits_static_code); a charge of the Pix API takes [26 to
/// 35](Self::fits_charge). So no txid does for both.
///
/// ```
/// use palco::values::Txid;
///
/// assert!(Txid::parse("INGRESSO42")?.fits_static_code());
/// let payment = uuid::Uuid::from_u128(42);
/// let charge = Txid::of_uuid(payment);
/// assert_eq!(charge.as_str(), "0000000000000000000000000000002a");
/// assert!(charge.fits_charge());
///
/// assert!(Txid::parse("PEDIDO 42").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Txid(SmolStr);

impl Txid {
    /// Reads a txid.
    ///
    /// # Errors
    /// [`Invalid`] when it has no character, more than 35, or another than a letter or a digit; it
    /// does not say which, since what people put here by mistake may be personal. The `***` of a
    /// code is not a txid: it says that there is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !has_only_its_characters(text) {
            return Err(Invalid::new(EXPECTED, "another character"));
        }
        if !(1..=35).contains(&text.len()) {
            return Err(Invalid::new(EXPECTED, format_args!("{} characters", text.len())));
        }
        Ok(Self(SmolStr::new(text)))
    }

    /// The 32 hexadecimal digits of a UUID, which is unique and fits a charge.
    #[must_use]
    pub fn of_uuid(uuid: Uuid) -> Self {
        Self(SmolStr::new(uuid.simple().encode_lower(&mut Uuid::encode_buffer())))
    }

    /// The txid: 1 to 35 bytes of ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a static code can carry it: at most 25 characters.
    #[must_use]
    pub fn fits_static_code(&self) -> bool {
        self.0.len() <= 25
    }

    /// Whether a charge of the Pix API takes it: 26 to 35 characters.
    #[must_use]
    pub fn fits_charge(&self) -> bool {
        self.0.len() >= 26
    }
}

fn has_only_its_characters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

wire::written_as_str!(Txid);
wire::parsed_from_text!(Txid, EXPECTED);
wire::schema!(Txid, {
    "type": "string",
    "pattern": "^[A-Za-z0-9]{1,35}$",
    "minLength": 1,
    "maxLength": 35,
    "description": "What a receiver knows a Pix by: 1 to 35 letters and digits.",
    "examples": ["INGRESSO42"]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_and_where_they_fit() {
        for (name, text, fits) in [
            ("the shortest", "a".to_owned(), Some((true, false))),
            ("the longest of a static code", "A".repeat(25), Some((true, false))),
            ("the shortest of a charge", "9".repeat(26), Some((false, true))),
            ("the longest", "z".repeat(35), Some((false, true))),
            ("nothing", String::new(), None),
            ("one too long", "z".repeat(36), None),
            ("no txid", "***".to_owned(), None),
            ("a hyphen", "INGRESSO-42".to_owned(), None),
            ("a space", "PEDIDO 42".to_owned(), None),
            ("a letter outside ASCII", "\u{e1}".to_owned(), None),
            ("a line break", "a\n".to_owned(), None),
        ] {
            let read = Txid::parse(&text).ok();
            let found = read.map(|txid| (txid.fits_static_code(), txid.fits_charge()));
            assert_eq!(found, fits, "{name}");
        }
    }

    #[test]
    fn what_is_refused_is_not_echoed() {
        for (text, got) in [
            ("529.982.247-25", "another character"),
            ("52998224725529982247255299822472552998224725", "44 characters"),
        ] {
            assert_eq!(Txid::parse(text).unwrap_err().got(), got);
        }
    }

    #[test]
    fn a_uuid_makes_a_charge_and_the_wire_a_string() {
        let txid = Txid::of_uuid(Uuid::from_u128(u128::MAX));
        assert_eq!(txid.as_str(), "f".repeat(32));
        let text = serde_json::to_string(&txid).unwrap();
        assert_eq!(serde_json::from_str::<Txid>(&text).unwrap(), txid);
        for bad in ["\"\"", "\"***\"", "12", "null"] {
            assert!(serde_json::from_str::<Txid>(bad).is_err(), "{bad}");
        }
    }
}
