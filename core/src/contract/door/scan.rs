use super::{Invalid, Limits};

/// Refuses a document that is too large, too deep or too full before any of it is built.
pub(super) fn check(text: &str, limits: Limits) -> Result<(), Invalid> {
    let Limits { bytes, depth, items } = limits;
    if text.len() > bytes {
        let reason = format!("expected at most {bytes} bytes, got {}", text.len());
        return Err(Invalid::document("input.too_large", reason));
    }
    let (mut within, mut values) = (0_usize, 1_usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => in_string = false,
            (true, _) => {}
            (false, b'"') => in_string = true,
            (false, b'{' | b'[') => {
                within = within.saturating_add(1);
                if within > depth {
                    let reason = format!("expected at most {depth} levels");
                    return Err(Invalid::document("input.too_deep", reason));
                }
            }
            (false, b'}' | b']') => within = within.saturating_sub(1),
            (false, b',') => values = values.saturating_add(1),
            (false, _) => {}
        }
    }
    if values > items {
        let reason = format!("expected at most {items} values, got {values}");
        return Err(Invalid::document("input.too_many_items", reason));
    }
    Ok(())
}
