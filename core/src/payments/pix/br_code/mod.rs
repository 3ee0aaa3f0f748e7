//! BR Code: what stands in the QR code of a Pix, and in the text that a payer pastes instead (*Pix
//! copia e cola*).
//!
//! It is written strictly, by [`Code`], and read tolerantly, by [`read`]: any text gives a
//! [`Report`], which says what stands in it and all that is wrong with it. A **static** code has
//! the receiver's key; a **dynamic** one has a URL, behind which a charge stands.

mod conformance;
mod crc;
mod field;
mod merchant;
mod parts;
mod read;
mod reason;
mod report;
#[cfg(test)]
mod spec;
mod write;

use super::{Key, KeyKind, Txid};

pub use field::{FieldId, Place};
pub use merchant::Merchant;
pub use parts::{PART_NAMES, Parts};
pub use read::read;
pub use reason::{Reason, Warning};
pub use report::{Content, Crc, Kind, Report, Unreserved};
pub use write::{Code, Initiation, InvalidPart};

/// The longest that a code is, in characters.
pub const CHARACTERS_MAX: usize = 512;

/// What tells that a template is for Pix.
const GUI: &str = "br.gov.bcb.pix";
/// In the place of a txid: there is none.
const NO_TXID: &str = "***";
const NAME_CHARACTERS_MAX: usize = 25;
const CITY_CHARACTERS_MAX: usize = 15;
/// The longest that any field is, a template with all that stands in it too.
const FIELD_CHARACTERS_MAX: usize = 99;
