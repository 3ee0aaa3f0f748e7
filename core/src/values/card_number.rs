//! Card numbers have no place here. What looks like one is refused in a command, and masked in news and
//! in what is said of input that is wrong.
//!
//! Looks like one: 13 to 19 digits, spaces and hyphens between them ignored, whose check digit is right
//! (Luhn), with the first digits of a brand and a length that the brand has. All three, since of long
//! numbers one in ten has a right check digit.

use std::{borrow::Cow, ops::Range};

/// Digits of a card number, at the least and at the most.
const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// First digits from and to, and the lengths of a brand's numbers.
type Brand = (u64, u64, &'static [usize]);

const BRANDS: &[Brand] = &[
    // Visa
    (4, 4, &[13, 16, 19]),
    // Mastercard
    (51, 55, &[16]),
    (2221, 2720, &[16]),
    // American Express
    (34, 34, &[15]),
    (37, 37, &[15]),
    // Diners Club
    (300, 305, &[14, 16, 19]),
    (36, 36, &[14, 16, 19]),
    (38, 39, &[14, 16, 19]),
    // Discover
    (6011, 6011, &[16, 17, 18, 19]),
    (644, 659, &[16, 17, 18, 19]),
    // JCB
    (3528, 3589, &[16, 17, 18, 19]),
    // UnionPay
    (62, 62, &[16, 17, 18, 19]),
    // Elo
    (438935, 438935, &[16]),
    (451416, 451416, &[16]),
    (457631, 457632, &[16]),
    (504175, 504175, &[16]),
    (506699, 506778, &[16]),
    (509000, 509999, &[16]),
    (627780, 627780, &[16]),
    (636297, 636368, &[16]),
    // Hipercard
    (606282, 606282, &[16]),
    // Aura
    (5078, 5078, &[16]),
    // Maestro
    (5018, 5018, &[13, 14, 15, 16, 17, 18, 19]),
    (5020, 5020, &[13, 14, 15, 16, 17, 18, 19]),
    (5038, 5038, &[13, 14, 15, 16, 17, 18, 19]),
    (6304, 6304, &[13, 14, 15, 16, 17, 18, 19]),
    (6759, 6763, &[13, 14, 15, 16, 17, 18, 19]),
];

/// Whether a card number stands in the text.
pub(crate) fn stands_in(text: &str) -> bool {
    !found(text).is_empty()
}

/// Refuses a text with a card number by the field's name, and does not repeat it.
pub(crate) fn refuse_in<E>(
    field: &str,
    text: &str,
    refusal: impl FnOnce(String) -> E,
) -> Result<(), E> {
    if stands_in(text) { Err(refusal(field.to_owned())) } else { Ok(()) }
}

/// The text with every digit of a card number replaced by an asterisk.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let found = found(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let hidden = |at: usize| found.iter().any(|range| range.contains(&at));
    let mask = |(at, letter): (usize, char)| {
        if letter.is_ascii_digit() && hidden(at) { '*' } else { letter }
    };
    Cow::Owned(text.char_indices().map(mask).collect())
}

/// Where card numbers stand, in bytes.
fn found(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Nearly every text has fewer digits, and every record has such texts.
    if text.bytes().filter(u8::is_ascii_digit).count() < SHORTEST {
        return found;
    }
    for run in runs(text) {
        for (from, first) in run.iter().enumerate() {
            let mut digits = String::new();
            for (group, range) in run.iter().skip(from) {
                digits.push_str(group);
                if is_card_number(&digits) {
                    found.push(first.1.start..range.end);
                }
            }
        }
    }
    found
}

/// Groups of digits with nothing but spaces and hyphens between them: a number begins and ends with
/// one of its groups.
fn runs(text: &str) -> Vec<Vec<(&str, Range<usize>)>> {
    let mut runs: Vec<Vec<(&str, Range<usize>)>> = vec![Vec::new()];
    let mut rest = text;
    let mut at = 0_usize;
    while let Some(letter) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (head, tail) =
            rest.split_at_checked(digits.max(letter.len_utf8())).unwrap_or((rest, ""));
        let end = at.saturating_add(head.len());
        if digits > 0 {
            if let Some(run) = runs.last_mut() {
                run.push((head, at..end));
            }
        } else if !letter.is_whitespace() && letter != '-' {
            runs.push(Vec::new());
        }
        (rest, at) = (tail, end);
    }
    runs
}

fn is_card_number(digits: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&digits.len()) && luhn(digits) && has_a_brand(digits)
}

fn has_a_brand(digits: &str) -> bool {
    BRANDS.iter().any(|(from, to, lengths)| {
        let prefix = digits.get(..from.to_string().len()).and_then(|prefix| prefix.parse().ok());
        let of_brand = prefix.is_some_and(|prefix: u64| (*from..=*to).contains(&prefix));
        of_brand && lengths.contains(&digits.len())
    })
}

/// The check digit of ISO/IEC 7812.
fn luhn(digits: &str) -> bool {
    // Twice the digit, and the sum of its digits.
    let doubled = |digit: u32| (digit.saturating_mul(2) % 10).saturating_add(u32::from(digit > 4));
    let value = |(place, digit): (usize, u32)| {
        if place % 2 == 1 { doubled(digit) } else { digit }
    };
    let digits = digits.chars().rev().filter_map(|digit| digit.to_digit(10));
    digits.enumerate().map(value).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_seen_however_it_is_written() {
        for text in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "pay with 4111 1111 1111 1111 please",
            "2026 4111 1111 1111 1111 12",
            "5555555555554444",
            "2223003122003222",
            "378282246310005",
            "30569309025904",
            "6011111111111117",
            "3530111333300000",
            "6362970000457013",
            "6062828888666688",
            "4222222222222",
        ] {
            assert!(stands_in(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "",
            "4111111111111112",
            "411111111111111",
            "0000000000000000",
            "1111111111111117",
            "41111111111111111111",
            "4111.1111.1111.1111",
            "order 20261123120000",
            "E12345678202009091221abcdef12345",
        ] {
            assert!(!stands_in(text), "{text}");
        }
    }

    #[test]
    fn a_mask_hides_the_digits_and_nothing_else() {
        let text = "é 4111 1111-1111 1111, room 12";
        assert_eq!(masked(text), "é **** ****-**** ****, room 12");
        assert_eq!(masked("room 12"), "room 12");
    }
}
