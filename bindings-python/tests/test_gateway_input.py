"""Whatever is given in a gateway's place, or to one, is `palco.Invalid` where it is not of the form."""

import math
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from bank import OfTheHost, brl
from stage import BUYER, TENANT

import palco
from palco import Invalid, ManualClock, PalcoError, aio
from palco._native import NativeGateway, NativePalco, NativeSimulatedGateway, NativeWebhookKeys
from palco._port import METHODS
from palco.gateway import (
    Conduct,
    Fact,
    IncomingWebhook,
    SigningKey,
    SimulatedGateway,
    TargetPix,
    WebhookKeys,
)

SURROGATE = "x\ud800"
NIL = "00000000-0000-0000-0000-000000000000"


async def nothing(*_: object) -> None: ...


class Unruly:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("not today")


def like(**other: object) -> SimpleNamespace:
    """What is a gateway by its methods alone."""
    return SimpleNamespace(**{**dict.fromkeys(METHODS, nothing), "name": "like", **other})


BAD_GATEWAYS: list[tuple[object, str]] = [
    (None, "gateway"),
    (7, "gateway"),
    ("simulated", "gateway"),
    (object(), "gateway"),
    (SimulatedGateway, "gateway"),
    (OfTheHost, "gateway"),
    (Unruly(), "gateway"),
    (like(refund=None), "gateway"),
    (like(issue_charge=7), "gateway"),
    (like(name=None), "gateway.name"),
    (like(name=7), "gateway.name"),
    (like(name=""), "gateway.name"),
    (like(name="a\nb"), "gateway.name"),
    (like(name="a\x00"), "gateway.name"),
    (like(name="x" * 256), "gateway.name"),
    (like(name=SURROGATE), "gateway.name"),
    *((like(timeout_seconds=of), "gateway.timeout_seconds") for of in (0, 1e-4, -1, 601, "1", None, True)),
    (like(timeout_seconds=math.nan), "gateway.timeout_seconds"),
]


@pytest.mark.parametrize(("gateway", "path"), BAD_GATEWAYS, ids=lambda of: ascii(of)[:40])
async def test_what_is_no_gateway_is_invalid(gateway: Any, path: str) -> None:
    webhook = IncomingWebhook(b"{}")
    day = {"starts_at": "2026-11-23T00:00:00Z", "ends_at": "2026-11-24T00:00:00Z"}
    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        asks: list[Callable[[], object]] = [
            lambda: me.take_webhook(gateway, webhook),
            lambda: me.take_listed(gateway, day),
        ]
        if gateway is not None:
            asks.append(lambda: app.run_processors(gateway=gateway))
        for ask in asks:
            with pytest.raises(Invalid) as no:
                ask()
            assert no.value.path == path
    async with aio.Palco.in_memory() as aio_app:
        aio_me = aio_app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Invalid) as no:
            await aio_me.take_webhook(gateway, webhook)
        assert no.value.path == path
        with pytest.raises(Invalid):
            await aio_me.take_listed(gateway, day)


def test_a_gateway_by_its_methods_alone_is_one() -> None:
    async def verify(_: object) -> list[Fact]:
        return []

    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        assert me.take_webhook(like(verify=verify), IncomingWebhook(b"")) == []
        assert me.take_webhook(like(verify=verify, timeout_seconds=1), IncomingWebhook(b"")) == []


def test_a_gateway_that_is_not_all_written_cannot_be_made() -> None:
    class Half(OfTheHost):
        async def refund(self, *_: Any) -> Any: ...

    from palco.gateway import PaymentGateway

    class Nothing(PaymentGateway):
        name = "nothing"

    assert Half(SimulatedGateway()).name == "of_the_host"
    with pytest.raises(TypeError, match="abstract"):
        Nothing()  # type: ignore[abstract]


