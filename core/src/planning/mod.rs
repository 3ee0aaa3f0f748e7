//! What takes place, where and when.

pub mod event;
pub mod venue;
