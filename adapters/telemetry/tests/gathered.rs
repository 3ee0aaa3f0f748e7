//! One process, one installation: what is gathered, what is left out, what is lost.

use tracing::{field::Empty, info, info_span};

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[test]
fn spans_and_metrics_are_there_for_whoever_asks() {
    let telemetry = palco_telemetry::install().unwrap();
    assert!(std::ptr::eq(telemetry, palco_telemetry::install().unwrap()), "it is one");

    let span =
        info_span!(target: "palco::command", "command", name = "event.publish", records = Empty);
    span.record("records", 2);
    info!(target: "palco::command", "an event is no span");
    drop(info_span!(target: "sqlx::query", "query", text = "select").entered());
    drop(span);
    drop(info_span!(target: "palco::append", "append", trace_parent = TRACE));
    let spans = telemetry.take_spans();
    let [command, append] = spans.as_slice() else { panic!("two spans, not {spans:?}") };
    assert_eq!((command.name, append.name), ("command", "append"));
    let fields: Vec<_> = command.fields.iter().map(|(name, of)| (*name, of.as_str())).collect();
    assert_eq!(fields, [("name", "event.publish"), ("records", "2")]);
    assert_eq!((append.trace_parent.as_deref(), append.fields.len()), (Some(TRACE), 0));
    assert!(command.started_at_us <= append.started_at_us);
    assert_eq!(telemetry.take_spans_json(), "[]", "each is given once");

    metrics::histogram!("palco_append_seconds").record(0.004);
    metrics::histogram!("palco_append_size").record(64.0);
    metrics::counter!("palco_conflicts_total").increment(3);
    let text = telemetry.metrics();
    for line in [
        "palco_append_seconds_bucket{le=\"0.0025\"} 0",
        "palco_append_seconds_bucket{le=\"0.005\"} 1",
        "palco_append_size_bucket{le=\"64\"} 1",
        "palco_conflicts_total 3",
    ] {
        assert!(text.lines().any(|of| of == line), "no {line} in\n{text}");
    }

    for number in 0..10_002 {
        drop(info_span!(target: "palco::append", "append", number));
    }
    let spans = telemetry.take_spans();
    assert_eq!((spans.len(), spans[0].fields["number"].as_str()), (10_000, "2"));
    assert!(telemetry.metrics().contains("palco_spans_lost_total 2"));
}
