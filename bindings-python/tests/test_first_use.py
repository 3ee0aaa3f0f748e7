"""What a newcomer writes first: with a store, from a loop and without one, and the rules alone."""

import asyncio
import copy
import pickle
from datetime import datetime, timedelta, timezone
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from stage import BUYER, TENANT, aio_set_up, context, office, opening, set_up, two_vip

import palco
from palco import Context, Invalid, ManualClock, NotFound, Rejected, aio
from palco.box_office import (
    BoxOffice,
    ConfirmHold,
    HoldLapsed,
    PlacesSold,
    PricedLine,
    SoldOutDetails,
    TicketsHeld,
)
from palco.event import Published
from palco.venue import Booked


def test_a_hold_and_its_sale(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=str(BUYER))
    event_id = set_up(me)

    held = me.tickets.hold(event_id, two_vip())
    hold = held[TicketsHeld]
    assert (hold.buyer, held.version, held.repeated) == (BUYER, 2, False)
    assert hold.expires_at - hold.at == timedelta(seconds=900)
    assert [left.available for left in me.tickets.availability(event_id)] == [98]

    line = PricedLine(ticket_type="vip", quantity=2, unit_price=hold.lines[0].unit_price)
    sold = me.tickets.confirm_hold(event_id, ConfirmHold(hold_id=hold.hold_id, lines=[line]))
    assert sold[PlacesSold].hold_id == hold.hold_id
    (use,) = me.tickets.quota_uses(event_id)
    assert (use.sold, use.held, use.free) == (2, 0, 98)


def test_a_refusal_explains_itself(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me, size=1)
    with pytest.raises(Rejected) as no:
        me.tickets.hold(event_id, two_vip())
    assert (no.value.code, no.value.kind) == ("box_office.sold_out", "rejected")
    assert SoldOutDetails.model_validate(no.value.details).available == 1
    again = pickle.loads(pickle.dumps(no.value))
    assert (type(again), str(again), again.details) == (Rejected, str(no.value), no.value.details)


