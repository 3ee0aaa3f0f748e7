"""The rules alone, over tables of the host's own."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from typing_extensions import Self

from ._arguments import items_of
from ._errors import PalcoError, from_fields, invalid
from ._model import Model, lists_of, reader_of
from ._native import Context, NativeState
from ._wire import Loose, array_of, query_text, text_of

C = TypeVar("C", bound=Model)
D = TypeVar("D", bound=Model)
T = TypeVar("T")

ANY_TIME = "1970-01-01T00:00:00Z"
"""For a question whose answer does not depend on when it is asked."""


@dataclass(frozen=True, slots=True)
class Ran(Generic[D]):
    """What became of one command of a batch: domain events, or an error."""

    domain_events: list[D]
    error: PalcoError | None


class Aggregate(Generic[C, D]):
    """The state of one aggregate and its rules. It does no I/O and reads no clock.

    The state lives on the native side; ``to_json`` is what a host keeps in a table.
    """

    NAME: ClassVar[str]
    _DOMAIN_EVENT: ClassVar[Any]

    __slots__ = ("_state",)

    def __init__(self) -> None:
        """Before anything happened."""
        self._state = NativeState.initial(self.NAME)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The state that ``to_json`` wrote.

        Raises:
            Invalid: it is not of the form; ``path`` says where.
        """
        new = cls.__new__(cls)
        new._state = NativeState.from_json(cls.NAME, text)
        return new

    def to_json(self) -> str:
        """All of the state, for ``from_json``: its form is private, and may change with any version."""
        return self._state.to_json()

    def decide(self, command: C | Loose, context: Context) -> list[D]:
        """What the command leads to, in order; empty when it changes nothing.

        Raises:
            Invalid: the command is not of the form.
            Rejected: the first rule that says no.
            NotFound: nobody opened, drafted or registered it yet.
        """
        adapter: TypeAdapter[list[D]] = lists_of(self._DOMAIN_EVENT)
        return adapter.validate_json(self.decide_json(command, context))

    def decide_json(self, command: C | Loose, context: Context) -> str:
        """The same as the canonical JSON text of an array."""
        return self._state.decide(text_of(command), context)

    def evolve(self, domain_events: Iterable[D | Loose] | str | bytes) -> None:
        """Takes in what happened: all of it, or nothing when a part of it is not of the form.

        Raises:
            Invalid: a domain event is not of the form; ``path`` begins with its index.
        """
        self._state.evolve(array_of(domain_events))

    def run(self, batch: Iterable[tuple[C | Loose, Context]]) -> list[Ran[D]]:
        """Decides up to 10 000 commands one after the other, and takes in what happened.

        One that is refused changes nothing, and those after it go on.

        Raises:
            Invalid: the batch as a whole is not of the form; then nothing was done.
        """
        pairs = [_pair(item, f"[{index}]") for index, item in enumerate(items_of(batch, "$"))]
        adapter: TypeAdapter[list[D]] = lists_of(self._DOMAIN_EVENT)
        return [_ran(item, adapter) for item in json.loads(self._state.run(pairs))]

    def run_json(self, batch: str | bytes) -> str:
        """The same from JSON to JSON, for the hot path.

        ``[{"command":{...},"context":{"tenant":...,"actor":...,"now":...,"command_id":...}}]`` gives
        ``[{"domain_events":[...]}]``, with ``{"error":{...}}`` where one was refused.
        """
        return self._state.run_json(batch)

    def _ask(
        self, name: str, of: type[T], now: datetime | str = ANY_TIME, **ids: UUID | str
    ) -> T:
        return reader_of(of).validate_json(self._state.ask(query_text(name, ids), now))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_json, (self.to_json(),)


def _pair(item: tuple[Model | Loose, Context], place: str) -> tuple[str | bytes, Context]:
    try:
        command, context = item
    except (TypeError, ValueError):
        raise invalid(place, "expected a pair of a command and its context") from None
    return text_of(command, f"{place}.command"), context


def _ran(item: Mapping[str, Any], adapter: TypeAdapter[list[D]]) -> Ran[D]:
    if "error" in item:
        return Ran([], from_fields(item["error"]))
    return Ran(adapter.validate_python(item["domain_events"]), None)

