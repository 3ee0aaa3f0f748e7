"""Palco over a store, for code that runs in an event loop.

>>> async with aio.Palco.connect(url) as palco:                     # doctest: +SKIP
...     me = palco.acting(tenant=tenant, actor=user_id)
...     held = await me.tickets.hold(event_id, HoldTickets(lines=[...]), command_id=key)

A call that is cancelled does no harm: what it began runs to its end, and sending the command again
with the same command id tells what became of it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Sequence
from types import TracebackType
from typing import Any, Literal
from uuid import UUID

from typing_extensions import Self

from ._answers import Answer, Reacted, Record, answers, pages, reacted
from ._arguments import flag, items_of, pause_of, time_limit
from ._generated.aio_services import Services
from ._generated.box_office import Period
from ._model import Model, lists_of
from ._native import ManualClock, NativePalco
from ._operations import done
from ._ours import native_gateway
from ._port import IncomingWebhook, PaymentGateway
from ._service import Door
from ._wire import Loose, text_of

__all__ = ["Acting", "Opening", "Palco"]


class Acting(Services):
    """What one actor may ask for within one tenant: ``tickets``, ``events``, ``venues``,
    ``payments``."""

    __slots__ = ()

    async def send(
        self, id: UUID | str, command: Model | Loose, *, command_id: UUID | str | None = None
    ) -> Answer:
        """Sends a command of any room to the aggregate with that id.

        Raises:
            PalcoError: of every kind; a refused command leaves no trace.
        """
        operation = self._door.operation_send(id, text_of(command), command_id)
        return answers().validate_json(await done(operation))

    async def take_webhook(self, gateway: PaymentGateway, webhook: IncomingWebhook) -> list[Answer]:
        """Takes a webhook: has the gateway verify it, and tells the payments what it says.

        The answers are those of the facts, in order; a webhook that comes again gets the first answers
        again. A fact that names no payment known here is recorded all the same, on a stream of its own.

        Raises:
            Invalid: an argument is not of the form, or the gateway told what is no report.
            Rejected: with ``gateway.webhook_forged``, it is not the gateway's.
            Unavailable: that cannot be found out now, or the store failed: it is to be sent again.
        """
        port = native_gateway(gateway, asyncio.get_running_loop())
        operation = self._door.operation_take_webhook(port, webhook)
        return lists_of(Answer).validate_json(await done(operation))

    async def take_listed(self, gateway: PaymentGateway, period: Period | Loose) -> list[Answer]:
        """Tells the payments all that the gateway has to tell of a period: what no webhook brought.
        What is known already changes nothing.

        Raises:
            Invalid: an argument is not of the form, or the gateway told what is no report.
            Unavailable: the gateway or the store did not answer: call it again.
        """
        port = native_gateway(gateway, asyncio.get_running_loop())
        operation = self._door.operation_take_listed(port, period)
        return lists_of(Answer).validate_json(await done(operation))


class Opening:
    """A Palco that is being opened: await it, or enter it with ``async with``."""

    __slots__ = ("_open", "_opened")

    def __init__(self, open: "Callable[[], Coroutine[Any, Any, Palco]]") -> None:
        self._open = open
        self._opened: list[Palco] = []

    def __await__(self) -> "Generator[Any, None, Palco]":
        return self._open().__await__()

    async def __aenter__(self) -> "Palco":
        opened = await self._open()
        self._opened.append(opened)
        return opened

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._opened.pop().close()


class Palco:
    """The rules over a store. Event loops may share it; a forked process makes its own."""

    __slots__ = ("_native",)

    def __init__(self, native: NativePalco) -> None:
        """For ``connect`` and ``in_memory``."""
        self._native = native

    @classmethod
    def in_memory(cls, *, clock: ManualClock | None = None) -> Opening:
        """Over a store in memory, gone when it is closed: for tests and trials."""

        async def open() -> Palco:
            return cls(NativePalco.in_memory(clock))

        return Opening(open)

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        schema: str | None = None,
        max_connections: int | None = None,
        pooler: Literal["transaction"] | None = None,
        partitions: int | None = None,
        replicas: Sequence[str] = (),
        durability: Literal["strict", "relaxed"] = "strict",
        mailbox: int | None = None,
        deadline_seconds: float = 10,
        answer_within_seconds: float = 30,
        clock: ManualClock | None = None,
    ) -> Opening:
        """Over PostgreSQL; makes its schema, ``palco`` unless said otherwise, or brings it up to date.

        ``max_connections``, 10 unless said otherwise, is from 1 to 1000. ``pooler="transaction"`` is
        for PgBouncer in transaction mode without prepared statements. ``partitions``, from 1 to 255,
        divides the tables that grow by hash when the schema is made; left out, it is taken as it is.
        ``replicas`` are URLs of standbys, for who asks with ``at_least``.
        ``durability="relaxed"``, for tests, takes a server that may lose what it acknowledged.

        Of commands that wait for one stream ``mailbox``, 1024 unless said otherwise and at most a million,
        are taken; the next is ``Unavailable`` with ``store.busy``. Each is answered within
        ``deadline_seconds``, and a call of the database is given up after ``answer_within_seconds``: both
        from 0.1 to 600.

        Raises:
            Invalid: the URL, the schema or a setting is not of the form.
            Unavailable: the server cannot be reached, could lose what it acknowledged, or has a schema
                that is divided otherwise.
        """

        async def open() -> Palco:
            operation = NativePalco.connect(
                {
                    "url": url,
                    "schema": schema,
                    "max_connections": max_connections,
                    "pooler": pooler,
                    "partitions": partitions,
                    "replicas": items_of(replicas, "replicas"),
                    "durability": durability,
                    "mailbox": mailbox,
                    "deadline_millis": time_limit(deadline_seconds, "deadline_seconds"),
                    "answer_within_millis": time_limit(
                        answer_within_seconds, "answer_within_seconds"
                    ),
                },
                clock,
            )
            return cls(await done(operation))

        return Opening(open)

    def acting(
        self, *, tenant: UUID | str, actor: UUID | str, trace_parent: str | None = None
    ) -> Acting:
        """What this actor may ask for within this tenant.

        With ``trace_parent``, a W3C ``traceparent``, its commands are part of that trace: it is
        recorded with what happens, and handed on to what follows.
        """
        return Acting(Door(self._native, tenant, actor, trace_parent))

    async def feed(
        self, *, after: str = "0", follow: bool = False, poll_seconds: float = 0.5, page: int = 500
    ) -> AsyncGenerator[Record, None]:
        """The records of all tenants after a position, in order and without a gap.

        It ends when it has caught up. With ``follow`` it goes on, and looks for news every
        ``poll_seconds``, from 0 to 3600.

        Raises:
            Invalid: an argument is not of the form.
        """
        pause = pause_of(follow, poll_seconds)
        while True:
            read = pages().validate_json(await done(self._native.feed(after, page)))
            for record in read.records:
                yield record
            after = read.next
            if not read.records:
                if pause is None:
                    return
                await asyncio.sleep(pause)

    async def react(self, *, after: str = "0") -> Reacted:
        """Carries out what follows in other contexts from the records after a position.

        Call it again from ``next``; a reaction that is repeated takes effect once. One that is refused
        keeps nothing back: look at ``refused``, it is not tried again from ``next`` on.
        """
        return reacted().validate_json(await done(self._native.react(after)))

    async def run_processors(
        self,
        *,
        read_models: Sequence[str] | None = None,
        react: bool = True,
        gateway: PaymentGateway | None = None,
    ) -> None:
        """Keeps the read models, and carries out what follows, in the background until it is closed.

        The tables ``events``, ``venues``, ``availability``, ``transactions``, ``payments`` and
        ``recipient_statement`` are then kept up to date in the store's schema, all of them or those
        that are named; with ``react``, what happened in one context has
        its consequences in others. With a ``gateway``, the calls to it that follow from what happened
        to payments are made, and the payments are told what it answers; it is one for all payments.
        Run it in any number of processes: they share the work. Called again it does nothing;
        a gateway, which would be passed over, is ``Invalid`` then.

        Raises:
            Invalid: there is no read model of that name, or the gateway is none.
        """
        names = None if read_models is None else items_of(read_models, "read_models")
        loop = asyncio.get_running_loop()
        port = None if gateway is None else native_gateway(gateway, loop)
        await done(self._native.run_processors(names, flag(react, "react"), port))

    async def stop_processors(self) -> None:
        """Ends what ``run_processors`` began; other processes take over at once. A gateway that does not
        answer is waited for 5 seconds more."""
        await done(self._native.stop_processors())

    async def close(self) -> None:
        """Closes it; what is under way ends first. Every call after it is ``Unavailable``; closed again,
        it waits for the same end, also where whoever closed it first was cancelled."""
        await done(self._native.close())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
