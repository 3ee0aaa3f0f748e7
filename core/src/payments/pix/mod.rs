//! What is Pix's own.

mod end_to_end_id;
mod txid;

pub use end_to_end_id::{EndToEndId, RtrId};
pub use txid::Txid;
