//! The command line of Palco's operators.

fn main() {}
