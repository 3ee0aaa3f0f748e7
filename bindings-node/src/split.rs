//! Splits: who has what of an amount. It is computed at once, and holds no state.

use napi_derive::napi;
use palco::{application::Error, contract::split};

use crate::failure::guarded;

/// The answer to one question about a split, or the ledger of a capture, as JSON.
///
/// # Errors
/// What the split refuses; `input.invalid` with the path of the field.
#[napi]
pub fn split_answer(operation: String, asked: String) -> napi::Result<String> {
    guarded(|| Ok(split::answer(&operation, &asked).map_err(Error::from)?))
}
