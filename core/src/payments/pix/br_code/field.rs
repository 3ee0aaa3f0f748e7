//! Fields: a number of two digits, a length of two digits in characters, and so many characters.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Reason;

/// The number of a field: 0 to 99, written with two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(u8);

impl FieldId {
    /// A number from 0 to 99; above, 99.
    pub(super) const fn of(number: u8) -> Self {
        Self(if number > 99 { 99 } else { number })
    }

    /// The number: 0 to 99.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl Serialize for FieldId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Where fields stand: in the code itself, or within one of its templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Among the fields of the code.
    Root,
    /// Within the template of that number.
    Within(FieldId),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("root"),
            Self::Within(id) => id.fmt(f),
        }
    }
}

/// The fields of a text, one after the other; nothing comes after one that cannot be told apart.
pub(super) struct Fields<'a> {
    place: Place,
    rest: &'a str,
}

impl<'a> Fields<'a> {
    pub(super) const fn of(place: Place, text: &'a str) -> Self {
        Self { place, rest: text }
    }

    fn take(&mut self) -> Result<(FieldId, &'a str), Reason> {
        let Some((head, rest)) = self.rest.as_bytes().split_first_chunk::<4>() else {
            return Err(Reason::NonNumeric(self.place));
        };
        if !head.iter().all(u8::is_ascii_digit) {
            return Err(Reason::NonNumeric(self.place));
        }
        let [a, b, c, d] = head.map(|digit| digit & 0x0f);
        let id = FieldId::of(a.saturating_mul(10).saturating_add(b));
        let length = usize::from(c.saturating_mul(10).saturating_add(d));
        // Digits take a byte each, so that what follows them is text again.
        let rest = self.rest.get(self.rest.len().saturating_sub(rest.len())..).unwrap_or_default();
        let (value, rest) =
            split_characters(rest, length).ok_or(Reason::LengthOverflow(self.place, id))?;
        self.rest = rest;
        Ok((id, value))
    }
}

/// So many characters, and what follows.
fn split_characters(text: &str, count: usize) -> Option<(&str, &str)> {
    if let Some(split) = text.split_at_checked(count)
        && split.0.is_ascii()
    {
        return Some(split);
    }
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.into_iter().nth(count).and_then(|end| text.split_at_checked(end))
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(FieldId, &'a str), Reason>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let taken = self.take();
        if taken.is_err() {
            self.rest = "";
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Result<(u8, &str), String>> {
        let plain = |field: Result<(FieldId, _), Reason>| match field {
            Ok((id, value)) => Ok((id.get(), value)),
            Err(reason) => Err(reason.to_string()),
        };
        Fields::of(Place::Within(FieldId::of(26)), text).map(plain).collect()
    }

    #[test]
    fn lengths_count_characters() {
        assert_eq!(all(""), []);
        assert_eq!(all("0002010100"), [Ok((0, "01")), Ok((1, ""))]);
        assert_eq!(all("6008BRAS\u{cd}LIA0501x"), [Ok((60, "BRAS\u{cd}LIA")), Ok((5, "x"))]);
        assert_eq!(all("9902\u{e9}\u{20ac}"), [Ok((99, "\u{e9}\u{20ac}"))]);
    }

    #[test]
    fn what_cannot_be_told_apart_ends_it() {
        let digits = || Err("non_numeric_id_or_length:26".to_owned());
        assert_eq!(all("000201x"), [Ok((0, "01")), digits()]);
        assert_eq!(all("0x0201"), [digits()]);
        assert_eq!(all("00\u{e9}1"), [digits()]);
        assert_eq!(all("000301"), [Err("length_overflow:26:00".to_owned())]);
        assert_eq!(all("0002\u{e9}"), [Err("length_overflow:26:00".to_owned())]);
    }
}
