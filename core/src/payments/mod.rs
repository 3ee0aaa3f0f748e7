//! Money that comes in, who has which part of it, and how it goes back.

pub mod payment;
pub mod pix;
pub mod split;

/// The page on payments, whose example is run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/payments.md")]
struct Page;
