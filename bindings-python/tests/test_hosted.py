"""A gateway of the host's that does everything wrong: it is an unknown outcome, and never more."""

import asyncio
import gc
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from bank import OfTheHost, Till, until
from stage import BUYER, TENANT

import palco
from palco import Invalid, ManualClock, Rejected, Unavailable, aio
from palco.box_office import Period
from palco.gateway import (
    Fact,
    GatewayFailed,
    GatewayRefused,
    GatewayUnknown,
    IncomingWebhook,
    SimulatedGateway,
    Webhook,
    WebhookForged,
    WebhookUnavailable,
)

CARD = "4111 1111 1111 1111"


class Strange(BaseException):
    """Neither an Exception nor anything that a loop knows."""


class Verifies(OfTheHost):
    """Its webhooks are verified in a way of a test's."""

    timeout_seconds: float = 0.3

    def __init__(self, how: Callable[[Webhook], Any]) -> None:
        super().__init__(SimulatedGateway())
        self.how = how

    def verify(self, webhook: Webhook, /) -> Any:
        return self.how(webhook)


def raising(error: BaseException) -> Callable[[Webhook], Any]:
    async def verify(_: Webhook) -> Sequence[Fact]:
        raise error

    return verify


def answering(answer: Any) -> Callable[[Webhook], Any]:
    async def verify(_: Webhook) -> Any:
        return answer

    return verify


async def misspelling(_: Webhook) -> None:
    Period(**{"starts_at": "2026-11-23T12:00:00.000Z", CARD: CARD})  # type: ignore[arg-type]


async def cancelled(_: Webhook) -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(60)


async def never(_: Webhook) -> None:
    await asyncio.Event().wait()


async def deaf(_: Webhook) -> None:
    """It does not hear that nobody waits for it."""
    for _ in range(20):
        try:
            await asyncio.sleep(0.1)
        except asyncio.CancelledError:
            pass


class Evil(Sequence[Fact]):
    def __getitem__(self, _: Any) -> Any:
        raise RuntimeError(CARD)

    def __len__(self) -> int:
        raise RuntimeError(CARD)


def tampered() -> Fact:
    fact = Fact(None, {})
    object.__setattr__(fact, "report", 7)
    return fact


WRONG: list[tuple[str, Callable[[Webhook], Any], str]] = [
    ("None", answering(None), "NoneType where a list of Fact was expected"),
    ("a number", answering(7), "int where"),
    ("a text", answering(CARD), "str where a list of Fact"),
    ("bytes", answering(b"x"), "int where a list of Fact"),
    ("a dict", answering({}), "dict where"),
    ("a generator", answering(fact for fact in ()), "generator where"),
    ("no facts", answering([{"payment": None, "report": CARD}]), "dict where"),
    ("a fact that was tampered with", answering([tampered()]), "cannot be read: ok[0].report"),
    ("a list that is none", answering(Evil()), "RuntimeError"),
    ("no coroutine", lambda _: [], "TypeError"),
    ("an error before the first step", lambda _: 1 / 0, "ZeroDivisionError"),
    ("an error", raising(ValueError(CARD)), "verify raised ValueError"),
    ("SystemExit", raising(SystemExit(CARD)), "SystemExit"),
    ("KeyboardInterrupt", raising(KeyboardInterrupt(CARD)), "KeyboardInterrupt"),
    ("GeneratorExit", raising(GeneratorExit(CARD)), "GeneratorExit"),
    ("StopIteration", raising(StopIteration(CARD)), "RuntimeError"),
    ("another base", raising(Strange(CARD)), "Strange"),
    ("a timeout", raising(asyncio.TimeoutError()), "TimeoutError"),
    ("a cancellation", raising(asyncio.CancelledError()), "CancelledError"),
    ("its own cancellation", cancelled, "CancelledError"),
    ("Palco's error", raising(palco.NotFound(CARD, code="x")), "NotFound"),
    ("no answer", never, "no answer in time"),
    ("no answer, and no ear", deaf, "no answer in time"),
    ("refused", raising(GatewayRefused("no_funds")), "no_funds"),
    ("failed", raising(GatewayFailed("away")), "away"),
    ("unknown", raising(GatewayUnknown("cut")), "cut"),
    ("unavailable", raising(WebhookUnavailable(f"of {CARD}")), "of **** **** **** ****"),
    ("a reason that is none", raising(GatewayFailed(object())), "TypeError"),  # type: ignore[arg-type]
    ("a reason that is no text", raising(GatewayFailed("\ud800")), "cannot be read"),
    ("a code that is none", raising(GatewayRefused("x" * 300)), "cannot be read: error"),
    ("a long reason", raising(GatewayFailed("x" * 5_000)), "x" * 200),
]


