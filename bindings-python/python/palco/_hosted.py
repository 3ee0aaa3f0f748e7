"""How a gateway that is written in Python is asked, whatever it does.

The native side asks from threads of its own; the gateway answers in an event loop. There is an answer to
every question: what went wrong is an outcome that is unknown, and is told by its type alone.
"""

import asyncio
import atexit
import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from traceback import format_tb
from typing import Annotated, Any, Literal, cast
from uuid import UUID
from weakref import WeakSet

from pydantic import Field, StrictBool, TypeAdapter, ValidationError

from ._arguments import seconds
from ._errors import invalid
from ._generated.box_office import Period
from ._generated.gateway import Call
from ._model import Model
from ._native import NativeGateway, Reply
from ._port import (
    METHODS,
    Absent,
    Fact,
    GatewayError,
    Known,
    Listed,
    PaymentGateway,
    Refused,
    UnderWay,
    Webhook,
)
from ._values import Instant

_LOGGER = logging.getLogger("palco.gateway")

TIMEOUT_SECONDS = 30.0
"""How long an answer is waited for, unless the gateway says otherwise."""
TIMEOUT_SECONDS_MAX = 600.0


class _Query(Model):
    type: Literal["query"] = "query"
    call: Call


class _List(Model):
    type: Literal["list"] = "list"
    tenant: UUID
    period: Period
    after: str | None = None


class _Verify(Model):
    type: Literal["verify"] = "verify"
    tenant: UUID
    body: str
    headers: tuple[tuple[str, str], ...]
    peer_verified: StrictBool
    received_at: Instant


_QUESTIONS: TypeAdapter[Any] = TypeAdapter(
    Annotated[_Query | _List | _Verify | Call, Field(discriminator="type")]
)


class _NoAnswer(Exception):
    """What came back is none."""


async def answer(gateway: PaymentGateway, question: str) -> str:
    """The gateway's answer to a question, or why there is none, as JSON."""
    asked = _QUESTIONS.validate_json(question)
    try:
        try:
            return json.dumps({"ok": await _ask(gateway, asked)})
        except GatewayError as no:
            return json.dumps({"error": {"kind": no._kind, **no._fields()}})
    except _NoAnswer as no:
        reason = f"{asked.type} answered with {no}"
        _LOGGER.error(reason)
        return _unknown(reason)
    # A cancellation and SystemExit as well: they would end the loop, or leave somebody waiting.
    except BaseException as no:
        reason = f"{asked.type} raised {type(no).__name__}"
        if not isinstance(no, asyncio.CancelledError):
            # Where, and not what it says: that may repeat what was asked.
            where = "".join(format_tb(no.__traceback__)).rstrip()
            _LOGGER.error("%s%s\n%s", reason, _fields_of(no), where)
        return _unknown(reason)


def _fields_of(no: BaseException) -> str:
    """Which fields of a model were wrong, and how; an unknown one has a name that somebody sent."""
    if not isinstance(no, ValidationError):
        return ""
    wrong = no.errors(include_url=False, include_context=False, include_input=False)
    told = [
        "an unknown field" if of["type"] == "extra_forbidden" else f"{_path(of['loc'])}: {of['type']}"
        for of in wrong
    ]
    return f" of {no.title}, {', '.join(told)}"


def _path(parts: tuple[str | int, ...]) -> str:
    return ".".join(map(str, parts))


def _unknown(reason: str) -> str:
    return json.dumps({"error": {"kind": "unknown", "reason": reason}})


async def _ask(gateway: PaymentGateway, asked: Any) -> object:
    if isinstance(asked, _Query):
        return _inquiry(await gateway.query(asked.call))
    if isinstance(asked, _List):
        listed = await gateway.list(asked.tenant, asked.period, asked.after)
        if not isinstance(listed, Listed):
            raise _no_answer("Listed", listed)
        next = {} if listed.next is None else {"next": listed.next}
        return {"facts": _facts(listed.facts), **next}
    if isinstance(asked, _Verify):
        webhook = Webhook(
            asked.tenant,
            bytes.fromhex(asked.body),
            asked.headers,
            asked.peer_verified,
            asked.received_at,
        )
        return _facts(await gateway.verify(webhook))
    return _facts(await getattr(gateway, asked.type)(asked))


def _inquiry(told: object) -> object:
    if isinstance(told, Known):
        return {"status": "known", "facts": _facts(told.facts)}
    if isinstance(told, Refused):
        return {"status": "refused", "code": told.code}
    if isinstance(told, UnderWay):
        return {"status": "under_way"}
    if isinstance(told, Absent):
        return {"status": "absent"}
    raise _no_answer("Known, Refused, UnderWay or Absent", told)


def _facts(told: object) -> list[dict[str, str]]:
    if not isinstance(told, Sequence):
        raise _no_answer("a list of Fact", told)
    return [_fact(fact) for fact in told]


