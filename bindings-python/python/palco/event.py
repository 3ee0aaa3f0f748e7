"""Events and their lifecycle: commands, domain events, details of refusals, and the rules alone."""

from ._generated.event import *
from ._generated.event import Command as Command, DomainEvent as DomainEvent
from ._generated.rules import EventQueries


class Event(EventQueries):
    """The rules of one event."""

    NAME = "event"
    _DOMAIN_EVENT = DomainEvent
    __slots__ = ()
