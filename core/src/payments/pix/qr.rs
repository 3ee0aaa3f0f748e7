//! A code as a picture.

use std::fmt::Write as _;

use png::{BitDepth, ColorType, Compression, Encoder};
use qrcodegen::{QrCode, QrCodeEcc};

use super::br_code;
use crate::values::Invalid;

/// Black on white of the 256 colours that a terminal does not change with its theme, and back.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const AS_BEFORE: &str = "\x1b[0m";

/// The widest that a module is drawn, in pixels.
pub const MODULE_PIXELS_MAX: u32 = 64;

/// Light modules around it, as the standard asks for.
const QUIET: i32 = 4;

/// The QR code of a BR Code: error correction M, and four light modules around it.
///
/// Only a [valid](br_code::Report::is_valid) code is drawn: a picture of a wrong one is found out
/// at the till. The same code gives the same picture, byte for byte.
///
/// ```
/// use palco::payments::pix::Qr;
///
/// let code = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
///     5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";
/// let qr = Qr::of(code)?;
/// assert!(qr.to_svg().starts_with("<svg "));
/// assert!(qr.to_png(8)?.starts_with(b"\x89PNG"));
/// println!("{}", qr.to_terminal());
///
/// assert!(Qr::of(&code.replace("1D3D", "0000")).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Clone)]
pub struct Qr(QrCode);

impl Qr {
    /// Lays out the code.
    ///
    /// # Errors
    /// [`Invalid`] with the first reason why the text is not a valid code.
    pub fn of(text: &str) -> Result<Self, Invalid> {
        let expected = "a valid BR Code";
        if let Some(reason) = br_code::read(text).reasons().next() {
            return Err(Invalid::new(expected, reason));
        }
        // Text of at most 512 characters of ASCII always fits.
        QrCode::encode_text(text, QrCodeEcc::Medium)
            .map(Self)
            .map_err(|_| Invalid::new(expected, "one that is too long"))
    }

    /// How many modules it is wide, and high, with what is around it.
    #[must_use]
    pub fn modules(&self) -> u32 {
        self.0.size().saturating_add(2 * QUIET).unsigned_abs()
    }

    /// As SVG, without a size of its own: black on white, one unit a module.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let side = self.modules();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\""
        );
        for y in 0..self.0.size() {
            for (x, length) in self.runs(y) {
                let (x, y) = (x.saturating_add(QUIET), y.saturating_add(QUIET));
                // Text can always be written to.
                let _ = write!(svg, "M{x} {y}h{length}v1h-{length}z");
            }
        }
        svg.push_str("\"/></svg>");
        svg
    }

    /// As PNG: black on white, one bit a pixel, so many pixels a module.
    ///
    /// # Errors
    /// [`Invalid`] when a module is to have no pixel, or more than 64.
    pub fn to_png(&self, module_pixels: u32) -> Result<Vec<u8>, Invalid> {
        if !(1..=MODULE_PIXELS_MAX).contains(&module_pixels) {
            return Err(Invalid::new("from 1 to 64 pixels a module", module_pixels));
        }
        let side = self.modules().saturating_mul(module_pixels);
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, side, side);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        encoder.set_compression(Compression::Balanced);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.rows(module_pixels))?;
            writer.finish()
        });
        written.map_err(|error| Invalid::new("a picture that can be written", error))?;
        Ok(bytes)
    }

    /// As text for a terminal: black on white whatever its theme (ANSI escape codes), two rows of modules
    /// a line in half blocks. It is [`modules`](Self::modules) characters wide, and half as many lines
    /// high, each of which ends with a line feed.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        let side = self.0.size().saturating_add(QUIET);
        let mut text = String::new();
        for y in (-QUIET..side).step_by(2) {
            text.push_str(BLACK_ON_WHITE);
            text.extend((-QUIET..side).map(|x| {
                // What is outside the code is light.
                match (self.0.get_module(x, y), self.0.get_module(x, y.saturating_add(1))) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                }
            }));
            text.push_str(AS_BEFORE);
            text.push('\n');
        }
        text
    }

    /// The dark runs of a row: where each begins, and how long it is.
    fn runs(&self, y: i32) -> Vec<(i32, i32)> {
        let mut runs: Vec<(i32, i32)> = Vec::new();
        for x in (0..self.0.size()).filter(|x| self.0.get_module(*x, y)) {
            match runs.last_mut() {
                Some((start, length)) if start.saturating_add(*length) == x => {
                    *length = length.saturating_add(1);
                }
                _ => runs.push((x, 1)),
            }
        }
        runs
    }

    /// All pixels, row by row, eight a byte; a set bit is white, and rows begin with a byte.
    fn rows(&self, module_pixels: u32) -> Vec<u8> {
        let each = usize::try_from(module_pixels).unwrap_or(1);
        let side = self.0.size().saturating_add(QUIET);
        let mut rows = Vec::new();
        for y in -QUIET..side {
            let modules = (-QUIET..side).map(|x| !self.0.get_module(x, y));
            let pixels: Vec<bool> =
                modules.flat_map(|white| std::iter::repeat_n(white, each)).collect();
            let row: Vec<u8> = pixels.chunks(8).map(packed).collect();
            rows.extend(std::iter::repeat_n(row, each).flatten());
        }
        rows
    }
}

