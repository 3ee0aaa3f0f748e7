use napi_derive::napi;
use palco::contract::LIMITS;

/// What one JSON document may have at the most; numbers, since Node refuses most of it before it
/// crosses.
#[napi(object)]
pub struct NativeLimits {
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Arrays and objects within one another.
    pub depth: u32,
    /// Values, in all of its arrays and objects together.
    pub items: u32,
}

/// The core's own limits, so that they are written once.
#[napi]
#[must_use]
pub fn limits() -> NativeLimits {
    let number = |limit: usize| u32::try_from(limit).unwrap_or(u32::MAX);
    NativeLimits {
        bytes: number(LIMITS.bytes),
        depth: number(LIMITS.depth),
        items: number(LIMITS.items),
    }
}
