"""Payments at a gateway, one of the host's or a simulated one: charged, told of, given back."""

import asyncio
import random
import time
from uuid import uuid4

import pytest
from bank import OfTheHost, Till, brl, happened, until
from stage import BUYER, TENANT

import palco
from palco import ManualClock, Rejected, Unavailable, aio
from palco.gateway import (
    Absent,
    Conduct,
    Fact,
    GatewayRefused,
    GatewayUnknown,
    IncomingWebhook,
    IssueCharge,
    Known,
    Period,
    SigningKey,
    SimulatedGateway,
    WebhookForged,
    WebhookKeys,
)
from palco.payment import (
    ChargeExpired,
    Payment,
    PixCaptured,
    PixChargeIssued,
    RefundSettled,
    TargetPix,
    UnmatchedPix,
)

DAY = Period(starts_at="2026-11-23T00:00:00Z", ends_at="2026-11-24T00:00:00Z")  # type: ignore[arg-type]


@pytest.fixture(params=["simulated", "of_the_host"])
def till(app: palco.Palco, clock: ManualClock, request: pytest.FixtureRequest) -> Till:
    bank = SimulatedGateway(clock=clock)
    gateway = bank if request.param == "simulated" else OfTheHost(bank)
    return Till(app, bank, gateway, clock)


def test_a_payment_is_charged_paid_by_webhook_and_refunded(till: Till) -> None:
    till.run()
    payment_id = till.charge()
    assert till.bank.pay(payment_id.hex)
    till.take_webhooks()
    assert till.known(payment_id) == (10_005, 0)
    till.refund(payment_id, "40.00")
    until(lambda: till.known(payment_id) == (10_005, 4_000), "a refund")
    till.take_webhooks()
    assert till.moved() == (10_005, 4_000)
    assert till.bank.moved_twice() == []
    assert [len(happened(till.app, of)) for of in (PixChargeIssued, PixCaptured, RefundSettled)] == [1] * 3


def test_a_charge_that_lapses_is_withdrawn(till: Till) -> None:
    till.run()
    payment_id = till.charge()
    till.clock.set("2026-11-23T12:30:00Z")
    till.me.payments.expire_charge(payment_id)
    until(lambda: not till.bank.pay(payment_id.hex), "a withdrawal")
    assert happened(till.app, ChargeExpired)


def test_a_webhook_that_is_copied_forged_and_out_of_order_is_told_once(till: Till) -> None:
    till.bank = till.bank.behaving(Conduct(copies=5, forged=700, batched=300))
    till.gateway = till.bank if isinstance(till.gateway, SimulatedGateway) else OfTheHost(till.bank)
    till.run()
    payment_ids = [till.charge() for _ in range(4)]
    for payment_id in payment_ids:
        assert till.bank.pay(payment_id.hex)
    sent = till.webhooks() * 2
    random.Random(7).shuffle(sent)
    answers, forged = [], 0
    for webhook in sent:
        try:
            answers += till.me.take_webhook(till.gateway, webhook)
        except Rejected as no:
            assert no.code == "gateway.webhook_forged"
            forged += 1
    assert forged == 2 * till.bank.forged_webhooks() > 0
    assert any(answer.repeated for answer in answers)
    assert till.known(*payment_ids) == till.moved() == (4 * 10_005, 0)
    assert len(happened(till.app, PixCaptured)) == 4


def test_what_no_webhook_brought_is_listed(till: Till) -> None:
    till.run()
    payment_id = till.charge()
    till.bank.pay(payment_id.hex)
    answers = till.me.take_listed(till.gateway, DAY)
    assert len(answers) == 2 and till.known(payment_id) == (10_005, 0)
    again = till.me.take_listed(till.gateway, DAY.model_dump())
    assert all(answer.repeated for answer in again)
    before = {"starts_at": "2026-11-22T00:00:00Z", "ends_at": "2026-11-23T00:00:00Z"}
    assert till.me.take_listed(till.gateway, before) == []