BAD_WEBHOOKS: list[tuple[object, str]] = [
    (None, "webhook"),
    (b"{}", "webhook"),
    ({"body": b"{}"}, "webhook"),
    (IncomingWebhook("{}"), "body"),  # type: ignore[arg-type]
    (IncomingWebhook(None), "body"),  # type: ignore[arg-type]
    (IncomingWebhook(b"x" * 1_048_577), "body"),
    (IncomingWebhook(b"", None), "headers"),  # type: ignore[arg-type]
    (IncomingWebhook(b"", 7), "headers"),  # type: ignore[arg-type]
    (IncomingWebhook(b"", [7]), "headers"),  # type: ignore[list-item]
    (IncomingWebhook(b"", ["ab", "abc"]), "headers[1]"),  # type: ignore[list-item]
    (IncomingWebhook(b"", [("a",)]), "headers[0]"),  # type: ignore[list-item]
    (IncomingWebhook(b"", [("a", 7)]), "headers[0]"),  # type: ignore[list-item]
    (IncomingWebhook(b"", {"a": b"b"}), "headers[0]"),  # type: ignore[dict-item]
    (IncomingWebhook(b"", {"a": SURROGATE}), "headers[0]"),
    (IncomingWebhook(b"", [("a", "b")] * 1_001), "headers"),
    (IncomingWebhook(b"", {}, peer_verified="no"), "peer_verified"),  # type: ignore[arg-type]
    (IncomingWebhook(b"", {}, peer_verified=1), "peer_verified"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("webhook", "path"), BAD_WEBHOOKS, ids=lambda of: ascii(of)[:30])
def test_a_bad_webhook_is_invalid_and_nobody_is_asked(webhook: Any, path: str) -> None:
    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        for gateway in (SimulatedGateway(), OfTheHost(SimulatedGateway())):
            with pytest.raises(Invalid) as no:
                me.take_webhook(gateway, webhook)
            assert no.value.path == path


BAD_PERIODS: list[tuple[object, str]] = [
    (None, "period"),
    (7, "period"),
    ("", "period"),
    ({}, "period.starts_at"),
    ({"starts_at": "x", "ends_at": "2026-11-24T00:00:00Z"}, "period.starts_at"),
    ({"starts_at": "2026-11-24T00:00:00Z", "ends_at": "2026-11-24T00:00:00Z"}, "period"),
    ({"starts_at": datetime(2026, 11, 23), "ends_at": "2026-11-24T00:00:00Z"}, "period.starts_at"),
]


@pytest.mark.parametrize(("period", "path"), BAD_PERIODS)
def test_a_bad_period_is_invalid(period: Any, path: str) -> None:
    with palco.Palco.in_memory() as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Invalid) as no:
            me.take_listed(SimulatedGateway(), period)
        assert no.value.path == path


@pytest.mark.parametrize(
    ("payment", "report", "path"),
    [
        (7, {}, "payment"),
        ("", {}, "payment"),
        (NIL, {}, "payment"),
        (SURROGATE, {}, "payment"),
        (None, None, "report"),
        (None, 7, "report"),
        (None, b"\xff", "report"),
        (None, {"a": object()}, "report"),
        (None, {7: {math.nan: {1, 2}}}, "report"),
    ],
)
def test_a_fact_has_a_form(payment: Any, report: Any, path: str) -> None:
    with pytest.raises(Invalid) as no:
        Fact(payment, report)
    assert no.value.path == path


def test_a_fact_is_the_same_whatever_it_is_made_of() -> None:
    payment = UUID(int=7)
    made = [Fact(payment, '{"a": 1}'), Fact(str(payment), {"a": 1}), Fact(payment, b'{"a": 1}')]
    assert made[0] == made[1] == made[2] and len(set(made)) == 1
    assert "a" not in repr(made[0]).replace("payment", "").replace("Fact", "")


@pytest.mark.parametrize(
    ("conduct", "path"),
    [
        (None, "$"),
        (7, "$"),
        ({"surprise": 1}, "conduct.surprise"),
        (Conduct(lost=-1), "conduct.lost"),
        (Conduct(lost=70_000), "conduct.lost"),
        (Conduct(lost=1.5), "conduct.lost"),  # type: ignore[arg-type]
        (Conduct(seed="1"), "conduct.seed"),  # type: ignore[arg-type]
        (Conduct(forgets_keys=1), "conduct.forgets_keys"),  # type: ignore[arg-type]
        (Conduct(pix_fee="101"), "conduct.pix_fee"),
        (Conduct(pix_fee=1.5), "conduct.pix_fee"),  # type: ignore[arg-type]
        (Conduct(pix_fee=object()), "$"),  # type: ignore[arg-type]
    ],
)
def test_a_bad_conduct_is_invalid(conduct: Any, path: str) -> None:
    for ask in (lambda: SimulatedGateway(conduct), lambda: SimulatedGateway().behaving(conduct)):
        with pytest.raises(Invalid) as no:
            ask()
        assert no.value.path == path


def test_what_a_simulated_gateway_is_told_has_a_form() -> None:
    bank: Any = SimulatedGateway()
    of = TargetPix(e2eid="E12345678202601101430ghijk789012")
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: SimulatedGateway(clock=7), "clock"),  # type: ignore[arg-type]
        (lambda: bank.pay(7), "txid"),
        (lambda: bank.pay("a b"), "txid"),
        (lambda: bank.pay(SURROGATE), "txid"),
        (lambda: bank.pay_anyway("", brl("1.00")), "txid"),
        (lambda: bank.pay_anyway("a" * 32, {"amount": 1, "currency": "BRL"}), "amount.amount"),
        (lambda: bank.pay_anyway("a" * 32, 7), "$"),
        (lambda: bank.give_back(7, uuid4(), of, brl("1.00")), "payment"),
        (lambda: bank.give_back(uuid4(), "x", of, brl("1.00")), "refund_id"),
        (lambda: bank.give_back(uuid4(), uuid4(), {}, brl("1.00")), "of.kind"),
        (lambda: bank.give_back(uuid4(), uuid4(), of, "{}"), "amount.amount"),
        (lambda: bank.tell(None), "fact"),
        (lambda: bank.tell({}), "fact"),
        (lambda: bank.rotate_key(None), "secret"),
        (lambda: bank.rotate_key(""), "secret"),
        (lambda: bank.rotate_key(SURROGATE), "secret"),
    ]
    for ask, path in wrong:
        with pytest.raises(Invalid) as no:
            ask()
        assert no.value.path == path, no.value


