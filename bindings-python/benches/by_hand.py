"""The rule of a hold, as one would write it by hand in Python: the same checks, the same shape.

Holds are in a dict by id and in a list sorted by expiry, so that neither a decision nor taking it in
grows with what is held. The classes of what happens are handed in: dataclasses or pydantic models.
"""

from bisect import insort
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, TypeAdapter

Code = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]
Count = Annotated[StrictInt, Field(ge=1, le=2**53 - 1)]


class Refused(Exception):
    """A rule said no."""


@dataclass(frozen=True, slots=True)
class Context:
    tenant: UUID
    actor: UUID
    now: datetime
    command_id: UUID


@dataclass(frozen=True, slots=True)
class Line:
    ticket_type: str
    quantity: int
    access_code: str | None = None


@dataclass(frozen=True, slots=True)
class HoldTickets:
    lines: list[Line]
    ttl_seconds: int = 900
    hold_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class PricedLine:
    ticket_type: str
    quantity: int
    unit_price: Any


@dataclass(frozen=True, slots=True)
class TicketsHeld:
    hold_id: UUID
    buyer: UUID
    lines: list[PricedLine]
    expires_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class HoldLapsed:
    hold_id: UUID
    buyer: UUID
    expires_at: datetime
    at: datetime


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LineModel(Strict):
    ticket_type: Code
    quantity: Count
    access_code: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{4,64}$")] | None = None


class HoldTicketsModel(Strict):
    type: Literal["box_office.hold_tickets"] = "box_office.hold_tickets"
    hold_id: UUID | None = None
    lines: Annotated[list[LineModel], Field(min_length=1, max_length=100)]
    ttl_seconds: Annotated[StrictInt, Field(ge=60, le=3600)] = 900