@pytest.mark.parametrize(("how", "says"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_goes_wrong_in_verify_is_unavailable(
    how: Callable[[Webhook], Any], says: str
) -> None:
    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Unavailable) as no:
            me.take_webhook(Verifies(how), IncomingWebhook(b"{}"))
        assert no.value.code == "gateway.unavailable"
        assert says in str(no.value)
        assert "4111" not in str(no.value) and len(str(no.value)) < 300
        assert list(app.feed()) == []
        # The next one is asked as ever.
        assert me.take_webhook(Verifies(answering([])), IncomingWebhook(b"{}")) == []


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (raising(ValueError(CARD)), "verify raised ValueError"),
        (answering(7), "verify answered with int"),
        (misspelling, "verify raised ValidationError of Period, ends_at: missing, an unknown field\n"),
    ],
)
def test_what_goes_wrong_is_logged_with_where_it_was_and_not_what_it_said(
    how: Callable[[Webhook], Any], says: str, caplog: pytest.LogCaptureFixture
) -> None:
    with palco.Palco.in_memory() as app, pytest.raises(Unavailable):
        app.acting(tenant=TENANT, actor=BUYER).take_webhook(Verifies(how), IncomingWebhook(b"{}"))
    (record,) = [of for of in caplog.records if of.name == "palco.gateway"]
    assert record.levelname == "ERROR" and record.getMessage().startswith(says)
    assert "raised" not in says or "test_hosted.py" in record.getMessage()
    assert "4111" not in record.getMessage()


@pytest.mark.parametrize("how", [row[1] for row in WRONG], ids=[row[0] for row in WRONG])
async def test_the_same_in_the_loop_of_the_caller(how: Callable[[Webhook], Any]) -> None:
    async with aio.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Unavailable) as no:
            await me.take_webhook(Verifies(how), IncomingWebhook(b"{}"))
        assert no.value.code == "gateway.unavailable"
        assert await me.take_webhook(Verifies(answering([])), IncomingWebhook(b"{}")) == []


def test_what_is_forged_is_refused_and_what_is_no_report_is_invalid() -> None:
    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Rejected) as forged:
            me.take_webhook(Verifies(raising(WebhookForged(f"{CARD}"))), IncomingWebhook(b""))
        assert forged.value.code == "gateway.webhook_forged" and "4111" not in str(forged.value)
        for report, path in (
            ({}, "facts[0].report.type"),
            ({"type": "payment.cancel"}, "facts[0].report.type"),
            ({"type": "payment.report_voided", "at": CARD}, "facts[0].report.at"),
            (CARD, "facts[0].report.$"),
        ):
            with pytest.raises(Invalid) as no:
                me.take_webhook(Verifies(answering([Fact(None, report)])), IncomingWebhook(b""))
            assert no.value.path == path and "4111" not in str(no.value)
        assert list(app.feed()) == []


def test_what_a_webhook_hands_over_is_what_came() -> None:
    seen: list[Webhook] = []

    async def look(webhook: Webhook) -> list[Fact]:
        seen.append(webhook)
        return []

    clock = ManualClock("2026-11-23T12:00:00Z")
    with palco.Palco.in_memory(clock=clock) as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        headers = [("X-Sign", "a"), ("x-twice", "1"), ("X-Twice", "2")]
        me.take_webhook(Verifies(look), IncomingWebhook(b"\xff\x00", headers, peer_verified=True))
    (webhook,) = seen
    assert webhook.tenant == TENANT and webhook.body == b"\xff\x00"
    assert webhook.headers == tuple(headers) and webhook.peer_verified
    assert webhook.received_at.isoformat() == "2026-11-23T12:00:00+00:00"
    assert (webhook.header("x-sign"), webhook.header("x-twice"), webhook.header("y")) == ("a", None, None)
    assert "X-Sign" not in repr(webhook) + repr(IncomingWebhook(b"X-Sign", headers))