def test_a_command_id_takes_effect_once(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id, key = set_up(me), uuid4()
    first = me.tickets.hold(event_id, two_vip(), command_id=key)
    again = me.tickets.hold(event_id, two_vip(), command_id=str(key))
    assert again.repeated and again.records == first.records
    with pytest.raises(Rejected) as no:
        me.tickets.hold(event_id, two_vip(3), command_id=key)
    assert no.value.code == "command.id_reused"


def test_what_is_published_is_booked_in_the_same_answer(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    published = [record for record in app.feed() if record.stream.id == event_id][1]
    assert isinstance(published.domain_event, Published)
    together = [r for r in app.feed() if r.command_id == published.command_id]
    assert isinstance(together[1].domain_event, Booked)


def test_another_tenant_sees_nothing(app: palco.Palco) -> None:
    event_id = set_up(app.acting(tenant=TENANT, actor=BUYER))
    stranger = app.acting(tenant=uuid4(), actor=BUYER)
    for ask in (
        lambda: stranger.tickets.hold(event_id, two_vip()),
        lambda: stranger.tickets.state(event_id),
        lambda: stranger.tickets.availability(event_id),
        lambda: stranger.tickets.quota_uses(event_id),
        lambda: stranger.tickets.state(uuid4()),
    ):
        with pytest.raises(NotFound) as no:
            ask()
        assert no.value.code == "box_office.not_found"


def test_commands_may_be_dicts_or_json(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    lines = [{"ticket_type": "vip", "quantity": 1}]
    assert len(me.tickets.hold(event_id, {"lines": lines})) == 1
    for command in (
        {"type": "box_office.hold_tickets", "lines": lines},
        '{"type":"box_office.hold_tickets","lines":[{"ticket_type":"vip","quantity":1}]}',
        b'{"type":"box_office.hold_tickets","lines":[{"ticket_type":"vip","quantity":1}]}',
        two_vip(1),
    ):
        assert len(me.send(event_id, command)) == 1
    with pytest.raises(Invalid) as no:
        me.tickets.hold(event_id, {"type": "box_office.release_hold", "lines": lines})
    assert no.value.path == "type"


async def test_from_an_event_loop(aio_app: aio.Palco, clock: ManualClock) -> None:
    me = aio_app.acting(tenant=TENANT, actor=BUYER)
    event_id = await aio_set_up(me, size=20)
    held = await asyncio.gather(*(me.tickets.hold(event_id, two_vip()) for _ in range(10)))
    assert len({answer[TicketsHeld].hold_id for answer in held}) == 10
    with pytest.raises(Rejected, match="house has 0 places left"):
        await me.tickets.hold(event_id, two_vip())
    clock.advance(timedelta(hours=1))
    again = await me.tickets.hold(event_id, two_vip())
    assert again.get(HoldLapsed) is not None
    assert (await me.tickets.state(event_id)).availability(clock.now())[0].available == 18
    assert (await me.tickets.availability(event_id))[0].available == 18


async def test_an_opening_can_be_awaited() -> None:
    app = await aio.Palco.in_memory()
    async with app:
        assert [record async for record in app.feed()] == []


def test_the_rules_alone() -> None:
    kept = office().to_json()

    box_office = BoxOffice.from_json(kept)
    happened = box_office.decide(two_vip(), context())
    assert [type(of) for of in happened] == [TicketsHeld]
    assert box_office.to_json() == kept, "to decide changes nothing"
    box_office.evolve(happened)
    assert box_office.availability("2026-11-23T12:00:00Z")[0].available == 98
    assert box_office.availability(datetime(2026, 11, 23, 13, tzinfo=timezone.utc))[0].available == 100
    assert pickle.loads(pickle.dumps(box_office)).to_json() == box_office.to_json()

    with pytest.raises(Rejected):
        box_office.decide(opening(), context())
    with pytest.raises(NotFound):
        BoxOffice().decide(two_vip(), context())


def test_a_batch_is_each_command_in_turn() -> None:
    one_by_one, at_once, as_json = office(5), office(5), office(5)
    contexts = [context(command_id=uuid4()) for _ in range(4)]
    expected = []
    for each in contexts:
        try:
            happened = one_by_one.decide(two_vip(), each)
        except Rejected as no:
            expected.append(([], no.code))
        else:
            one_by_one.evolve(happened)
            expected.append((happened, None))
    ran = at_once.run([(two_vip(), each) for each in contexts])
    assert [(r.domain_events, r.error and r.error.code) for r in ran] == expected
    assert [code for _, code in expected] == [None, None, "box_office.sold_out", "box_office.sold_out"]

    items = ",".join(
        f'{{"command":{two_vip().model_dump_json(exclude_none=True)},"context":'
        f'{{"tenant":"{c.tenant}","actor":"{c.actor}","now":"{c.now}","command_id":"{c.command_id}"}}}}'
        for c in contexts
    )
    as_json.run_json(f"[{items}]")
    assert at_once.to_json() == one_by_one.to_json() == as_json.to_json()


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-23T12:00:00.123999Z",
        "2026-11-23T09:00:00.123-03:00",
        datetime(2026, 11, 23, 12, 0, 0, 123_999, tzinfo=timezone.utc),
        datetime(2026, 11, 23, 12, 0, 0, 123_000, tzinfo=ZoneInfo("UTC")),
        datetime(2026, 11, 23, 9, 0, 0, 123_000, tzinfo=ZoneInfo("America/Sao_Paulo")),
        datetime(2026, 11, 23, 13, 0, 30, 123_000, tzinfo=timezone(timedelta(seconds=3_630))),
    ],
    ids=str,
)
def test_any_timezone_is_the_same_instant(now: datetime | str) -> None:
    assert Context(tenant=TENANT, actor=BUYER, now=now).now == "2026-11-23T12:00:00.123Z"


def test_a_context_can_be_copied_and_pickled() -> None:
    given = context()
    for again in (copy.copy(given), copy.deepcopy(given), pickle.loads(pickle.dumps(given))):
        assert again == given
