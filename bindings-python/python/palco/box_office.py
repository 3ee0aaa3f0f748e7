"""The box office of an event: commands, domain events, details of refusals, and the rules alone.

>>> office = BoxOffice.from_json(row.state)                       # doctest: +SKIP
>>> happened = office.decide(HoldTickets(lines=[...]), context)   # doctest: +SKIP
>>> office.evolve(happened)                                       # doctest: +SKIP
>>> row.state = office.to_json()                                  # doctest: +SKIP
"""

from ._generated.box_office import *
from ._generated.box_office import Command as Command, DomainEvent as DomainEvent
from ._generated.rules import BoxOfficeQueries


class BoxOffice(BoxOfficeQueries):
    """The rules of one event's box office."""

    NAME = "box_office"
    _DOMAIN_EVENT = DomainEvent
    __slots__ = ()
