//! A payment gateway, between what is asked and what is so: webhooks in any order and number, forged
//! ones, a runner that is killed, and what an implementation may say.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "gateway/calls.rs"]
mod calls;
#[path = "gateway/early.rs"]
mod early;
#[path = "gateway/in_text.rs"]
mod in_text;
#[path = "gateway/intake.rs"]
mod intake;
#[path = "gateway/killed.rs"]
mod killed;
#[path = "gateway/webhooks.rs"]
mod webhooks;
#[path = "gateway/world.rs"]
mod world;
