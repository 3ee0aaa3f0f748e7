//! The command line of Palco's operators.
