"""What there is before anything is paid: an event that is on sale, and a buyer who holds two places."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TypedDict
from uuid import UUID, uuid4

from palco import Acting, Money
from palco.box_office import HoldTickets, Line, Open, Quota, Terms, TicketsHeld, TicketType
from palco.event import Draft, PlaceOnline
from palco.payment import (
    Create,
    MethodPix,
    PricedLine,
    Reference,
    Rule,
    SharePercent,
    ShareRemainder,
    Split,
)

BEGINS = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
EVENT = "Noite de choro"
PLACES = 2
PRICE = Money(amount="74.90", currency="BRL")
HOLD_SECONDS = 900
TICKET_TYPE = "entry"


class Recipients(TypedDict):
    """Who has a part of the payment."""

    organizer: UUID
    artist: UUID
    platform: UUID


@dataclass(frozen=True)
class Held:
    """What the buyer holds, until when, and where its story begins in the feed."""

    event_id: UUID
    hold_id: UUID
    until: datetime
    begins: str


def set_up(organizer: Acting, buyer: Acting) -> Held:
    """100 places on sale, of which the buyer holds two."""
    event_id = uuid4()
    sao_paulo = timezone(timedelta(hours=-3))
    draft = Draft(
        name=EVENT,
        place=PlaceOnline(),
        timezone="America/Sao_Paulo",
        doors_at=datetime(2027, 3, 20, 20, 30, tzinfo=sao_paulo),
        starts_at=datetime(2027, 3, 20, 21, tzinfo=sao_paulo),
        ends_at=datetime(2027, 3, 20, 23, tzinfo=sao_paulo),
        capacity=100,
    )
    drafted = organizer.events.draft(event_id, draft)
    organizer.events.publish(event_id)
    terms = Terms(name="Entrada", price=PRICE)
    opened = Open(
        currency="BRL",
        quotas=[Quota(quota="room", size=100, outermost=True)],
        ticket_types=[TicketType(ticket_type=TICKET_TYPE, quotas=["room"], terms=terms)],
    )
    organizer.tickets.open(event_id, opened)
    hold = HoldTickets(
        lines=[Line(ticket_type=TICKET_TYPE, quantity=PLACES)], ttl_seconds=HOLD_SECONDS
    )
    held = buyer.tickets.hold(event_id, hold)[TicketsHeld]
    return Held(event_id, held.hold_id, held.expires_at, drafted.records[0].position)


def payment(held: Held, recipients: Recipients) -> Create:
    """The payment for the hold, and who has which part of it."""
    split = Split(
        rules=[
            Rule(
                recipient=recipients["organizer"],
                share=SharePercent(percent="80"),
                liable=True,
                bears_fee=True,
            ),
            Rule(
                recipient=recipients["artist"], share=SharePercent(percent="15"), bears_fee=True
            ),
            Rule(recipient=recipients["platform"], share=ShareRemainder()),
        ],
        fee_on_refund="proportional",
    )
    return Create(
        amount=Money(amount="149.80", currency="BRL"),
        method=MethodPix(),
        reference=Reference(
            event_id=held.event_id,
            hold_id=held.hold_id,
            lines=[PricedLine(ticket_type=TICKET_TYPE, quantity=PLACES, unit_price=PRICE)],
            hold_expires_at=held.until,
        ),
        split=split,
    )
