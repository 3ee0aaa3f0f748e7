"""The rules of running events: venues, events, and ticket sales that never oversell.

Two ways in. The rules alone, over tables of your own: ``palco.box_office.BoxOffice`` and its like. Or
the application: ``palco.Palco`` and ``palco.aio.Palco`` carry commands out over a store, durably, once
per command id, from any number of processes.
"""

from . import aio, gateway, ledger, pix, split, telemetry
from ._answers import Answer, Reacted, Record, RefusedReaction, Stream
from ._errors import Conflict, Invalid, NotFound, PalcoError, Rejected, Unavailable
from ._generated.contract import DomainEvent
from ._native import Context, ManualClock, __version__
from ._rules import Aggregate, Ran
from ._sync import Acting, Palco
from .money import Money

__all__ = [
    "Acting",
    "Aggregate",
    "Answer",
    "Conflict",
    "Context",
    "DomainEvent",
    "Invalid",
    "ManualClock",
    "Money",
    "NotFound",
    "Palco",
    "PalcoError",
    "Ran",
    "Reacted",
    "Record",
    "RefusedReaction",
    "Rejected",
    "Stream",
    "Unavailable",
    "__version__",
    "aio",
    "gateway",
    "ledger",
    "pix",
    "split",
    "telemetry",
]
