//! The program `palco` against a server: each test in a schema of its own.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod feed;
mod help;
mod migrate;
mod processors;
mod server;
mod transfer;
mod usage;
mod verify;
