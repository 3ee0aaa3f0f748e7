//! Gathers Palco's metrics and spans, for hosts that are not written in Rust.
//!
//! A host in Rust installs a recorder for the `metrics` facade and a subscriber for `tracing` of its
//! own, and does not need this. Python and Node cannot: for them [`install`] gathers both, and they
//! ask for the metrics as the text that Prometheus scrapes, and for the spans that ended since they
//! last asked. What somebody has to hear of they are told without asking: see [`tell`].
//!
//! ```
//! let telemetry = palco_telemetry::install()?;
//! tracing::info_span!(target: "palco::command", "command", name = "event.publish").in_scope(|| {
//!     metrics::counter!("palco_conflicts_total").increment(1);
//! });
//! assert!(telemetry.metrics().contains("palco_conflicts_total 1"));
//! assert_eq!(telemetry.take_spans()[0].name, "command");
//! # Ok::<(), palco_telemetry::InstalledBefore>(())
//! ```

mod gather;
mod notice;
mod span;

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use thiserror::Error;

use gather::Gather;
pub use notice::{Notice, Severity};
pub use span::Span;

/// Seconds: from a tenth of a millisecond, a decision in memory, to ten seconds, a command's time.
const SECONDS: &[f64] =
    &[0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Appends and records that go together.
const SIZES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Something else gathers the metrics or the spans of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the metrics or the spans of this process are gathered by something else already")]
pub struct InstalledBefore;

/// What is gathered.
pub struct Telemetry {
    prometheus: PrometheusHandle,
    gathered: &'static Gather,
}

/// Begins to gather, for the whole process and to its end. Again, it gives the same.
///
/// # Errors
/// [`InstalledBefore`] when a recorder or a subscriber was installed by something else.
pub fn install() -> Result<&'static Telemetry, InstalledBefore> {
    static INSTALLED: OnceLock<Result<Telemetry, InstalledBefore>> = OnceLock::new();
    let installed = INSTALLED.get_or_init(|| {
        let gathered = Gather::installed()?;
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
            .and_then(|builder| {
                builder.set_buckets_for_metric(Matcher::Suffix("_size".into()), SIZES)
            })
            .map_err(|_| InstalledBefore)?
            .build_recorder();
        let prometheus = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(|_| InstalledBefore)?;
        gathered.keep_spans();
        Ok(Telemetry { prometheus, gathered })
    });
    installed.as_ref().map_err(|before| *before)
}

/// Has warnings and errors of Palco told as they come, for the whole process and to its end: nobody
/// hears of them otherwise. Metrics and spans are not gathered for that. Who is told must not wait: it
/// is the work itself that tells. Again, it changes nothing.
///
/// # Errors
/// [`InstalledBefore`] when a subscriber was installed by something else, which hears of them then.
pub fn tell(teller: impl Fn(Notice) + Send + Sync + 'static) -> Result<(), InstalledBefore> {
    Gather::installed()?.tell(Box::new(teller));
    Ok(())
}

impl Telemetry {
    /// The metrics as Prometheus scrapes them, in its text format of version 0.0.4.
    #[must_use]
    pub fn metrics(&self) -> String {
        self.prometheus.run_upkeep();
        self.prometheus.render()
    }

    /// The spans that ended since this was last asked, the oldest first. At most 10 000 are kept:
    /// ask often, or lose the oldest; the counter `palco_spans_lost_total` tells how many.
    #[must_use]
    pub fn take_spans(&self) -> Vec<Span> {
        self.gathered.take()
    }

    /// The same as a JSON array: the form in which it crosses into another language.
    #[must_use]
    pub fn take_spans_json(&self) -> String {
        serde_json::to_string(&self.take_spans()).unwrap_or_else(|_| "[]".into())
    }
}

impl std::fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telemetry").finish_non_exhaustive()
    }
}