def test_keys_and_what_they_sign_have_a_form() -> None:
    keys: Any = WebhookKeys([SigningKey("a")])
    noon = "2026-11-26T12:00:00Z"
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: WebhookKeys(None), "keys[0]"),  # type: ignore[arg-type]
        (lambda: WebhookKeys(["a"]), "keys[0]"),  # type: ignore[list-item]
        (lambda: WebhookKeys([SigningKey(7)]), "secret"),  # type: ignore[arg-type]
        (lambda: WebhookKeys([SigningKey(SURROGATE)]), "secret"),
        (lambda: WebhookKeys([SigningKey("")]), "secret"),
        (lambda: WebhookKeys([SigningKey(b"")]), "secret"),
        (lambda: WebhookKeys([SigningKey("a", until="x")]), "until"),
        (lambda: keys.sign("text", noon), "body"),
        (lambda: keys.sign(b"", "x"), "at"),
        (lambda: keys.verify("text", "", noon), "body"),
        (lambda: keys.verify(b"", None, noon), "header"),
        (lambda: keys.verify(b"", SURROGATE, noon), "header"),
        (lambda: keys.verify(b"", "", datetime(2026, 11, 26)), "now"),
    ]
    for ask, path in wrong:
        with pytest.raises(Invalid) as no:
            ask()
        assert no.value.path == path, no.value


def test_native_arguments_of_any_type_are_errors_of_palco() -> None:
    app, wrong = NativePalco.in_memory(), object()
    gateway = NativeSimulatedGateway("{}").gateway()
    for ask in (
        lambda: app.take_webhook(TENANT, BUYER, None, wrong, b"", [], False),
        lambda: app.take_webhook(wrong, BUYER, None, gateway, b"", [], False),
        lambda: app.take_webhook(TENANT, BUYER, wrong, gateway, b"", [], False),
        lambda: app.take_listed(TENANT, BUYER, None, gateway, wrong),
        lambda: app.run_processors(None, True, wrong),
        lambda: NativeGateway.hosted(wrong, 1, wrong),
        lambda: gateway.ask(wrong),
        lambda: gateway.ask("{}").wait(),
        lambda: NativeSimulatedGateway(wrong),
        lambda: NativeWebhookKeys([(wrong, None)]),
    ):
        with pytest.raises(PalcoError):
            ask()  # type: ignore[no-untyped-call]


LEAVING = """
import asyncio, logging, os, sys, time
import palco
from palco.gateway import *

# That the charge waits is logged, perhaps: it may be too late for that.
logging.getLogger("palco").addHandler(logging.NullHandler())

class Silent(PaymentGateway):
    name = "silent"
    asked = False
    async def issue_charge(self, asked):
        Silent.asked = True
        await asyncio.Event().wait()
    async def refund(self, asked): ...
    async def query(self, call): ...
    async def list(self, tenant, period, after): ...
    async def verify(self, webhook): return []

def take(app):
    me = app.acting(tenant=ID, actor=ID)
    assert me.take_webhook(Silent(), IncomingWebhook(b"")) == []
    return me

ID = "0198f0a2-5b1c-7d3e-8a4f-000000000001"
app = palco.Palco.in_memory()
me = take(app)
if sys.argv[1] == "fork":
    child = os.fork()
    if child == 0:
        try:
            me.take_webhook(Silent(), IncomingWebhook(b""))
        except palco.Unavailable as no:
            assert no.code == "palco.forked"
        take(palco.Palco.in_memory())
        sys.exit()
    assert os.waitpid(child, 0)[1] == 0
app.run_processors(gateway=Silent())
amount = {"amount": "1.00", "currency": "BRL"}
me.payments.create(ID, {"amount": amount, "method": {"kind": "pix"}, "reference": {"event_id": ID}})
me.payments.request_pix_charge(ID, {"expires_at": "2999-01-01T00:00:00Z"})
while not Silent.asked:
    time.sleep(0.01)
"""


@pytest.mark.parametrize("how", ["exit", "fork"])
def test_the_interpreter_ends_while_a_gateway_is_silent(how: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", LEAVING, how]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


ASKED_AGAIN = """
import asyncio, json, time
from contextlib import suppress
from palco import _hosted

class Silent:
    asked = False
    async def verify(self, webhook):
        Silent.asked = True
        await asyncio.Event().wait()

class Again:
    def tell(self, answer):
        with suppress(RuntimeError):
            asker(question, self)

question = json.dumps({
    "type": "verify", "tenant": "0198f0a2-5b1c-7d3e-8a4f-000000000001", "body": "", "headers": [],
    "peer_verified": False, "received_at": "2026-01-01T00:00:00Z",
})
asker = _hosted.Asker(Silent(), _hosted.own_loop())
asker(question, Again())
while not Silent.asked:
    time.sleep(0.01)
"""


def test_what_is_asked_while_the_loop_ends_is_answered_and_not_left_pending() -> None:
    command = [sys.executable, "-W", "ignore", "-c", ASKED_AGAIN]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
