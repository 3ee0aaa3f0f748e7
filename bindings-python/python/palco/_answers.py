"""What comes back: answers to commands, and records of the feed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import BeforeValidator, InstanceOf, TypeAdapter
from pydantic_core import PydanticSerializationError

from ._errors import PalcoError, from_fields, invalid
from ._generated.contract import DomainEvent
from ._values import Instant

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stream:
    """The stream of one aggregate, within its tenant."""

    aggregate: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Record:
    """A domain event as stored.

    Attributes:
        position: where it stands in the feed; opaque text.
        version: its place in its stream: 1, 2, 3 with no gap.
        recorded_at: the instant of the decision, in UTC.
        event_id: unique for ever; a broker's message id.
        trace_parent: the trace that the command was part of, where its caller said so.
    """

    position: str
    tenant: UUID
    stream: Stream
    version: int
    command_id: UUID
    actor: UUID
    recorded_at: Instant
    event_id: UUID
    schema_version: int
    domain_event: DomainEvent
    trace_parent: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command led to; it is a sequence of domain events.

    Attributes:
        stream: the aggregate that was addressed.
        version: its version after the command.
        repeated: whether this is the first answer again: the command id had taken effect before.
        records: all that was recorded, other streams' domain events included. They may be of others too, a
            hold of another buyer that lapsed for example: answer a client with what it needs of them.

    >>> answer[TicketsHeld].hold_id            # doctest: +SKIP
    """

    stream: Stream
    version: int
    repeated: bool
    records: list[Record]

    @property
    def domain_events(self) -> list[DomainEvent]:
        """What happened, in order; empty when the command changed nothing."""
        return [record.domain_event for record in self.records]

    def get(self, of: type[T]) -> T | None:
        """The first domain event of a type; ``None`` where there is none."""
        for record in self.records:
            if isinstance(record.domain_event, of):
                return record.domain_event
        return None

    def __getitem__(self, of: type[T]) -> T:
        """The first domain event of a type.

        Raises:
            KeyError: there is none.
        """
        found = self.get(of)
        if found is None:
            raise KeyError(of.__name__)
        return found

    def __iter__(self) -> Iterator[DomainEvent]:
        return iter(self.domain_events)

    def __len__(self) -> int:
        return len(self.records)

    def __bool__(self) -> bool:
        """An answer is one even when nothing changed."""
        return True


@dataclass(frozen=True, slots=True)
class Page:
    """Records of the feed, and where to read on."""

    records: list[Record]
    next: str


@dataclass(frozen=True, slots=True)
class RefusedReaction:
    """A reaction that was refused although somebody has to be told of it.

    Money that came in for a place that is lost, for example, and is too old to be given back.

    Attributes:
        record: what it followed from.
        error: why it was refused.
    """

    record: Record
    error: Annotated[InstanceOf[PalcoError], BeforeValidator(from_fields)]


@dataclass(frozen=True, slots=True)
class Reacted:
    """How far reactions came.

    Attributes:
        next: the position to go on from.
        refused: in the order of the feed; not tried again from ``next`` on.
    """

    next: str
    refused: list[RefusedReaction]


@cache
def answers() -> TypeAdapter[Answer]:
    """Reads an answer."""
    return TypeAdapter(Answer)


@cache
def pages() -> TypeAdapter[Page]:
    """Reads a page of the feed."""
    return TypeAdapter(Page)


@cache
def reacted() -> TypeAdapter[Reacted]:
    """Reads how far reactions came."""
    return TypeAdapter(Reacted)


@cache
def _records() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


def record_text(record: Record, path: str) -> bytes:
    """The JSON text of a record, in the form that the feed has."""
    try:
        return _records().dump_json(record, by_alias=True, exclude_none=True, warnings="error")
    except PydanticSerializationError as wrong:
        raise invalid(path, f"expected a record of the feed: {wrong}") from None
