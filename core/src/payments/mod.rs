//! Payments: how money comes in, who has which part of it, and how it goes back.
//!
//! [`pix`] stands by itself: codes, keys and identifiers of Brazil's instant payments, which no
//! rule of ours has to be used with. So does [`split`].

pub mod payment;
pub mod pix;
pub mod split;

/// What the page shows of Rust, run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/payments.md")]
struct Page;
