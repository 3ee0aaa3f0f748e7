//! The program `palco` against a server: each test in a schema of its own.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[expect(dead_code, reason = "one that is given orders is the store's test")]
#[path = "../../../postgres/tests/server/beside.rs"]
mod beside;
#[expect(dead_code, reason = "a broker that dies is the publisher's test")]
#[path = "../../../nats/tests/broker/mod.rs"]
mod broker;
mod feed;
mod help;
mod migrate;
mod processors;
mod relay;
mod server;
mod standby;
mod transfer;
mod usage;
mod verify;

/// Where the servers beside it look for the server.
use server::url;
