"""What an argument has to be, where Python would take more for it, or raise an error of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from ._errors import invalid

_POLL_SECONDS_MAX = 3_600


def items_of(values: Iterable[Any], path: str) -> list[Any]:
    """The values of what can be iterated over; text is no list of its letters, nor a dict of its keys."""
    wrong = invalid(path, f"expected a list, got {type(values).__name__}")
    if isinstance(values, (str, bytes, Mapping)):
        raise wrong
    try:
        iterator = iter(values)
    except TypeError:
        raise wrong from None
    # What the caller's own iterator raises is the caller's.
    return list(iterator)


def flag(value: bool, path: str) -> bool:
    """A value that is ``True`` or ``False``, and nothing that may be taken for one."""
    if isinstance(value, bool):
        return value
    raise invalid(path, f"expected True or False, got {type(value).__name__}")


def seconds(value: object, path: str, least: float, most: float) -> float:
    """A length of time."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most:
        return float(value)
    raise invalid(path, f"expected a number from {least:g} to {most:g}")


def time_limit(value: object, path: str) -> int:
    """How long something may take, in milliseconds, of seconds from 0.1 to 600."""
    return int(seconds(value, path, 0.1, 600) * 1_000)


def pause_of(follow: bool, poll_seconds: float) -> float | None:
    """How long who follows the feed waits for news; ``None`` for who does not."""
    pause = seconds(poll_seconds, "poll_seconds", 0, _POLL_SECONDS_MAX)
    return pause if flag(follow, "follow") else None
