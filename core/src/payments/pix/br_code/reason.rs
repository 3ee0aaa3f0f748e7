use std::fmt;

use serde::{Serialize, Serializer};

use super::field::{FieldId, Place};

/// Why a text is not a valid code. The codes are permanent; they hold numbers of fields and never
/// what stands in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// White space before or after it. Trim what a person pasted before it is read.
    SurroundingWhitespace,
    /// More than 512 characters; nothing of it was read.
    TooLong,
    /// A number or a length is not two digits, so that fields cannot be told apart any further.
    NonNumeric(Place),
    /// A field is longer than what is left.
    LengthOverflow(Place, FieldId),
    /// It does not end with `6304` and four hexadecimal digits.
    CrcMissing,
    /// The check value is another than that of the text: something was changed, or left out.
    CrcMismatch,
    /// The check value is right, and in lower case.
    CrcLowercase,
    /// A character outside ASCII.
    NonAscii,
    /// A control character.
    ControlCharacter,
    /// A field stands twice, so that two readers could read two things.
    DuplicateField(Place, FieldId),
    /// The code does not begin with field 00.
    VersionNotFirst,
    /// Field 00 is not `01`, or is missing.
    VersionNot01,
    /// Field 01 is neither `11` nor `12`.
    InitiationUnknown,
    /// So many account templates of 26 to 51 are for Pix, and not exactly one.
    AccountTemplates(u8),
    /// The account has a key and a URL.
    BothKeyAndUrl,
    /// The account has neither a key nor a URL, and there is no recurrence.
    NeitherKeyNorUrl,
    /// The key has no character.
    KeyEmpty,
    /// The key is not one in the form of the directory.
    KeyInvalid,
    /// The facilitator of a cash withdrawal is not an ISPB of 8 digits or upper-case letters.
    FacilitatorMalformed,
    /// A URL has its scheme, which is to be left out.
    UrlHasScheme,
    /// A URL without a host that has a dot, or with a character that no URL has.
    UrlMalformed,
    /// Field 52 is not four digits, or is missing.
    CategoryMalformed,
    /// Field 53 is not `986`, or is missing.
    CurrencyNot986,
    /// Field 54 is not digits with at most two decimals, in at most 13 characters.
    AmountMalformed,
    /// Field 54 of a static code is zero, and the code is not for a cash withdrawal.
    AmountZero,
    /// Field 58 is not `BR`, or is missing.
    CountryNotBr,
    /// Field 59, the receiver's name, is missing or empty.
    NameMissing,
    /// Field 59 has more than 25 characters.
    NameTooLong,
    /// Field 60, the receiver's city, is missing or empty.
    CityMissing,
    /// Field 60 has more than 15 characters.
    CityTooLong,
    /// There is no field 62.
    AdditionalMissing,
    /// Field 62 has no txid: no field 05.
    TxidMissing,
    /// The txid is neither `***` nor 1 to 25 letters and digits.
    TxidMalformed,
    /// The last field is not 63.
    CrcNotLast,
}

impl Reason {
    /// The code, without the places that some have after a colon.
    const fn name(self) -> &'static str {
        match self {
            Self::SurroundingWhitespace => "surrounding_whitespace",
            Self::TooLong => "over_512",
            Self::NonNumeric(_) => "non_numeric_id_or_length",
            Self::LengthOverflow(..) => "length_overflow",
            Self::CrcMissing => "crc_field_missing_or_not_last",
            Self::CrcMismatch => "crc_mismatch",
            Self::CrcLowercase => "crc_lowercase_hex",
            Self::NonAscii => "non_ascii",
            Self::ControlCharacter => "control_character",
            Self::DuplicateField(..) => "duplicate_field",
            Self::VersionNotFirst => "00_not_first",
            Self::VersionNot01 => "00_not_01",
            Self::InitiationUnknown => "01_not_11_or_12",
            Self::AccountTemplates(_) => "pix_account_template_count",
            Self::BothKeyAndUrl => "both_key_and_url",
            Self::NeitherKeyNorUrl => "neither_key_nor_url",
            Self::KeyEmpty => "key_empty",
            Self::KeyInvalid => "key_invalid",
            Self::FacilitatorMalformed => "fss_malformed",
            Self::UrlHasScheme => "url_has_scheme",
            Self::UrlMalformed => "url_malformed",
            Self::CategoryMalformed => "52_malformed",
            Self::CurrencyNot986 => "53_not_986",
            Self::AmountMalformed => "54_malformed",
            Self::AmountZero => "54_zero",
            Self::CountryNotBr => "58_not_BR",
            Self::NameMissing => "59_missing",
            Self::NameTooLong => "59_over_25",
            Self::CityMissing => "60_missing",
            Self::CityTooLong => "60_over_15",
            Self::AdditionalMissing => "62_missing",
            Self::TxidMissing => "txid_missing",
            Self::TxidMalformed => "txid_bad_charset_or_length",
            Self::CrcNotLast => "63_not_last",
        }
    }
}

/// The code: `crc_mismatch`, `length_overflow:root:26`, `pix_account_template_count_0`.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if let Self::NonNumeric(place) = self {
            write!(f, ":{place}")?;
        }
        if let Self::LengthOverflow(place, id) | Self::DuplicateField(place, id) = self {
            write!(f, ":{place}:{id}")?;
        }
        if let Self::AccountTemplates(count) = self {
            write!(f, "_{count}")?;
        }
        Ok(())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What is allowed and still worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// The check value is in lower case, which strict readers refuse.
    CrcLowercaseHex,
    /// The amount has not exactly two decimals: one bank read `198` as 1.98.
    AmountNotCanonical,
    /// Field 61 is not a CEP of 8 digits.
    PostalCodeNotCep,
    /// A dynamic code has a txid: a payer goes by that of the charge behind the URL.
    DynamicTxidIgnored,
}

impl Warning {
    /// `crc_lowercase_hex`, `amount_not_canonical`, `postal_code_not_cep`, `dynamic_txid_ignored`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CrcLowercaseHex => "crc_lowercase_hex",
            Self::AmountNotCanonical => "amount_not_canonical",
            Self::PostalCodeNotCep => "postal_code_not_cep",
            Self::DynamicTxidIgnored => "dynamic_txid_ignored",
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
