"""What a user's own code looks like to mypy --strict and to pyright. It is not run."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timezone
from decimal import Decimal
from uuid import UUID

from typing_extensions import assert_type

from palco import (
    Answer,
    Context,
    Invalid,
    Money,
    Palco,
    PalcoError,
    Record,
    Unavailable,
    aio,
    gateway,
    ledger,
    pix,
    split,
)
from palco.box_office import (
    Availability,
    BoxOffice,
    DomainEvent,
    HoldSummary,
    HoldTickets,
    Line,
    SoldOutDetails,
    TicketsHeld,
)
from palco.event import Publish
from palco.payment import Payment, PaymentSummary, ReportRefundFailed


async def hold(url: str, tenant: UUID, user_id: UUID, event_id: UUID, key: UUID) -> UUID | None:
    two = HoldTickets(lines=[Line(ticket_type="vip", quantity=2)])
    async with aio.Palco.connect(url) as palco:
        assert_type(palco, aio.Palco)
        me = palco.acting(tenant=tenant, actor=user_id)
        try:
            held = await me.tickets.hold(event_id, two, command_id=key)
        except Unavailable as no:
            assert_type(no.outcome_unknown, bool)
            return None
        except PalcoError as no:
            SoldOutDetails.model_validate(no.details)
            return None
        assert_type(held, Answer)
        assert_type(held.get(TicketsHeld), TicketsHeld | None)
        assert_type(await me.tickets.availability(event_id), list[Availability])
        assert_type(await me.tickets.state(event_id), BoxOffice)
        assert_type(await me.tickets.hold_summary(event_id, key), HoldSummary)
        assert_type((await me.payments.summary(key)).pix_code, str | None)
        await me.tickets.hold_summary(event_id)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        await me.tickets.hold(event_id, {"lines": []})
        await me.events.publish(event_id)
        await me.tickets.hold(event_id, Publish())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        await me.tickets.hold(event_id)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        return held[TicketsHeld].hold_id


async def follow(palco: aio.Palco) -> AsyncIterator[str]:
    async for record in palco.feed(follow=True):
        assert_type(record, Record)
        yield record.position


def without_a_loop(palco: Palco, event_id: UUID) -> None:
    with palco:
        me = palco.acting(tenant="0198f0a2-5b1c-7d3e-8a4f-000000000001", actor=event_id)
        assert_type(me.tickets.state(event_id), BoxOffice)
        for happened in me.tickets.hold(event_id, HoldTickets(lines=[])):
            if happened.type == "box_office.tickets_held":
                assert_type(happened, TicketsHeld)


def rules(row_state: str, context: Context) -> str:
    office = BoxOffice.from_json(row_state)
    happened = office.decide(HoldTickets(lines=[]), context)
    assert_type(happened, list[DomainEvent])
    office.evolve(happened)
    office.availability(datetime.now(timezone.utc))
    assert_type(Payment().summary(), PaymentSummary)
    office.hold_summary(context.command_id)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    for ran in office.run([(HoldTickets(lines=[]), context)]):
        assert_type(ran.error, PalcoError | None)
    office.decide(Publish(), context)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return office.to_json()


def money() -> Decimal:
    try:
        return Money(amount="120.00", currency="BRL").amount
    except Invalid as no:
        assert_type(no.path, str)
    Money(amount=1.5, currency="BRL")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return Money(amount=Decimal("1.5"), currency="BRL").amount


def code(settled_at: datetime) -> bytes:
    key = pix.Key("+5521912345678")
    assert_type(key.kind, pix.KeyKind)
    text = pix.static_code(
        key=key, merchant_name="Circo Voador", merchant_city="Rio", amount=Decimal("120.00")
    )
    pix.static_code(key=key, merchant_name="a", merchant_city="b", amount=1.5)  # type: ignore[arg-type]
    pix.dynamic_code(url="a.b/c", merchant_name="a", merchant_city="b", txid="d")  # type: ignore[call-arg]
    read = pix.read(text)
    assert_type(read, pix.BrCode)
    assert_type(read.amount, Decimal | None)
    assert_type(pix.last_refund_day(settled_at), date)
    assert_type(pix.EndToEndId("E12345678202601101430ghijk789012").minute, datetime)
    assert_type(pix.svg(text), str)
    assert_type(pix.terminal(text), str)
    return pix.png(text, module_pixels=4)


def shares(organizer: UUID, price: Money) -> str:
    rule = split.Rule(recipient=organizer, share=split.SharePercent(percent="100"), liable=True)
    divided = split.allocate(split.Split(rules=[rule]), price, nets="any_sign")
    assert_type(divided, split.Ledger)
    assert_type(divided.accounts[0].balance, Money)
    back = divided.refund(price, split.ModeProRata())
    assert_type(back, list[split.Part])
    divided.take("share", back)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    divided.refund("5.00")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    split.allocate({"rules": []}, price)
    return divided.take("pro_rata", back).to_json()


def books(palco: Palco, tenant: UUID, organizer: UUID, ended_at: datetime) -> list[ledger.Payout]:
    over = ledger.Ledger(tenant)
    entries = over.take_in(palco.feed())
    assert_type(entries, list[ledger.Entry])
    assert_type(over.balance("BRL", ledger.Account("payable", organizer)), Money)
    ledger.Account("gold")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    statement = ledger.recipient_statement(entries, organizer, "BRL")
    assert_type(statement.lines[0].movement, ledger.Movement)
    paid = ledger.on_record(palco.acting(tenant=tenant, actor=tenant).payments.state(tenant))
    assert_type(ledger.reconcile(paid, []).missing_there, tuple[ledger.Listed, ...])
    terms: ledger.PayoutTerms = {"from": "event_end", "days": 2, "timezone": "America/Sao_Paulo"}
    due = ledger.payouts_due(entries, terms, {tenant: ended_at})
    assert_type(due[0].due_on, date | None)
    return due


class Bank:
    """A gateway by its methods alone."""

    name = "bank"

    async def issue_charge(self, asked: gateway.IssueCharge) -> list[gateway.Fact]:
        assert_type(asked.amount, Money)
        raise gateway.GatewayFailed("away")

    async def cancel_charge(self, asked: gateway.CancelCharge) -> list[gateway.Fact]:
        return []

    async def authorize(self, asked: gateway.Authorize) -> list[gateway.Fact]:
        raise gateway.GatewayRefused("not_supported")

    async def capture(self, asked: gateway.Capture) -> list[gateway.Fact]:
        return []

    async def void(self, asked: gateway.Void) -> list[gateway.Fact]:
        return []

    async def submit_evidence(self, asked: gateway.SubmitEvidence) -> list[gateway.Fact]:
        return []

    async def accept_dispute(self, asked: gateway.AcceptDispute) -> list[gateway.Fact]:
        return []

    async def refund(self, asked: gateway.Refund) -> list[gateway.Fact]:
        if asked.of.kind == "pix":
            assert_type(asked.of, gateway.TargetPix)
        failed = ReportRefundFailed(
            refund_id=asked.refund_id, reason="no funds", at=datetime.now(timezone.utc)
        )
        gateway.Fact(asked.payment, Publish())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        return [gateway.Fact(asked.payment, failed)]

    async def query(self, call: gateway.Call) -> gateway.Inquiry:
        assert_type(call.key, UUID)
        return gateway.Absent() if call.type == "void" else gateway.Refused("no")

    async def verify(self, webhook: gateway.Webhook) -> list[gateway.Fact]:
        assert_type(webhook.header("x-signature"), str | None)
        raise gateway.WebhookForged("expected a signature")

    async def list(
        self, tenant: UUID, period: gateway.Period, after: str | None
    ) -> gateway.Listed:
        return gateway.Listed([])


class Vouchers(gateway.PaymentGateway):
    """One that names the port, and leaves out what it has no use for."""

    name = "vouchers"

    async def refund(self, asked: gateway.Refund) -> list[gateway.Fact]:
        return []

    async def query(self, call: gateway.Call) -> gateway.Inquiry:
        return gateway.UnderWay()

    async def verify(self, webhook: gateway.Webhook) -> list[gateway.Fact]:
        return []

    async def list(
        self, tenant: UUID, period: gateway.Period, after: str | None
    ) -> gateway.Listed:
        return gateway.Listed([], next="2")


async def charge(palco: aio.Palco, me: aio.Acting, body: bytes, headers: dict[str, str]) -> None:
    bank = gateway.SimulatedGateway(gateway.Conduct(lost=10))
    for of in (Bank(), Vouchers(), bank):
        await palco.run_processors(gateway=of)
    await palco.run_processors(gateway=object())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    webhook = gateway.IncomingWebhook(body, headers)
    assert_type(await me.take_webhook(bank, webhook), list[Answer])
    assert_type(bank.movements(), list[gateway.Movement])
