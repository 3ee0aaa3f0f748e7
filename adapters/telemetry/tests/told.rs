//! What somebody has to hear of is told without being asked for; the rest is not.

use std::sync::{Arc, Mutex};

use palco_telemetry::{Severity, install, tell};
use tracing::{debug_span, error, info, warn};

#[test]
fn warnings_and_errors_of_ours_are_told_whether_or_not_spans_are_gathered() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    tell(move |notice| teller.lock().unwrap().push(notice)).unwrap();
    tell(|_| panic!("there is one who is told")).unwrap();

    let happen = || {
        let _within = debug_span!(target: "palco_runtime::writer", "command").entered();
        warn!(target: "palco_runtime::processors::lane", lane = 2, reason = "gone", "a page waits");
        error!(target: "palco_pix_api::facts", "a Pix could not be read");
        info!(target: "palco_runtime::processors::model", "no one has to hear of it");
        warn!(target: "sqlx::query", "nor of what others say");
    };
    happen();
    let first: Vec<_> = std::mem::take(&mut told.lock().unwrap());
    let lines: Vec<_> =
        first.iter().map(|of| (of.severity, of.logger.as_str(), of.text.as_str())).collect();
    let expected = [
        (Severity::Warning, "palco.runtime", "a page waits (lane=2, reason=gone)"),
        (Severity::Error, "palco.pix_api", "a Pix could not be read"),
    ];
    assert_eq!(lines, expected);

    let telemetry = install().unwrap();
    assert_eq!(telemetry.take_spans(), [], "none was gathered before");
    happen();
    assert_eq!(told.lock().unwrap().as_slice(), first);
    assert_eq!(telemetry.take_spans().len(), 1, "the span, no event");
}
