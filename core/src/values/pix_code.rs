use smol_str::SmolStr;

use super::{Invalid, wire};

const EXPECTED: &str = "1 to 512 printable ASCII characters";

/// What a payer scans or pastes to pay a Pix charge, as the gateway issued it (*copia e cola*).
///
/// 1 to 512 printable ASCII characters. What stands in it is not looked at here.
///
/// ```
/// use palco::values::PixCode;
///
/// assert!(PixCode::parse("00020126580014br.gov.bcb.pix").is_ok());
/// assert!(PixCode::parse("").is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PixCode(SmolStr);

impl PixCode {
    /// Takes the code as it is.
    ///
    /// # Errors
    /// [`Invalid`] when it is empty, longer than 512 characters, or has a character that is not
    /// printable ASCII.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if printable && (1..=512).contains(&text.len()) {
            return Ok(Self(SmolStr::new(text)));
        }
        Err(Invalid::new(EXPECTED, text))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

wire::written_as_str!(PixCode);
wire::parsed_from_text!(PixCode, EXPECTED);
wire::schema!(PixCode, {
    "type": "string",
    "pattern": "^[ -~]{1,512}$",
    "minLength": 1,
    "maxLength": 512,
    "description": "What a payer scans or pastes to pay a Pix charge: printable ASCII."
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_form() {
        for good in ["0", "Fulano de Tal", &"0".repeat(512)] {
            assert_eq!(PixCode::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "é", "a\n", &"0".repeat(513)] {
            assert!(PixCode::parse(bad).is_err(), "{bad}");
        }
    }
}
