"""Traces, metrics and spans."""

import pytest
from stage import BUYER, TENANT, set_up, two_vip

import palco
from palco import Invalid
from palco.event import Cancel

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_trace_is_recorded_and_goes_on_in_what_follows(app: palco.Palco) -> None:
    event_id = set_up(app.acting(tenant=TENANT, actor=BUYER))
    me = app.acting(tenant=TENANT, actor=BUYER, trace_parent=TRACE)
    me.events.cancel(event_id, Cancel(reason="rain"))
    app.react()
    traced = [record for record in app.feed() if record.trace_parent == TRACE]
    types = [record.domain_event.type for record in traced]
    assert (types[0], types[-1]) == ("event.cancelled", "box_office.sales_closed")
    assert any(record.trace_parent is None for record in app.feed())


def test_a_trace_of_another_form_is_invalid(app: palco.Palco) -> None:
    with pytest.raises(Invalid) as no:
        app.acting(tenant=TENANT, actor=BUYER, trace_parent=TRACE.upper())
    assert no.value.details["path"] == "trace_parent"


def test_metrics_and_spans_are_told(app: palco.Palco) -> None:
    palco.telemetry.enable()
    palco.telemetry.enable()
    event_id = set_up(app.acting(tenant=TENANT, actor=BUYER))
    palco.telemetry.spans()
    me = app.acting(tenant=TENANT, actor=BUYER, trace_parent=TRACE)
    me.tickets.hold(event_id, two_vip())
    spans = palco.telemetry.spans()
    assert {span.name for span in spans} == {"append", "command"}
    (command,) = [span for span in spans if span.name == "command"]
    assert command.fields == {"name": "box_office.hold_tickets"}
    assert command.trace_parent == TRACE
    told = palco.telemetry.metrics()
    assert "palco_append_seconds_count" in told
    assert "palco_append_batch_size_bucket" in told
