"""Gateways that are written in Rust, as Python asks them and hands them on."""

import asyncio
import json
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ._generated.box_office import Period
from ._generated.gateway import (
    AcceptDispute,
    Authorize,
    Call,
    CancelCharge,
    Capture,
    IssueCharge,
    Refund,
    SubmitEvidence,
    Void,
)
from ._hosted import hosted
from ._native import NativeGateway
from ._operations import done
from ._port import (
    Absent,
    Fact,
    Inquiry,
    Known,
    Listed,
    PaymentGateway,
    Refused,
    UnderWay,
    Webhook,
    error_of,
    facts_of,
)
from ._values import rfc_3339


class OurGateway(PaymentGateway):
    """A gateway of Palco's own. The native side asks it without a detour through Python; a gateway of
    the host's may hand calls on to it."""

    @abstractmethod
    def _native(self) -> NativeGateway: ...

    async def issue_charge(self, asked: IssueCharge, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def cancel_charge(self, asked: CancelCharge, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def authorize(self, asked: Authorize, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def capture(self, asked: Capture, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def void(self, asked: Void, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def refund(self, asked: Refund, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def submit_evidence(self, asked: SubmitEvidence, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def accept_dispute(self, asked: AcceptDispute, /) -> Sequence[Fact]:
        return await self._call(asked)

    async def query(self, call: Call, /) -> Inquiry:
        asked = call.model_dump_json(exclude_none=True)
        told = await self._ask(f'{{"type":"query","call":{asked}}}')
        if told["status"] == "known":
            return Known(facts_of(told["facts"]))
        if told["status"] == "refused":
            return Refused(told["code"])
        return UnderWay() if told["status"] == "under_way" else Absent()

    async def list(self, tenant: UUID, period: Period, after: str | None, /) -> Listed:
        question = {"type": "list", "tenant": str(tenant), "period": period.model_dump(mode="json")}
        told = await self._ask(json.dumps({**question, **({} if after is None else {"after": after})}))
        return Listed(facts_of(told["facts"]), told.get("next"))

    async def verify(self, webhook: Webhook, /) -> Sequence[Fact]:
        question = {
            "type": "verify",
            "tenant": str(webhook.tenant),
            "body": webhook.body.hex(),
            "headers": webhook.headers,
            "peer_verified": webhook.peer_verified,
            "received_at": rfc_3339(webhook.received_at),
        }
        return facts_of(await self._ask(json.dumps(question)))

    async def _call(self, asked: Call) -> Sequence[Fact]:
        return facts_of(await self._ask(asked.model_dump_json(exclude_none=True)))

    async def _ask(self, question: str) -> Any:
        said = json.loads(await done(self._native().ask(question)))
        if "error" in said:
            raise error_of(said["error"])
        return said["ok"]


def native_gateway(gateway: object, loop: asyncio.AbstractEventLoop | None) -> NativeGateway:
    """Any gateway as the native side knows them; one of Python's answers in that loop.

    Raises:
        Invalid: it is none.
    """
    return gateway._native() if isinstance(gateway, OurGateway) else hosted(gateway, loop)
