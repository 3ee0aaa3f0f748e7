"""The general ledger: the examples that every language reads, and a real run in memory."""

import doctest
import json
import math
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from stage import BUYER, TENANT, set_up, two_vip

from palco import Invalid, ManualClock, Money, Palco, ledger
from palco._sync import Acting
from palco.ledger import Account, Balance, Entry, Ledger, Listed, Posting
from palco.payment import (
    Create,
    MethodPix,
    ModeProRata,
    Payment,
    Reference,
    ReportPixChargeIssued,
    ReportPixReceived,
    ReportRefundSettled,
    RequestPixCharge,
    RequestRefund,
    TargetPix,
)
from palco.split import Rule, SharePercent, ShareRemainder, Split

EXAMPLES = json.loads((Path(__file__).parents[2] / "core/tests/ledger_examples.json").read_text())
NOON = "2026-11-23T12:00:00Z"
NAIVE = datetime(2026, 11, 23, 12)
E2EID = "E1234567820261123120000000000001"
ORGANIZER, PLATFORM = UUID(int=1), UUID(int=2)


def plain(value: Any) -> Any:
    """What is answered, as the examples have it."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (UUID, Decimal, date)) and not isinstance(value, datetime):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
        return {name: of for name, of in fields.items() if (name, of) != ("recipient", None)}
    return value


def folded() -> tuple[Ledger, list[Entry]]:
    over = Ledger(EXAMPLES["tenant"])
    return over, over.take_in(EXAMPLES["records"])


def test_the_examples_of_the_module() -> None:
    results = doctest.testmod(ledger)
    assert results.attempted > 3 and results.failed == 0


def test_records_become_entries_and_balances() -> None:
    over, entries = folded()
    assert plain(entries) == EXAMPLES["entries"]
    assert plain(over.balances()) == EXAMPLES["balances"]
    for expected in EXAMPLES["balances"]:
        assert plain(over.balance("BRL", expected["account"])) == expected["balance"]
    assert over.take_in(EXAMPLES["records"]) == []
    assert over.take_in(json.dumps(record) for record in EXAMPLES["records"]) == []


def ask(question: str, entries: Any, asked: dict[str, Any]) -> Any:
    given = dict(asked)
    if question != "reconcile":
        given["entries"] = given.get("entries", entries)
    return getattr(ledger, question)(**given)


@pytest.mark.parametrize("example", EXAMPLES["answers"], ids=range(len(EXAMPLES["answers"])))
def test_every_question_has_the_answer_of_its_example(example: dict[str, Any]) -> None:
    _, entries = folded()
    # Of entries as they came, and as a host kept them.
    texts = (json.dumps(entry) for entry in EXAMPLES["entries"])
    for kept in (entries, EXAMPLES["entries"], texts):
        assert plain(ask(example["question"], kept, example["asked"])) == example["answer"]


@pytest.mark.parametrize("example", EXAMPLES["refused"], ids=range(len(EXAMPLES["refused"])))
def test_a_question_that_is_not_of_the_form_names_the_field(example: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as wrong:
        ask(example["question"], EXAMPLES["entries"], example["asked"])
    assert (wrong.value.path, wrong.value.code) == (example["path"], "input.invalid")


REFUSED = EXAMPLES["refused_records"]


@pytest.mark.parametrize("example", REFUSED, ids=range(len(REFUSED)))
def test_a_record_that_is_not_of_the_form_leaves_no_trace(example: dict[str, Any]) -> None:
    over = Ledger(EXAMPLES["tenant"])
    with pytest.raises(Invalid) as wrong:
        over.take_in([EXAMPLES["records"][2], example["record"]])
    assert wrong.value.path == example["path"].replace("[0]", "[1]")
    assert plain(over.take_in(EXAMPLES["records"])) == EXAMPLES["entries"]


def entry(**other: Any) -> Entry:
    (first, *_) = folded()[1]
    fields = {name: getattr(first, name) for name in Entry.__dataclass_fields__}
    return Entry(**{**fields, **other})


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("tenant", lambda: Ledger(None)),
        ("tenant", lambda: Ledger("the house")),
        ("tenant", lambda: Ledger(UUID(int=0))),
        ("tenant", lambda: Ledger(7)),
        ("$", lambda: Ledger(TENANT).take_in(None)),
        ("$", lambda: Ledger(TENANT).take_in(7)),
        ("[0]", lambda: Ledger(TENANT).take_in([7])),
        ("[0]", lambda: Ledger(TENANT).take_in([None])),
        ("[0]", lambda: Ledger(TENANT).take_in([math.nan])),
        ("[0]", lambda: Ledger(TENANT).take_in([b"\xff"])),
        ("$", lambda: Ledger(TENANT).take_in("[]")),
        ("[0]", lambda: Ledger(TENANT).take_in(["{"])),
        ("[0].tenant", lambda: Ledger(TENANT).take_in([{}])),
        ("[0].version", lambda: Ledger(TENANT).take_in([{**EXAMPLES["records"][0], "version": 2**64}])),
        ("currency", lambda: Ledger(TENANT).balance("XXX", Account("clearing"))),
        ("currency", lambda: Ledger(TENANT).balance(None, Account("clearing"))),
        ("account", lambda: Ledger(TENANT).balance("BRL", None)),
        ("account", lambda: Ledger(TENANT).balance("BRL", "clearing")),
        ("account", lambda: Ledger(TENANT).balance("BRL", Account("payable"))),
        ("account", lambda: Ledger(TENANT).balance("BRL", Account("gold"))),
        ("account.kind", lambda: Ledger(TENANT).balance("BRL", Account(7))),
        ("account.recipient", lambda: Ledger(TENANT).balance("BRL", Account("payable", "x"))),
        ("entries", lambda: ledger.event_balances(7, ORGANIZER)),
        ("entries", lambda: ledger.recipient_statement(None, ORGANIZER, "BRL")),
        ("entries[0]", lambda: ledger.event_balances([7], ORGANIZER)),
        ("entries", lambda: ledger.event_balances("[]", ORGANIZER)),
        ("entries[0].movement", lambda: ledger.event_balances([entry(movement="gift")], ORGANIZER)),
        ("entries[0].at", lambda: ledger.event_balances([entry(at="today")], ORGANIZER)),
        ("entries[0].at", lambda: ledger.event_balances([entry(at=NAIVE)], ORGANIZER)),
        ("entries[0].postings", lambda: ledger.event_balances([entry(postings=())], ORGANIZER)),
        ("entries[0].postings", lambda: ledger.event_balances([entry(postings=None)], ORGANIZER)),
        ("recipient", lambda: ledger.recipient_statement([], math.nan, "BRL")),
        ("terms", lambda: ledger.payouts_due([], None)),
        ("terms.days", lambda: ledger.payouts_due([], {**TERMS, "days": 10**30})),
        ("terms.days", lambda: ledger.payouts_due([], {**TERMS, "days": 1.5})),
        ("ends_at", lambda: ledger.payouts_due([], TERMS, 7)),
        ("ends_at.None", lambda: ledger.payouts_due([], TERMS, {None: NOON})),
        ("payment", lambda: ledger.on_record(None)),
        ("payment", lambda: ledger.on_record("{}")),
        ("ours", lambda: ledger.reconcile(7, [])),
        ("theirs", lambda: ledger.reconcile([], None)),
        ("theirs[0]", lambda: ledger.reconcile([], [7])),
        ("theirs[0].amount", lambda: ledger.reconcile([], [Listed(TargetPix(e2eid=E2EID), None)])),
    ],
)
def test_what_is_not_of_the_form_is_invalid(path: str, call: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        call()
    assert wrong.value.path == path


TERMS: dict[str, Any] = {"from": "capture", "days": 30, "timezone": "America/Sao_Paulo"}


def brl(amount: str) -> Money:
    return Money(amount=amount, currency="BRL")


def paid(me: Acting, event_id: UUID) -> UUID:
    """Two tickets of 120.00 that are held, paid by Pix and half given back."""
    held = me.tickets.hold(event_id, two_vip()).domain_events[0]
    payment_id = uuid4()
    organizer = SharePercent(percent="90")
    rules = [
        Rule(recipient=ORGANIZER, share=organizer, liable=True, bears_fee=True),
        Rule(recipient=PLATFORM, share=ShareRemainder()),
    ]
    reference = Reference(event_id=event_id, hold_id=held.hold_id)
    create = Create(
        amount=brl("240.00"), method=MethodPix(), reference=reference, split=Split(rules=rules)
    )
    me.payments.create(payment_id, create)
    me.payments.request_pix_charge(
        payment_id, RequestPixCharge(expires_at="2026-11-23T12:10:00Z")  # type: ignore[arg-type]
    )
    issued = ReportPixChargeIssued(txid=payment_id.hex, code="000201", at=NOON)  # type: ignore[arg-type]
    me.payments.report_pix_charge_issued(payment_id, issued)
    received = ReportPixReceived(e2eid=E2EID, amount=brl("240.00"), fee=brl("2.37"), at=NOON)  # type: ignore[arg-type]
    me.payments.report_pix_received(payment_id, received)
    target, refund_id = TargetPix(e2eid=E2EID), uuid4()
    refund = RequestRefund(
        refund_id=refund_id,
        target=target,
        amount=brl("120.00"),
        mode=ModeProRata(),
        reason="one stays at home",
    )
    me.payments.request_refund(payment_id, refund)
    settled = ReportRefundSettled(refund_id=refund_id, target=target, amount=brl("120.00"), at=NOON)  # type: ignore[arg-type]
    me.payments.report_refund_settled(payment_id, settled)
    return payment_id


def test_what_is_held_paid_and_given_back_is_in_the_books() -> None:
    palco = Palco.in_memory(clock=ManualClock(NOON))
    me = palco.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    payment_id = paid(me, event_id)
    other = palco.acting(tenant=uuid4(), actor=BUYER)
    paid(other, set_up(other))
    over, entries = Ledger(TENANT), []
    for record in palco.feed():
        entries += over.take_in([record])
    assert entries == Ledger(TENANT).take_in(palco.feed())
    assert [of.movement for of in entries] == ["sale", "fee", "refund", "refund_paid"]
    assert all(sum(p.amount.amount for p in of.postings) == 0 for of in entries)
    assert all(isinstance(p, Posting) for of in entries for p in of.postings)

    balances = over.balances()
    assert sum(of.balance.amount for of in balances) == 0
    assert ledger.event_balances(entries, event_id) == balances
    assert Balance(Account("clearing"), brl("117.63")) in balances
    statement = ledger.recipient_statement(entries, ORGANIZER, "BRL", event_id)
    assert [str(line.amount.amount) for line in statement.lines] == ["216.00", "-2.37", "-108.00"]
    assert statement.balance == brl("105.63")
    owed = over.balance("BRL", Account("payable", ORGANIZER))
    assert owed.amount == -statement.balance.amount
    due = ledger.payouts_due(entries, TERMS)  # type: ignore[arg-type]
    assert [(of.recipient, of.amount.amount) for of in due] == [
        (ORGANIZER, statement.balance.amount),
        (PLATFORM, Decimal("12.00")),
    ]
    assert due[0].due_on == date(2026, 12, 23)
    ends = {event_id: datetime(2026, 12, 2, 2, tzinfo=timezone.utc)}
    after: Any = {**TERMS, "from": "event_end", "days": 2}
    assert ledger.payouts_due(entries, after, ends)[0].due_on == date(2026, 12, 3)

    ours = ledger.on_record(me.payments.state(payment_id))
    assert ours == [Listed(TargetPix(e2eid=E2EID), brl("240.00"))]
    assert ledger.on_record(Payment()) == []
    assert ledger.reconcile(ours, ours).is_clean
    found = ledger.reconcile(ours, [Listed(ours[0].target, brl("239.99"))])
    assert (found.different[0].ours, found.different[0].theirs) == (brl("240.00"), brl("239.99"))
