"""What the services of every room have in common; the services themselves are generated."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from typing_extensions import Self

from ._answers import Answer, answers
from ._arguments import flag
from ._errors import invalid
from ._generated.box_office import Period
from ._model import Model, reader_of
from ._native import NativeGateway, NativePalco, Operation, id_text, trace_parent_text
from ._operations import done
from ._port import IncomingWebhook, loose_headers
from ._rules import Aggregate
from ._wire import Loose, command_text, query_text, text_of

A = TypeVar("A", bound=Aggregate[Any, Any])
T = TypeVar("T")


class Door:
    """One actor within one tenant: what every call goes through."""

    __slots__ = ("_actor", "_at_least", "_native", "_tenant", "_trace_parent")

    def __init__(
        self,
        native: NativePalco,
        tenant: UUID | str,
        actor: UUID | str,
        trace_parent: str | None,
        at_least: int | None = None,
    ) -> None:
        self._native = native
        self._tenant = id_text("tenant", tenant)
        self._actor = id_text("actor", actor)
        self._trace_parent = trace_parent_text(trace_parent)
        self._at_least = at_least

    def at_least(self, version: int) -> "Door":
        return Door(self._native, self._tenant, self._actor, self._trace_parent, version)

    def operation_send(
        self, id: UUID | str, command: str | bytes, command_id: UUID | str | None
    ) -> Operation:
        return self._native.send(
            self._tenant, self._actor, command_id, id, command, self._trace_parent
        )

    def operation_take_webhook(
        self, gateway: NativeGateway, webhook: IncomingWebhook
    ) -> Operation:
        if not isinstance(webhook, IncomingWebhook):
            got = type(webhook).__name__
            raise invalid("webhook", f"expected an IncomingWebhook, got {got}")
        return self._native.take_webhook(
            self._tenant,
            self._actor,
            self._trace_parent,
            gateway,
            webhook.body,
            loose_headers(webhook.headers),
            flag(webhook.peer_verified, "peer_verified"),
        )

    def operation_take_listed(
        self, gateway: NativeGateway, period: Period | Loose
    ) -> Operation:
        return self._native.take_listed(
            self._tenant, self._actor, self._trace_parent, gateway, text_of(period, "period")
        )

    def operation_state(self, aggregate: str, id: UUID | str) -> Operation:
        return self._native.state(self._tenant, self._actor, aggregate, id, self._at_least)

    def operation_ask(
        self, name: str, id: UUID | str, ids: Mapping[str, UUID | str]
    ) -> Operation:
        query = query_text(name, ids)
        return self._native.ask(self._tenant, self._actor, id, query, self._at_least)


class Asking:
    """What whoever acts may say of their questions, blocking or from an event loop."""

    __slots__ = ("_door",)

    def __init__(self, door: Door) -> None:
        self._door = door

    def at_least(self, version: int) -> Self:
        """The same for who may read behind.

        Every question is answered as of that version of the aggregate or a later one, from one of
        the store's replicas where it has any. The version of an answer makes sure that what it told
        is in it; 0 is content with any. Commands are decided on what is newest, as ever. Where the
        store itself does not have that version, the question is ``Unavailable``.

            left = me.at_least(held.version).tickets.availability(event_id)

        Raises:
            Invalid: by the questions, where it is no version.
        """
        return type(self)(self._door.at_least(version))


class Service:
    """The aggregates of one room, as one actor sees them."""

    __slots__ = ("_door",)

    def __init__(self, door: Door) -> None:
        self._door = door

    def _send(
        self,
        id: UUID | str,
        model: type[Model],
        command: Model | Mapping[str, Any],
        command_id: UUID | str | None,
    ) -> Answer:
        text = command_text(command, model)
        return answers().validate_json(self._door.operation_send(id, text, command_id).wait())

    def _state(self, of: type[A], id: UUID | str) -> A:
        return of.from_json(self._door.operation_state(of.NAME, id).wait())

    def _ask(self, name: str, of: type[T], id: UUID | str, **ids: UUID | str) -> T:
        return reader_of(of).validate_json(self._door.operation_ask(name, id, ids).wait())


class AioService:
    """The aggregates of one room, as one actor sees them, from an event loop."""

    __slots__ = ("_door",)

    def __init__(self, door: Door) -> None:
        self._door = door

    async def _send(
        self,
        id: UUID | str,
        model: type[Model],
        command: Model | Mapping[str, Any],
        command_id: UUID | str | None,
    ) -> Answer:
        text = command_text(command, model)
        return answers().validate_json(await done(self._door.operation_send(id, text, command_id)))

    async def _state(self, of: type[A], id: UUID | str) -> A:
        return of.from_json(await done(self._door.operation_state(of.NAME, id)))

    async def _ask(self, name: str, of: type[T], id: UUID | str, **ids: UUID | str) -> T:
        return reader_of(of).validate_json(await done(self._door.operation_ask(name, id, ids)))

