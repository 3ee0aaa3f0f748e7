use smol_str::SmolStr;

use super::{Invalid, mask, wire};

const EXPECTED: &str = "a CPF: 11 digits, bare or as 000.000.000-00, with right check digits";
const MASK: &str = "###.###.###-##";

/// The number under which a person is known to the Brazilian revenue service.
///
/// 11 digits, of which the last two check the others; one digit eleven times is refused although it
/// would check. Read bare or with its mask, kept and written bare. It is personal data: `Debug` is
/// redacted, there is no `Display`, and an [`Invalid`] says what is wrong and never the number.
///
/// ```
/// use palco::values::Cpf;
///
/// let cpf = Cpf::parse("529.982.247-25")?;
/// assert_eq!(cpf.as_str(), "52998224725");
/// assert_eq!(cpf.masked(), "529.982.247-25");
/// assert_eq!(format!("{cpf:?}"), "Cpf(***)");
///
/// assert!(Cpf::parse("52998224724").is_err(), "a wrong check digit");
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cpf(SmolStr);

impl Cpf {
    /// Reads 11 digits, or `000.000.000-00`.
    ///
    /// # Errors
    /// [`Invalid`] when the form is another, a check digit is wrong, or all digits are the same.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = |why| Err(Invalid::new(EXPECTED, why));
        let Some(digits) = mask::unmasked::<11>(text, MASK) else {
            return refused("another form");
        };
        let [first, rest @ ..] = &digits;
        if !digits.iter().all(u8::is_ascii_digit) {
            return refused("another form");
        }
        if rest.iter().all(|digit| digit == first) {
            return refused("one digit repeated");
        }
        let [body @ .., tenth, eleventh] = &digits;
        let [through_tenth @ .., _] = &digits;
        if check_digit(body) != *tenth || check_digit(through_tenth) != *eleventh {
            return refused("wrong check digits");
        }
        Ok(Self(SmolStr::new(std::str::from_utf8(&digits).unwrap_or_default())))
    }

    /// The 11 digits. Do not log them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it: `000.000.000-00`. Do not log it.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::masked(&self.0, MASK)
    }
}

/// Weights 2, 3, 4... from the right; ten times the sum, modulo 11 and then 10.
fn check_digit(digits: &[u8]) -> u8 {
    let weighted = digits
        .iter()
        .rev()
        .zip(2_u32..)
        .map(|(digit, weight)| u32::from(digit & 0x0f).saturating_mul(weight));
    let rest = weighted.sum::<u32>().saturating_mul(10) % 11 % 10;
    b'0' | (rest as u8)
}

wire::secret!(Cpf);
wire::parsed_from_text!(Cpf, EXPECTED);
wire::schema!(Cpf, {
    "type": "string",
    "pattern": r"^([0-9]{11}|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})$",
    "minLength": 11,
    "maxLength": 14,
    "description": "A CPF: 11 digits, bare or as 000.000.000-00, with right check digits."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_form_and_repetition() {
        for (text, canonical) in [
            ("52998224725", Ok("52998224725")),
            ("12345678909", Ok("12345678909")),
            // Also a mobile number without +55: still a CPF.
            ("11912345684", Ok("11912345684")),
            ("529.982.247-25", Ok("52998224725")),
            ("52998224724", Err("wrong check digits")),
            ("52998224715", Err("wrong check digits")),
            ("25998224725", Err("wrong check digits")),
            ("11111111111", Err("one digit repeated")),
            ("00000000000", Err("one digit repeated")),
            ("5299822472", Err("another form")),
            ("529982247255", Err("another form")),
            ("529.98224725", Err("another form")),
            ("529-982-247.25", Err("another form")),
            (" 52998224725", Err("another form")),
            ("5299822472a", Err("another form")),
            ("5299822472\u{665}", Err("another form")),
            ("", Err("another form")),
        ] {
            let parsed = Cpf::parse(text);
            let told = parsed.as_ref().map(Cpf::as_str).map_err(Invalid::got);
            assert_eq!(told, canonical, "{text}");
        }
    }

    #[test]
    fn the_number_is_never_echoed() {
        for bad in ["52998224724", "11111111111", "5299822472", "secret"] {
            assert!(!Cpf::parse(bad).unwrap_err().to_string().contains(bad), "{bad}");
            let wire = serde_json::from_str::<Cpf>(&format!("\"{bad}\"")).unwrap_err();
            assert!(!wire.to_string().contains(bad), "{bad}");
        }
        let number = serde_json::from_str::<Cpf>("52998224725").unwrap_err();
        assert!(!number.to_string().contains("52998224725"));
        let cpf: Cpf = serde_json::from_str("\"529.982.247-25\"").unwrap();
        assert_eq!(serde_json::to_string(&cpf).unwrap(), "\"52998224725\"");
        assert_eq!(format!("{cpf:?}"), "Cpf(***)");
    }
}