def _fact(fact: object) -> dict[str, str]:
    if not isinstance(fact, Fact):
        raise _no_answer("a list of Fact", fact)
    return fact._wire()


def _no_answer(expected: str, got: object) -> _NoAnswer:
    return _NoAnswer(f"{type(got).__name__} where {expected} was expected")


class _Question:
    """One question that is under way in an event loop."""

    def __init__(self, asker: "Asker", text: str, reply: Reply) -> None:
        self._asker = asker
        self._text = text
        self._reply = reply
        self._task: asyncio.Task[str] | None = None
        self._abandoned = False

    def begin(self) -> None:
        if self._abandoned:
            return
        if self._asker.loop in _ending:
            self._reply.tell(_unknown("the interpreter ends"))
            return
        self._task = self._asker.loop.create_task(answer(self._asker.gateway, self._text))
        # The loop itself holds its tasks weakly.
        self._asker.tasks.add(self._task)
        self._task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[str]") -> None:
        self._asker.tasks.discard(task)
        # Cancelled before its first step, it could not answer by itself.
        self._reply.tell(_unknown("it was cancelled") if task.cancelled() else task.result())

    def abandon(self) -> None:
        """From any thread: nobody waits for the answer any more."""
        self._asker.loop.call_soon_threadsafe(self._give_up)

    def _give_up(self) -> None:
        self._abandoned = True
        if self._task is not None:
            self._task.cancel()


class Asker:
    """Asks one gateway in one event loop. The native side calls it from threads of its own."""

    def __init__(self, gateway: PaymentGateway, loop: asyncio.AbstractEventLoop) -> None:
        self.gateway = gateway
        self.loop = loop
        self.tasks: set[asyncio.Task[str]] = set()
        # Of whoever hands the gateway over: a request that takes a webhook, or who runs processors.
        self.context = copy_context()

    def __call__(self, question: str, reply: Reply) -> Callable[[], None]:
        asked = _Question(self, question, reply)
        self.loop.call_soon_threadsafe(asked.begin, context=self.context)
        return asked.abandon


def hosted(gateway: object, loop: asyncio.AbstractEventLoop | None) -> NativeGateway:
    """A gateway of Python's as the native side knows gateways.

    Raises:
        Invalid: it is none.
    """
    name, timeout_seconds = _checked(gateway)
    asker = Asker(cast(PaymentGateway, gateway), own_loop() if loop is None else loop)
    return NativeGateway.hosted(name, int(timeout_seconds * 1_000), asker)


def _checked(gateway: object) -> tuple[str, float]:
    """Its name, and how long an answer of it is waited for."""
    got = type(gateway).__name__
    if isinstance(gateway, type):
        raise invalid("gateway", f"expected a payment gateway, got the class {gateway.__name__}")
    try:
        missing = [name for name in METHODS if not callable(getattr(gateway, name, None))]
        name = getattr(gateway, "name", None)
        timeout_seconds = getattr(gateway, "timeout_seconds", TIMEOUT_SECONDS)
    except Exception as wrong:
        raise invalid("gateway", f"expected a payment gateway, got {type(wrong).__name__}") from None
    if missing:
        listed = ", ".join(missing)
        raise invalid("gateway", f"expected a payment gateway, got {got} without {listed}")
    return cast(str, name), checked_timeout(timeout_seconds, "gateway.timeout_seconds")


def checked_timeout(value: object, path: str) -> float:
    """How long something may take, to the millisecond."""
    return seconds(value, path, 0.001, TIMEOUT_SECONDS_MAX)


_lock = threading.Lock()
_own: tuple[asyncio.AbstractEventLoop, threading.Thread] | None = None
_ending: "WeakSet[asyncio.AbstractEventLoop]" = WeakSet()
"""Loops of our own that are about to close: what began in them now would be left pending."""


def own_loop() -> asyncio.AbstractEventLoop:
    """The loop for gateways of code that has none: one for the process, on a thread of its own."""
    global _own
    with _lock:
        if _own is None or not _own[1].is_alive():
            begun: Future[asyncio.AbstractEventLoop] = Future()
            thread = threading.Thread(
                target=_run_own, args=(begun,), name="palco-gateways", daemon=True
            )
            thread.start()
            _own = begun.result(), thread
            atexit.register(_end_own, *_own)
        return _own[0]


def _run_own(begun: "Future[asyncio.AbstractEventLoop]") -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        begun.set_result(loop)
        try:
            # Until it is cancelled.
            await asyncio.Event().wait()
        finally:
            _ending.add(loop)

    with suppress(asyncio.CancelledError):
        asyncio.run(serve())


def _end_own(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    # It may have ended before.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
    thread.join(2)


def _forget() -> None:
    """In a forked process the thread is gone, and the lock may be anybody's."""
    global _lock, _own
    _lock, _own = threading.Lock(), None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
