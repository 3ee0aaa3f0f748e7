//! Payments: how money comes in and goes back.
//!
//! [`pix`] stands by itself: codes, keys and identifiers of Brazil's instant payments, which no
//! rule of ours has to be used with.

pub mod pix;
