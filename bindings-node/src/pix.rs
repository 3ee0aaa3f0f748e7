//! Pix: values, codes and pictures. It is computed at once, and holds no state.

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use palco::{
    contract::pix,
    payments::pix::{Qr, is_refundable, last_refund_day},
    values::Instant,
};

use crate::failure::{Failure, guarded, parsed};

/// What there is to know of a value of that kind, as JSON.
///
/// # Errors
/// `input.invalid` with the kind as its path.
#[napi]
pub fn pix_value(kind: String, text: String) -> napi::Result<String> {
    guarded(|| Ok(pix::value(&kind, &text)?))
}

/// A code of its parts: their names, and their texts in the same order.
///
/// # Errors
/// `input.invalid` with the name of the part.
#[napi]
pub fn pix_build(names: Vec<String>, texts: Vec<String>) -> napi::Result<String> {
    let parts = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str));
    guarded(|| Ok(pix::build(parts)?))
}

/// What stands in a text that is meant to be a code, and all that is wrong with it, as JSON.
///
/// # Errors
/// `palco.internal` alone.
#[napi]
pub fn pix_read(text: String) -> napi::Result<String> {
    guarded(|| Ok(pix::read(&text)))
}

fn qr(code: &str) -> Result<Qr, Failure> {
    parsed("code", Qr::of(code))
}

/// The picture of a code, as SVG.
///
/// # Errors
/// `input.invalid` when the code is not valid.
#[napi]
pub fn pix_svg(code: String) -> napi::Result<String> {
    guarded(|| Ok(qr(&code)?.to_svg()))
}

/// The picture of a code, as text for a terminal.
///
/// # Errors
/// `input.invalid` when the code is not valid.
#[napi]
pub fn pix_terminal(code: String) -> napi::Result<String> {
    guarded(|| Ok(qr(&code)?.to_terminal()))
}

/// The picture of a code, as PNG.
///
/// # Errors
/// `input.invalid` when the code is not valid, or a module too wide.
#[napi]
pub fn pix_png(code: String, module_pixels: u32) -> napi::Result<Buffer> {
    guarded(|| {
        let png = parsed("modulePixels", qr(&code)?.to_png(module_pixels))?;
        Ok(Buffer::from(png))
    })
}

fn instant(path: &str, text: &str) -> Result<Instant, Failure> {
    parsed(path, Instant::parse(text))
}

/// The last day on which a Pix may be given back, as `yyyy-MM-dd`.
///
/// # Errors
/// `input.invalid` when it is no instant.
#[napi]
pub fn pix_last_refund_day(settled_at: String) -> napi::Result<String> {
    guarded(|| Ok(last_refund_day(instant("settledAt", &settled_at)?).to_string()))
}

/// Whether a Pix may be given back now.
///
/// # Errors
/// `input.invalid` when one is no instant.
#[napi]
pub fn pix_is_refundable(settled_at: String, now: String) -> napi::Result<bool> {
    guarded(|| Ok(is_refundable(instant("settledAt", &settled_at)?, instant("now", &now)?)))
}