def test_a_forged_webhook_leaves_no_trace(till: Till) -> None:
    till.run()
    payment_id = till.charge()
    till.bank.pay(payment_id.hex)
    recorded = len(list(till.app.feed()))
    good = till.webhooks()[-1]
    for forged in (
        IncomingWebhook(good.body + b" ", good.headers),
        IncomingWebhook(good.body),
        IncomingWebhook(good.body, [*good.headers, *good.headers]),
        IncomingWebhook(b"\xff", {"X-Signature": "t=1,v1=00"}),
    ):
        with pytest.raises(Rejected) as no:
            till.me.take_webhook(till.gateway, forged)
        assert no.value.code == "gateway.webhook_forged"
        assert "10005" not in str(no.value) and "100.05" not in str(no.value)
    assert len(list(till.app.feed())) == recorded
    (_, value) = dict(good.headers).popitem()
    assert till.me.take_webhook(till.gateway, IncomingWebhook(good.body, {"x-SIGNATURE": value}))


def test_a_runner_that_is_stopped_anywhere_moves_nothing_twice_and_forgets_nothing(
    till: Till,
) -> None:
    trouble = Conduct(unreached=100, lost=50, unanswered=250, forgets_keys=True, latency=50)
    till.bank = till.bank.behaving(trouble)
    till.gateway = till.bank if isinstance(till.gateway, SimulatedGateway) else OfTheHost(till.bank)
    dice = random.Random(11)
    payment_ids = [till.ask() for _ in range(6)]
    paid: set[object] = set()
    for _ in range(8):
        till.run()
        time.sleep(dice.random() * 0.15)
        till.app.stop_processors()
        for payment_id in payment_ids:
            if payment_id not in paid and till.bank.pay(payment_id.hex):
                paid.add(payment_id)
                till.take_webhooks()
                till.refund(payment_id, "40.00")
    till.run()

    def all_paid() -> bool:
        for payment_id in payment_ids:
            if payment_id not in paid and till.bank.pay(payment_id.hex):
                paid.add(payment_id)
                till.take_webhooks()
                till.refund(payment_id, "40.00")
        return len(paid) == len(payment_ids)

    until(all_paid, "six charges")
    everything = (6 * 10_005, 6 * 4_000)
    until(lambda: till.known(*payment_ids) == everything, "six refunds")
    till.take_webhooks()
    assert till.moved() == everything
    assert till.bank.moved_twice() == []


async def test_from_an_event_loop(aio_app: aio.Palco, clock: ManualClock) -> None:
    bank = SimulatedGateway(Conduct(pix_fee="1"), clock=clock)
    gateway = OfTheHost(bank)
    await aio_app.run_processors(gateway=gateway)
    me = aio_app.acting(tenant=TENANT, actor=BUYER)
    payment_id = uuid4()
    reference = {"event_id": str(uuid4())}
    created = {"amount": brl("100.00"), "method": {"kind": "pix"}, "reference": reference}
    await me.payments.create(payment_id, created)
    await me.payments.request_pix_charge(payment_id, {"expires_at": "2026-11-23T12:30:00Z"})
    async for record in aio_app.feed(follow=True, poll_seconds=0.05):
        if isinstance(record.domain_event, PixChargeIssued):
            break
    assert bank.pay(payment_id.hex)
    webhooks = bank.take_webhooks()
    answers = [await me.take_webhook(gateway, webhook) for webhook in webhooks]
    (captured,) = [of for (answer,) in answers for of in answer if isinstance(of, PixCaptured)]
    assert captured.fee == brl("1.00")
    assert all(answer.repeated for answer in await me.take_listed(gateway, DAY))
    assert isinstance(await me.payments.state(payment_id), Payment)
    await aio_app.stop_processors()


