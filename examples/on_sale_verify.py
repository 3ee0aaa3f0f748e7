"""What the domain events alone say: read from the feed, and folded without the library's counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from palco import Palco, Record
from palco.box_office import HoldReleased, Opened, PlacesSold, PricedLine, QuotaUse, TicketsHeld

if TYPE_CHECKING:
    from datetime import datetime

    from on_sale import Tally


@dataclass
class QuotaSeen:
    size: int
    sold: int = 0
    held: int = 0
    most: int = 0
    """The most that was ever sold and held at once."""


@dataclass
class Seen:
    """The sale, as its domain events tell it."""

    domain_events: int = 0
    quotas: dict[str, QuotaSeen] = field(default_factory=dict)
    draws_on: dict[str, list[QuotaSeen]] = field(default_factory=dict)
    live: dict[UUID, TicketsHeld] = field(default_factory=dict)
    lapsed: int = 0
    """Holds whose time was over before anything else became of them."""
    oversold: int = 0
    """How often something was recorded after which a quota had more in use than it is large."""
    holds_by_command: Counter[UUID] = field(default_factory=Counter)
    sales_by_hold: Counter[UUID] = field(default_factory=Counter)

    def take_in(self, record: Record) -> None:
        self.domain_events += 1
        self.drop_lapsed(record.recorded_at)
        # A lapse needs no notice, and nothing else happens in this story.
        match record.domain_event:
            case Opened(quotas=quotas, ticket_types=ticket_types):
                for of in quotas:
                    assert isinstance(of.size, int), "no quota of this story is unlimited"
                    self.quotas[of.quota] = QuotaSeen(of.size)
                for ticket_type in ticket_types:
                    self.draws_on[ticket_type.ticket_type] = [
                        self.quotas[of.quota]
                        for of in quotas
                        if of.outermost or of.quota in ticket_type.quotas
                    ]
            case TicketsHeld() as held:
                self.holds_by_command[record.command_id] += 1
                self.live[held.hold_id] = held
                self.add_held(held.lines, 1)
            case PlacesSold(hold_id=hold_id, lines=lines):
                self.sales_by_hold[hold_id] += 1
                self.free(hold_id)
                for line in lines:
                    for quota in self.draws_on[line.ticket_type]:
                        quota.sold += line.quantity
            case HoldReleased(hold_id=hold_id):
                self.free(hold_id)
        for quota in self.quotas.values():
            quota.most = max(quota.most, quota.sold + quota.held)
            self.oversold += quota.sold + quota.held > quota.size

    def drop_lapsed(self, now: datetime) -> None:
        """Time alone ends a hold."""
        for hold_id in [hold_id for hold_id, held in self.live.items() if held.expires_at <= now]:
            self.lapsed += 1
            self.free(hold_id)

    def free(self, hold_id: UUID) -> None:
        if (held := self.live.pop(hold_id, None)) is not None:
            self.add_held(held.lines, -1)

    def add_held(self, lines: list[PricedLine], sign: int) -> None:
        for line in lines:
            for quota in self.draws_on[line.ticket_type]:
                quota.held += sign * line.quantity


def read_feed(palco: Palco, *, tenant: UUID, event_id: UUID, after: str) -> Seen:
    """Reads the feed after a position, to its end."""
    seen = Seen()
    for record in palco.feed(after=after, page=1_000):
        # The feed is that of all tenants, and of all that they have.
        stream = record.stream
        if record.tenant == tenant and (stream.aggregate, stream.id) == ("box_office", event_id):
            seen.take_in(record)
    return seen


def judge(seen: Seen, tally: Tally, quotas: list[QuotaUse]) -> dict[str, bool]:
    """Whether what must hold does."""
    as_told = all(
        seen.holds_by_command[command_id] == outcome.held
        for command_id, outcome in tally.outcomes.items()
    )
    nobody_else = seen.holds_by_command.keys() <= tally.outcomes.keys()
    sold_once = set(seen.sales_by_hold.values()) <= {1} and len(seen.sales_by_hold) == len(tally.sales)
    return {
        # At every record, what was sold and held of each quota was at most its size.
        "never_oversold": seen.domain_events > 0 and seen.oversold == 0,
        # Every command id took effect once if its sender was told of a hold, and else not at all;
        # every hold was sold once at most.
        "one_effect_each": as_told and nobody_else and sold_once,
        # The library's counters say of every quota what the domain events say.
        "counters_agree": all(
            (seen.quotas[of.quota].sold, seen.quotas[of.quota].held) == (of.sold, of.held)
            for of in quotas
        ),
    }
