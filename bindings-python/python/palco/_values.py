"""Value objects that have a type of Python's own, by the core's one rule for each."""

from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from ._errors import Invalid
from ._native import instant_millis

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _instant(value: Any) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=instant_millis(value))
    except Invalid as wrong:
        # pydantic makes its own error of a ValueError, with the path of the field.
        raise ValueError(wrong.details["reason"]) from None


def rfc_3339(instant: datetime) -> str:
    """The instant as it stands on the wire: UTC, to the millisecond."""
    if instant.utcoffset() is None:
        # Of a model or a dataclass that was made without validation.
        raise ValueError("expected a datetime with a timezone, got a naive one")
    text = instant.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(rfc_3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment from 1970 to 2999, in UTC, truncated to the millisecond.

Made of a ``datetime`` with any timezone or of RFC 3339 text; a naive one is refused.
"""
