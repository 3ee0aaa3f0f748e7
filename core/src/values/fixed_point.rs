//! Decimal text of a number that is stored as a count of its smallest unit: read and written without
//! floating point and without allocation.

/// The longest: a sign, 13 digits, a point and 4 decimals.
const TEXT_BYTES: usize = 20;

/// A number read from text: its sign and its count of `10^-scale`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) negative: bool,
    pub(super) magnitude: u64,
}

/// Reads `-?(0|[1-9][0-9]*)(\.[0-9]+)?` with at most 13 digits before the point and `scale` after.
pub(super) fn parse(text: &str, scale: u32) -> Option<Parsed> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned, ""),
    };
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if whole.is_empty() || whole.len() > 13 || leading_zero {
        return None;
    }
    let padding = usize::try_from(scale).ok()?.checked_sub(fraction.len())?;
    let zeros = std::iter::repeat_n(b'0', padding);
    let magnitude =
        whole.bytes().chain(fraction.bytes()).chain(zeros).try_fold(0_u64, |magnitude, byte| {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte & 0x0f))?;
            magnitude.checked_mul(10)?.checked_add(digit)
        })?;
    Some(Parsed { negative, magnitude })
}

/// A number as text, with exactly `scale` decimals, in a buffer of its own.
pub(super) struct Text {
    bytes: [u8; TEXT_BYTES],
    start: usize,
}

impl Text {
    pub(super) fn new(count: i64, scale: u32) -> Self {
        let mut text = Self { bytes: [0; TEXT_BYTES], start: 0 };
        let mut rest = count.unsigned_abs();
        let mut decimals = scale;
        let mut whole_written = false;
        let mut point_due = scale > 0;
        for (at, byte) in text.bytes.iter_mut().enumerate().rev() {
            if decimals == 0 && point_due {
                *byte = b'.';
                point_due = false;
            } else if decimals == 0 && whole_written && rest == 0 {
                text.start = at.saturating_add(1);
                if count < 0 {
                    *byte = b'-';
                    text.start = at;
                }
                break;
            } else {
                *byte = b'0' | (rest % 10) as u8;
                rest /= 10;
                whole_written = decimals == 0;
                decimals = decimals.saturating_sub(1);
            }
        }
        text
    }

    pub(super) fn as_str(&self) -> &str {
        self.bytes
            .get(self.start..)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_is_written_and_read_back() {
        for (count, scale, text) in [
            (0, 2, "0.00"),
            (5, 2, "0.05"),
            (-5, 2, "-0.05"),
            (12_000, 2, "120.00"),
            (7, 0, "7"),
            (0, 0, "0"),
            (-1_000, 3, "-1.000"),
            (-99_999_999_999_999_999, 4, "-9999999999999.9999"),
        ] {
            assert_eq!(Text::new(count, scale).as_str(), text);
            let read = Parsed { negative: count < 0, magnitude: count.unsigned_abs() };
            assert_eq!(parse(text, scale), Some(read));
        }
    }

    #[test]
    fn what_is_not_plain_decimal_text_is_refused() {
        for text in [
            "",
            "-",
            ".",
            ".5",
            "5.",
            "+5",
            "05",
            "00",
            "1e2",
            "1,0",
            " 1",
            "1 ",
            "NaN",
            "--1",
            "1.0.0",
            "1.001",
            "1_000",
            "0x1",
            "\u{0661}",
            "10000000000000",
        ] {
            assert_eq!(parse(text, 2), None, "{text}");
        }
    }
}
