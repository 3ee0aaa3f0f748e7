"""Events and their lifecycle: commands, domain events, details of refusals, and the rules alone."""

from ._generated.event import *
from ._generated.event import Command as Command, DomainEvent as DomainEvent
from ._rules import Aggregate


class Event(Aggregate[Command, DomainEvent]):
    """The rules of one event."""

    NAME = "event"
    _DOMAIN_EVENT = DomainEvent
    __slots__ = ()
