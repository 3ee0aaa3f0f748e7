"""The box office of an event: commands, domain events, details of refusals, and the rules alone.

>>> office = BoxOffice.from_json(row.state)                       # doctest: +SKIP
>>> happened = office.decide(HoldTickets(lines=[...]), context)   # doctest: +SKIP
>>> office.evolve(happened)                                       # doctest: +SKIP
>>> row.state = office.to_json()                                  # doctest: +SKIP
"""

from datetime import datetime

from ._generated.box_office import *
from ._generated.box_office import (
    Availability as Availability,
    Command as Command,
    DomainEvent as DomainEvent,
    QuotaUse as QuotaUse,
)
from ._model import lists_of
from ._rules import Aggregate


class BoxOffice(Aggregate[Command, DomainEvent]):
    """The rules of one event's box office."""

    NAME = "box_office"
    _DOMAIN_EVENT = DomainEvent
    __slots__ = ()

    def availability(self, now: datetime | str) -> list[Availability]:
        """What is left of each ticket type at ``now``.

        Raises:
            NotFound: it was not opened yet.
        """
        return lists_of(Availability).validate_json(self._state.availability(now))

    def quota_uses(self, now: datetime | str) -> list[QuotaUse]:
        """What became of the places of each quota at ``now``.

        Raises:
            NotFound: it was not opened yet.
        """
        return lists_of(QuotaUse).validate_json(self._state.quota_uses(now))
