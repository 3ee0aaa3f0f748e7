"""Payments: commands, what a gateway reports, domain events, details of refusals, and the rules alone.

A command asks, and may be refused. A report (``ReportPixReceived`` and its like) is a fact: it is never
refused, and what it cannot change is recorded.
"""

from ._generated.payment import *
from ._generated.payment import Command as Command, DomainEvent as DomainEvent
from ._generated.rules import PaymentQueries


class Payment(PaymentQueries):
    """The rules of one payment."""

    NAME = "payment"
    _DOMAIN_EVENT = DomainEvent
    __slots__ = ()