class MoneyModel(Strict):
    amount: Annotated[Decimal, Field(max_digits=15, decimal_places=2)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class PricedLineModel(Strict):
    ticket_type: Code
    quantity: Count
    unit_price: MoneyModel


class TicketsHeldModel(Strict):
    type: Literal["box_office.tickets_held"] = "box_office.tickets_held"
    hold_id: UUID
    buyer: UUID
    lines: list[PricedLineModel]
    expires_at: datetime
    at: datetime


class HoldLapsedModel(Strict):
    type: Literal["box_office.hold_lapsed"] = "box_office.hold_lapsed"
    hold_id: UUID
    buyer: UUID
    expires_at: datetime
    at: datetime


DomainEvents = TypeAdapter(
    list[Annotated[TicketsHeldModel | HoldLapsedModel, Field(discriminator="type")]]
)


@dataclass(slots=True)
class TicketType:
    quotas: list[str]
    price: Any
    on_sale: tuple[datetime, datetime] | None = None
    min_per_order: int | None = None
    max_per_order: int | None = None
    max_per_buyer: int | None = None
    access_code: str | None = None
    buyers: dict[UUID, int] = field(default_factory=dict)


@dataclass(slots=True)
class Quota:
    size: int
    sold: int = 0
    blocked: int = 0
    held: int = 0


@dataclass(slots=True)
class Hold:
    buyer: UUID
    lines: list[Any]
    expires_at: datetime


@dataclass(slots=True)
class Office:
    """The state, and the rules with the classes that they speak in."""

    held: type[Any]
    lapsed: type[Any]
    priced: type[Any]
    last: datetime
    quotas: dict[str, Quota]
    ticket_types: dict[str, TicketType]
    closed: bool = False
    holds: dict[UUID, Hold] = field(default_factory=dict)
    expiry: list[tuple[datetime, UUID]] = field(default_factory=list)
    sold: dict[UUID, object] = field(default_factory=dict)

    def decide(self, command: Any, context: Context) -> list[Any]:
        """What a hold leads to: notice of what lapsed, and the hold."""
        now = max(context.now, self.last)
        if self.closed:
            raise Refused("box_office.not_open")
        hold_id = command.hold_id or context.command_id
        if hold_id in self.holds or hold_id in self.sold:
            raise Refused("box_office.duplicate")
        lapsed = self._due(now)
        demand: dict[str, int] = {}
        wanted: dict[str, int] = {}
        for line in command.lines:
            of = self._on_sale(line, now)
            for quota in of.quotas:
                demand[quota] = demand.get(quota, 0) + line.quantity
            wanted[line.ticket_type] = wanted.get(line.ticket_type, 0) + line.quantity
        for code, quantity in wanted.items():
            self._within_limits(code, quantity, context.actor, lapsed)
        self._room_for(demand, lapsed)
        price = {code: self.ticket_types[code].price for code in wanted}
        lines = [
            self.priced(ticket_type=code, quantity=quantity, unit_price=price[code])
            for code, quantity in wanted.items()
        ]
        happened = [
            self.lapsed(hold_id=id, buyer=hold.buyer, expires_at=hold.expires_at, at=now)
            for id, hold in lapsed[:100]
        ]
        expires_at = now + timedelta(seconds=command.ttl_seconds)
        buyer = context.actor
        happened.append(
            self.held(hold_id=hold_id, buyer=buyer, lines=lines, expires_at=expires_at, at=now)
        )
        return happened

    def evolve(self, happened: Any) -> None:
        """Takes in what happened."""
        self.last = max(self.last, happened.at)
        if isinstance(happened, self.lapsed):
            self._free(happened.hold_id)
            return
        for line in happened.lines:
            self._count(line, happened.buyer, line.quantity)
        hold = Hold(happened.buyer, happened.lines, happened.expires_at)
        self.holds[happened.hold_id] = hold
        insort(self.expiry, (hold.expires_at, happened.hold_id))

    def _due(self, now: datetime) -> list[tuple[UUID, Hold]]:
        due = []
        for expires_at, hold_id in self.expiry:
            if expires_at > now:
                break
            due.append((hold_id, self.holds[hold_id]))
        return due

    def _on_sale(self, line: Any, now: datetime) -> TicketType:
        of = self.ticket_types.get(line.ticket_type)
        if of is None:
            raise Refused("box_office.ticket_type_unknown")
        if of.access_code is not None and line.access_code != of.access_code:
            raise Refused("box_office.access_code_wrong")
        if of.on_sale is not None and not of.on_sale[0] <= now < of.on_sale[1]:
            raise Refused("box_office.not_on_sale_yet")
        return of

    def _within_limits(
        self, code: str, quantity: int, buyer: UUID, lapsed: list[tuple[UUID, Hold]]
    ) -> None:
        of = self.ticket_types[code]
        if of.min_per_order is not None and quantity < of.min_per_order:
            raise Refused("box_office.below_minimum")
        if of.max_per_order is not None and quantity > of.max_per_order:
            raise Refused("box_office.above_maximum")
        if of.max_per_buyer is not None:
            freed = sum(
                line.quantity
                for _, hold in lapsed
                if hold.buyer == buyer
                for line in hold.lines
                if line.ticket_type == code
            )
            if of.buyers.get(buyer, 0) - freed + quantity > of.max_per_buyer:
                raise Refused("box_office.buyer_limit")

    def _room_for(self, demand: dict[str, int], lapsed: list[tuple[UUID, Hold]]) -> None:
        freed: dict[str, int] = {}
        for _, hold in lapsed:
            for line in hold.lines:
                for code in self.ticket_types[line.ticket_type].quotas:
                    freed[code] = freed.get(code, 0) + line.quantity
        for code, wanted in demand.items():
            quota = self.quotas[code]
            used = quota.sold + quota.blocked + quota.held - freed.get(code, 0)
            if used + wanted > quota.size:
                raise Refused("box_office.sold_out")

    def _free(self, hold_id: UUID) -> None:
        hold = self.holds.pop(hold_id)
        if self.expiry[0][1] == hold_id:
            del self.expiry[0]
        else:
            self.expiry.remove((hold.expires_at, hold_id))
        for line in hold.lines:
            self._count(line, hold.buyer, -line.quantity)

    def _count(self, line: Any, buyer: UUID, by: int) -> None:
        of = self.ticket_types[line.ticket_type]
        for code in of.quotas:
            self.quotas[code].held += by
        if of.max_per_buyer is None:
            return
        has = of.buyers.get(buyer, 0) + by
        if has:
            of.buyers[buyer] = has
        else:
            del of.buyers[buyer]


class HoldModel(Strict):
    buyer: UUID
    lines: list[PricedLineModel]
    expires_at: datetime


class QuotaModel(Strict):
    size: int
    sold: int
    blocked: int


class TypeModel(Strict):
    quotas: list[str]
    price: MoneyModel
    max_per_buyer: int | None


class OfficeModel(Strict):
    """The state as JSON, for the row in which it crosses with every command."""

    last: datetime
    quotas: dict[str, QuotaModel]
    ticket_types: dict[str, TypeModel]
    holds: dict[UUID, HoldModel]


def from_json(text: str | bytes, like: Office) -> Office:
    """The state that `to_json` wrote, with what follows from it worked out."""
    read = OfficeModel.model_validate_json(text)
    office = Office(
        held=like.held,
        lapsed=like.lapsed,
        priced=like.priced,
        last=read.last,
        quotas={code: Quota(q.size, q.sold, q.blocked) for code, q in read.quotas.items()},
        ticket_types={
            code: TicketType(of.quotas, of.price, max_per_buyer=of.max_per_buyer)
            for code, of in read.ticket_types.items()
        },
        holds={id: Hold(of.buyer, of.lines, of.expires_at) for id, of in read.holds.items()},
    )
    office.expiry = sorted((hold.expires_at, id) for id, hold in office.holds.items())
    for hold in office.holds.values():
        for line in hold.lines:
            office._count(line, hold.buyer, line.quantity)
    return office


def to_json(office: Office) -> str:
    """All of the state."""
    quotas = {
        code: QuotaModel.model_construct(size=q.size, sold=q.sold, blocked=q.blocked)
        for code, q in office.quotas.items()
    }
    ticket_types = {
        code: TypeModel.model_construct(
            quotas=of.quotas, price=of.price, max_per_buyer=of.max_per_buyer
        )
        for code, of in office.ticket_types.items()
    }
    holds = {
        id: HoldModel.model_construct(buyer=h.buyer, lines=h.lines, expires_at=h.expires_at)
        for id, h in office.holds.items()
    }
    return OfficeModel.model_construct(
        last=office.last, quotas=quotas, ticket_types=ticket_types, holds=holds
    ).model_dump_json()
