"""Metrics and spans of this process, for Prometheus and OpenTelemetry.

Nothing is gathered before ``enable``. Metrics are told as the text that Prometheus scrapes:

>>> palco.telemetry.enable()                                         # doctest: +SKIP
>>> @app.get("/metrics")                                             # doctest: +SKIP
... def metrics() -> Response:
...     return Response(palco.telemetry.metrics(), media_type="text/plain; version=0.0.4")

Spans are those that ended since they were last asked for; ask every few seconds, and hand them to the
tracer that the service has. A span whose command was sent by ``palco.acting(..., trace_parent=...)``
names that trace, and so do those of what followed from it.
"""

from dataclasses import dataclass, field
from functools import cache

from pydantic import TypeAdapter

from ._native import telemetry_enable, telemetry_metrics, telemetry_spans

__all__ = ["Span", "enable", "metrics", "spans"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of work that ended.

    Attributes:
        name: what was done, ``command`` or ``append`` for example.
        started_at_us: when it began, in microseconds since 1970 UTC.
        duration_us: how long it took, in microseconds.
        fields: what is told of it, a command's wire name for example; never whose it was.
        trace_parent: the trace that it is part of, a W3C ``traceparent``; ``None`` outside any.
    """

    name: str
    started_at_us: int
    duration_us: int
    fields: dict[str, str] = field(default_factory=dict)
    trace_parent: str | None = None


@cache
def _spans() -> TypeAdapter[list[Span]]:
    return TypeAdapter(list[Span])


def enable() -> None:
    """Begins to gather, to the end of the process; again, it does nothing."""
    telemetry_enable()


def metrics() -> str:
    """The metrics in Prometheus' text format, version 0.0.4."""
    return telemetry_metrics()


def spans() -> list[Span]:
    """The spans that ended since this was last asked, the oldest first; at most 10 000 are kept."""
    return _spans().validate_json(telemetry_spans())
