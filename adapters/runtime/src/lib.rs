//! Palco's dispatcher on tokio: one writer per stream, group commit, background processors.

mod writer;

pub use writer::{Writer, WriterSettings};
