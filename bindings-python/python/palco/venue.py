"""Venues and their calendars: commands, domain events, details of refusals, and the rules alone."""

from ._generated.venue import *
from ._generated.venue import Command as Command, DomainEvent as DomainEvent
from ._generated.rules import VenueQueries


class Venue(VenueQueries):
    """The rules of one venue."""

    NAME = "venue"
    _DOMAIN_EVENT = DomainEvent
    __slots__ = ()