def test_a_gateway_is_asked_without_palco_as_well(clock: ManualClock) -> None:
    bank = SimulatedGateway(clock=clock)
    payment = uuid4()
    asked = IssueCharge(
        tenant=TENANT,
        payment=payment,
        key=uuid4(),
        txid=payment.hex,
        amount=brl("10.00"),
        amount_may_change=False,
        expires_at="2026-11-23T12:30:00Z",  # type: ignore[arg-type]
    )

    async def talk() -> None:
        assert await bank.query(asked) == Absent()
        facts = await bank.issue_charge(asked)
        assert facts == await bank.issue_charge(asked)
        assert await bank.query(asked) == Known(facts)
        assert (await bank.list(TENANT, DAY, None)).facts == facts
        with pytest.raises(GatewayRefused, match="not_supported"):
            await bank.behaving(Conduct(refused=1_000)).issue_charge(asked)
        with pytest.raises(GatewayUnknown):
            await bank.behaving(Conduct(unanswered=1_000)).issue_charge(asked)

    asyncio.run(talk())
    assert bank.calls_and_queries() == (3, 2)


def test_what_happens_at_the_bank_itself_is_told(clock: ManualClock) -> None:
    with palco.Palco.in_memory(clock=clock) as app:
        bank = SimulatedGateway(clock=clock)
        till = Till(app, bank, bank, clock)
        till.run()
        payment_id = till.charge()
        assert bank.pay_anyway(payment_id.hex, brl("100.05"))
        till.take_webhooks()
        e2eid = happened(app, PixCaptured)[0].e2eid
        of = TargetPix(e2eid=e2eid)
        assert bank.give_back(payment_id, uuid4(), of, brl("1.00"))  # type: ignore[arg-type]
        assert not bank.give_back(payment_id, uuid4(), of, brl("100.00"))  # type: ignore[arg-type]
        stray = {
            "type": "payment.report_pix_received",
            "e2eid": "E1234567820261123120000000000009",
            "amount": brl("5.00"),
            "at": "2026-11-23T12:00:00Z",
        }
        bank.tell(Fact(None, stray))
        till.take_webhooks()
        assert till.known(payment_id) == (10_005, 100)
        assert len(happened(app, UnmatchedPix)) == 1
        bank.rotate_key("another")
        assert bank.pay_anyway(payment_id.hex)
        (webhook,) = bank.take_webhooks()
        assert till.me.take_webhook(bank, webhook)
        assert [movement.is_refund for movement in bank.movements()] == [False, True, False]


def test_a_gateway_that_cannot_be_asked_is_unavailable(clock: ManualClock) -> None:
    with palco.Palco.in_memory(clock=clock) as app:
        away = SimulatedGateway(clock=clock).behaving(Conduct(unreached=1_000))

        class Away(OfTheHost):
            async def list(self, *_: object) -> object:  # type: ignore[override]
                raise ConnectionError("of 4111 1111 1111 1111")

        me = app.acting(tenant=TENANT, actor=BUYER)
        with pytest.raises(Unavailable) as no:
            me.take_listed(Away(away), DAY)
        assert no.value.code == "gateway.unavailable" and not no.value.outcome_unknown
        assert "ConnectionError" in str(no.value) and "4111" not in str(no.value)


def test_what_a_webhook_is_signed_with() -> None:
    noon = "2026-11-26T12:00:00Z"
    old = SigningKey(b"first", until="2026-11-26T12:01:00Z")
    keys = WebhookKeys([old, SigningKey("second")])
    header = WebhookKeys([SigningKey("first")]).sign(b"{}", noon)
    keys.verify(b"{}", header, noon)
    for body, now in ((b"{ }", noon), (b"{}", "2026-11-26T12:01:00Z"), (b"{}", "2026-11-26T12:10:00Z")):
        with pytest.raises(WebhookForged):
            keys.verify(body, header, now)
    with pytest.raises(WebhookForged):
        keys.verify(b"{}", "v" * 100_000, noon)
    assert "first" not in repr(old) and "first" not in repr(keys)
