"""Every question to a state: over a store, blocking and from a loop, and to the rules alone."""

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from conftest import NOON
from stage import BUYER, TENANT, aio_set_up, context, office, set_up, two_vip
from test_bad_input import BAD_IDS

import palco
from palco import Invalid, ManualClock, Money, NotFound, Rejected, aio
from palco._generated import rules
from palco.box_office import BoxOffice, HoldSummary, TicketsHeld
from palco.event import Cancel, Event
from palco.payment import Create, MethodPix, Payment, PaymentSummary, Reference, RequestPixCharge
from palco.venue import Venue


def brl(amount: str) -> Money:
    return Money(amount=amount, currency="BRL")


def paying(event_id: UUID, hold_id: UUID) -> Create:
    reference = Reference(event_id=event_id, hold_id=hold_id)
    return Create(amount=brl("240.00"), method=MethodPix(), reference=reference)


def test_what_is_asked_over_a_store(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id, payment_id = set_up(me), uuid4()
    held = me.tickets.hold(event_id, two_vip())[TicketsHeld]
    hold = me.tickets.hold_summary(event_id, held.hold_id)
    assert (hold.buyer, hold.lines, hold.total) == (BUYER, held.lines, brl("240.00"))
    assert hold.expires_at == held.expires_at
    assert me.tickets.hold_summary(str(event_id), str(held.hold_id)) == hold

    event = me.events.summary(event_id)
    assert (event.name, event.status, event.reason) == ("Noite de Estreia", "published", None)
    assert (event.schema_org_status, event.capacity) == ("EventScheduled", 100)
    assert event.starts_at == datetime(2026, 12, 1, 21, tzinfo=timezone.utc)
    assert event.venue_id is not None
    venue = me.venues.summary(event.venue_id)
    assert (venue.name, venue.address, venue.timezone) == ("Circo Voador", "Lapa", event.timezone)

    me.payments.create(payment_id, paying(event_id, hold.hold_id))
    payment = me.payments.summary(payment_id)
    assert (payment.event_id, payment.hold_id, payment.buyer) == (event_id, hold.hold_id, BUYER)
    assert (payment.method, payment.status, payment.amount) == ("pix", "pending", hold.total)
    assert (payment.captured, payment.available, payment.refunded) == (brl("0.00"),) * 3
    assert (payment.pix_code, payment.pix_expires_at) == (None, None)
    assert (payment.takings, payment.refunds, payment.disputes) == ([], [], [])
    me.events.cancel(event_id, Cancel(reason="rain"))
    assert me.events.summary(event_id).reason == "rain"


async def test_the_same_from_a_loop(aio_app: aio.Palco) -> None:
    me = aio_app.acting(tenant=TENANT, actor=BUYER)
    event_id, payment_id = await aio_set_up(me), uuid4()
    hold_id = (await me.tickets.hold(event_id, two_vip()))[TicketsHeld].hold_id
    hold = await me.tickets.hold_summary(event_id, hold_id)
    created = await me.payments.create(payment_id, paying(event_id, hold_id))
    until = RequestPixCharge(expires_at=hold.expires_at)
    await me.payments.request_pix_charge(payment_id, until)
    assert (await me.payments.summary(payment_id)).status == "pending"
    behind = me.at_least(created.version)
    assert (await behind.payments.summary(payment_id)).amount == hold.total
    event = await me.events.summary(event_id)
    assert event.venue_id is not None
    assert (await me.venues.summary(event.venue_id)).capacity == 5_000_000


def test_the_rules_alone_say_the_same(app: palco.Palco, clock: ManualClock) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id, payment_id = set_up(me), uuid4()
    hold_id = me.tickets.hold(event_id, two_vip())[TicketsHeld].hold_id
    me.payments.create(payment_id, paying(event_id, hold_id))
    venue_id = me.events.summary(event_id).venue_id
    assert venue_id is not None
    tickets, now = me.tickets.state(event_id), clock.now()
    assert tickets.hold_summary(hold_id, now) == me.tickets.hold_summary(event_id, hold_id)
    assert tickets.availability(now) == me.tickets.availability(event_id)
    assert tickets.quota_uses(now) == me.tickets.quota_uses(event_id)
    assert me.events.state(event_id).summary() == me.events.summary(event_id)
    assert me.venues.state(venue_id).summary() == me.venues.summary(venue_id)
    assert me.payments.state(payment_id).summary() == me.payments.summary(payment_id)


def test_a_hold_is_told_of_while_it_lives() -> None:
    rules = office()
    (happened,) = rules.decide(two_vip(), context())
    rules.evolve([happened])
    assert isinstance(happened, TicketsHeld)
    end = happened.expires_at
    told = rules.hold_summary(happened.hold_id, end - timedelta(milliseconds=1))
    assert isinstance(told, HoldSummary)
    assert HoldSummary.model_validate_json(told.model_dump_json()) == told
    with pytest.raises(Rejected) as over:
        rules.hold_summary(happened.hold_id, end)
    assert over.value.code == "box_office.hold_lapsed"
    with pytest.raises(Rejected) as unknown:
        rules.hold_summary(uuid4(), NOON)
    assert unknown.value.code == "box_office.hold_unknown"


def test_what_is_not_there_is_not_found(app: palco.Palco) -> None:
    me, id = app.acting(tenant=TENANT, actor=BUYER), uuid4()
    for ask, code in (
        (lambda: me.venues.summary(id), "venue.not_found"),
        (lambda: me.events.summary(id), "event.not_found"),
        (lambda: me.tickets.availability(id), "box_office.not_found"),
        (lambda: me.tickets.quota_uses(id), "box_office.not_found"),
        (lambda: me.tickets.hold_summary(id, id), "box_office.not_found"),
        (lambda: me.payments.summary(id), "payment.not_found"),
        (lambda: Venue().summary(), "venue.not_found"),
        (lambda: Event().summary(), "event.not_found"),
        (lambda: BoxOffice().availability(NOON), "box_office.not_found"),
        (lambda: BoxOffice().quota_uses(NOON), "box_office.not_found"),
        (lambda: BoxOffice().hold_summary(id, NOON), "box_office.not_found"),
        (lambda: Payment().summary(), "payment.not_found"),
    ):
        with pytest.raises(NotFound) as no:
            ask()
        assert no.value.code == code


@pytest.mark.parametrize("wrong", [*BAD_IDS, "x"], ids=lambda of: ascii(of)[:40])
def test_a_wrong_id_is_told_by_the_arguments_name(wrong: Any, app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    for ask, path in (
        (lambda: me.tickets.hold_summary(event_id, wrong), "hold_id"),
        (lambda: office().hold_summary(wrong, NOON), "hold_id"),
        (lambda: me.tickets.hold_summary(wrong, event_id), "id"),
        (lambda: me.tickets.availability(wrong), "id"),
        (lambda: me.tickets.quota_uses(wrong), "id"),
        (lambda: me.payments.summary(wrong), "id"),
        (lambda: office().hold_summary(event_id, wrong), "now"),
    ):
        with pytest.raises(Invalid) as no:
            ask()
        assert (no.value.code, no.value.path) == ("input.invalid", path)


def test_every_question_has_a_method_of_both() -> None:
    for of, asked in (
        (rules.VenueQueries, {"summary"}),
        (rules.EventQueries, {"summary"}),
        (rules.BoxOfficeQueries, {"availability", "quota_uses", "hold_summary"}),
        (rules.PaymentQueries, {"summary"}),
    ):
        assert {name for name in vars(of) if not name.startswith("_")} == asked
    assert PaymentSummary.model_config["frozen"]
