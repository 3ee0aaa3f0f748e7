"""Gateways for the tests: a bank of a host's own, and what is charged at it."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from stage import BUYER, TENANT

from palco import Answer, ManualClock, Money, Palco
from palco.gateway import (
    Call,
    CancelCharge,
    Fact,
    IncomingWebhook,
    Inquiry,
    IssueCharge,
    Listed,
    PaymentGateway,
    Period,
    Refund,
    SimulatedGateway,
    Webhook,
)
from palco.payment import (
    Create,
    MethodPix,
    ModeProRata,
    PixCaptured,
    PixChargeIssued,
    Reference,
    RequestRefund,
    TargetPix,
)


class OfTheHost(PaymentGateway):
    """A gateway that is written in Python; the bank behind it is simulated."""

    name = "of_the_host"

    def __init__(self, bank: SimulatedGateway) -> None:
        self.bank = bank

    async def issue_charge(self, asked: IssueCharge, /) -> Sequence[Fact]:
        return await self.bank.issue_charge(asked)

    async def cancel_charge(self, asked: CancelCharge, /) -> Sequence[Fact]:
        return await self.bank.cancel_charge(asked)

    async def refund(self, asked: Refund, /) -> Sequence[Fact]:
        return await self.bank.refund(asked)

    async def query(self, call: Call, /) -> Inquiry:
        return await self.bank.query(call)

    async def verify(self, webhook: Webhook, /) -> Sequence[Fact]:
        return await self.bank.verify(webhook)

    async def list(self, tenant: UUID, period: Period, after: str | None, /) -> Listed:
        return await self.bank.list(tenant, period, after)


def brl(amount: str) -> Money:
    return Money(amount=amount, currency="BRL")


def happened(app: Palco, of: type[Any]) -> list[Any]:
    return [
        record.domain_event for record in app.feed() if isinstance(record.domain_event, of)
    ]


def until(holds: Callable[[], bool], what: str) -> None:
    """A busy machine has a minute."""
    for _ in range(1_200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited for {what} that never came")


@dataclass
class Till:
    """Somebody who charges by Pix."""

    app: Palco
    bank: SimulatedGateway
    gateway: PaymentGateway
    clock: ManualClock

    def __post_init__(self) -> None:
        self.me = self.app.acting(tenant=TENANT, actor=BUYER)

    def run(self) -> None:
        self.app.run_processors(read_models=[], gateway=self.gateway)

    def ask(self, amount: str = "100.05") -> UUID:
        """A payment whose charge is asked for."""
        payment_id = uuid4()
        create = Create(
            amount=brl(amount), method=MethodPix(), reference=Reference(event_id=uuid4())
        )
        self.me.payments.create(payment_id, create)
        expires_at = "2026-11-23T12:30:00Z"
        self.me.payments.request_pix_charge(payment_id, {"expires_at": expires_at})
        return payment_id

    def charge(self, amount: str = "100.05") -> UUID:
        """One whose charge was issued."""
        before = len(happened(self.app, PixChargeIssued))
        payment_id = self.ask(amount)
        until(lambda: len(happened(self.app, PixChargeIssued)) > before, "a charge")
        return payment_id

    def webhooks(self) -> list[IncomingWebhook]:
        return self.bank.take_webhooks()

    def take_webhooks(self) -> list[Answer]:
        taken = [self.me.take_webhook(self.gateway, webhook) for webhook in self.webhooks()]
        return [answer for answers in taken for answer in answers]

    def refund(self, payment_id: UUID, amount: str) -> None:
        captured = next(
            record.domain_event
            for record in self.app.feed()
            if isinstance(record.domain_event, PixCaptured) and record.stream.id == payment_id
        )
        self.me.payments.request_refund(
            payment_id,
            RequestRefund(
                refund_id=uuid4(),
                target=TargetPix(e2eid=captured.e2eid),
                amount=brl(amount),
                mode=ModeProRata(),
                reason="one of the two cannot come",
            ),
        )

    def moved(self) -> tuple[int, int]:
        """What came in and what went back at the bank, in cents."""
        sums = [0, 0]
        for moved in self.bank.movements():
            sums[moved.is_refund] += int(moved.amount.amount * 100)
        return sums[0], sums[1]

    def known(self, *payment_ids: UUID) -> tuple[int, int]:
        """What is known here of those payments: what came in and what went back, in cents."""
        sums = [0, 0]
        for payment_id in payment_ids:
            created = json.loads(self.me.payments.state(payment_id).to_json())["created"]
            for taking in created["books"]["takings"]:
                sums[0] += int(taking["amount"]["amount"].replace(".", ""))
                sums[1] += taking["refunded"]
        return sums[0], sums[1]
