//! Money that comes in, who has which part of it, and how it goes back.

pub mod split;