class Refunding(OfTheHost):
    """Its charges are issued in a way of a test's."""

    timeout_seconds: float = 0.2

    def __init__(self, bank: SimulatedGateway, how: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(bank)
        self.how = how
        self.asked = threading.Event()

    async def issue_charge(self, *_: Any) -> Any:
        self.asked.set()
        return await self.how()


async def _forever() -> None:
    await asyncio.Event().wait()


async def _exits() -> None:
    raise SystemExit(1)


async def _nonsense() -> object:
    return object()


@pytest.mark.parametrize("how", [_forever, _exits, _nonsense])
def test_a_charge_that_goes_wrong_is_made_when_the_gateway_is_well_again(
    app: palco.Palco, clock: ManualClock, how: Callable[[], Awaitable[Any]]
) -> None:
    bank = SimulatedGateway(clock=clock)
    ill = Refunding(bank, how)
    till = Till(app, bank, ill, clock)
    # A payment whose calls have no outcome three times is parked; it is stopped before.
    ill.timeout_seconds = 60
    till.run()
    payment_id = till.ask()
    assert ill.asked.wait(60)
    begun = time.monotonic()
    app.stop_processors()
    assert time.monotonic() - begun < 20, "it is waited for, and then no longer"
    assert till.known(payment_id) == (0, 0)


def test_closing_while_a_gateway_never_answers_ends(clock: ManualClock) -> None:
    app = palco.Palco.in_memory(clock=clock)
    bank = SimulatedGateway(clock=clock)
    silent = Refunding(bank, _forever)
    silent.timeout_seconds = 600
    till = Till(app, bank, silent, clock)
    till.run()
    till.ask()
    assert silent.asked.wait(60)
    begun = time.monotonic()
    app.close()
    assert time.monotonic() - begun < 20


async def test_closing_from_the_loop_that_the_gateway_holds_up_ends(clock: ManualClock) -> None:
    async with aio.Palco.in_memory(clock=clock) as app:
        silent = Refunding(SimulatedGateway(clock=clock), _forever)
        silent.timeout_seconds = 600
        await app.run_processors(gateway=silent)
        me = app.acting(tenant=TENANT, actor=BUYER)
        payment_id = uuid4()
        reference = {"event_id": str(uuid4())}
        amount = {"amount": "1.00", "currency": "BRL"}
        created = {"amount": amount, "method": {"kind": "pix"}, "reference": reference}
        await me.payments.create(payment_id, created)
        await me.payments.request_pix_charge(payment_id, {"expires_at": "2026-11-23T12:30:00Z"})
        while not silent.asked.is_set():
            await asyncio.sleep(0.01)
        begun = time.monotonic()
    assert time.monotonic() - begun < 20


@pytest.mark.filterwarnings("ignore")
def test_a_loop_that_closes_in_mid_flight_is_an_unknown_outcome(clock: ManualClock) -> None:
    with palco.Palco.in_memory(clock=clock) as app:
        bank = SimulatedGateway(clock=clock)
        silent = Refunding(bank, _forever)
        till = Till(app, bank, silent, clock)
        aio_app = aio.Palco(app._native)

        async def begin() -> None:
            await aio_app.run_processors(gateway=silent)
            await asyncio.to_thread(till.ask)
            while not silent.asked.is_set():
                await asyncio.sleep(0.01)

        for end in ("by asyncio.run", "by itself"):
            silent.asked.clear()
            if end == "by asyncio.run":
                asyncio.run(begin())
            else:
                loop = asyncio.new_event_loop()
                loop.run_until_complete(begin())
                loop.close()
            gc.collect()
            begun = time.monotonic()
            app.stop_processors()
            assert time.monotonic() - begun < 20, end
        # Another loop, and a gateway that is well: nothing was lost.
        till.gateway = bank
        till.run()
        until(lambda: bank.calls_and_queries()[0] > 0, "a call")


@pytest.mark.filterwarnings("ignore")
def test_a_loop_of_our_own_outlives_what_runs_in_it() -> None:
    async def kill(_: Webhook) -> list[Fact]:
        async def exits() -> None:
            raise SystemExit(1)

        asyncio.get_running_loop().create_task(exits())
        await asyncio.sleep(0.05)
        return []

    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        try:
            me.take_webhook(Verifies(kill), IncomingWebhook(b""))
        except Unavailable:
            pass
        for _ in range(100):
            try:
                assert me.take_webhook(Verifies(answering([])), IncomingWebhook(b"")) == []
                break
            except Unavailable:
                time.sleep(0.05)
        else:
            raise AssertionError("no loop any more")


def test_what_nobody_waits_for_is_cancelled() -> None:
    heard = threading.Event()

    async def listens(_: Webhook) -> list[Fact]:
        try:
            await asyncio.Event().wait()
        finally:
            heard.set()
        return []

    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Unavailable, match="no answer in time"):
            me.take_webhook(Verifies(listens), IncomingWebhook(b""))
        assert heard.wait(10)
