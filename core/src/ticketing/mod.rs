//! Places, and who may have them.

pub mod box_office;
