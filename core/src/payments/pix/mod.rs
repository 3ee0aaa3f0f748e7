//! What is Pix's own.

pub use crate::values::{EndToEndId, RtrId, Txid};
