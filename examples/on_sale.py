"""An on-sale from the opening to the last payment: 20 000 requests for 5 000 places.

    python examples/on_sale.py
    python examples/on_sale.py --store postgres://user@host/database --limit 400
    python examples/on_sale.py --requests my-requests.jsonl --json

Sets up a venue, an event and its box office, plays the requests of a file in the order of their time,
with the payments that fall due in between, and prints what came of it. At the end it reads every
domain event that was recorded and works out from those alone that no quota was ever oversold and that
no request took effect twice; if that fails, so does the program.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from heapq import heappop, heappush
from itertools import count, islice
from pathlib import Path
from typing import Annotated, NamedTuple
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, Field, NonNegativeInt, ValidationError

from on_sale_report import BadLine, Run, report
from on_sale_verify import judge, read_feed
from palco import Acting, ManualClock, Money, Palco, Rejected
from palco.box_office import (
    ConfirmHold,
    HoldTickets,
    Line,
    Open,
    Period,
    PlacesSold,
    Quota,
    ReleaseHold,
    Terms,
    TicketsHeld,
    TicketType,
)
from palco.event import Draft, PlaceVenue
from palco.venue import Register

OPENING = datetime(2026, 11, 24, 13, tzinfo=timezone.utc)
HOLD_SECONDS = 600
FOREVER = datetime.max.replace(tzinfo=timezone.utc)


class Request(BaseModel, extra="forbid", strict=True):
    """Somebody wants tickets. Who neither pays nor releases lets the hold lapse."""

    at: AwareDatetime
    buyer: UUID
    command_id: UUID
    lines: Annotated[list[Line], Field(min_length=1, max_length=100)]
    pays_after_seconds: NonNegativeInt | None = None
    releases_after_seconds: NonNegativeInt | None = None


class Outcome(NamedTuple):
    """What became of a command id: a hold, or the last refusal."""

    held: bool
    code: str = ""
    reason: str | None = None


@dataclass
class Tally:
    """What buyers were told, counted as they were told it."""

    decisions: int = 0
    buyers: set[UUID] = field(default_factory=set)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    first_answers: int = 0
    """Sent again, and given the first answer again."""
    decided_afresh: int = 0
    """Refused at first, and decided once more when they were sent again."""
    ids_reused: int = 0
    """A command id that had taken effect, sent with another body."""
    sales: list[PlacesSold] = field(default_factory=list)
    sold_late: int = 0
    """Of the sales, those paid after the hold lapsed, whose places were free still."""
    payments_refused: Counter[str] = field(default_factory=Counter)
    released: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays the requests of an on-sale.")
    here = Path(__file__).parent
    parser.add_argument("--store", default="memory", help="memory, or the URL of a database")
    parser.add_argument("--requests", type=Path, default=here / "data/on_sale.jsonl")
    parser.add_argument("--limit", type=int, help="play so many lines and no more")
    parser.add_argument("--json", action="store_true", help="print the totals as one line of JSON")
    args = parser.parse_args()

    lines, requests, bad = read_requests(args.requests, args.limit)
    clock = ManualClock("2026-11-01T12:00:00Z")
    if args.store == "memory":
        opened = Palco.in_memory(clock=clock)
    else:
        opened = Palco.connect(args.store, clock=clock)
    with opened as palco:
        # Of its own, so that the same database takes any number of runs.
        tenant = uuid4()
        organizer = palco.acting(tenant=tenant, actor=uuid4())
        event_id, begins = set_up(organizer)

        play = Play(palco, clock, tenant, event_id)
        started = time.perf_counter()
        play.all(requests)
        seconds = time.perf_counter() - started

        quotas = organizer.tickets.quota_uses(event_id)
        seen = read_feed(palco, tenant=tenant, event_id=event_id, after=begins)
    verdict = judge(seen, play.tally, quotas)
    run = Run(lines, len(requests), bad, play.tally, quotas, seen, verdict, seconds)
    report(run, as_json=args.json)
    return 0 if all(verdict.values()) else 1


def set_up(organizer: Acting) -> tuple[UUID, str]:
    """A hall of 5 000 places with a balcony of 1 200 and a VIP area of 300.

    Gives the event, and where its story begins in the feed.
    """
    venue_id = uuid4()
    register = Register(
        name="Ginásio do Ibirapuera",
        address="Rua Manoel da Nóbrega, 1361, São Paulo",
        timezone="America/Sao_Paulo",
        capacity=5_500,
    )
    registered = organizer.venues.register(venue_id, register)

    event_id = uuid4()
    sao_paulo = timezone(timedelta(hours=-3))
    draft = Draft(
        name="Aurora ao vivo",
        place=PlaceVenue(venue_id=venue_id),
        timezone="America/Sao_Paulo",
        doors_at=datetime(2027, 3, 20, 19, tzinfo=sao_paulo),
        starts_at=datetime(2027, 3, 20, 21, tzinfo=sao_paulo),
        ends_at=datetime(2027, 3, 20, 23, 30, tzinfo=sao_paulo),
        capacity=5_000,
        setup_minutes=600,
        teardown_minutes=240,
    )
    organizer.events.draft(event_id, draft)
    organizer.events.publish(event_id)
    organizer.tickets.open(event_id, box_office())
    return event_id, registered.records[0].position


def box_office() -> Open:
    def brl(amount: str) -> Money:
        return Money(amount=amount, currency="BRL")

    floor = Terms(name="Pista", price=brl("180.00"), max_per_order=6, max_per_buyer=8)
    balcony = Terms(
        name="Arquibancada",
        price=brl("120.00"),
        on_sale=Period(
            starts_at=OPENING + timedelta(seconds=30), ends_at=OPENING + timedelta(days=90)
        ),
        max_per_order=4,
    )
    vip = Terms(
        name="Área VIP",
        price=brl("450.00"),
        min_per_order=2,
        max_per_order=4,
        max_per_buyer=4,
    )
    fan_club = Terms(
        name="Fã-clube",
        price=brl("379.90"),
        on_sale=Period(starts_at=OPENING, ends_at=OPENING + timedelta(minutes=30)),
        max_per_order=6,
        max_per_buyer=6,
        access_code="AURORA26",
    )
    return Open(
        currency="BRL",
        quotas=[
            Quota(quota="hall", size=5_000, outermost=True),
            Quota(quota="balcony", size=1_200),
            Quota(quota="vip-area", size=300),
        ],
        # Those of the balcony and the VIP area draw on the hall too, which goes without saying.
        ticket_types=[
            TicketType(ticket_type="floor", quotas=["hall"], terms=floor),
            TicketType(ticket_type="balcony", quotas=["balcony"], terms=balcony),
            TicketType(ticket_type="vip", quotas=["vip-area"], terms=vip),
            TicketType(ticket_type="fan-club", quotas=["vip-area"], terms=fan_club),
        ],
    )


class Play:
    """Requests in the order of their time, and in between what buyers do with their holds."""

    def __init__(self, palco: Palco, clock: ManualClock, tenant: UUID, event_id: UUID) -> None:
        self.palco = palco
        self.clock = clock
        self.tenant = tenant
        self.event_id = event_id
        self.tally = Tally()
        # By the instant at which it is due; at the same instant, first come first served.
        self.due: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self.scheduled = count()

    def all(self, requests: list[Request]) -> None:
        """Plays every request, and after the last one what is still due."""
        for request in with_progress(requests):
            self.what_is_due(request.at)
            self.clock.set(request.at)
            self.hold(request)
        self.what_is_due(FOREVER)

    def hold(self, request: Request) -> None:
        me = self.palco.acting(tenant=self.tenant, actor=request.buyer)
        hold = HoldTickets(lines=request.lines, ttl_seconds=HOLD_SECONDS)
        self.tally.decisions += 1
        self.tally.buyers.add(request.buyer)
        try:
            answer = me.tickets.hold(self.event_id, hold, command_id=request.command_id)
        except Rejected as no:
            if no.code == "command.id_reused":
                self.tally.ids_reused += 1
            else:
                refused = Outcome(held=False, code=no.code, reason=no.details.get("reason"))
                self.settle(request.command_id, refused)
            return
        if answer.repeated:
            self.tally.first_answers += 1
            return
        self.settle(request.command_id, Outcome(held=True))
        self.what_next(me, request, answer[TicketsHeld])

    def settle(self, command_id: UUID, outcome: Outcome) -> None:
        self.tally.decided_afresh += command_id in self.tally.outcomes
        self.tally.outcomes[command_id] = outcome

    def what_next(self, me: Acting, request: Request, held: TicketsHeld) -> None:
        """Notes what the buyer is going to do with the hold."""
        act: Callable[[Acting, TicketsHeld, datetime], None]
        if request.pays_after_seconds is not None:
            seconds, act = request.pays_after_seconds, self.pay
        elif request.releases_after_seconds is not None:
            seconds, act = request.releases_after_seconds, self.release
        else:
            return
        at = request.at + timedelta(seconds=seconds)
        heappush(self.due, (at, next(self.scheduled), lambda now: act(me, held, now)))

    def what_is_due(self, until: datetime) -> None:
        while self.due and self.due[0][0] <= until:
            at, _, act = heappop(self.due)
            self.clock.set(at)
            self.tally.decisions += 1
            act(at)

    def pay(self, me: Acting, held: TicketsHeld, now: datetime) -> None:
        """The payment is there: the hold becomes a sale. To confirm it again would change nothing."""
        confirm = ConfirmHold(hold_id=held.hold_id, lines=held.lines)
        try:
            answer = me.tickets.confirm_hold(self.event_id, confirm)
        except Rejected as no:
            self.tally.payments_refused[no.code] += 1
            return
        self.tally.sales.append(answer[PlacesSold])
        self.tally.sold_late += now >= held.expires_at

    def release(self, me: Acting, held: TicketsHeld, _: datetime) -> None:
        try:
            me.tickets.release_hold(self.event_id, ReleaseHold(hold_id=held.hold_id))
        except Rejected:
            return  # It lapsed before.
        self.tally.released += 1


def read_requests(path: Path, limit: int | None) -> tuple[int, list[Request], list[BadLine]]:
    """Requests in the order of their instants; and the lines that are none."""
    requests: list[Request] = []
    bad: list[BadLine] = []
    number = 0
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, limit), 1):
            try:
                requests.append(Request.model_validate_json(line))
            except ValidationError as wrong:
                first = wrong.errors()[0]
                bad.append(BadLine(number, path_of(first["loc"]), first["msg"]))
    requests.sort(key=lambda request: request.at)
    return number, requests, bad


def path_of(loc: tuple[int | str, ...]) -> str:
    """``lines[0].quantity``, or ``$`` for the document as a whole."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return path.removeprefix(".") or "$"


def with_progress(requests: list[Request]) -> Iterator[Request]:
    """The same, with a bar on a terminal."""
    shows = sys.stderr.isatty()
    for done, request in enumerate(requests):
        if shows and done % 200 == 0:
            bar = ("█" * (done * 40 // len(requests))).ljust(40, "░")
            print(f"\r{bar} {done}/{len(requests)} requests", end="", file=sys.stderr, flush=True)
        yield request
    if shows:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