/// Up to eight pixels, the first in the highest bit.
fn packed(pixels: &[bool]) -> u8 {
    let bits = pixels.iter().zip([128, 64, 32, 16, 8, 4, 2, 1]);
    bits.filter(|(white, _)| **white).map(|(_, bit)| bit).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
        5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";

    /// Which pixels of a picture are dark, row by row.
    fn dark(png: &[u8]) -> (u32, Vec<Vec<bool>>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        assert_eq!((frame.width, frame.bit_depth), (frame.height, BitDepth::One));
        let width = usize::try_from(frame.width).unwrap();
        let dark = |row: &[u8], x: usize| row[x / 8] & (128 >> (x % 8)) == 0;
        let rows = bytes.chunks(frame.line_size);
        (frame.width, rows.map(|row| (0..width).map(|x| dark(row, x)).collect()).collect())
    }

    /// The same of an SVG that is drawn here, run by run.
    fn drawn(svg: &str, side: usize) -> Vec<Vec<bool>> {
        let mut rows = vec![vec![false; side]; side];
        let path = svg.rsplit("d=\"").next().unwrap().split('"').next().unwrap();
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, rest) = rest.split_once('v').unwrap();
            assert_eq!(rest, format!("1h-{length}z"));
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            rows[y].iter_mut().skip(x).take(length.parse().unwrap()).for_each(|dark| *dark = true);
        }
        rows
    }

    /// The same of half blocks; the last line has one row alone.
    fn shown(text: &str, side: usize) -> Vec<Vec<bool>> {
        let mut rows = Vec::new();
        for line in text.lines() {
            let blocks = line.strip_prefix(BLACK_ON_WHITE).unwrap();
            let blocks: Vec<char> = blocks.strip_suffix(AS_BEFORE).unwrap().chars().collect();
            assert_eq!(blocks.len(), side);
            for dark in ["█▀", "█▄"] {
                rows.push(blocks.iter().map(|block| dark.contains(*block)).collect());
            }
            assert!(blocks.iter().all(|block| "█▀▄ ".contains(*block)), "{line}");
        }
        assert_eq!(rows.pop(), Some(vec![false; side]));
        rows
    }

    #[test]
    fn all_pictures_have_the_modules_of_the_code() {
        let qr = Qr::of(CODE).unwrap();
        let side = usize::try_from(qr.modules()).unwrap();
        let edge = usize::try_from(QUIET).unwrap();
        let module = |x: usize, y: usize| {
            let at = |place: usize| i32::try_from(place).unwrap() - QUIET;
            qr.0.get_module(at(x), at(y))
        };
        let svg = drawn(&qr.to_svg(), side);
        assert_eq!(shown(&qr.to_terminal(), side), svg);
        for pixels in [1, 3, 8] {
            let (width, png) = dark(&qr.to_png(pixels).unwrap());
            assert_eq!(width, qr.modules() * pixels);
            let each = usize::try_from(pixels).unwrap();
            for (y, row) in png.iter().enumerate() {
                for (x, dark) in row.iter().enumerate() {
                    assert_eq!(*dark, module(x / each, y / each), "{x} {y} at {pixels}");
                    assert_eq!(*dark, svg[y / each][x / each], "{x} {y} at {pixels}");
                }
            }
        }
        // The finder pattern's corner is dark, and what is around the code is not.
        assert!(svg[edge][edge] && !svg[edge - 1][edge] && !svg[edge][edge - 1]);
    }

    #[test]
    fn only_what_is_valid_is_drawn_and_no_module_is_too_wide() {
        for (text, reason) in [
            (CODE.replace("1D3D", "1d3d"), "crc_lowercase_hex"),
            (CODE.replace("BRASILIA", "BRASILIB"), "crc_mismatch"),
            ("https://example.com".into(), "non_numeric_id_or_length:root"),
        ] {
            assert_eq!(Qr::of(&text).map(|qr| qr.modules()).unwrap_err().got(), reason);
        }
        let qr = Qr::of(CODE).unwrap();
        assert!(qr.to_png(MODULE_PIXELS_MAX).is_ok());
        for pixels in [0, MODULE_PIXELS_MAX + 1, u32::MAX] {
            assert!(qr.to_png(pixels).is_err(), "{pixels}");
        }
    }
}
