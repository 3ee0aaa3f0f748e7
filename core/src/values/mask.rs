//! Documents that people write with points and dashes in fixed places. A mask has `#` for what
//! counts, and every other character stands for itself.

/// The characters that count, of text without the mask or with all of it.
pub(super) fn unmasked<const N: usize>(text: &str, mask: &str) -> Option<[u8; N]> {
    if let Ok(bare) = text.as_bytes().try_into() {
        return Some(bare);
    }
    if text.len() != mask.len() {
        return None;
    }
    let mut bare = [0; N];
    let mut places = bare.iter_mut();
    for (byte, of_mask) in text.bytes().zip(mask.bytes()) {
        if of_mask == b'#' {
            *places.next()? = byte;
        } else if byte != of_mask {
            return None;
        }
    }
    Some(bare)
}

/// The text as people write it.
pub(super) fn masked(bare: &str, mask: &str) -> String {
    let mut rest = bare.chars();
    mask.chars().filter_map(|place| if place == '#' { rest.next() } else { Some(place) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_mask_or_none_of_it() {
        for (text, bare) in [
            ("1234", Some(*b"1234")),
            ("1.23-4", Some(*b"1234")),
            ("12.3-4", None),
            ("1.234", None),
            ("123", None),
            ("1.23-45", None),
            ("1.2\u{e9}4", None),
        ] {
            assert_eq!(unmasked::<4>(text, "#.##-#"), bare, "{text}");
        }
        assert_eq!(masked("1234", "#.##-#"), "1.23-4");
    }
}
