//! Proofs have two sizes: a small one in every run of the tests, and the full one of `./test soak`.

use std::fmt::Display;

/// `small`, or `full` where `PALCO_SOAK` is set.
#[must_use]
pub fn sized<T>(small: T, full: T) -> T {
    if std::env::var_os("PALCO_SOAK").is_some() { full } else { small }
}

/// Prints what a proof measured, as the line that `./test soak` collects for docs/reliability.md.
/// `name` is unique and has no
/// colon; `figures` is one line.
pub fn proved(name: &str, figures: impl Display) {
    println!("\nproof {name}: {figures}");
}
