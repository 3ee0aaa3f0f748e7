"""A stage for the stories: a venue, an event that is published, and its box office."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from palco import Context, Money, aio
from palco._sync import Acting
from palco.box_office import BoxOffice, HoldTickets, Line, Open, Quota, Terms, TicketType
from palco.event import Draft, PlaceVenue, Publish
from palco.venue import Register

TENANT = UUID("0198f0a2-5b1c-7d3e-8a4f-000000000001")
BUYER = UUID("0198f0a2-5b1c-7d3e-8a4f-000000000007")


def opening(size: int = 100) -> Open:
    """One quota for all, and one ticket type at 120 reais."""
    terms = Terms(name="VIP", price=Money(amount="120.00", currency="BRL"))
    return Open(
        currency="BRL",
        quotas=[Quota(quota="house", size=size, outermost=True)],
        ticket_types=[TicketType(ticket_type="vip", quotas=["house"], terms=terms)],
    )


def two_vip(quantity: int = 2) -> HoldTickets:
    return HoldTickets(lines=[Line(ticket_type="vip", quantity=quantity)])


def context(now: str = "2026-11-23T12:00:00Z", **other: Any) -> Context:
    return Context(**{"tenant": TENANT, "actor": BUYER, "now": now, "command_id": uuid4(), **other})


def office(size: int = 100) -> BoxOffice:
    """The rules alone, opened."""
    opened = BoxOffice()
    opened.evolve(opened.decide(opening(size), context("2026-11-23T11:00:00Z")))
    return opened


def _steps(me: Any, event_id: UUID, size: int) -> Iterator[Any]:
    venue_id = uuid4()
    timezone = "America/Sao_Paulo"
    yield me.venues.register(
        venue_id, Register(name="Circo Voador", address="Lapa", timezone=timezone, capacity=5_000_000)
    )
    yield me.events.draft(
        event_id,
        Draft(
            name="Noite de Estreia",
            place=PlaceVenue(venue_id=venue_id),
            timezone=timezone,
            doors_at="2026-12-01T20:00:00Z",  # type: ignore[arg-type]
            starts_at="2026-12-01T21:00:00Z",  # type: ignore[arg-type]
            ends_at="2026-12-01T23:00:00Z",  # type: ignore[arg-type]
            capacity=size,
        ),
    )
    yield me.events.publish(event_id, Publish())
    yield me.tickets.open(event_id, opening(size))


def set_up(me: Acting, size: int = 100) -> UUID:
    event_id = uuid4()
    list(_steps(me, event_id, size))
    return event_id


async def aio_set_up(me: aio.Acting, size: int = 100) -> UUID:
    event_id = uuid4()
    for step in _steps(me, event_id, size):
        await step
    return event_id
