use smol_str::SmolStr;

use super::{Invalid, wire};

/// Declares a text of printable ASCII that a payment gateway gave, taken as it is.
macro_rules! gateway_text {
    (
        $(#[$meta:meta])+
        $name:ident: 1 to $max:literal from $first:literal, $expected:literal,
        $pattern:literal, $description:literal
    ) => {
        $(#[$meta])+
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(SmolStr);

        impl $name {
            /// Takes the text as it is.
            ///
            /// # Errors
            #[doc = concat!("[`Invalid`] when it is not ", $expected, ".")]
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                let printable = text.bytes().all(|byte| ($first..=b'~').contains(&byte));
                if printable && (1..=$max).contains(&text.len()) {
                    return Ok(Self(SmolStr::new(text)));
                }
                Err(Invalid::new($expected, text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        wire::written_as_str!($name);
        wire::parsed_from_text!($name, $expected);
        wire::schema!($name, {
            "type": "string",
            "pattern": $pattern,
            "minLength": 1,
            "maxLength": $max,
            "description": $description
        });
    };
}

gateway_text! {
    /// An id that a payment gateway gave, as it gave it.
    ///
    /// 1 to 100 printable ASCII characters without a space; upper and lower case differ.
    ///
    /// ```
    /// use palco::values::GatewayId;
    ///
    /// assert_eq!(GatewayId::parse("dp_1Kx9")?.as_str(), "dp_1Kx9");
    /// assert!(GatewayId::parse("dp 1").is_err());
    /// # Ok::<(), palco::values::Invalid>(())
    /// ```
    GatewayId: 1 to 100 from b'!', "1 to 100 printable ASCII characters without a space",
    "^[!-~]{1,100}$", "An id that a payment gateway gave: printable ASCII without a space."
}
gateway_text! {
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
    PixCode: 1 to 512 from b' ', "1 to 512 printable ASCII characters",
    "^[ -~]{1,512}$", "What a payer scans or pastes to pay a Pix charge: printable ASCII."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_form() {
        for good in ["a", "dp_1~", &"a".repeat(100)] {
            assert_eq!(GatewayId::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", " ", "a b", "é", "a\n", &"a".repeat(101)] {
            assert!(GatewayId::parse(bad).is_err(), "{bad}");
        }
        for good in ["0", "Fulano de Tal", &"0".repeat(512)] {
            assert_eq!(PixCode::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "é", "a\n", &"0".repeat(513)] {
            assert!(PixCode::parse(bad).is_err(), "{bad}");
        }
    }
}
