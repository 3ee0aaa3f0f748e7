"""The native half: JSON text crosses. Every error is a `palco.PalcoError`."""

from asyncio import AbstractEventLoop, Future
from collections.abc import Mapping
from datetime import datetime
from typing import Any, final
from uuid import UUID

__all__ = [
    "Context",
    "ManualClock",
    "NativePalco",
    "NativeState",
    "Operation",
    "_panic",
    "_panicking",
    "id_text",
    "instant_millis",
    "money_amount",
    "run_tool",
    "telemetry_enable",
    "telemetry_metrics",
    "telemetry_spans",
]

def id_text(path: str, value: UUID | str) -> str: ...
def instant_millis(value: datetime | str) -> int: ...
def money_amount(amount: str, currency: str) -> str: ...
def run_tool(arguments: list[str]) -> int: ...
def telemetry_enable() -> None: ...
def telemetry_metrics() -> str: ...
def telemetry_spans() -> str: ...

def _panic() -> None: ...
def _panicking() -> Operation: ...
@final
class ManualClock:
    """A clock that stands still until it is set."""

    def __new__(cls, start: datetime | str) -> ManualClock: ...
    def set(self, now: datetime | str) -> None: ...
    def now(self) -> str: ...

@final
class Context:
    """Who asks, for whom, when, and under which command id: parsed once, used as often as needed.

    `now` is a `datetime` with any timezone, or RFC 3339 text. Without a command id it gets a new one.

    Raises `palco.Invalid` when an argument is not of the form; its path is the argument's name.
    """

    def __new__(
        cls,
        *,
        tenant: UUID | str,
        actor: UUID | str,
        now: datetime | str,
        command_id: UUID | str | None = None,
    ) -> Context: ...
    @property
    def tenant(self) -> UUID: ...
    @property
    def actor(self) -> UUID: ...
    @property
    def command_id(self) -> UUID: ...
    @property
    def now(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...

@final
class Operation:
    """Something that takes a while, not begun yet. It is done once."""

    def wait(self) -> Any: ...
    def start(self, event_loop: AbstractEventLoop, future: Future[Any]) -> None: ...

@final
class NativePalco:
    """The rules over a store."""

    @staticmethod
    def in_memory(clock: ManualClock | None = None) -> NativePalco: ...
    @staticmethod
    def connect(
        settings: Mapping[str, object], clock: ManualClock | None
    ) -> Operation: ...
    def send(
        self,
        tenant: UUID | str,
        actor: UUID | str,
        command_id: UUID | str | None,
        id: UUID | str,
        command: str | bytes,
        trace_parent: str | None = None,
    ) -> Operation: ...
    def state(
        self,
        tenant: UUID | str,
        actor: UUID | str,
        aggregate: str,
        id: UUID | str,
        at_least: int | None = None,
    ) -> Operation: ...
    def availability(
        self,
        tenant: UUID | str,
        actor: UUID | str,
        event_id: UUID | str,
        at_least: int | None = None,
    ) -> Operation: ...
    def quota_uses(
        self,
        tenant: UUID | str,
        actor: UUID | str,
        event_id: UUID | str,
        at_least: int | None = None,
    ) -> Operation: ...
    def feed(self, after: str, limit: int) -> Operation: ...
    def react(self, after: str) -> Operation: ...
    def run_processors(self, read_models: list[str] | None, react: bool) -> Operation: ...
    def stop_processors(self) -> Operation: ...
    def close(self) -> Operation: ...

@final
class NativeState:
    """The state of one aggregate."""

    @staticmethod
    def initial(aggregate: str) -> NativeState: ...
    @staticmethod
    def from_json(aggregate: str, text: str | bytes) -> NativeState: ...
    def to_json(self) -> str: ...
    def decide(self, command: str | bytes, context: Context) -> str: ...
    def evolve(self, domain_events: str | bytes) -> None: ...
    def run(self, items: list[tuple[str | bytes, Context]]) -> str: ...
    def run_json(self, text: str | bytes) -> str: ...
    def availability(self, now: datetime | str) -> str: ...
    def quota_uses(self, now: datetime | str) -> str: ...
