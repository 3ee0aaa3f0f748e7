use smol_str::SmolStr;

use super::{Invalid, mask, wire};

const EXPECTED: &str = "a CNPJ: 12 digits or letters and 2 check digits that are right, bare or as \
     00.000.000/0000-00";
const MASK: &str = "##.###.###/####-##";

/// The number under which a company is known to the Brazilian revenue service.
///
/// 14 characters: 12 digits or letters, which since July 2026 are allowed (IN RFB 2229/2024), and
/// two digits that check them; one character fourteen times is refused. Read bare or with its mask
/// and in either case, kept and written bare in upper case. It may be one person's: `Debug` is
/// redacted, there is no `Display`, and an [`Invalid`] says what is wrong and never the number.
///
/// ```
/// use palco::values::Cnpj;
///
/// assert_eq!(Cnpj::parse("12.abc.345/01de-35")?.as_str(), "12ABC34501DE35");
/// assert_eq!(Cnpj::parse("11222333000181")?.masked(), "11.222.333/0001-81");
///
/// assert!(Cnpj::parse("12ABC34501DE36").is_err(), "a wrong check digit");
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cnpj(SmolStr);

impl Cnpj {
    /// Reads 14 characters, or `00.000.000/0000-00`, in either case.
    ///
    /// # Errors
    /// [`Invalid`] when the form is another, a check digit is wrong, or all characters are the
    /// same.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = |why| Err(Invalid::new(EXPECTED, why));
        let Some(mut characters) = mask::unmasked::<14>(text, MASK) else {
            return refused("another form");
        };
        characters.make_ascii_uppercase();
        let [body @ .., thirteenth, fourteenth] = &characters;
        let allowed = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        let digits = thirteenth.is_ascii_digit() && fourteenth.is_ascii_digit();
        if !body.iter().all(allowed) || !digits {
            return refused("another form");
        }
        if body.iter().all(|byte| byte == thirteenth) && thirteenth == fourteenth {
            return refused("one digit repeated");
        }
        let [through_thirteenth @ .., _] = &characters;
        if check_digit(body) != *thirteenth || check_digit(through_thirteenth) != *fourteenth {
            return refused("wrong check digits");
        }
        Ok(Self(SmolStr::new(std::str::from_utf8(&characters).unwrap_or_default())))
    }

    /// The 14 characters. Do not log them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it: `00.000.000/0000-00`. Do not log it.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::masked(&self.0, MASK)
    }
}

/// Weights 2 to 9 from the right, again and again; a character counts as its ASCII code less 48.
fn check_digit(characters: &[u8]) -> u8 {
    let weights = (2_u32..=9).cycle();
    let weighted = characters.iter().rev().zip(weights).map(|(character, weight)| {
        u32::from(character.saturating_sub(b'0')).saturating_mul(weight)
    });
    let rest = weighted.sum::<u32>() % 11;
    b'0' | (if rest < 2 { 0 } else { 11_u32.saturating_sub(rest) } as u8)
}

wire::secret!(Cnpj);
wire::parsed_from_text!(Cnpj, EXPECTED);
wire::schema!(Cnpj, {
    "type": "string",
    "pattern": concat!(
        r"^([0-9A-Za-z]{12}|[0-9A-Za-z]{2}\.[0-9A-Za-z]{3}\.[0-9A-Za-z]{3}/[0-9A-Za-z]{4}-)",
        "[0-9]{2}$"
    ),
    "minLength": 14,
    "maxLength": 18,
    "description": "A CNPJ: 12 digits or letters and 2 check digits that are right, bare or as \
        00.000.000/0000-00."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_form_and_repetition() {
        for (text, canonical) in [
            ("11222333000181", Ok("11222333000181")),
            ("11.222.333/0001-81", Ok("11222333000181")),
            ("12ABC34501DE35", Ok("12ABC34501DE35")),
            ("12.ABC.345/01DE-35", Ok("12ABC34501DE35")),
            ("12abc34501de35", Ok("12ABC34501DE35")),
            ("12ABC345000188", Ok("12ABC345000188")),
            ("12ABC34501DE36", Err("wrong check digits")),
            ("12ABC34501DE25", Err("wrong check digits")),
            ("21ABC34501DE35", Err("wrong check digits")),
            ("00000000000000", Err("one digit repeated")),
            ("12ABC34501DEA5", Err("another form")),
            ("12ABC34501DE3", Err("another form")),
            ("12ABC34501DE355", Err("another form")),
            ("12ABC_4501DE35", Err("another form")),
            ("12.ABC.345-01DE/35", Err("another form")),
            ("12\u{c1}BC34501DE3", Err("another form")),
            ("", Err("another form")),
        ] {
            let parsed = Cnpj::parse(text);
            let told = parsed.as_ref().map(Cnpj::as_str).map_err(Invalid::got);
            assert_eq!(told, canonical, "{text}");
        }
    }

    #[test]
    fn the_number_is_never_echoed() {
        for bad in ["12ABC34501DE36", "00000000000000", "12ABC34501", "secret"] {
            assert!(!Cnpj::parse(bad).unwrap_err().to_string().contains(bad), "{bad}");
            let wire = serde_json::from_str::<Cnpj>(&format!("\"{bad}\"")).unwrap_err();
            assert!(!wire.to_string().contains(bad), "{bad}");
        }
        let cnpj: Cnpj = serde_json::from_str("\"11.222.333/0001-81\"").unwrap();
        assert_eq!(serde_json::to_string(&cnpj).unwrap(), "\"11222333000181\"");
        assert_eq!(format!("{cnpj:?}"), "Cnpj(***)");
    }
}
