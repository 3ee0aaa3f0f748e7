"""Payments through the application: what is asked, what a gateway reports, and what is refused."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from stage import BUYER, TENANT, set_up, two_vip

from palco import ManualClock, Money, NotFound, Palco, Rejected
from palco._sync import Acting
from palco.box_office import PlacesSold, TicketsHeld
from palco.payment import (
    Create,
    MethodPix,
    ModeProRata,
    Payment,
    Reference,
    RefundRequested,
    ReportPixChargeIssued,
    ReportPixReceived,
    RequestPixCharge,
    RequestRefund,
    Rule,
    SharePercent,
    ShareRemainder,
    Split,
    TargetPix,
)

NOON = "2026-11-23T12:00:00Z"
E2EID = "E1234567820261123120000000000001"
ORGANIZER, PLATFORM = UUID(int=1), UUID(int=2)


def brl(amount: str) -> Money:
    return Money(amount=amount, currency="BRL")


def split() -> Split:
    organizer = Rule(recipient=ORGANIZER, share=SharePercent(percent="90"), liable=True)
    return Split(rules=[organizer, Rule(recipient=PLATFORM, share=ShareRemainder())])


def charged(me: Acting) -> UUID:
    """A payment whose Pix charge was issued, to be paid within ten minutes."""
    payment_id = uuid4()
    reference = Reference(event_id=uuid4())
    created = Create(amount=brl("100.05"), method=MethodPix(), reference=reference, split=split())
    me.payments.create(payment_id, created)
    me.payments.request_pix_charge(
        payment_id, RequestPixCharge(expires_at="2026-11-23T12:10:00Z")  # type: ignore[arg-type]
    )
    issued = ReportPixChargeIssued(txid=payment_id.hex, code="000201", at=NOON)  # type: ignore[arg-type]
    me.payments.report_pix_charge_issued(payment_id, issued)
    return payment_id


def received(amount: str = "100.05", at: str = "2026-11-23T12:01:00Z") -> ReportPixReceived:
    return ReportPixReceived(e2eid=E2EID, amount=brl(amount), at=at)  # type: ignore[arg-type]


@pytest.fixture
def me() -> Acting:
    palco = Palco.in_memory(clock=ManualClock(NOON))
    return palco.acting(tenant=TENANT, actor=BUYER)


def test_a_pix_that_is_told_five_times_is_taken_once_and_divided(me: Acting) -> None:
    payment_id = charged(me)
    answers = [me.payments.report_pix_received(payment_id, received()) for _ in range(5)]
    taken = [record.domain_event for answer in answers for record in answer.records]
    assert [happened.type for happened in taken] == ["payment.pix_captured"]
    shares = {part.recipient: part.amount.amount for part in taken[0].shares}
    assert {str(who): str(amount) for who, amount in shares.items()} == {
        str(ORGANIZER): "90.05",
        str(PLATFORM): "10.00",
    }


def test_what_was_paid_goes_back_to_the_cent_and_no_more(me: Acting) -> None:
    payment_id = charged(me)
    me.payments.report_pix_received(payment_id, received())
    refund = RequestRefund(
        refund_id=uuid4(),
        target=TargetPix(e2eid=E2EID),
        amount=brl("100.05"),
        mode=ModeProRata(),
        reason="the show was cancelled",
    )
    (record,) = me.payments.request_refund(payment_id, refund).records
    assert [str(part.amount.amount) for part in record.domain_event.parts] == ["90.05", "10.00"]
    more = refund.model_copy(update={"refund_id": uuid4(), "amount": brl("0.01")})
    with pytest.raises(Rejected) as refused:
        me.payments.request_refund(payment_id, more)
    assert refused.value.code == "payment.refund_exceeds_available"
    assert refused.value.details["available"] == {"amount": "0.00", "currency": "BRL"}


def test_a_pix_that_was_settled_too_late_goes_back(me: Acting) -> None:
    payment_id = charged(me)
    late = me.payments.report_pix_received(payment_id, received(at="2026-11-23T12:10:00Z"))
    assert [record.domain_event.type for record in late.records] == [
        "payment.charge_expired",
        "payment.late_pix_received",
        "payment.refund_requested",
    ]


def paid_twice(palco: Palco) -> tuple[UUID, UUID, UUID]:
    """A hold, and two payments that came in for it."""
    me = palco.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    hold_id = me.tickets.hold(event_id, two_vip())[TicketsHeld].hold_id
    first, second = uuid4(), uuid4()
    for number, payment_id in enumerate([first, second]):
        reference = Reference(event_id=event_id, hold_id=hold_id)
        created = Create(amount=brl("240.00"), method=MethodPix(), reference=reference)
        me.payments.create(payment_id, created)
        paid = received("240.00").model_copy(update={"e2eid": f"{E2EID[:-1]}{number}"})
        me.payments.report_pix_received(payment_id, paid)
    return hold_id, first, second


def test_two_payments_for_one_hold_buy_once_and_the_second_goes_back() -> None:
    palco = Palco.in_memory(clock=ManualClock(NOON))
    hold_id, first, second = paid_twice(palco)
    palco.react()
    palco.react()
    records = list(palco.feed())
    sales = [of.domain_event for of in records if isinstance(of.domain_event, PlacesSold)]
    assert [(sale.hold_id, sale.paid_by) for sale in sales] == [(hold_id, first)]
    backs = [of for of in records if isinstance(of.domain_event, RefundRequested)]
    assert [(back.stream.id, back.domain_event.amount) for back in backs] == [(second, brl("240.00"))]


def test_what_is_too_old_to_go_back_is_told_by_what_reacts() -> None:
    clock = ManualClock(NOON)
    palco = Palco.in_memory(clock=clock)
    _, _, second = paid_twice(palco)
    clock.advance(timedelta(days=100))
    reacted = palco.react()
    (refused,) = reacted.refused
    assert (refused.record.stream.id, refused.record.domain_event.type) == (second, "payment.pix_captured")
    assert isinstance(refused.error, Rejected)
    assert refused.error.code == "payment.refund_window_closed"
    assert palco.react(after=reacted.next).refused == []


def test_a_command_is_refused_where_a_report_is_not(me: Acting) -> None:
    with pytest.raises(NotFound) as missing:
        me.payments.request_pix_charge(uuid4(), {"expires_at": "2026-11-23T12:10:00Z"})
    assert missing.value.code == "payment.not_found"
    (record,) = me.payments.report_pix_received(uuid4(), received()).records
    assert record.domain_event.type == "payment.unmatched_pix"


def test_a_card_number_is_refused_and_never_echoed(me: Acting) -> None:
    reference = Reference(event_id=uuid4())
    noted = Create(
        amount=brl("10.00"),
        method=MethodPix(),
        reference=reference,
        description="4111 1111 1111 1111",
    )
    with pytest.raises(Rejected) as refused:
        me.payments.create(uuid4(), noted)
    assert refused.value.code == "payment.pan_rejected"
    assert "4111" not in f"{refused.value} {refused.value.details}"


def test_the_rules_alone_keep_their_state_as_json(me: Acting) -> None:
    payment_id = charged(me)
    me.payments.report_pix_received(payment_id, received())
    state = me.payments.state(payment_id)
    assert Payment.from_json(state.to_json()).to_json() == state.to_json()
