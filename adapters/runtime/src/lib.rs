//! Palco's dispatcher on tokio: one writer per stream, group commit, background processors.

mod engine;
mod processors;
mod writer;

pub use engine::Engine;
pub use processors::{Failed, NotStarted, Processor, Processors, Relay, Running, Tuning};
pub use writer::{Writer, WriterSettings};
