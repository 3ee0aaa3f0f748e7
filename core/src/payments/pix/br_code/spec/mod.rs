//! What a code is: published and made codes of others, a row for every reason, and the laws.
#![expect(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

mod built;
mod laws;
mod rows;
mod vectors;

use super::crc;
use crate::payments::pix::br_code::{Reason, read};

/// The text with its right check value.
fn checked(body: &str) -> String {
    let body = format!("{body}6304");
    let digits: String = crc::digits(crc::crc(body.as_bytes())).iter().collect();
    body + &digits
}

fn reasons(text: &str) -> Vec<String> {
    read(text).reasons().map(|reason| reason.to_string()).collect()
}

/// One number for each reason; a new one does not compile until it has its own, and then its row.
fn number(reason: Reason) -> usize {
    match reason {
        Reason::SurroundingWhitespace => 0,
        Reason::TooLong => 1,
        Reason::NonNumeric(_) => 2,
        Reason::LengthOverflow(..) => 3,
        Reason::CrcMissing => 4,
        Reason::CrcMismatch => 5,
        Reason::CrcLowercase => 6,
        Reason::NonAscii => 7,
        Reason::ControlCharacter => 8,
        Reason::DuplicateField(..) => 9,
        Reason::VersionNotFirst => 10,
        Reason::VersionNot01 => 11,
        Reason::InitiationUnknown => 12,
        Reason::AccountTemplates(_) => 13,
        Reason::BothKeyAndUrl => 14,
        Reason::NeitherKeyNorUrl => 15,
        Reason::KeyEmpty => 16,
        Reason::KeyInvalid => 17,
        Reason::FacilitatorMalformed => 18,
        Reason::UrlHasScheme => 19,
        Reason::UrlMalformed => 20,
        Reason::CategoryMalformed => 21,
        Reason::CurrencyNot986 => 22,
        Reason::AmountMalformed => 23,
        Reason::AmountZero => 24,
        Reason::CountryNotBr => 25,
        Reason::NameMissing => 26,
        Reason::NameTooLong => 27,
        Reason::CityMissing => 28,
        Reason::CityTooLong => 29,
        Reason::AdditionalMissing => 30,
        Reason::TxidMissing => 31,
        Reason::TxidMalformed => 32,
        Reason::CrcNotLast => 33,
    }
}
const REASONS: usize = 34;
