//! The program `palco` against a server: each test in a schema of its own.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[expect(dead_code, reason = "a broker that dies is the publisher's test")]
#[path = "../../../nats/tests/broker/mod.rs"]
mod broker;
mod feed;
mod help;
mod migrate;
mod processors;
mod relay;
mod server;
mod transfer;
mod usage;
mod verify;
