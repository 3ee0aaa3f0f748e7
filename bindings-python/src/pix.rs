//! Pix: values, codes and pictures. It is computed at once, and holds no state.

use palco::{
    contract::pix,
    payments::pix::{MODULE_PIXELS_MAX, Qr, is_refundable, last_refund_day},
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict},
};

use crate::{
    failure::{Failure, guarded},
    input,
};

/// What there is to know of a value of that kind, as JSON.
#[pyfunction]
pub(crate) fn pix_value(kind: &Bound<'_, PyAny>, text: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(kind.py(), || {
        let kind = input::text("kind", kind)?;
        Ok(pix::value(kind, input::text(kind, text)?)?)
    })
}

/// A code of its parts, by their names.
#[pyfunction]
pub(crate) fn pix_build(parts: &Bound<'_, PyDict>) -> PyResult<String> {
    guarded(parts.py(), || {
        let given: Vec<_> = parts.iter().collect();
        let texts = given.iter().map(|(name, value)| {
            let name = input::text("unreserved", name)?;
            Ok((name, input::text(name, value)?))
        });
        let texts = texts.collect::<Result<Vec<_>, Failure>>()?;
        Ok(pix::build(texts)?)
    })
}

/// What stands in a text that is meant to be a code, and all that is wrong with it, as JSON.
#[pyfunction]
pub(crate) fn pix_read(text: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(text.py(), || Ok(pix::read(input::text("code", text)?)))
}

fn qr(code: &Bound<'_, PyAny>) -> Result<Qr, Failure> {
    let drawn = Qr::of(input::text("code", code)?);
    drawn.map_err(|invalid| Failure::invalid("code", invalid))
}

/// The picture of a code, as SVG.
#[pyfunction]
pub(crate) fn pix_svg(code: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(code.py(), || Ok(qr(code)?.to_svg()))
}

/// The picture of a code, as text for a terminal.
#[pyfunction]
pub(crate) fn pix_terminal(code: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(code.py(), || Ok(qr(code)?.to_terminal()))
}

/// The picture of a code, as PNG.
#[pyfunction]
pub(crate) fn pix_png<'py>(
    code: &Bound<'py, PyAny>,
    module_pixels: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    guarded(code.py(), || {
        let pixels = input::count("module_pixels", module_pixels, MODULE_PIXELS_MAX)?;
        let png = qr(code)?.to_png(pixels);
        let png = png.map_err(|invalid| Failure::invalid("module_pixels", invalid))?;
        Ok(PyBytes::new(code.py(), &png))
    })
}

/// The last day on which a Pix may be given back, as `yyyy-MM-dd`.
#[pyfunction]
pub(crate) fn pix_last_refund_day(settled_at: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(settled_at.py(), || {
        Ok(last_refund_day(input::instant("settled_at", settled_at)?).to_string())
    })
}

/// Whether a Pix may be given back now.
#[pyfunction]
pub(crate) fn pix_is_refundable(
    settled_at: &Bound<'_, PyAny>,
    now: &Bound<'_, PyAny>,
) -> PyResult<bool> {
    guarded(settled_at.py(), || {
        Ok(is_refundable(input::instant("settled_at", settled_at)?, input::instant("now", now)?))
    })
}
