//! What every benchmark prints, whatever language it is written in, so that one report reads all.

use std::time::Duration;

/// Prints one result: `scenario<TAB>who<TAB>measure<TAB>figure`.
///
/// The scenario tells what is done and by how many (`new streams, 32 clients`), `who` does it
/// (`palco`, or a peer or a limit beside it), and the measure has its unit (`per second`, `p99 us`).
/// The report puts those who do the same next to each other, and takes the median over the runs.
pub fn print(scenario: &str, who: &str, measure: &str, figure: u64) {
    println!("{scenario}\t{who}\t{measure}\t{figure}");
}

/// How long one measurement lasts: `BENCH_SECONDS`, or else three seconds.
#[must_use]
pub fn duration() -> Duration {
    let set = std::env::var("BENCH_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(set.unwrap_or(3))
}

/// How many a second, of so many in that time.
#[must_use]
pub fn per_second(count: usize, took: Duration) -> u64 {
    let nanos = took.as_nanos().max(1);
    let count = u128::try_from(count).unwrap_or_default();
    u64::try_from(count.saturating_mul(1_000_000_000).div_euclid(nanos)).unwrap_or(u64::MAX)
}

/// The time, in whole microseconds, that `percent` of a hundred did not exceed; 0 of none.
pub fn percentile_us(times: &mut [Duration], percent: usize) -> u64 {
    times.sort_unstable();
    let place = times.len().saturating_mul(percent).div_euclid(100);
    let last = times.len().saturating_sub(1);
    let time = times.get(place.min(last)).copied().unwrap_or_default();
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
